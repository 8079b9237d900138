"""A story on several pages: which links lead to its parts, and how the parts become one article."""

from dataclasses import replace

import pytest

from scrapers import Article, Page, Picture
from scrapers.articles.article import read_any_article
from scrapers.articles.joining import adds, holds, is_same_story, joined
from scrapers.articles.variants import is_variant, part_of, siblings
from scrapers.values import Further

SITE = "https://paper.example"
OWN = f"{SITE}/2026/ice-road.html"
TITLE = "The ice road over the river opens"
TEXT = (
    "The road over the ice was opened on Monday, after men with drills had measured it for a week.",
    "Trucks may weigh no more than three tons, and nobody may stop on the way to the other bank.",
    "In the villages on the north side people had waited for it since the first frost of the year.",
)
CHINESE = (
    "松花江上的冰路周一正式开放，工作人员连续一周钻孔测量冰层厚度，确认可以通行车辆。",
    "通行车辆不得超过三吨，途中不得停车，北岸村民从第一场霜冻起就在等待这一天。",
)


def page(
    after: str = "", *, url: str = OWN, head: str = "", text: tuple[str, ...] = TEXT, low: str = ""
) -> Page:
    """A story's page; `after` stands right under its text, `low` under what readers wrote."""
    lines = "".join(f"<p>{line}</p>" for line in text)
    body = (
        f"<html><head><title>{TITLE} - Paper</title>{head}</head><body><nav><a href='/'>Paper</a>"
        f"<a href='/2026/'>The year</a></nav><article><h1>{TITLE}</h1><p>2026-03-02 By Ada Winter"
        f"</p>{lines}{after}</article>{low}<footer>All rights reserved</footer></body></html>"
    )
    return Page(url, body.encode(), "text/html; charset=utf-8")


def further(after: str = "", **fields: object) -> Further:
    return read_any_article(page(after, **fields)).further  # type: ignore[arg-type]


def row(*links: tuple[str, str]) -> str:
    return "<div>" + " ".join(f'<a href="{url}">{text}</a>' for text, url in links) + "</div>"


@pytest.mark.parametrize(
    ("story", "other", "number"),
    [
        (OWN, f"{SITE}/2026/ice-road_2.html", 2),
        (OWN, f"{SITE}/2026/ice-road-p3.html", 3),
        (OWN, f"{SITE}/2026/ice-road/2/", 2),
        (OWN, f"{SITE}/2026/ice-road.html?page=2", 2),
        (f"{SITE}/ice-road/", f"{SITE}/ice-road/page/2/", 2),
        (f"{SITE}/story.php?id=71", f"{SITE}/story.php?id=71&p=2", 2),
        (f"{SITE}/t20260302_1.shtml", f"{SITE}/t20260302_1_1.shtml", 1),
        (OWN, f"{SITE}/2026/snow-road_2.html", None),
        (OWN, "https://other.example/2026/ice-road_2.html", None),
        (f"{SITE}/story.php?id=71", f"{SITE}/story.php?id=72", None),
        (f"{SITE}/", f"{SITE}/2/", None),
        (OWN, f"{SITE}/2026/ice-road-opens-for-trucks-2.html", None),
        (OWN, f"{SITE}/2026/ice-road_2026.html", None),
    ],
)
def test_a_part_has_its_storys_address_and_a_number(
    story: str, other: str, number: int | None
) -> None:
    assert part_of(story, other) == number


def test_parts_with_numbers_are_siblings_and_long_numbers_are_ids() -> None:
    assert siblings(f"{SITE}/a/road-1.html", f"{SITE}/a/road-2.html") == (1, 2)
    assert siblings(f"{SITE}/a?id=7&page=1", f"{SITE}/a?id=7&page=3") == (1, 3)
    assert siblings(f"{SITE}/a/road-4711.html", f"{SITE}/a/road-4712.html") is None
    assert siblings(f"{SITE}/a?id=7&page=1", f"{SITE}/a?id=8&page=1") == (7, 8)
    assert siblings(f"{SITE}/a/road-1.html", f"{SITE}/b/road-2.html") is None


def test_a_page_with_the_whole_has_a_word_more() -> None:
    assert is_variant(OWN, f"{SITE}/2026/ice-road_all.html")
    assert is_variant(OWN, f"{SITE}/2026/ice-road.html?page=all")
    assert is_variant(OWN, f"{SITE}/print/2026/ice-road.html")
    assert is_variant(f"{SITE}/2026/ice-road_1.html", f"{SITE}/2026/ice-road_full.html")
    assert not is_variant(OWN, f"{SITE}/2026/snow-road_all.html")
    assert not is_variant(OWN, OWN)


PAGERS = {
    "numbers": row(("2", "ice-road_2.html"), ("3", "ice-road_3.html")),
    "numbers in chinese": row(
        ("上一页", "ice-road.html"), ("1", "ice-road.html"), ("2", "ice-road_2.html"),
        ("3", "ice-road_3.html"), ("下一页", "ice-road_2.html"),
    ),
    "queries": row(("2", "?page=2"), ("3", "?page=3")),
    "folders": row(("Page 2", "/2026/ice-road/2/"), ("Page 3", "/2026/ice-road/3/")),
    "counted from nought": row(("2", "ice-road_1.html"), ("3", "ice-road_2.html")),
    "titled parts": row(("Trucks", "ice-road_2.html"), ("The other bank", "ice-road_3.html")),
}  # fmt: skip


@pytest.mark.parametrize("pager", PAGERS.values(), ids=PAGERS.keys())
def test_a_pager_under_the_text_leads_to_all_parts_in_order(pager: str) -> None:
    assert len(further(pager).parts) == 2
    assert further(pager).parts == tuple(sorted(further(pager).parts))


def test_next_alone_is_enough() -> None:
    assert further(row(("下一页", "ice-road_2.html"))).parts == (f"{SITE}/2026/ice-road_2.html",)
    assert further(row(("Next page", "ice-road_1.html"))).parts == (f"{SITE}/2026/ice-road_1.html",)
    assert further(row(("»", "ice-road_1.html"))).parts == (f"{SITE}/2026/ice-road_1.html",)
    link = '<link rel="next" href="?page=2">'
    assert further(head=link).parts == (f"{OWN}?page=2",)
    script = '<script>createPageHTML(3, 0, "ice-road", "html");</script>'
    assert further(script).parts == (f"{SITE}/2026/ice-road_1.html",)
    choice = (
        '<select onchange="location.href=this.value"><option value="ice-road.html" selected>1'
        '</option><option value="ice-road_2.html">2</option></select>'
    )
    assert further(choice).parts == (f"{SITE}/2026/ice-road_2.html",)


def test_a_first_part_with_a_number_has_siblings() -> None:
    pager = row(("1", "road-1.html"), ("2", "road-2.html"), ("3", "road-3.html"))
    found = further(pager, url=f"{SITE}/a/road-1.html")
    assert found.parts == (f"{SITE}/a/road-2.html", f"{SITE}/a/road-3.html")
    assert found.first == ""


NO_PARTS = {
    "the next story": row(("Next: Snow falls on the market", "snow-market.html")),
    "the next story in chinese": row(("下一篇：集市下雪", "snow-market.html")),
    "stories with numbers": row(("Previous", "41.html"), ("Next", "43.html")),
    "related stories": row(("The ice road in pictures", "ice-road-pictures.html")),
    "another host": row(("2", "https://other.example/2026/ice-road_2.html")),
    "a gap": row(("5", "ice-road_5.html")),
    "an answer": row(("Reply", "?replytocom=122")),
    "itself": row(("1", "ice-road.html"), ("Top", "#top")),
}


@pytest.mark.parametrize("links", NO_PARTS.values(), ids=NO_PARTS.keys())
def test_what_is_no_part_is_not_followed(links: str) -> None:
    url = f"{SITE}/2026/42.html" if "41.html" in links else OWN
    assert further(links, url=url) == Further()


def test_the_pager_of_comments_is_none_of_the_storys() -> None:
    comments = (
        "<section><h3>Comments</h3><p>My brother drove over it yesterday, and he says that it "
        "holds well in the middle.</p><p>I would rather wait for another week of frost, to be "
        "honest with all of you.</p>" + row(("2", "?page=2"), ("3", "?page=3")) + "</section>"
    )
    assert further(low=comments).parts == ()


def test_the_pager_of_a_listing_beside_it_is_none_of_the_storys() -> None:
    beside = "<aside>" + row(("1", "/2026/"), ("2", "/2026/index_2.html")) + "</aside>"
    assert further(low=beside) == Further()


def test_a_later_part_names_the_first() -> None:
    pager = row(("1", "ice-road.html"), ("3", "ice-road_3.html"))
    found = further(pager, url=f"{SITE}/2026/ice-road_2.html")
    assert (found.first, found.parts) == (OWN, (f"{SITE}/2026/ice-road_3.html",))
    script = '<script>createPageHTML(3, 1, "ice-road", "html");</script>'
    found = further(script, url=f"{SITE}/2026/ice-road_1.html")
    assert (found.first, found.parts) == (OWN, (f"{SITE}/2026/ice-road_2.html",))


def test_a_section_above_a_numbered_story_is_no_first_part() -> None:
    pager = row(("1", "/2026/"), ("2", "/2026/2.html"), ("3", "/2026/3.html"))
    assert further(pager, url=f"{SITE}/2026/17.html").first == ""
    crumbs = row(("The year 2026", "/2026/"))
    assert further(crumbs, url=f"{SITE}/2026/12.html").first == ""


def test_the_whole_on_one_page_is_offered_beside_the_parts() -> None:
    whole = (("全文", "ice-road_all.html"), ("2", "ice-road_2.html"))
    assert further(row(*whole)).whole == (f"{SITE}/2026/ice-road_all.html",)
    assert further(row(("2", "?page=2"), ("View as one page", "?page=all"))).whole == (
        f"{OWN}?page=all",
    )
    assert further(row(("Print", "ice-road_print.html"))) == Further()


def test_a_teaser_breaks_off_and_leads_on() -> None:
    text = (*TEXT[:1], "In the villages on the north side people had waited for …")
    found = further(row(("Read the full story", "/stories/77")), text=text)
    assert found == Further(whole=(f"{SITE}/stories/77",), cut=True)
    chinese = (CHINESE[0], "通行车辆不得超过三吨，途中不得停车，北岸村民从第一场霜冻起……")
    found = further(row(("阅读全文", "/stories/77")), text=chinese)
    assert found == Further(whole=(f"{SITE}/stories/77",), cut=True)


def test_a_whole_story_with_a_link_to_another_is_no_teaser() -> None:
    after = row(("Snow falls on the market", "snow-market.html"), ("Read more", "/news/"))
    assert further(after, text=TEXT * 3).cut is False
    assert further(row(("阅读原文", "https://other.example/7.html")), text=CHINESE * 2).cut is False


# Joining


def part(text: str, url: str = f"{SITE}/2026/ice-road_2.html", **fields: object) -> Article:
    body = "".join(f"<p>{line}</p>\n" for line in text.split("\n"))
    article = Article(url, TITLE, text, body)
    return replace(article, **fields)  # type: ignore[arg-type]


def test_what_repeats_between_parts_stands_once() -> None:
    first = part(
        "One was said on the ice.\nTwo was said on the ice.\nEditor's note: prices are of Monday.",
        OWN, authors=("Ada Winter",), summary="A road in short.",
    )  # fmt: skip
    second = part(
        f"{TITLE}\nAda Winter\nA road in short.\nThree was said on the bank.\n"
        "Editor's note: prices are of Monday."
    )
    whole = joined([first, second])
    assert whole.text == f"{first.text}\nThree was said on the bank."
    assert whole.html.count("<p>") == 4
    assert (whole.title, whole.url, whole.further) == (TITLE, OWN, Further())


def test_short_words_that_come_again_within_a_part_are_kept() -> None:
    first = part("“Is it safe?” I asked.\n“No.”", OWN)
    second = part("“Will you go?” I asked.\n“No.”\n“Why not?” I asked him.")
    assert joined([first, second]).text.count("“No.”") == 2


def test_pictures_of_all_parts_stand_once_in_order() -> None:
    one, two, three = (Picture(f"{SITE}/p/{name}.jpg", name) for name in ("a", "b", "c"))
    first = part("One.", OWN, pictures=(one, two))
    figure = f'<figure><img src="{two.url}" alt=""></figure><figure><img src="{three.url}" alt="">'
    second = replace(part("Two."), pictures=(two, three))
    second = replace(second, html=f"{figure}</figure>{second.html}")
    whole = joined([first, second])
    assert whole.pictures == (one, two, three)
    assert "b.jpg" not in whole.html
    assert "c.jpg" in whole.html


def test_authors_at_the_end_of_the_last_part_count_where_the_first_names_none() -> None:
    last = part("Three.", authors=("Ada Winter",))
    assert joined([part("One.", OWN), part("Two."), last]).authors == ("Ada Winter",)
    named = part("One.", OWN, authors=("Mei Lin",))
    assert joined([named, last]).authors == ("Mei Lin",)


def test_doubts_about_the_title_of_a_later_part_are_none_of_the_storys() -> None:
    assert joined([part("One.", OWN), part("Two.", doubts=("title",))]).doubts == ()
    assert joined([part("One.", OWN, doubts=("title",)), part("Two.")]).doubts == ("title",)


def test_a_part_that_repeats_the_first_adds_nothing() -> None:
    first, second = part("\n".join(TEXT), OWN), part("\n".join(CHINESE))
    assert adds([first], second)
    assert not adds([first], part("\n".join(TEXT)))
    assert not adds([first, second], part("\n".join(CHINESE)))
    assert not adds([first], part("\n".join((*TEXT, "Three were here."))))


def test_a_page_holds_a_story_when_it_says_all_of_it_and_more() -> None:
    whole = part("\n".join((*TEXT, *CHINESE)))
    assert holds(whole, part("\n".join(TEXT)))
    assert holds(whole, part(f"{TEXT[0]}\n{TEXT[1][:50]}…"))
    assert not holds(part("\n".join(TEXT)), part("\n".join(TEXT)))
    assert not holds(part("\n".join(CHINESE)), part(TEXT[0]))


def test_the_title_tells_whether_it_is_the_same_story() -> None:
    first = part(TEXT[0], OWN)
    there = page(url=f"{SITE}/2026/ice-road_2.html")
    assert is_same_story(first, there, part("x", title=f"{TITLE} (2)"))
    assert is_same_story(first, there, part("x", title="On the other bank"))  # its title element
    numbered = part(TEXT[0], f"{SITE}/a/road-1.html")
    other = part("x", f"{SITE}/a/road-2.html", title="Snow falls on the market")
    assert not is_same_story(numbered, there, other)
