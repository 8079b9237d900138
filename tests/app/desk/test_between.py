"""What others do between a look and the transaction that follows it is neither lost nor overruled."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from app import desk
from app.collect import outcomes
from app.collect.intake import IntakeResult, Reading, replay, take_in
from app.collect.noting import entries_of, note_listing, place_of
from app.desk.tending import Terms
from app.desk.written import Draft, PreparedItem, check_pictures
from app.publish.release import release
from app.run.boot import Service
from app.store import Store
from app.values.errors import Conflict, InputError, NotFound
from app.values.model import Content, Item, Rights, Source, SourceSpec
from app.values.quotas import ration
from scrapers import Picture, Teaser
from tests.app.store.test_joining import COPY, OTHER, STORY
from tests.deskwork import at_desk

pytestmark = pytest.mark.both_databases


@pytest.fixture
def store(service: Service) -> Store:
    return service.store


class Sources:
    """Two sources, and what is read from them at once."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.daily, self.radio = self._add("daily", "City"), self._add("radio", "Radio")

    def _add(self, name: str, section: str) -> Source:
        url = f"https://{name}.example/news/"
        spec = SourceSpec(url, name, name, section, "generic", "full", zone="UTC")
        return at_desk(self.service.store).add_source(spec, self.service.now())

    def reading(
        self, source: Source, path: str, content: Content, *, review: bool = False
    ) -> Reading:
        now = self.service.now()
        teaser = Teaser(source.url + path, content.title)
        place = place_of(self.service.store, teaser, "listing", source, now)
        return Reading(content, source.section.title, "test", place, source, review=review)

    def take(
        self, source: Source, path: str, content: Content, *, review: bool = False
    ) -> IntakeResult:
        store, now = self.service.store, self.service.now()
        result = take_in(store, self.reading(source, path, content, review=review), now)
        release(store, now)
        return result

    def item(self, uid: str) -> Item:
        return self.service.store.items.by_uid(uid)

    def change(self, source: Source, *, section: str = "", rights: Rights = "full") -> None:
        terms = Terms(
            title=source.title,
            section=section or source.section.title,
            rights=rights,
            every=source.every,
            zone=source.zone,
            charset=source.charset,
            url=source.url,
        )
        desk.change_source(self.service.store, source.slug, terms, "chen", self.service.now())


@pytest.fixture
def papers(service: Service) -> Sources:
    return Sources(service)


@pytest.fixture
def between(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> Callable[[Callable[[], object]], None]:
    """Lets something happen once, just before the next transaction."""

    def before_the_next(act: Callable[[], object]) -> None:
        usual, acts = store.transaction, [act]

        def transaction() -> object:
            if acts:
                acts.pop()()
            return usual()

        monkeypatch.setattr(store, "transaction", transaction)

    return before_the_next


# Of the editor who is there in each test.
TEXTS = ration(1, "texts")


@pytest.fixture(autouse=True)
def _wei(service: Service) -> None:
    assert service.store.editors.add("wei", "editor", "x", service.now()).id == TEXTS.editor_id


Between = Callable[[Callable[[], object]], None]


def form(item: Item, section: str = "City", **fields: str) -> desk.Form:
    content = replace(item.content, title="Another title")
    typed = PreparedItem(content, section, item.rights)
    return desk.Form(typed, "save", None, None, True, (1, "", ()), TEXTS)


def test_a_copy_does_not_go_to_an_item_that_was_merged_meanwhile(
    service: Service, papers: Sources, between: Between
) -> None:
    story, other = (
        papers.take(papers.daily, "1.html", STORY),
        papers.take(papers.daily, "2.html", OTHER),
    )
    copy = papers.reading(papers.radio, "c.html", COPY)
    between(lambda: at_desk(service.store).merge(story.uid, other.uid, "wei", service.now()))
    assert take_in(service.store, copy, service.now()).uid == other.uid
    assert papers.item(story.uid).locations == ()


def test_a_page_that_was_read_after_all_is_there(
    service: Service, papers: Sources, between: Between
) -> None:
    uid = papers.take(papers.daily, "1.html", STORY).uid
    place = papers.item(uid).locations[0]
    between(lambda: outcomes.note_gone(service.store, place, "404", service.now(), for_good=True))
    again = Reading(replace(STORY, title="A new title"), "City", "test", place, papers.daily)
    take_in(service.store, again, service.now())
    after = papers.item(uid).locations[0]
    assert (after.state, after.gone_at, after.error, after.tries) == ("read", None, "", 0)


def test_an_orphan_that_found_a_home_meanwhile_keeps_it(
    service: Service, papers: Sources, between: Between
) -> None:
    uid = papers.take(papers.daily, "1.html", STORY, review=True).uid
    place = papers.item(uid).locations[0]
    between(lambda: outcomes.note_failure(service.store, place, "timeout", service.now()))
    take_in(service.store, Reading(STORY, "City", "test", place, papers.daily), service.now())
    assert papers.item(uid).locations[0].tries == 0


def test_a_save_does_not_take_back_what_was_filed_meanwhile(
    service: Service, papers: Sources, between: Between
) -> None:
    item = papers.item(papers.take(papers.daily, "1.html", STORY, review=True).uid)
    between(lambda: at_desk(service.store).file_into(item.uid, "Sport", service.now(), "chen"))
    with pytest.raises(Conflict):
        desk.save(service.store, item, 1, "review", form(item), "wei", service.now())
    assert papers.item(item.uid).section.title == "Sport"


def test_going_back_to_a_version_does_not_take_back_what_was_filed_meanwhile(
    service: Service, papers: Sources, between: Between
) -> None:
    item = papers.item(papers.take(papers.daily, "1.html", STORY, review=True).uid)
    between(lambda: at_desk(service.store).file_into(item.uid, "Sport", service.now(), "chen"))
    again = replace(STORY, title="As it was")
    assert desk.restore(service.store, item, 1, again, "wei", service.now(), TEXTS).content == again
    assert papers.item(item.uid).section.title == "Sport"


def test_a_save_does_not_fix_the_rights_of_the_source(
    service: Service, papers: Sources, between: Between
) -> None:
    item = papers.item(papers.take(papers.daily, "1.html", STORY, review=True).uid)
    between(lambda: papers.change(papers.daily, rights="headline"))
    with pytest.raises(Conflict):
        desk.save(service.store, item, 1, "review", form(item), "wei", service.now())
    assert papers.item(item.uid).rights == "headline"


def test_a_program_changes_what_it_names_and_nothing_else(
    service: Service, papers: Sources, between: Between
) -> None:
    item = papers.item(papers.take(papers.daily, "1.html", STORY, review=True).uid)
    site = desk.site_of(service.settings)
    signer = desk.Signer("wei · CMS", service.now(), site, TEXTS)
    change = desk.read_change({"title": "Another title"}, new=False)
    between(lambda: papers.change(papers.daily, rights="headline"))
    changed = desk.change_item(service.store, item, change, signer)
    assert (changed.content.title, changed.rights) == ("Another title", "headline")
    papers.change(papers.daily, rights="summary")
    assert papers.item(item.uid).rights == "summary"


def test_what_a_button_makes_due_is_released_with_it_or_not_at_all(
    service: Service, papers: Sources, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = papers.item(papers.take(papers.daily, "1.html", STORY, review=True).uid)
    monkeypatch.setattr("app.desk.saving.release_due", lambda *_: 1 / 0)
    publishing = replace(form(item), action="publish")
    with pytest.raises(ZeroDivisionError):
        desk.save(service.store, item, 1, "review", publishing, "wei", service.now())
    assert papers.item(item.uid) == item


# What the use cases do when nobody comes in between


def test_what_is_split_off_has_the_rights_of_its_source(service: Service, papers: Sources) -> None:
    work, now = at_desk(service.store), service.now()
    story = papers.take(papers.daily, "1.html", STORY)
    ours = work.write(OTHER, "City", "wei", now, url="https://else.example/x.html")
    work.merge(ours.uid, story.uid, "wei", now)
    (address,) = papers.item(story.uid).also_at
    made = work.split(story.uid, address.id, "wei", now)
    papers.change(papers.daily, rights="headline")
    assert papers.item(made.uid).rights == "headline"


def test_a_collected_story_is_published_whatever_pictures_stood_beside_its_text(
    service: Service, papers: Sources
) -> None:
    lead = Picture("https://daily.example/lead.jpg")
    content = replace(STORY, html="<p>Words.</p>", pictures=(lead,))
    item = papers.item(papers.take(papers.daily, "1.html", content, review=True).uid)
    draft = Draft(item.content.title, "Words.", "City", rights="full")
    check_pictures(service.store, draft, item.content, item, publishing=True)
    within = replace(content, html='<p><img src="https://daily.example/lead.jpg"></p>')
    with pytest.raises(InputError):
        check_pictures(service.store, draft, within, item, publishing=True)


def test_an_adopted_story_files_where_its_source_files_now(
    service: Service, papers: Sources
) -> None:
    url, now = papers.radio.url + "p.html", service.now()
    place = place_of(service.store, Teaser(url, "x"), "promo", papers.daily, now)
    story = take_in(service.store, Reading(STORY, "City", "test", place, papers.daily), now)
    papers.change(papers.radio, section="Moved")
    note_listing(service.store, papers.radio, entries_of([Teaser(url, "x")]), "listing", now)
    assert papers.item(story.uid).section.title == "Moved"


def test_an_address_that_stands_twice_in_a_listing_is_as_its_first_teaser_says(
    service: Service, papers: Sources
) -> None:
    url, now = papers.daily.url + "1.html", service.now()
    twice = [Teaser(url, "The first"), Teaser(url, "The second")]
    note_listing(service.store, papers.daily, entries_of(twice[:1]), "listing", now, front=True)
    for _ in range(2):
        note_listing(service.store, papers.daily, entries_of(twice), "listing", now, front=True)
        (place,) = service.store.locations.pending(papers.daily, now, 9)
        assert place.teaser_title == "The first"


def test_pins_and_embargoes_are_refused_for_what_is_wrong_first(
    service: Service, papers: Sources
) -> None:
    past, now = service.now() - timedelta(hours=1), service.now()
    with pytest.raises(NotFound):
        desk.pin(service.store, "nosuch", past, "wei", now)
    waiting = papers.take(papers.daily, "1.html", STORY, review=True)
    with pytest.raises(Conflict, match="only a published item"):
        desk.pin(service.store, waiting.uid, past, "wei", now)
    at_desk(service.store).embargo(waiting.uid, past, now, "wei")
    at_desk(service.store).publish(waiting.uid, now, "wei")
    release(service.store, now)
    with pytest.raises(Conflict, match="public already"):
        at_desk(service.store).embargo(waiting.uid, past, now, "wei")


def test_a_replay_revises_an_item_without_an_address_of_its_own(
    service: Service, papers: Sources
) -> None:
    titled = replace(COPY, title="Another title for it")
    take_in(service.store, Reading(STORY, "City", "test", None, papers.daily), service.now())
    joined = papers.take(papers.daily, "copy.html", titled)
    place = papers.item(joined.uid).locations[0]
    assert place.joined
    again = Reading(replace(titled, authors=("Li",)), "City", "test", place, papers.daily)
    assert replay(service.store, again, service.now()).outcome == "changed"
