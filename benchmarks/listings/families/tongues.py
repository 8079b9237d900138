"""Newspapers and agencies in the languages of Europe and of the neighbours in Asia."""

from benchmarks.listings.desk import Desk, entries
from benchmarks.listings.family import Family
from benchmarks.listings.model import Drawn


def lokales(desk: Desk, count: int) -> Drawn:
    """A German paper's local section: kickers before titles inside the link, subscribers' marks,
    full days with hours.
    """
    base = "https://www.rodenauer-bote.example/lokales/auerberg/"
    href = "/lokales/auerberg/{slug}-{id}.html"
    stories = desk.stories(
        count,
        href,
        "{d}. {month} {Y}, {H:02}:{M:02} Uhr",
        summary=0.8,
        picture="/bilder/{id}/4x3/w320.jpg",
        pictured=0.8,
    )
    site = desk.site("Rodenauer Bote", popular=desk.some(stories, 2) + desk.stories(3, href))
    html = desk.draw("lokales", stories=stories, site=site, title="Auerberg")
    return Drawn(base, html, entries(base, stories), base + "?page=2")


def blaulicht(desk: Desk, count: int) -> Drawn:
    """A German portal of police reports: day and hour before the office, tags behind."""
    base = "https://www.meldeportal.example/blaulicht/nst/4970"
    stories = desk.stories(
        count, "/blaulicht/pm/4970/{id}", "{d:02}.{m:02}.{Y} – {H:02}:{M:02}", summary=1, span=12
    )
    html = desk.draw(
        "blaulicht",
        stories=stories,
        site=desk.site("Meldeportal"),
        title="Polizeipräsidium Nordwalden",
    )
    return Drawn(base, html, entries(base, stories), base + "?start=27")


def commune(desk: Desk, count: int) -> Drawn:
    """A French paper’s page of a town: numeric days with hours, a link that is laid over the
    card.
    """
    base = "https://www.lepharedelouest.example/bretagne/kervallon-29000/"
    href = "https://www.lepharedelouest.example/bretagne/kervallon-29000/{slug}-{code:.8}-{code:.4}"
    picture = "https://media.phare.example/v1/{code:.20}"
    stories = desk.stories(
        count,
        href,
        "Publié le {d:02}/{m:02}/{Y} à {H:02}h{M:02}",
        summary=0.7,
        picture=picture,
        span=8,
    )
    site = desk.site("Le Phare de l’Ouest", popular=desk.stories(5, href))
    html = desk.draw("commune", stories=stories, site=site, title="Kervallon")
    return Drawn(base, html, entries(base, stories), base + "?page=2")


def provincia(desk: Desk, count: int) -> Drawn:
    """A Spanish paper's section: pairs of cards, authors and places, some without pictures."""
    base = "https://www.diariodelrio.example/provincia/"
    href = "https://www.diariodelrio.example/provincia/{Y}/{m:02}/{d:02}/{slug}-{id}.html"
    stories = desk.stories(
        count,
        href,
        "{d:02}/{m:02}/{Y} {H:02}:{M:02}",
        summary=0.6,
        picture="https://estaticos.rio.example/{id}_320.jpg",
        pictured=0.9,
    )
    site = desk.site("Diario del Río", popular=desk.stories(5, href))
    html = desk.draw("provincia", stories=stories, site=site, title="Provincia")
    return Drawn(base, html, entries(base, stories), base + "2/")


def lenta(desk: Desk, count: int) -> Drawn:
    """A Russian city portal's ribbon: an hour for today, day and month for the rest,
    windows-1251.
    """
    base = "http://www.zaozersk-info.example/news/"
    picture = "/i/{id}s.jpg"
    stories = desk.stories(
        count,
        "/news/{Y}/{m:02}/{d:02}/{id}/",
        "{d} {month} {Y}, {H:02}:{M:02}",
        summary=0.5,
        picture=picture,
        pictured=0.4,
        span=5,
    )
    for story in stories:
        if story.when.date() == desk.now.date():
            story.shown = f"Сегодня, {story.when:%H:%M}"
    site = desk.site("Заозёрск Инфо", popular=desk.stories(6, "/news/{Y}/{m:02}/{d:02}/{id}/"))
    html = desk.draw("lenta", stories=stories, site=site, title="Лента новостей")
    return Drawn(base, html, entries(base, stories), base + "?PAGEN_1=2", "windows-1251")


def chiiki(desk: Desk, count: int) -> Drawn:
    """A Japanese local paper's list: month and day in brackets behind the title, Shift_JIS."""
    base = "http://www.kitahara-shimbun.example.jp/news/local/index.html"
    stories = desk.stories(
        count,
        "/news/local/{Y}{m:02}{d:02}/{id}.html",
        "（{m}月{d}日 {H}:{M:02}）",
        picture="/photo/{Y}{m:02}{d:02}{code:.4}s.jpg",
        pictured=0.3,
        span=6,
    )
    site = desk.site("北原新聞", popular=desk.stories(5, "/news/local/{Y}{m:02}{d:02}/{id}.html"))
    html = desk.draw("chiiki", stories=stories, site=site, title="地域のニュース")
    return Drawn(
        base,
        html,
        entries(base, stories),
        "http://www.kitahara-shimbun.example.jp/news/local/index_2.html",
        "shift_jis",
    )


def sokuho(desk: Desk, count: int) -> Drawn:
    """A Japanese agency's list of cards: whole cards are links, time and category inside."""
    base = "https://nordic-kyodo.example.jp/prefecture/aogata"
    stories = desk.stories(
        count,
        "https://nordic-kyodo.example.jp/articles/-/{id}",
        "{Y}年{m:02}月{d:02}日 {H:02}時{M:02}分",
        picture="https://img.nk.example.jp/{code:.16}.jpg",
        span=9,
    )
    site = desk.site(
        "北方通信", popular=desk.stories(5, "https://nordic-kyodo.example.jp/articles/-/{id}")
    )
    html = desk.draw("sokuho", stories=stories, site=site, title="青潟")
    return Drawn(base, html, entries(base, stories), base + "?page=2")


def article_list(desk: Desk, count: int) -> Drawn:
    """A Korean paper on the system that most small papers use: title, words, byline with a date;
    EUC-KR.
    """
    base = "http://www.saeulilbo.example.kr/news/articleList.html?sc_section_code=S1N1&view_type=sm"
    stories = desk.stories(
        count,
        "/news/articleView.html?idxno={id}",
        "{Y}-{m:02}-{d:02} {H:02}:{M:02}",
        summary=1,
        picture="/news/thumbnail/{Y}{m:02}/{id}_v150.jpg",
        pictured=0.7,
    )
    site = desk.site("새울일보", popular=desk.stories(8, "/news/articleView.html?idxno={id}"))
    html = desk.draw("article-list", stories=stories, site=site, title="지역")
    following = "http://www.saeulilbo.example.kr/news/articleList.html?page=2&sc_section_code=S1N1&view_type=sm"
    return Drawn(base, html, entries(base, stories), following, "euc-kr")


def concelho(desk: Desk, count: int) -> Drawn:
    """A Portuguese paper's section: a lead, cards with relative days, a ribbon of the last hour
    beside.
    """
    base = "https://www.gazetadavila.example/regiao"
    href = "/regiao/noticia/{slug}-{id}"
    stories = desk.stories(
        count,
        href,
        "{ago}",
        summary=0.5,
        picture="https://imagens.gazeta.example/{id}?tp=UH&w=400",
        pictured=0.85,
        span=5,
    )
    site = desk.site("Gazeta da Vila", popular=desk.stories(7, "/ultimas/noticia/{slug}-{id}"))
    html = desk.draw("concelho", stories=stories, site=site, title="Região")
    return Drawn(base, html, entries(base, stories))


FAMILIES = (
    Family("lokales", lokales, "de", "section", (20,), 1),
    Family("blaulicht", blaulicht, "de", "roll", (27,), 1),
    Family("commune", commune, "fr", "topic", (20,), 1),
    Family("provincia", provincia, "es", "section", (21,), 1),
    Family("lenta", lenta, "ru", "roll", (20, 40), 3, january=True),
    Family("chiiki", chiiki, "ja", "section", (18,), 9, january=True),
    Family("sokuho", sokuho, "ja", "topic", (24,), 9),
    Family("article-list", article_list, "ko", "section", (20,), 9),
    Family("concelho", concelho, "pt", "section", (16,)),
)
