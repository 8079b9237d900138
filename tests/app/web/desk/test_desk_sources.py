"""Sources at the desk: added after a look, looked after in words, read otherwise after a try."""

import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from html import unescape
from typing import cast

import pytest
from flask import Flask
from sqlalchemy import text, update

from app.collect.outcomes import note_gone
from app.news.health import judge
from app.news.profile import Observation, Profile, Sample, learned
from app.news.remedies import Evidence, Fit, Remedy, Treatment, Witness
from app.run.boot import Service
from app.store.schema import ItemRow
from app.values.model import Role, Run, SourceSpec
from app.values.settings import Settings
from app.web.desk.base import READING
from tests.browsing import Browser, logged_in
from tests.conftest import Add, FakeClock
from tests.deskwork import at_desk
from tests.newsroom import find
from tests.riverpaper import STORIES, Paper
from tests.samplecity import SampleCity
from tests.server import Server
from tests.townsite import TownSite, list_page, publish

Collect = Callable[..., Run]


@pytest.fixture
def chief(service: Service, app: Flask) -> Browser:
    return logged_in(service, app, "chief", "wei")


def typed(page: str) -> dict[str, str]:
    """What stands in the form for a source."""
    boxes = {
        box.get("name"): box.get("value", "") for box in find(page, "//main//form//input[@id]")
    }
    return boxes | {
        chosen.getparent().get("name"): chosen.get("value")
        for chosen in find(page, "//main//form/select/option[@selected]")
    }


class TestAdding:
    def test_nothing_is_stored_before_it_is_saved(
        self, chief: Browser, service: Service, city: SampleCity
    ) -> None:
        chief.get("/desk/sources/new")
        page = chief.post(
            "/desk/sources/new", url=f"{city.url}/news/index.html", action="look"
        ).text
        story = next(story for story in city.stories if story.section == "news")
        assert story.title in unescape(page)
        assert "confidence" in page
        assert find(page, "//article[@class='sample']//p[string-length(.) > 40]")
        assert service.store.sources.all() == []
        fields = typed(page)
        assert fields["policy"] == "review"
        chief.post(
            "/desk/sources/new",
            **fields | {"title": "City News", "slug": "city", "every": "30m", "action": "save"},
        )
        (source,) = service.store.sources.all()
        assert (source.title, source.slug, source.every, source.review) == (
            "City News",
            "city",
            1800,
            True,
        )
        assert "Added. It will be collected at the next tick." in chief.page.text
        assert chief.page.request.path == "/desk/sources/city"
        entry = service.store.audit.entries(1, subject="source city")[0]
        assert (entry.by, entry.action) == ("wei", "add source")

    @pytest.mark.parametrize(
        ("url", "words"),
        [
            ("", "Write the address of a page"),
            ("javascript:alert(1)", "Write the address of a page"),
            ("http://10.0.0.1/", "10.0.0.1"),
            ("CITY/nowhere", "404"),
        ],
    )
    def test_an_address_that_leads_nowhere_is_said_at_its_field(
        self, chief: Browser, city: SampleCity, url: str, words: str
    ) -> None:
        chief.get("/desk/sources/new")
        typed_url = url.replace("CITY", city.url)
        page = chief.post("/desk/sources/new", url=typed_url, title="Kept", action="look").text
        assert chief.page.status_code == 422
        (problem,) = find(page, "//p[@id='url-problem']")
        assert words in problem.text
        assert find(page, f"//input[@id='url'][@aria-invalid][@value='{typed_url}']")
        assert find(page, "//input[@id='title'][@value='Kept']")

    @pytest.mark.parametrize(
        ("field", "value", "words"),
        [
            ("slug", "Not so", "Small letters"),
            ("slug", "new", "Small letters"),
            ("slug", "news", "short name already"),
            ("title", "", "Write a title."),
            ("section", "", "Write the section"),
            ("every", "often", "Write how often"),
            ("zone", "Mars/Base", "no time zone"),
            ("charset", "klingon", "no encoding"),
            ("url", "NEWS", "polled already"),
        ],
    )
    def test_what_is_wrong_is_said_at_its_field(
        self,
        chief: Browser,
        service: Service,
        city: SampleCity,
        add: Add,
        field: str,
        value: str,
        words: str,
    ) -> None:
        add("news")
        good = {
            "url": f"{city.url}/gallery/index.html", "title": "Gallery", "slug": "gallery", "section": "Photos", "rights": "full",
            "policy": "trusted", "zone": "", "every": "", "charset": "",
        }  # fmt: skip
        chief.get("/desk/sources/new")
        wrong = good | {field: value.replace("NEWS", f"{city.url}/news/index.html")}
        page = chief.post("/desk/sources/new", **wrong, action="save").text
        (problem,) = find(page, f"//p[@id='{field}-problem']")
        assert words in problem.text
        assert [source.slug for source in service.store.sources.all()] == ["news"]
        assert {name: value for name, value in typed(page).items() if name in wrong} == wrong

    def test_one_address_is_read_at_a_time(
        self, chief: Browser, app: Flask, city: SampleCity
    ) -> None:
        chief.get("/desk/sources/new")
        lock: threading.Lock = app.extensions[READING]
        with lock:
            page = chief.post(
                "/desk/sources/new", url=f"{city.url}/news/index.html", action="look"
            ).text
        assert "Another address is being read just now" in page
        assert not lock.locked()


class TestLookingAfter:
    def test_failing_ones_come_first_with_why_and_what_to_do(
        self, chief: Browser, service: Service, city: SampleCity, add: Add, collect: Collect
    ) -> None:
        new = collect(add("news")).new

        def breaking(path: str) -> None:
            if path == "/gallery/index.html":
                raise ConnectionError

        gallery = add("gallery")
        city.before = breaking
        collect(gallery)
        page = chief.get("/desk/sources").text
        rows = find(page, "//tbody/tr")
        assert [row.xpath("string(td[2]/span)") for row in rows] == ["failing", "well"]
        assert rows[1].xpath("string(td[5])").strip() == str(new)
        page = unescape(chief.get("/desk/sources/gallery").text)
        assert "The answer broke off half-way." in page
        assert "Run it now once the cause is gone." in page
        assert find(page, "//table//tr[contains(., 'The listing:')]")

    def test_a_late_one_is_said_to_be_late(
        self, chief: Browser, add: Add, collect: Collect, clock: FakeClock
    ) -> None:
        collect(add("news"))
        assert ">well<" in chief.get("/desk/sources/news").text
        clock.turn(hours=11)
        assert ">late<" in chief.get("/desk/sources/news").text
        chief.post("/desk/sources/news/pause", back="page")
        assert chief.page.request.path == "/desk/sources/news"
        assert ">paused<" in chief.page.text

    def test_the_trend_counts_each_day_once(
        self, chief: Browser, service: Service, add: Add, collect: Collect, clock: FakeClock
    ) -> None:
        source = add("news")
        number = collect(source).new
        assert number > 1
        zone = service.settings.zone
        today = clock().astimezone(zone).replace(hour=0, minute=0, second=0)
        starts = [today - timedelta(days=back) for back in (2, 1, 0)]
        assert service.store.output.trend(source, starts) == [0, 0, number]
        assert service.store.output.trend(
            source, [start + timedelta(days=1) for start in starts]
        ) == [0, number, 0]
        assert service.store.output.fresh(clock() - timedelta(days=7)) == {source.id: number}
        assert service.store.output.fresh(clock() + timedelta(hours=1)) == {}
        (drawn,) = find(chief.get("/desk/sources/news").text, "//*[@role='img']/@aria-label")
        assert drawn.endswith(f" 0, {number}")

    def test_terms_are_changed_with_an_entry_and_a_new_edition(
        self, chief: Browser, service: Service, add: Add, collect: Collect
    ) -> None:
        collect(add("news"))
        before = service.store.sections.number()
        fields = typed(chief.get("/desk/sources/news").text)
        chief.post(
            "/desk/sources/news",
            **fields
            | {"title": "The City Paper", "section": "Town", "every": "2h", "charset": "gb18030"},
        )
        changed = service.store.sources.get("news")
        assert (changed.title, changed.section.title, changed.every, changed.charset) == (
            "The City Paper",
            "Town",
            7200,
            "gb18030",
        )
        assert service.store.sections.number() > before
        assert "The City Paper" in chief.client.get("/").text
        entry = service.store.audit.entries(1, subject="source news", action="change source")[0]
        assert entry.after == {
            "title": "The City Paper",
            "section": "Town",
            "every": 7200,
            "charset": "gb18030",
        }
        assert set(entry.before or {}) == set(entry.after or {})
        number = service.store.sections.number()
        chief.post("/desk/sources/news", **typed(chief.page.text))
        assert service.store.sections.number() == number
        assert service.store.audit.entries(1, subject="source news")[0].id == entry.id

    def test_less_rights_show_less_at_once(
        self, chief: Browser, service: Service, add: Add, collect: Collect
    ) -> None:
        collect(add("news"))
        item = service.store.items.public(1)[0]
        words = item.content.text.split("\n")[-1][:40]
        assert words in unescape(chief.client.get(f"/items/{item.uid}/{item.slug}").text)
        fields = typed(chief.get("/desk/sources/news").text)
        chief.post("/desk/sources/news", **fields | {"rights": "headline"})
        assert words not in unescape(chief.client.get(f"/items/{item.uid}/{item.slug}").text)

    def test_a_new_address_is_looked_at_before(
        self, chief: Browser, service: Service, city: SampleCity, add: Add, clock: FakeClock
    ) -> None:
        add("news")
        add("gallery")
        fields = typed(chief.get("/desk/sources/news").text)
        page = chief.post(
            "/desk/sources/news", **fields | {"url": f"{city.url}/nowhere", "title": "Kept"}
        ).text
        assert find(page, "//p[@id='url-problem']")
        assert find(page, "//input[@id='title'][@value='Kept']")
        page = chief.post(
            "/desk/sources/news", **fields | {"url": f"{city.url}/gallery/index.html"}
        ).text
        assert "polled already" in find(page, "//p[@id='url-problem']")[0].text
        assert service.store.sources.get("news").url == fields["url"]

    def test_a_source_is_removed_when_that_is_said_twice(
        self, chief: Browser, service: Service, add: Add
    ) -> None:
        add("news")
        chief.get("/desk/sources/news")
        assert "Tick the box" in chief.post("/desk/sources/news/remove").text
        assert len(service.store.sources.all()) == 1
        chief.post("/desk/sources/news/remove", sure="yes")
        assert service.store.sources.all() == []
        assert service.store.audit.entries(1)[0].action == "remove source"
        assert chief.get("/desk/sources/news").status_code == 404

    def test_what_is_to_know_of_a_source_is_of_that_source(
        self, chief: Browser, service: Service, city: SampleCity, add: Add, collect: Collect
    ) -> None:
        collect(add("news"))
        collect(add("gallery"))
        item = service.store.items.public(1, source=service.store.sources.get("news"))[0]
        other = service.store.items.public(2, source=service.store.sources.get("news"))[1]
        note_gone(service.store, item.locations[0], "404", service.now(), for_good=True)
        content = replace(other.content, title="As we say it")
        at_desk(service.store).edit(
            other.uid, other.revision, content, other.section.title, "wei", service.now()
        )
        page = chief.get("/desk/sources/news").text
        assert find(
            page, f"//li[contains(., 'Taken away upstream')]/a[@href='{item.locations[0].url}']"
        )
        assert find(
            page, f"//li[contains(., 'upstream says otherwise')]/a[contains(@href, '{other.uid}')]"
        )
        page = chief.get("/desk/sources/gallery").text
        assert "To know" not in page

    @pytest.mark.parametrize(
        ("role", "tends"), [("viewer", False), ("contributor", False), ("editor", True)]
    )
    def test_roles(self, service: Service, app: Flask, add: Add, role: str, tends: bool) -> None:
        add("news")
        person = logged_in(service, app, cast(Role, role))
        page = person.get("/desk/sources/news").text
        assert ("Run now" in page) is tends
        assert "Save the policy" not in page
        assert person.get("/desk/sources/new").status_code == 403
        for path in ("", "/rules", "/recipe", "/replay", "/remove"):
            person.get("/desk/sources")
            assert (
                person.post(
                    f"/desk/sources/news{path}", sure="yes", policy="trusted", do="save"
                ).status_code
                == 403
            )
        person.get("/desk/sources")
        assert person.post("/desk/sources/news/run").status_code == (200 if tends else 403)


class TestRules:
    ROW = ("title", "contains", "fair", "publish", "")

    def send(self, chief: Browser, do: str, *rows: tuple[str, ...], policy: str = "rules") -> str:
        columns = {
            name: [row[n] for row in rows]
            for n, name in enumerate(("field", "how", "value", "then", "to"))
        }
        chief.get("/desk/sources/news")
        return str(chief.post("/desk/sources/news/rules", do=do, policy=policy, **columns).text)

    def values(self, page: str) -> list[str]:
        return [
            box.get("value") for box in find(page, "//ol[@class='rules']//input[@name='value']")
        ]

    def test_rows_are_added_moved_and_removed_without_being_stored(
        self, chief: Browser, service: Service, add: Add
    ) -> None:
        add("news")
        one, two = self.ROW, ("text", "is", "ice", "tag", "Winter")
        assert self.values(self.send(chief, "add", one)) == ["fair", ""]
        assert self.values(self.send(chief, "down 0", one, two)) == ["ice", "fair"]
        assert self.values(self.send(chief, "up 1", one, two)) == ["ice", "fair"]
        assert self.values(self.send(chief, "up 0", one, two)) == ["fair", "ice"]
        assert self.values(self.send(chief, "remove 0", one, two)) == ["ice"]
        assert self.values(self.send(chief, "remove 9", one, two)) == ["fair", "ice"]
        assert service.store.sources.get("news").rules == []

    def test_rules_are_saved_whole_or_not_at_all(
        self, chief: Browser, service: Service, add: Add
    ) -> None:
        add("news")
        page = self.send(chief, "save", self.ROW, ("title", "matches", "(", "drop", ""))
        assert "rule 2" in find(page, "//p[@id='rule-problem']")[0].text
        assert self.values(page) == ["fair", "("]
        assert "There is no rule yet" in self.send(chief, "save")
        assert service.store.sources.get("news").rules == []
        self.send(chief, "save", self.ROW)
        saved = service.store.sources.get("news")
        assert (saved.review, [rule["value"] for rule in saved.rules]) == (True, ["fair"])
        self.send(chief, "save", self.ROW, policy="trusted")
        assert (
            service.store.sources.get("news").review,
            service.store.sources.get("news").rules,
        ) == (False, [])

    def test_a_trial_says_what_would_have_become_of_the_last_items(
        self, chief: Browser, service: Service, city: SampleCity, add: Add, collect: Collect
    ) -> None:
        collect(add("news"))
        title = service.store.items.public(1)[0].content.title
        page = self.send(
            chief,
            "try",
            ("title", "is", title, "drop", ""),
            ("title", "contains", "", "publish", ""),
        )
        assert "it looks for nothing" in page
        page = self.send(chief, "try", ("title", "is", title, "drop", ""))
        told = {
            row.xpath("string(td[1])"): row.xpath("string(td[2])")
            for row in find(page, "//table[@role='status']/tbody/tr")
        }
        assert told.pop(title) == "dropped (rule 1)"
        assert set(told.values()) == {"to review"}
        assert service.store.sources.get("news").rules == []


class TestReading:
    RECIPE = 'name = "city"\n[listing]\nentries = "li"\n'

    def test_a_recipe_that_cannot_be_used_is_kept_on_the_page(
        self, chief: Browser, service: Service, add: Add
    ) -> None:
        add("news")
        chief.get("/desk/sources/news")
        page = chief.post("/desk/sources/news/recipe", recipe='name = ""', do="use").text
        assert "the recipe cannot be used" in find(page, "//p[@id='recipe-problem']")[0].text
        assert "name = &#34;&#34;" in page or 'name = ""' in page
        assert service.store.sources.get("news").recipe is None

    def test_a_recipe_is_tried_then_used_then_done_without(
        self, chief: Browser, service: Service, city: SampleCity, add: Add
    ) -> None:
        add("news", scraper="generic")
        chief.get("/desk/sources/news")
        page = chief.post("/desk/sources/news/recipe", do="learn").text
        assert "By the recipe" in page
        assert service.store.sources.get("news").recipe is None
        learned = find(page, "//textarea[@id='recipe']")[0].text
        assert "[listing]" in learned
        chief.post("/desk/sources/news/recipe", recipe=learned, do="use")
        assert service.store.sources.get("news").recipe is not None
        entry = service.store.audit.entries(1, subject="source news")[0]
        assert (entry.by, entry.action, entry.before) == ("wei", "change recipe", {"recipe": None})
        chief.post("/desk/sources/news/recipe", do="forget")
        assert service.store.sources.get("news").recipe is None

    def test_a_replay_is_dry_until_it_is_applied(
        self, chief: Browser, service: Service, add: Add, collect: Collect
    ) -> None:
        collect(add("news"))
        item = service.store.items.public(1)[0]
        with service.store.database.write() as session:
            session.execute(
                update(ItemRow)
                .where(ItemRow.id == item.id)
                .values(content=replace(item.content, authors=("Badly Read",)))
            )
        chief.get("/desk/sources/news")
        page = chief.post("/desk/sources/news/replay", do="try").text
        assert "Badly Read" in page
        assert service.store.items.by_uid(item.uid).content.author == "Badly Read"
        chief.post("/desk/sources/news/replay", do="apply")
        assert "1 story was changed." in chief.page.text
        assert service.store.items.by_uid(item.uid).content.author == item.content.author
        assert "Nothing would change." in chief.post("/desk/sources/news/replay", do="try").text
        assert service.store.audit.entries(1)[0].after == {"changed": [item.uid]}


def test_nothing_that_a_site_says_is_run(
    chief: Browser, service: Service, add: Add, collect: Collect
) -> None:
    source = add("news")
    with service.store.database.write() as session:
        session.execute(
            text("UPDATE sources SET last_error = :said, title = :said WHERE id = :id"),
            {"said": "<script>x", "id": source.id},
        )
    for path in ("/desk/sources", "/desk/sources/news"):
        assert re.search("<script>x", chief.get(path).text) is None


class TestReadings:
    @pytest.fixture
    def paper(self) -> Iterator[tuple[Paper, Server]]:
        paper = Paper()
        with Server(paper.answer) as site:
            yield paper, site

    @pytest.fixture
    def settings(self, settings: Settings, paper: tuple[Paper, Server]) -> Settings:
        return replace(settings, allow_hosts=settings.allow_hosts | {paper[1].host})

    def test_a_source_that_cannot_be_read_asks_for_a_tick(
        self, chief: Browser, service: Service, paper: tuple[Paper, Server]
    ) -> None:
        paper[0].broken = {slug for slug, _, _ in STORIES}
        chief.get("/desk/sources/new")
        seen = chief.post("/desk/sources/new", url=f"{paper[1].url}/news/", action="look").text
        assert "2 of the first 2 stories cannot be read" in seen
        fields = {name: value for name, value in typed(seen).items() if name != "anyway"}
        fields |= {"slug": "paper", "action": "save"}
        refused = chief.post("/desk/sources/new", **fields)
        assert refused.status_code == 422
        assert find(refused.text, "//input[@name='anyway'][@aria-invalid]")
        assert "cannot be read" in find(refused.text, "//p[@id='anyway-problem']")[0].text
        assert service.store.sources.all() == []
        chief.post("/desk/sources/new", **fields, anyway="yes")
        assert [source.slug for source in service.store.sources.all()] == ["paper"]

    @pytest.mark.parametrize("do", ["accept", "keep"])
    def test_what_is_held_is_shown_and_settled_by_a_click(
        self,
        chief: Browser,
        service: Service,
        paper: tuple[Paper, Server],
        collect: Collect,
        clock: FakeClock,
        do: str,
    ) -> None:
        url = f"{paper[1].url}/news/"
        spec = SourceSpec(url, "paper", "The Paper", "News", "generic", "full")
        source = at_desk(service.store).add_source(spec, clock())
        collect(source)
        assert "held here" not in chief.get("/desk/sources/paper").text
        for slug in ("ferry", "library", "bridge"):
            del paper[0].texts[slug][-1]
        clock.turn(hours=2)
        collect(source)
        page = chief.get("/desk/sources/paper").text
        assert "Taken away upstream, and held here" in page
        assert len(find(page, "//h2[@id='losses']/following-sibling::ul[1]/li/del")) == 3
        done = chief.post("/desk/sources/paper/losses", do=do).text
        words = "3 stories were changed." if do == "accept" else "3 stories stay as they are."
        assert words in done
        assert "held here" not in done
        entry = service.store.audit.entries(1, subject="source paper")[0]
        assert (entry.by, entry.action) == ("wei", "settle losses")


class TestHealth:
    def test_how_a_source_is_stands_on_its_page_and_can_be_accepted(
        self, chief: Browser, app: Flask, service: Service, add: Add
    ) -> None:
        source, at = add("news"), service.now()
        page = chief.get("/desk/sources/news").text
        assert "not before ten runs are known" in page
        profile = Profile()
        for number in range(14):
            at += timedelta(hours=8)
            samples = {"dates": Sample(24, 24, 24) if number < 12 else Sample(24)}
            profile = learned(profile, Observation(at, samples, new=1, before=at))
        service.store.healths.keep(source, profile, judge(profile))
        page = unescape(chief.get("/desk/sources/news").text)
        [section] = find(page, "//section[@aria-labelledby='health']")
        said = " ".join(section.text_content().split())
        assert "it brings less than usual since" in said
        assert "entries with a date: 0%, usually 100%" in said
        assert "Look at the listing and a new story" in said
        assert "not before ten runs are known" not in said
        assert "Silence is told" in said
        assert "it brings less than usual" in chief.get("/desk/sources").text
        viewer = logged_in(service, app, "viewer", "kim")
        seen = viewer.get("/desk/sources/news").text
        assert "it brings less than usual" in seen
        assert not find(seen, "//section[@aria-labelledby='health']//form")
        done = unescape(chief.post("/desk/sources/news/health").text)
        assert "What it brings now is taken for usual from here on." in done
        assert "it brings less than usual" not in done
        entry = service.store.audit.entries(1, subject="source news")[0]
        assert (entry.by, entry.action) == ("wei", "accept as usual")


class TestRemedies:
    @pytest.fixture
    def remedy(self, add: Add, service: Service) -> Remedy:
        """A list that was found at another address, and waits for people."""
        source = add("news")
        before = Treatment(source.url, source.scraper, source.recipe)
        evidence = Evidence(
            Fit(24, 1, 23),
            (Witness("Trams run again", "http://paper.example/1"),),
            ("2024-06-20 Trams run again",),
            ("2024-06-21 Trams stop", "2024-06-20 Trams run again"),
        )
        after = replace(before, url="http://paper.example/local/")
        found = Remedy("front", "proposed", before, after, evidence, service.now())
        service.store.remedies.apply(source, found)
        return service.store.remedies.of(service.store.sources.get("news"))[0]

    def test_what_is_proposed_stands_beside_what_was_and_is_taken_for_good(
        self, chief: Browser, service: Service, remedy: Remedy
    ) -> None:
        page = unescape(chief.get("/desk/sources/news").text)
        [section] = find(page, "//section[@aria-labelledby='doctor']")
        said = " ".join(section.text_content().split())
        assert "Its list is read where the front page leads to: http://paper.example/local/" in said
        assert "Known stories that read as they were stored: 1 of 1." in said
        assert [len(find(page, f"//h4[.='{name}']/following-sibling::ul/li")) for name in
                ("Before", "After")] == [1, 2]  # fmt: skip
        assert "all that it brings waits in the inbox" in said
        done = unescape(chief.post(f"/desk/sources/news/remedies/{remedy.id}", do="accept").text)
        assert "It is read like this for good." in done
        source = service.store.sources.get("news")
        assert (source.url, source.on_trial) == ("http://paper.example/local/", False)
        again = unescape(chief.post(f"/desk/sources/news/remedies/{remedy.id}", do="accept").text)
        assert "this was decided already" in again
        entry = service.store.audit.entries(1, subject="source news")[0]
        assert (entry.by, entry.action) == ("wei", "accept remedy")

    def test_what_was_done_is_taken_back(
        self, chief: Browser, service: Service, remedy: Remedy
    ) -> None:
        chief.get("/desk/sources/news")
        done = unescape(chief.post(f"/desk/sources/news/remedies/{remedy.id}", do="back").text)
        assert "It is read as before, at once." in done
        assert "Taken back" in done
        source = service.store.sources.get("news")
        assert (source.url, source.on_trial) == (remedy.before.url, False)

    def test_what_the_doctor_may_do_is_said_by_those_who_tend_sources(
        self, chief: Browser, app: Flask, service: Service, add: Add
    ) -> None:
        add("news")
        chief.get("/desk/sources/news")
        chief.post("/desk/sources/news/doctor", mode="propose")
        assert service.store.sources.get("news").doctor_mode == "propose"
        assert "no mode of the doctor" in chief.post("/desk/sources/news/doctor", mode="x").text
        viewer = logged_in(service, app, "viewer", "kim")
        seen = viewer.get("/desk/sources/news").text
        assert not find(seen, "//section[@aria-labelledby='doctor']//form")


class TestGoingOn:
    @pytest.fixture
    def valley(self) -> Iterator[TownSite]:
        with TownSite() as site:
            publish(site)
            yield site

    @pytest.fixture
    def settings(self, settings: Settings, valley: TownSite) -> Settings:
        return replace(settings, allow_hosts=settings.allow_hosts | {valley.host})

    def test_a_list_that_seems_to_go_on_says_that_it_cannot_be_followed(
        self, chief: Browser, valley: TownSite
    ) -> None:
        valley.put("/news/", list_page(pager="<p><button>Load more</button></p>"))
        chief.get("/desk/sources/new")
        page = chief.post("/desk/sources/new", url=f"{valley.url}/news/", action="look").text
        assert "It seems to go on (Load more), but where cannot be told" in unescape(page)


class TestMany:
    """A region's newsroom has thousands of sources: no page shows all of them."""

    @pytest.fixture
    def many(self, service: Service) -> list[str]:
        """More sources than a page shows; every tenth fails."""
        titles = [f"Paper {number:03}" for number in range(120)]
        for number, title in enumerate(titles):
            spec = SourceSpec(
                url=f"https://{number}.example/list",
                slug=f"p{number}",
                title=title,
                section="News",
                scraper="generic",
                rights="full",
            )
            source = at_desk(service.store).add_source(spec, service.now())
            if number % 10 == 0:
                service.store.sources.change(source, failures=3, last_error="it is down")
        return titles

    def test_the_desk_shows_some_at_a_time_and_finds_by_words(
        self, chief: Browser, many: list[str]
    ) -> None:
        seen, path = [], "/desk/sources"
        while path:
            page = chief.get(path).text
            shown = [link.text for link in find(page, "//tbody//td[1]/a")]
            assert 0 < len(shown) <= 50
            seen += shown
            onward = find(page, "//a[text()='Further sources']")
            path = onward[0].get("href") if onward else ""
        assert seen == [*many[::10], *(title for title in many if title not in many[::10])]
        page = chief.get("/desk/sources?words=paper+117.example").text
        assert [link.text for link in find(page, "//tbody//td[1]/a")] == ["Paper 117"]
        assert "No source has these words." in chief.get("/desk/sources?words=nothing").text

    def test_who_pauses_one_stays_where_it_stands(self, chief: Browser, many: list[str]) -> None:
        page = chief.get("/desk/sources?words=paper&after=p70").text
        form = find(page, "//form[contains(@action, '/pause')]")[0]
        typed = {box.get("name"): box.get("value") for box in form.xpath(".//input")}
        answer = chief.client.post(form.get("action"), data=typed)
        assert answer.headers["Location"] == "/desk/sources?words=paper&after=p70"

    def test_the_front_of_the_desk_tells_of_some_that_fail(
        self, chief: Browser, service: Service, many: list[str]
    ) -> None:
        for source in service.store.sources.all():
            service.store.sources.change(source, failures=source.id, last_error="it is down")
        page = chief.get("/desk/").text
        assert page.count("it is down") == 20
        assert "Paper 119 fails" in page

    def test_readers_find_all_feeds_page_by_page(
        self, chief: Browser, service: Service, many: list[str]
    ) -> None:
        seen, path = [], "/feeds/"
        while path:
            page = chief.get(path).text
            seen += [link.text for link in find(page, "//table//th/a") if "Paper" in link.text]
            onward = find(page, "//a[@rel='next']")
            path = onward[0].get("href") if onward else ""
        assert seen == many
        about = chief.get("/about/").text
        assert len(find(about, "//ul/li/a[contains(@href, '/sources/')]")) == 100
        assert find(about, "//a[text()='All sources']")[0].get("href") == "/feeds/"
        assert chief.get("/feeds/?after=x").status_code == 400
        chosen = chief.get("/search?q=ice&source=p119").text
        assert len(find(chosen, "//select[@id='source']/option")) <= 102
        assert find(chosen, "//select[@id='source']/option[@selected]")[0].get("value") == "p119"
