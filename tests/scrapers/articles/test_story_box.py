"""What stands in and around the box of a story: paragraphs in boxes and tables of all kinds are text,
and what others wrote beside them is none, wherever it stands.
"""

import random
from collections.abc import Callable

import pytest

from scrapers import Article, Page, ScrapeError
from scrapers.articles.article import read_any_article
from scrapers.articles.overline import is_of_head

URL = "https://weir.example/town/lantern-boats.html"
ENGLISH = (
    "Lantern boats return to the mill pond",
    (
        "The lantern boats will sail on the mill pond again on the last Friday of August, after a break of four years.",
        "Pupils of the two lower schools are folding eight hundred boats from waxed paper this month, each with a candle inside.",
        "The fire brigade has asked for a wind of less than four knots and will keep two rowers on the water all evening.",
        "Tea and plum cake are sold at the sluice from six o'clock, and the town band plays until the last candle is out.",
    ),
)
CHINESE = (
    "磨坊池塘八月重放纸船灯",
    (
        "停办四年的纸船灯会将于八月最后一个星期五在磨坊池塘重新举行，届时八百只纸船同时下水。",
        "两所小学的孩子本月正在折叠蜡纸小船，每只船里都放着一支短短的蜡烛，老师逐一检查。",
        "消防队要求当晚风力不超过两级，并派两名划手整晚守在水面上，以防小船漂进芦苇丛。",
        "闸口从傍晚六点起出售热茶和李子蛋糕，镇上的乐队一直演奏到最后一支蜡烛熄灭。",
    ),
)
STORIES = {"en": ENGLISH, "zh-CN": CHINESE}
DATE = {"en": "14 August 2024", "zh-CN": "2024-08-14 09:20 来源：堰城晚报"}
MENU = {
    "en": '<ul class="m"><li><a href="/">Start</a></li><li><a href="/town">Town</a></li></ul>',
    "zh-CN": '<div class="dh"><a href="/">首页</a> <a href="/town">镇上</a></div>',
}
Layout = Callable[[str, str, tuple[str, ...], str], str]


def _p(paragraphs: tuple[str, ...], tag: str = "p") -> str:
    return "".join(f"<{tag}>{paragraph}</{tag}>" for paragraph in paragraphs)


def _each(paragraphs: tuple[str, ...], before: str, after: str) -> str:
    return "".join(f"{before}{paragraph}{after}" for paragraph in paragraphs)


LAYOUTS: dict[str, Layout] = {
    "flat": lambda lang, title, text, tail: f"<h1>{title}</h1><p>{DATE[lang]}</p>{_p(text)}{tail}",
    "box": lambda lang, title, text, tail: (
        f'<div class="k"><h1>{title}</h1><p>{DATE[lang]}</p>{_p(text)}</div>{tail}'
    ),
    "all in one box": lambda lang, title, text, tail: (
        f'<div class="k"><h1>{title}</h1><p>{DATE[lang]}</p>{_p(text)}{tail}</div>'
    ),
    "editor": lambda lang, title, text, tail: (
        f'<div class="w"><h1>{title}</h1><p>{DATE[lang]}</p><div class="TRS_UEDITOR">{_p(text)}</div>{tail}</div>'
    ),
    "table": lambda lang, title, text, tail: (
        f"<table><tr><td><h1>{title}</h1></td></tr><tr><td>{DATE[lang]}</td></tr><tr><td>{_p(text)}</td></tr></table>{tail}"
    ),
    "rows of a table": lambda lang, title, text, tail: (
        f"<h1>{title}</h1><p>{DATE[lang]}</p><table>{_each(text, '<tr><td>', '</td></tr>')}</table>{tail}"
    ),
    "boxes": lambda lang, title, text, tail: (
        f"<article><h1>{title}</h1><p>{DATE[lang]}</p>{_each(text, '<div class=r><div><p>', '</p></div></div>')}</article>{tail}"
    ),
    "sections": lambda lang, title, text, tail: (
        f"<main><h1>{title}</h1><p>{DATE[lang]}</p>{_each(text, '<section><div class=t>', '</div></section>')}{tail}</main>"
    ),
    "preformatted": lambda lang, title, text, tail: (
        f"<div><h1>{title}</h1><p>{DATE[lang]}</p><pre>{chr(10).join(f'{each}{chr(10)}' for each in text)}</pre></div>{tail}"
    ),
    "ends too early": lambda lang, title, text, tail: (
        f"<div><h1>{title}</h1><p>{DATE[lang]}</p>{_p(text[:2])}</div></body></html>{_p(text[2:])}</div>{tail}"
    ),
}
OTHERS = {
    "en": (
        ("Ropemakers open their long shed to visitors", "Three ropemakers show on Sundays how hemp becomes a rope as long as the shed itself."),
        ("Night bus waits for the late train from now on", "The driver may wait for eleven minutes, which the bus company calls a trial until spring."),
    ),
    "zh-CN": (
        ("制绳匠人向游客开放长棚", "三位制绳匠人每逢周日演示大麻如何变成一根和长棚一样长的绳子。"),
        ("夜班公交从即日起等候晚点列车", "司机最多可以等候十一分钟，公交公司称试行到明年春天为止。"),
    ),
}  # fmt: skip
SAID = {
    "en": (
        "We walked down with the children last time and nobody wanted to go home, it was that lovely.",
        "And who sweeps the wax off the water afterwards? I have asked this for years and got no answer.",
    ),
    "zh-CN": (
        "上一回我们带着孩子去看，谁都舍不得回家，真的太美了，这次一定还去。",
        "灯会过后谁来打捞水面上的蜡呢？我问了好几年都没有人回答过这个问题。",
    ),
}
OF_AUTHOR = {
    "en": (
        "Hedda Lorenz writes about water and those who live by it; she was a lock keeper before.",
        "She has two dogs and no telephone, and can be met at the sluice on most mornings.",
    ),
    "zh-CN": (
        "罗荷，本报记者，曾任船闸管理员，多年来一直报道河流和靠河生活的人们。",
        "她养了两条狗，没有手机，大多数早晨都可以在闸口遇见她。",
    ),
}


def _headed(lang: str, before: str, between: str, after: str) -> str:
    pairs = enumerate(OTHERS[lang])
    return "".join(f'{before}<a href="/town/{n}.html">{t}</a>{between}{s}{after}' for n, (t, s) in pairs)  # fmt: skip


TAILS: dict[str, Callable[[str], str]] = {
    "nothing": lambda lang: "",
    "voices": lambda lang: (
        '<div class="v1">'
        + "".join(f"<div><b>reader {n}</b><p>{s}</p></div>" for n, s in enumerate(SAID[lang]))
        + "</div>"
    ),
    "voices in a list": lambda lang: (
        "<ul>"
        + "".join(f"<li><i>r{n}</i><div>{said}</div></li>" for n, said in enumerate(SAID[lang]))
        + "</ul>"
    ),
    "the author": lambda lang: f'<div class="q">{_p(OF_AUTHOR[lang])}</div>',
    "a question": lambda lang: f'<div class="q">{_p(SAID[lang])}<button>OK</button></div>',
    "headed summaries": lambda lang: _headed(lang, "<h3>", "</h3><p>", "</p>"),
    "summaries in boxes": lambda lang: _headed(lang, "<div>", "<div>", "</div></div>"),
    "links": lambda lang: "".join(
        f'<p><a href="/town/{n}.html">{title}</a></p>' for n, (title, _) in enumerate(OTHERS[lang])
    ),
    "before and after": lambda lang: "".join(
        f'<p>{label}<a href="/town/{n}.html">{title}</a></p>'
        for n, (label, (title, _)) in enumerate(
            zip({"en": ("Earlier: ", "Later: ")}.get(lang, ("上一则：", "下一则：")), OTHERS[lang], strict=True)
        )
    ),
}  # fmt: skip


def read(body: str, lang: str = "en", title: str = ENGLISH[0]) -> Article:
    source = f'<html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title></head><body>{MENU[lang]}{body}</body></html>'
    return read_any_article(Page(URL, source.encode(), zone="Asia/Shanghai"))


@pytest.mark.parametrize("tail", TAILS)
@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("lang", STORIES)
def test_the_text_is_the_paragraphs_whatever_holds_them(lang: str, layout: str, tail: str) -> None:
    title, paragraphs = STORIES[lang]
    body = LAYOUTS[layout](lang, title, paragraphs, TAILS[tail](lang))
    assert read(body, lang, title).text.split("\n") == list(paragraphs)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("lang", STORIES)
def test_the_order_of_what_is_outside_the_story_changes_nothing(lang: str, seed: int) -> None:
    title, paragraphs = STORIES[lang]
    story = LAYOUTS["box"](lang, title, paragraphs, "")
    outside = [f"<div>{TAILS[name](lang)}</div>" for name in TAILS if name != "nothing"]
    expected = read(story + "".join(outside), lang, title)
    shuffled = random.Random(seed).sample(outside, len(outside))
    assert read(story + "".join(shuffled), lang, title) == expected


def test_a_sentence_that_is_a_link_is_text() -> None:
    title, text = ENGLISH
    linked = (*text[:3], f'<a href="/town/tea.html">{text[3]}</a>')
    assert read(LAYOUTS["box"]("en", title, linked, "")).text.split("\n") == list(text)


def test_a_beginning_that_is_cut_off_is_told_once() -> None:
    title, text = CHINESE
    cut = (f"导读：{text[0][:20]}……", *text)
    assert read(LAYOUTS["box"]("zh-CN", title, cut, ""), "zh-CN", title).text == "\n".join(text)


def test_a_standfirst_of_its_own_words_is_text() -> None:
    title, text = ENGLISH
    whole = ("Four summers without a light on the water: now the children may fold again.", *text)
    assert read(LAYOUTS["box"]("en", title, whole, "")).text == "\n".join(whole)


def test_the_rows_of_a_table_of_data_stay_whole() -> None:
    title, text = ENGLISH
    table = (
        "<table><tr><td>Pier</td><td>First</td></tr><tr><td>Mill</td><td>18:10</td></tr></table>"
    )
    body = f"<div><h1>{title}</h1>{_p(text[:2])}{table}{_p(text[2:])}</div>"
    assert "Mill | 18:10" in read(body).text.split("\n")


def test_a_word_or_two_over_the_text_is_no_text() -> None:
    title, text = ENGLISH
    body = f"<div><h1>{title}</h1><p>Tell your friends</p>{_p(text)}</div>"
    assert read(body).text == "\n".join(text)


@pytest.mark.parametrize("lang", STORIES)
def test_a_list_of_stories_with_summaries_is_no_story(lang: str) -> None:
    pairs = [*OTHERS[lang], (STORIES[lang][0], STORIES[lang][1][0])]
    entries = "".join(f'<li><a href="/t/{n}.html">{t}</a><p>{s}</p></li>' for n, (t, s) in enumerate(pairs))  # fmt: skip
    with pytest.raises(ScrapeError):
        read(f"<h1>{MENU[lang][-20:-15]}</h1><ul>{entries}</ul>", lang, "Town")


INSETS = {
    "short summary": '<div><h4><a href="/t/1.html">The town at a glance</a></h4><p>Location and climate in brief.</p></div>',
    "summary": '<div><h4><a href="/t/2.html">Ice house under the hall opens for tours</a></h4><p>Guided tours of the old ice house under the market hall start this weekend, in four languages.</p></div>',
    "read also": '<div><b>Read also:</b> <a href="/t/3.html">Tram line seven to run every six minutes</a></div>',
    "both": '<div><h4><a href="/t/1.html">The town at a glance</a></h4><p>Location and climate in brief.</p></div>{0}<p class="more">Read more: <a href="/t/3.html">Tram line seven to run every six minutes</a></p>',
}


@pytest.mark.parametrize("crumb", ["", '<div><a href="/">Start</a> &gt; <a href="/town">Town and country</a></div>'])  # fmt: skip
@pytest.mark.parametrize("inset", INSETS)
def test_others_between_the_paragraphs_take_nothing_of_the_text_with_them(
    inset: str, crumb: str
) -> None:
    title, texts = ENGLISH
    one, *rest = (f"<p>{text}</p>" for text in texts)
    between = INSETS[inset].format(rest[0])
    own = rest[1:] if "{0}" in INSETS[inset] else rest
    told = "".join(box for name, box in INSETS.items() if name != "both")
    body = f'{crumb}<h1>{title}</h1><i>14 August 2024</i><div class="t">{one}{between}{"".join(own)}<p>Bring a lamp.</p></div><div class="b">{told}</div>'
    assert read(body).text.split("\n") == [*texts, "Bring a lamp."]


def test_a_dated_notice_of_a_sentence_is_a_story() -> None:
    body = '<div><h2>Sluice closed</h2><i>14 August 2024</i><p>The sluice bridge is closed on Monday from six until ten for paint.</p></div>'  # fmt: skip
    read_one = read(body, title="Sluice closed")
    assert read_one.text == "The sluice bridge is closed on Monday from six until ten for paint."


def test_pictures_with_a_line_each_are_a_story() -> None:
    shown = "".join(f'<div><img src="/p/{n}.jpg" width="900"></div><div class="t">{line}</div>' for n, line in enumerate(("图一：孩子们在折船。", "图二：纸船下水。", "图三：乐队演奏。")))  # fmt: skip
    body = (
        f'<h1>组图：纸船灯会</h1><div class="i">2024-08-14 21:00</div><div class="g">{shown}</div>'
    )
    found = read(body, "zh-CN", "组图：纸船灯会")
    assert found.text == "图一：孩子们在折船。\n图二：纸船下水。\n图三：乐队演奏。"
    assert [picture.caption for picture in found.pictures] == found.text.split("\n")


@pytest.mark.parametrize(
    "form",
    [
        '<figure><img src="/p/{0}.jpg" width="900"><figcaption>{1}</figcaption></figure>',
        '<p align="center"><img src="/p/{0}.jpg"></p><p align="center">{1}</p>',
        '<p><img src="/p/{0}.jpg" width="900"></p><p>{1}</p>',
    ],
)
@pytest.mark.parametrize("end", ["", ", where some two thousand people had come in the afternoon and stayed until ten"])  # fmt: skip
def test_the_text_of_a_story_in_pictures_is_its_captions_each_once(form: str, end: str) -> None:
    said = [f"{line}{end}." for line in ("Boats are folded at the school", "Boats sail to the sluice", "A rower lights a lamp")]  # fmt: skip
    told = [said[0], f"{said[1]} [Photo/Weir Post]", said[2], said[0]]
    shown = "".join(form.format(n, line) for n, line in enumerate(told))
    body = f'<h1>In pictures: lantern boats</h1><i>14 August 2024</i><div class="g">{shown}</div>'
    found = read(body, title="In pictures: lantern boats")
    assert found.text.split("\n") == said
    assert [picture.caption for picture in found.pictures] == [*said, said[0]]
    assert [found.html.count(line) for line in (said[0], said[1])] == [4, 2]


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("Nothing here", "The address you asked for leads to no page. Please go back to the front page and try again from there."),
        ("Members only", "To read this page, log in with your password. If you have no account yet, register on the front page; it is free."),
        ("出了点问题", "您要找的页面已被删除或链接失效，请返回首页重新查找，或者稍后刷新再试，如有疑问请联系管理员处理。"),
    ],
)  # fmt: skip
def test_a_page_that_speaks_of_itself_is_no_story(title: str, said: str) -> None:
    with pytest.raises(ScrapeError):
        read(f"<h1>{title}</h1><p>{said}</p><p>{said}</p>", title=title)


def test_a_headline_like_an_error_has_its_story() -> None:
    assert read(LAYOUTS["box"]("en", "Access denied", ENGLISH[1], ""), title="Access denied").text


def test_the_story_of_this_title_is_read_from_data() -> None:
    data = '{"a": {"headline": "%s", "parts": [{"t": "p", "x": "%s"}, {"t": "p", "x": "%s"}]}, "b": {"headline": "Another one", "x": "%s"}}'  # fmt: skip
    text = ENGLISH[1]
    other = " ".join(SAID["en"]) * 9
    script = f"<script>window.__S = {data % (ENGLISH[0], text[0], text[1], other)};</script>"
    assert read(f"<div id=app></div>{script}").text == f"{text[0]}\n{text[1]}"


@pytest.mark.parametrize(
    "line",
    [
        "By ( e.weir.example )",
        "By (weir.example)",
        "By Vera Holm",
        "2024-06-25 By Vera Holm",
        "2024-06-25 By",
        "2024-06-25 记者",
    ],
)
def test_a_byline_stands_over_a_story_and_is_none_of_it(line: str) -> None:
    assert is_of_head(line)


@pytest.mark.parametrize(
    "line",
    ["2024-06-25 It rained.", "2024年6月25日，下雪。", "2024年6月25日哈尔滨市发布通告"],
)
def test_a_sentence_that_begins_with_a_day_is_text(line: str) -> None:
    assert not is_of_head(line)


def test_a_sentence_with_brackets_is_no_byline() -> None:
    assert not is_of_head("By (of all things) a candle the whole mill was lit that night.")


def test_a_row_of_a_menu_heads_no_story() -> None:
    """Under a menu, with other stories announced below, a story is no list of others."""
    title, paragraphs = ENGLISH
    names = ("Town and harbour", "Arts and books", "Trade and traffic")
    menu = " | ".join(f'<a href="/{at}/">{name}</a>' for at, name in enumerate(names))
    others = (
        ("A stork nests on the old chimney", "The first stork for a decade nests on the chimney."),
        ("Ferry fares stay as they are", "The town council has voted against higher fares."),
        ("The library opens on Sundays", "Books can be taken out on Sundays from nine to one."),
    )
    below = "".join(
        f'<tr><td><a href="/town/{at}.html">{head}</a></td></tr><tr><td>{line}</td></tr>'
        for at, (head, line) in enumerate(others)
    )
    rows = "".join(f"<tr><td>{line}</td></tr>" for line in (menu, title, *paragraphs[:3]))
    source = f"<html><title>{title}</title><body><table>{rows}{below}</table></body></html>"
    article = read_any_article(Page(URL, source.encode()))
    assert article.text.split("\n") == list(paragraphs[:3])
