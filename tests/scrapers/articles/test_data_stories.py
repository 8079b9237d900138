"""Stories that a page holds as data for its scripts: their text, and what the data says of them."""

import base64
import json
from datetime import UTC, datetime
from html import escape
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

import pytest

from scrapers import Article, Page, ScrapeError
from scrapers.articles.article import read_any_article
from scrapers.articles.datastory import story_in_data
from scrapers.page.document import read_document
from tests.hostile import steps

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
URL = "https://river.example/news/480217.html"
TITLE = "Ferry crews test the winter landing at Willow Point"
PARAGRAPHS = [
    "Two ferries tried the new winter landing at Willow Point on Thursday, in fog and a strong wind.",
    "The crews needed nine attempts before both boats lay still at the pontoon, the harbour master said.",
    "From December on, the boats will cross every forty minutes. The last one leaves at nine in the evening.",
]
MARKUP = "".join(f"<p>{each}</p>" for each in PARAGRAPHS)
AT = "2026-11-27T08:30:00+08:00"
EPOCH = 1795739400  # the same moment


def page(
    value: Any = None, *, body: str = "", head: str = "", name: str = "Northern River News"
) -> str:
    data = (
        ""
        if value is None
        else f"<script id=__NEXT_DATA__ type=application/json>{json.dumps(value)}</script>"
    )
    return f"<html><head><title>{name}</title>{head}</head><body><div id=app></div>{body}{data}</body></html>"


def read(source: str, url: str = URL) -> Article:
    return read_any_article(
        Page(url, source.encode(), "text/html; charset=utf-8", "Asia/Shanghai", NOW)
    )


def titled(value: Any) -> Article:
    """The story as read from a page that is called what the story is."""
    return read(page(value, name=TITLE))


def iso(article: Article) -> str | None:
    """When it was published, by the clock of its source."""
    stamp = article.published
    if stamp is None or stamp.at is None:
        return stamp.iso if stamp else None
    return stamp.at.astimezone(ZoneInfo("Asia/Shanghai")).isoformat()


def story(**told: Any) -> dict[str, Any]:
    return {"title": TITLE, "content": MARKUP} | told


OTHERS = [
    {"title": f"Another story of the river, number {n}", "content": MARKUP.replace("ferries", "barges") * 2,
     "publishTime": f"2026-10-{n + 10} 07:00", "author": "Olga Brand", "source": "Lower Valley Post"}
    for n in range(6)
]  # fmt: skip


class TestDays:
    @pytest.mark.parametrize(
        "told",
        [
            {"publishTime": EPOCH},
            {"publishTime": str(EPOCH)},
            {"pubDate": EPOCH * 1000},
            {"publishedAt": AT},
            {"publishedAt": "2026-11-27T00:30:00.000Z"},
            {"time": "2026-11-27 08:30"},
            {"zzz": "2026-11-27 08:30:00"},
            {"createTime": EPOCH, "updateTime": EPOCH + 40_000},
            {
                "createdAt": "2026-11-20T09:00:00Z",
                "publishedAt": AT,
                "updatedAt": "2026-11-28T01:00:00Z",
            },
            {"info": {"published": AT, "modified": "2026-11-28T01:00:00Z"}},
            {"publishTime": EPOCH, "id": 1764201234, "phone": 1391234567, "views": 1700000000},
            {
                "publishTime": EPOCH,
                "author": {"id": 7, "name": "Jo Lind", "createdAt": "2019-02-03T04:05:06Z"},
            },
            {
                "publishTime": EPOCH,
                "comments": [{"text": "Good. Very good.", "createdAt": "2026-11-28T01:00:00Z"}] * 3,
            },
            {
                "publishTime": EPOCH,
                "next": {"title": "Another story", "publishTime": EPOCH - 800_000},
            },
        ],
    )
    def test_the_story_s_own(self, told: dict[str, Any]) -> None:
        state = {"build": "2026-11-28T00:00:00Z", "user": {"name": "Ida", "lastLogin": "2026-11-26T10:00:00Z"},
                 "latest": OTHERS, "page": {"article": story(**told)}, "serverTime": "2026-11-28T11:59:00Z"}  # fmt: skip
        assert iso(titled(state)) == AT

    @pytest.mark.parametrize(
        "state",
        [
            {"article": story(), "latest": OTHERS},
            {"article": story(updatedAt=AT), "latest": OTHERS},
            {"article": story(id=EPOCH, phone=1391234567)},
            {"article": story(one="2026-11-20 08:00", two="2026-11-27 08:30")},
            {"article": story(comments=[{"text": "Good.", "createdAt": AT}])},
            {"article": story(), "time": "2026-11-28T11:59:58Z", "user": {"createdAt": AT}},
            {"article": story(time=int(NOW.timestamp()))},
            {"article": story(publishTime=EPOCH + 90_000_00)},
            {
                "article": story(
                    author={"id": 7, "name": "Jo Lind", "createdAt": "2019-02-03T04:05:06Z"}
                )
            },
        ],
    )
    def test_what_is_none_of_its(self, state: dict[str, Any]) -> None:
        assert iso(titled(state)) is None

    def test_beside_the_object_of_the_text(self) -> None:
        state = {"data": {"article": story(), "publishTime": AT, "related": OTHERS}}
        assert iso(titled(state)) == AT

    def test_beside_its_title_in_an_object_of_its_own(self) -> None:
        state = {
            "data": {
                "meta": {"title": TITLE, "publishTime": AT, "author": "Jo Lind"},
                "body": PARAGRAPHS,
                "related": OTHERS,
            }
        }
        article = titled(state)
        assert (iso(article), article.authors) == (AT, ("Jo Lind",))

    def test_another_story_s_day_is_not_told_by_its_key_alone(self) -> None:
        state = {"latest": OTHERS[:1], "article": story(publishTime=EPOCH)}
        shown = f"<h1>{TITLE}</h1>{MARKUP}"
        assert iso(read(page(state, body=shown, name=TITLE))) == AT

    def test_the_page_s_own_words_against_it_leave_the_day_open(self) -> None:
        linked = {
            "@type": "NewsArticle",
            "headline": TITLE,
            "datePublished": "2026-11-20T08:00:00+08:00",
        }
        head = f'<script type="application/ld+json">{json.dumps(linked)}</script>'
        assert iso(read(page({"article": story(publishTime=EPOCH)}, head=head, name=TITLE))) is None


class TestOtherFields:
    @pytest.mark.parametrize(
        ("told", "names"),
        [
            ({"author": "Jo Lind"}, ("Jo Lind",)),
            (
                {
                    "authors": [
                        {"id": 1, "name": "Jo Lind", "role": "Reporter"},
                        {"name": "Per Aas"},
                    ]
                },
                ("Jo Lind", "Per Aas"),
            ),
            ({"author": {"firstName": "Jo", "lastName": "Lind"}}, ("Jo Lind",)),
            ({"authorName": "Jo Lind", "authorId": "a-77"}, ("Jo Lind",)),
            ({"author_name": "林知远"}, ("林知远",)),
            ({"byline": "By Jo Lind and Per Aas"}, ("Jo Lind", "Per Aas")),
            (
                {
                    "related": OTHERS,
                    "user": {"name": "Ida Moe"},
                    "comments": [{"author": "Rolf Berg", "text": "Good."}],
                },
                (),
            ),
            ({"author": "admin"}, ()),
        ],
    )
    def test_authors(self, told: dict[str, Any], names: tuple[str, ...]) -> None:
        state = {"viewer": {"author": "Ida Moe"}, "article": story(**told), "latest": OTHERS}
        assert titled(state).authors == names

    @pytest.mark.parametrize(
        ("told", "source"),
        [
            ({"source": "Willow Point Gazette"}, "Willow Point Gazette"),
            ({"source": {"name": "新华社", "id": 4}}, "新华社"),
            ({"media_name": "江城晚报"}, "江城晚报"),
            ({"source": "web"}, ""),
            ({"source": "https://river.example/"}, ""),
            ({"related": OTHERS}, ""),
        ],
    )
    def test_the_source(self, told: dict[str, Any], source: str) -> None:
        assert titled({"article": story(**told), "latest": OTHERS}).byline_source == source

    def test_the_summary(self) -> None:
        words = "Two ferries lay still at the winter landing of Willow Point after nine attempts in fog."
        assert titled({"article": story(abstract=words), "latest": OTHERS}).summary == words
        slogan = "News, weather and traffic for everybody who lives along our big river."
        assert titled({"article": story(description=slogan)}).summary == PARAGRAPHS[0]

    def test_the_lead_picture(self) -> None:
        told = {
            "coverImage": {"url": "/pictures/landing-at-dawn.jpg"},
            "author": {"name": "Jo Lind", "avatar": "/faces/jo-lind-small.jpg"},
        }
        article = titled({"logo": "/logo.png", "article": story(**told)})
        assert [each.url for each in article.pictures] == [
            "https://river.example/pictures/landing-at-dawn.jpg"
        ]


def draft(blocks: list[str]) -> Any:
    return {"blocks": [{"key": f"k{n}", "text": text, "type": "unstyled", "depth": 0} for n, text in enumerate(blocks)],
            "entityMap": {}}  # fmt: skip


def slate(blocks: list[str]) -> Any:
    return [{"type": "paragraph", "children": [{"text": text[:20]}, {"text": text[20:40], "bold": True},
            {"type": "link", "url": "https://river.example/map", "children": [{"text": text[40:50]}]}, {"text": text[50:]}]} for text in blocks]  # fmt: skip


def editor(blocks: list[str]) -> Any:
    return {
        "time": EPOCH * 1000,
        "version": "2.2",
        "blocks": [
            {"id": f"b{n}", "type": "paragraph", "data": {"text": text}}
            for n, text in enumerate(blocks)
        ],
    }


def portable(blocks: list[str]) -> Any:
    return [{"_type": "block", "_key": f"a{n}", "style": "normal", "markDefs": [],
             "children": [{"_type": "span", "_key": "s", "text": text[:30]}, {"_type": "span", "_key": "t", "marks": ["em"], "text": text[30:]}]}
            for n, text in enumerate(blocks)]  # fmt: skip


def prose(blocks: list[str]) -> Any:
    return {"type": "doc", "content": [{"type": "paragraph", "content": [{"type": "text", "text": text[:25]},
            {"type": "text", "marks": [{"type": "bold"}], "text": text[25:]}]} for text in blocks]}  # fmt: skip


def rich(blocks: list[str]) -> Any:
    return {"nodeType": "document", "data": {}, "content": [{"nodeType": "paragraph", "data": {}, "content": [
            {"nodeType": "text", "value": text, "marks": [], "data": {}}]} for text in blocks]}  # fmt: skip


def parts(blocks: list[str]) -> Any:
    return [
        {"blockName": "core/paragraph", "attrs": {}, "innerHTML": f"\n<p>{text}</p>\n"}
        for text in blocks
    ]


class TestTexts:
    @pytest.mark.parametrize(
        "text",
        [
            MARKUP,
            escape(MARKUP),
            "\n\n".join(PARAGRAPHS),
            {"rendered": MARKUP, "protected": False},
            PARAGRAPHS,
            draft(PARAGRAPHS),
            slate(PARAGRAPHS),
            editor(PARAGRAPHS),
            portable(PARAGRAPHS),
            prose(PARAGRAPHS),
            rich(PARAGRAPHS),
            parts(PARAGRAPHS),
            json.dumps(draft(PARAGRAPHS)),
        ],
        ids="markup escaped plain rendered strings draft slate editor portable prose rich parts quoted".split(),
    )
    def test_each_paragraph_is_one(self, text: Any) -> None:
        related = [
            {
                "title": f"A story of the river {n}",
                "url": f"/news/{n}",
                "summary": "A sentence. And one more.",
            }
            for n in range(9)
        ]
        article = titled(
            {"article": {"title": TITLE, "related": related, "body": text}, "latest": OTHERS}
        )
        assert article.text == "\n".join(PARAGRAPHS)

    def test_lists_of_other_stories_are_no_text(self) -> None:
        related = [
            {
                "title": f"A story of the river {n}",
                "url": f"/news/{n}",
                "summary": "A sentence. And one more.",
            }
            for n in range(9)
        ]
        with pytest.raises(ScrapeError):
            titled({"article": {"title": TITLE, "related": related}})

    @pytest.mark.parametrize(
        "text",
        [
            f'<p>{PARAGRAPHS[0]}</p><figure><img src="/p/pontoon-in-fog.jpg"><figcaption>The pontoon in fog</figcaption></figure>'
            f"<h3>Nine attempts</h3><p>{PARAGRAPHS[1]}</p><p>{PARAGRAPHS[2]}</p>",
            {"blocks": [
                {"type": "paragraph", "data": {"text": PARAGRAPHS[0]}},
                {"type": "image", "data": {"file": {"url": "/p/pontoon-in-fog.jpg"}, "caption": "The pontoon in fog"}},
                {"type": "header", "data": {"text": "Nine attempts", "level": 3}},
                {"type": "paragraph", "data": {"text": PARAGRAPHS[1]}},
                {"type": "paragraph", "data": {"text": PARAGRAPHS[2]}},
            ]},
        ],
        ids=["markup", "blocks"],
    )  # fmt: skip
    def test_pictures_and_headings_stand_where_they_did(self, text: Any) -> None:
        article = titled({"article": {"title": TITLE, "body": text}})
        picture = article.pictures[0]
        assert (picture.url, picture.caption) == (
            "https://river.example/p/pontoon-in-fog.jpg",
            "The pontoon in fog",
        )
        assert article.text == "\n".join([PARAGRAPHS[0], "Nine attempts", *PARAGRAPHS[1:]])
        assert "<h3>Nine attempts</h3>" in article.html
        assert article.html.index("pontoon-in-fog") < article.html.index("Nine attempts")


VALUE = {"page": {"article": story(publishTime=EPOCH, author="Jo Lind")}, "latest": OTHERS}


def nuxt(value: Any) -> str:
    folded: list[Any] = [["ShallowReactive", 1]]

    def fold(each: Any) -> int:
        place = len(folded)
        folded.append(None)
        if isinstance(each, dict):
            folded[place] = {key: fold(inner) for key, inner in each.items()}
        elif isinstance(each, list):
            folded[place] = [fold(inner) for inner in each]
        else:
            folded[place] = each
        return place

    fold(value)
    return f"<script id=__NUXT_DATA__ type=application/json>{json.dumps(folded)}</script>"


def flight(value: Any) -> str:
    """As Next streams it: long texts apart, as `T` and their length in bytes."""
    article = value["page"]["article"] | {"content": "$1a"}
    text = f"{MARKUP}<p>晨雾中试航。</p>"
    rows = [f"0:{json.dumps(['$', 'main', None, {'page': {'article': article}}])}\n", f"1a:T{len(text.encode()):x},{text}",
            f"2:{json.dumps(['$', 'div', None, {}])}\n"]  # fmt: skip
    stream = "".join(rows)
    return "".join(
        f"<script>self.__next_f.push({json.dumps([1, stream[at : at + 150]])})</script>"
        for at in range(0, len(stream), 150)
    )


def island(value: Any) -> str:
    def told(each: Any) -> Any:
        if isinstance(each, dict):
            return [0, {key: told(inner) for key, inner in each.items()}]
        return [1, [told(inner) for inner in each]] if isinstance(each, list) else [0, each]

    props = {key: told(each) for key, each in value.items()}
    return f'<astro-island props="{escape(json.dumps(props))}"></astro-island>'


class TestPlaces:
    @pytest.mark.parametrize(
        "script",
        [
            f"<script id=__NEXT_DATA__ type=application/json>{json.dumps(VALUE)}</script>",
            f"<script>window.__INITIAL_STATE__ = {json.dumps(VALUE)};(function(){{}}());</script>",
            f"<script>window.__STATE__ = JSON.parse({json.dumps(json.dumps(VALUE))})</script>",
            f"<script>window.__STATE__ = JSON.parse(decodeURIComponent('{quote(json.dumps(VALUE))}'))</script>",
            f"<script>window.__STATE__ = JSON.parse(atob('{base64.b64encode(json.dumps(VALUE).encode()).decode()}'))</script>",
            f"<script>window.__STATE__ = '{quote(json.dumps(VALUE))}'</script>",
            f"<script id=RENDER_DATA type=application/json>{quote(json.dumps(VALUE))}</script>",
            f'<div id=app data-page="{escape(json.dumps(VALUE))}"></div>',
            f'<news-page :props="{escape(json.dumps(VALUE))}"></news-page>',
            f'<input type=hidden name=state value="{escape(json.dumps(VALUE))}">',
            nuxt(VALUE),
            flight(VALUE),
            island(VALUE),
        ],
        ids="next state parsed encoded base64 string render attribute bound input nuxt flight island".split(),
    )  # fmt: skip
    def test_wherever_it_is_kept(self, script: str) -> None:
        article = read(page(body=script, name=TITLE))
        assert article.text.startswith("\n".join(PARAGRAPHS))
        assert (iso(article), article.authors) == (AT, ("Jo Lind",))


class TestTitles:
    @pytest.mark.parametrize(
        "told",
        [{"id": 480217}, {"id": "480217", "seoTitle": "Ferries"}, {"url": "/news/480217.html"},
         {"link": "https://river.example/news/480217.html?utm_source=app"}],
    )  # fmt: skip
    def test_the_title_of_what_is_at_this_address(self, told: dict[str, Any]) -> None:
        article = read(page({"list": OTHERS, "article": story(publishTime=EPOCH, **told)}))
        assert (article.title, iso(article), article.doubts) == (TITLE, AT, ())
        assert article.text == "\n".join(PARAGRAPHS)

    @pytest.mark.parametrize(
        "state",
        [
            {"article": story(id=99), "list": OTHERS},
            {
                "article": story(id=480217),
                "print": story(id=480217) | {"title": "Quite another headline of the river"},
            },
            {"menu": {"id": 480217, "title": TITLE}},
        ],
    )
    def test_no_title_that_is_only_likely(self, state: dict[str, Any]) -> None:
        with pytest.raises(ScrapeError):
            read(page(state))


def circle() -> str:
    """Values that hold each other."""
    values: list[Any] = [
        {"article": 1},
        {"title": 2, "content": 3, "self": 1},
        TITLE,
        [4, 4, 4, 4],
        {"children": 3, "next": 1},
    ]
    return f"<script type=application/json>{json.dumps(values)}</script>"


def test_values_that_hold_each_other_are_left() -> None:
    with pytest.raises(ScrapeError):
        read(page(body=circle(), name=TITLE))


OPEN = json.dumps({"title": TITLE})[:-1] + ', "content": '
UNITS = {
    "lists": ("<script type=application/json>" + OPEN, "[", "</script>"),
    "strings": ("<script>" + TITLE, '="{', "</script>"),
    "base": ("<script>" + TITLE, 'JSON.parse(atob("e30', "</script>"),
    "stream": ("", f'<script>self.__next_f.push([1,"1:Tfffffff,{TITLE}"])</script>', ""),
    "attributes": ("", f"<div data-state='{{{TITLE}{'[' * 100}'></div>", ""),
    "blocks": (
        "<script type=application/json>" + OPEN + "[",
        json.dumps({"children": [{"text": "A. B. "}]}) + ",",
        "1]}</script>",
    ),
    "objects": (
        "<script type=application/json>[",
        json.dumps({"title": TITLE, "body": "A. B."}) + ",",
        "1]</script>",
    ),
}


@pytest.mark.parametrize(("begins", "unit", "ends"), UNITS.values(), ids=list(UNITS))
def test_twice_the_data_takes_twice_the_steps(begins: str, unit: str, ends: str) -> None:
    def cost(times: int) -> int:
        document = read_document(
            Page(URL, page(body=begins + unit * times + ends, name=TITLE).encode())
        )
        return steps(lambda: story_in_data(document.root, TITLE, Page(URL, b"")))

    assert cost(600) <= 2.5 * cost(300) + 1000
