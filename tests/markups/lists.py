"""Markups whose listings are lists: bullets, and definitions."""

from collections.abc import Iterable

from .city import Story
from .markup import Entry, Markup, Pager, Shown, esc, when
from .stories import LISTINGS


class DateAfter(Markup):
    name = "ul-date-after-gb"
    links = "relative"
    encoding = "gb18030"
    dots = True

    def shell(self, page: str, title: str, main: str) -> str:
        return f"""<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml"><head><meta http-equiv="Content-Type" content="text/html; charset=gb2312" /><title>{title}</title>
<link href="/images/style.css" rel="stylesheet" /></head><body>
<div id="top"><ul class="nav"><li><a href="/index.html">Home</a></li><li><a href="/news/index.html">Harbin Today</a></li>\
<li><a href="/government/index.html">Government bulletin</a></li><li><a href="/change/index.html">Foreign Exchanges</a></li>\
<li><a href="/gallery/index.html">Photo Gallery</a></li></ul></div>
{main}
<div id="foot"><p>Sponsor: Harbin Daily Press Group &nbsp; Organizer: my399.com</p><p>Tel: 0451-84619999 &nbsp; Email: english@my399.com</p>\
<p>Copyright my399.com All Rights Reserved 黑ICP备05001234号</p></div></body></html>"""

    def crumb(self, page: str, section: str) -> str:
        home, name = (
            f'<a href="{u}" class="CurrChnlCls">{n}</a>'
            for u, n in (("../", "Home"), ("./", self.title(page)))
        )
        return f'<div class="loc">Location: {home} &gt;&gt; {name}</div>'

    def listing(self, page: str, promo: Iterable[str]) -> str:
        entries = f'<div class="lb"><!-- outline begin --><ul>{self.entries(page)}</ul>{self.pager(page)}<!-- outline end --></div>'
        return self.shell(
            page,
            f"{self.title(page)} - my399.com",
            self.crumb(page, "") + entries + self.promo(page, promo),
        )

    def entry(self, x: Entry) -> str:
        link = f'<a href="{x.url}" target="_blank" title="{x.title_attribute}">{x.title}</a>'
        return (
            f'<li>{link}{when(x.day, "<span>{}</span>")}<div class="zy">{x.summary}...</div></li>'
        )

    def turner(self, pager: Pager) -> str:
        total = len(pager.urls)
        before, after = (
            when(pager.before, '<a href="{}">Previous</a> '),
            when(pager.after, '<a href="{}">Next</a> '),
        )
        last = f'<a href="{pager.urls[-1]}">Last</a>'
        return f'<div class="page">Total {total * 8} items, Page {pager.current} of {total} {before}{after}{last}</div>'

    def promo(self, page: str, promo: Iterable[str]) -> str:
        entries = (
            f'<li><a href="{x.url}">{x.title}</a><p>{x.summary}</p></li>'
            for x in self.each(page, promo)
        )
        return f'<div class="tj"><h4>Recommended</h4><ul>{"".join(entries)}</ul></div>'

    def article(self, story: Story, promo: Iterable[str]) -> str:
        title = esc(story.title)
        main = f"""{self.place(story)}<div class="xl"><h1><!--webbot bot="TITLE" -->{title}</h1>
<div class="fbt"><span>Updated : {story.date}</span><span>{self.by(story)}</span><span>Font size: <a href="javascript:doZoom(18)">A+</a> \
<a href="javascript:doZoom(14)">A-</a></span></div>
<div class="nr" id="Zoom"><!-- 文章内容 begin --><div class=TRS_Editor><style type="text/css">.TRS_Editor P{{line-height:1.75;\
font-family:Arial;}}</style>{self.body(story)}</div><!-- 文章内容 end --></div>
<div class="bj">Editor: Wang Hong</div><div class="gn"><a href="javascript:window.print()">Print</a> | \
<a href="javascript:window.close()">Close</a></div></div>{self.promo(story.path, promo)}"""
        return self.shell(story.path, f"{title}_Harbin Today_my399.com", main)

    def paragraph(self, words: str) -> str:
        return f"<p>　　{words}</p>"

    def heading(self, words: str) -> str:
        return f"<p>　　<strong>{words}</strong></p>"

    def shots(self, shots: list[Shown]) -> str:
        picture = (
            '<p align="center"><img src="{s.url}" OLDSRC="W020240620.jpg" style="border-width:0px" alt="" /></p>\n'
            '<p align="center"><font color="#0000ff">{s.caption}\n [{s.credit}]</font></p>'
        )
        return "\n".join(picture.format(s=s) for s in shots)


class Definitions(Markup):
    name = "dl-dt-dd"

    def shell(self, page: str, title: str, main: str) -> str:
        return f"""<!DOCTYPE html><html><head><meta http-equiv=Content-Type content="text/html; charset=utf-8"><title>{title}</title></head><body>\
<div class=header><a href="/"><img src="/img/logo.png" alt="Harbin, China"></a><p class=menu><a href="/">Home</a>\
<a href="/news/">Harbin Today</a><a href="/gallery/">Photo Gallery</a><a href="/culture/arts/">Arts</a></div>
{main}<div class=copyright><p>Copyright by Harbin Daily Group, all rights reserved\
<p>Address: 399 Youyi Road, Harbin, China 150010<p>ICP No. 05001234</div></body></html>"""

    def crumb(self, page: str, section: str) -> str:
        name = f'<a href="/{section}/index.html">{self.title(page)}</a>'
        return f'<div class=place><a href="/">Home</a><img src="/img/arrow.gif" alt="">{name}</div>'

    def columns(self, page: str, crumb: str, main: str) -> str:
        """The side column, and the main one, which begins with the breadcrumb."""
        latest = "".join(
            f'<li><a href="{x.url}">{x.title}</a>'
            for x in self.each(page, ("side1", "side3", "side2"))
        )
        return f"<div class=left><h2>Latest</h2><ul>{latest}</ul></div><div class=right>{crumb}{main}</div>"

    def listing(self, page: str, promo: Iterable[str]) -> str:
        crumb = self.crumb(page, LISTINGS[page].section)
        main = self.columns(
            page, crumb, self.entries(page) + self.pager(page) + self.promo(page, promo)
        )
        return self.shell(page, self.title(page), main)

    def entry(self, x: Entry) -> str:
        date = when(x.day, "<dd class=date>{}")
        return f'<dl><dt><a href="{x.url}">{x.title}</a>{date}<dd class=intro>{x.summary}<a href="{x.url}">[Detail]</a></dl>'

    def turner(self, pager: Pager) -> str:
        before, after = (
            when(pager.before, '<a href="{}">&lt; Prev</a> '),
            when(pager.after, '<a href="{}">Next &gt;</a>'),
        )
        return f"<div class=pages>{before}{pager.current}/{len(pager.urls)} {after}</div>"

    def promo(self, page: str, promo: Iterable[str]) -> str:
        entries = "".join(
            f'<dt><a href="{x.url}">{x.title}</a><dd>{x.summary}' for x in self.each(page, promo)
        )
        return f"<dl class=rec>{entries}</dl>"

    def article(self, story: Story, promo: Iterable[str]) -> str:
        cells = "".join(
            f"<td>{words}</td>"
            for words in ("Updated :", story.date, f"By {story.author}", f"( {story.source} )")
        )
        head = f"<h2>{esc(story.title)}</h2>\n<table class=info><tr>{cells}</tr></table>"
        main = f"{head}<div class=text>{self.body(story)}</div>{self.promo(story.path, promo)}"
        return self.shell(
            story.path,
            f"{esc(story.title)} - Harbin, China",
            self.columns(story.path, self.place(story), main),
        )

    def paragraph(self, words: str) -> str:
        return f"<p>{words}"

    def heading(self, words: str) -> str:
        return f"<h4>{words}</h4>"

    def points(self, items: list[str]) -> str:
        return "<ul>" + "".join(f"<li>{item}" for item in items) + "</ul>"

    def shots(self, shots: list[Shown]) -> str:
        return "\n".join(
            f'<p class=pic><img src="{s.url}"><p class=cap>{s.caption} [{s.credit}]' for s in shots
        )

    def beside(self, shot: Shown, words: str) -> str:
        return f'<p><img src="{shot.url}"><br>{shot.caption} [{shot.credit}]<p>{words}'


class DefinitionsUnderCrumb(Definitions):
    name = "left-column-crumb-on-top"
    links = "https"

    def columns(self, page: str, crumb: str, main: str) -> str:
        return crumb + super().columns(page, "", main)


class DateBefore(Markup):
    name = "li-bracket-date-before"
    links = "relative"

    def shell(self, page: str, title: str, main: str) -> str:
        menu = self.menu(page, "HOME|Harbin Today|Foreign Exchanges", '<a href="{u}">{n}</a>')
        return f"""<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" ""><html><head><meta charset="utf-8" /><title>{title}</title></head>\
<body><div id="nav">{menu}</div><div id="main">{main}</div>\
<div id="footer">About us | Contact us | <a href="{self.link(page, "/sitemap.html")}">Site map</a><br />\
Address: 399 Youyi Rd, Daoli, Harbin. Tel: +86-451-84619999<br />Copyright (C) my399.com, All Rights Reserved.</div>\
<script>var _hmt=_hmt||[];</script></body></html>"""

    def crumb(self, page: str, section: str) -> str:
        home, name = (
            self.menu(page, "Home", '<a href="{u}">{n}</a>'),
            self.menu(page, self.title(page), '<a href="{u}">{n}</a>'),
        )
        return f'<div id="crumb">You are here: {home} » {name}</div>'

    def listing(self, page: str, promo: Iterable[str]) -> str:
        name = self.title(page)
        main = f"{self.crumb(page, '')}<h2>{name}</h2><ul>{self.entries(page)}</ul>{self.pager(page)}{self.promo(page, promo)}"
        return self.shell(page, name, main)

    def entry(self, x: Entry) -> str:
        return f'<li>{when(x.day, "<span>[{}]</span> ")}<a href="{x.url}">{x.title}</a><p>{x.summary}</p></li>'

    def turner(self, pager: Pager) -> str:
        first, last = pager.urls[0], pager.urls[-1]
        named = {
            "First": first,
            "Prev": pager.before or first,
            "Next": pager.after or last,
            "Last": last,
        }
        links = " ".join(f'<a href="{url}">{name}</a>' for name, url in named.items())
        return f'<div>Total: 23 &nbsp; Page {pager.current} of {len(pager.urls)} &nbsp; {links} Go to <input size="2"/></div>'

    def promo(self, page: str, promo: Iterable[str]) -> str:
        entry = '<li><a href="{x.url}"><img src="{x.thumb}" /></a><a href="{x.url}">{x.title}</a><p>{x.summary}</p></li>'
        return f"<h2>Highlights</h2><ul>{''.join(entry.format(x=x) for x in self.each(page, promo))}</ul>"

    def article(self, story: Story, promo: Iterable[str]) -> str:
        title = esc(story.title)
        head = f'{self.place(story)}<h2>{title}</h2><p class="meta">Updated : {story.date} &nbsp;&nbsp; {self.by(story)}</p>'
        foot = f'{self.editor()}<p><a href="#">Print</a> <a href="#">Email</a> <a href="#">Comment</a></p>'
        return self.shell(
            story.path,
            f"{title} | e.my399.com",
            head + self.body(story) + foot + self.promo(story.path, promo),
        )

    def editor(self) -> str:
        """The line that names the editor."""
        return '<p class="ed">(Editor: Zhang Li)</p>'

    def points(self, items: list[str]) -> str:
        return "<ol>" + "".join(f"<li><p>{item}</p></li>" for item in items) + "</ol>"

    def shots(self, shots: list[Shown]) -> str:
        result = ""
        for s in shots:
            half = len(s.caption) // 2
            words = f"<span>{s.caption[:half]}</span><span>{s.caption[half:]}</span> <span>[{s.credit}]</span>"
            result += f'<p><img src="{s.url}" /></p><p>{words}</p>'
        return result


class SectionAsTitle(DateBefore):
    name = "static-page-title"

    def shell(self, page: str, title: str, main: str) -> str:
        return super().shell(page, f"{self.title(page)} - e.my399.com", main)

    def editor(self) -> str:
        return ""

    def shots(self, shots: list[Shown]) -> str:
        result = ""
        for s in shots:
            words = s.caption.split()
            result += f'<p><img src="{s.url}"></p><p>{" ".join(words[:5])}<br>{" ".join(words[5:])} [{s.credit}]</p>'
        return result


class FullWidth(Markup):
    name = "fullwidth-oneline-gb"
    links = "http"
    encoding = "gb18030"
    charset = "gb2312"
    foot = "哈尔滨日报报业集团主办　　黑ICP备05001234号<br>"
    editor = "<p align=right>[Editor：Liu]</p>"

    def shell(self, page: str, title: str, main: str) -> str:
        menu = self.menu(page, "Home|Harbin Today|Foreign Exchanges", '<a href="{u}">{n}</a>｜')
        head = f'<meta http-equiv="Content-Type" content="text/html; charset={self.charset}"><title>{title}</title>'
        top = f'<div class=top>{menu}<a href="http://www.my399.com">Chinese</a></div>'
        return f"<html><head>{head}</head><body>{top}{main}<div class=bot>{self.foot}Copyright my399.com</div></body></html>"

    def crumb(self, page: str, section: str) -> str:
        return f"<div class=wz>Location：Home &gt;&gt; {self.title(page)}</div>"

    def listing(self, page: str, promo: Iterable[str]) -> str:
        main = f"{self.crumb(page, '')}<ul>{self.entries(page)}</ul>{self.pager(page)}{self.promo(page, promo)}"
        return self.shell(page, self.title(page), main)

    def entry(self, x: Entry) -> str:
        link = f'<a href="{x.url}" target=_blank>{x.title}</a>'
        return f"<li>·{link}{when(x.day, '（{}）')}<br><font color=gray>　　{x.summary}</font></li>"

    def turner(self, pager: Pager) -> str:
        before = when(pager.before, '<a href="{}">&lt;&lt;Previous</a>') or "&lt;&lt;Previous"
        after = when(pager.after, '<a href="{}">Next&gt;&gt;</a>') or "Next&gt;&gt;"
        return f"<p align=center>{before}　{after}</p>"

    def promo(self, page: str, promo: Iterable[str]) -> str:
        entry = (
            '<li>·<a href="{x.url}">{x.title}</a><br><font color=gray>　　{x.summary}</font></li>'
        )
        return f"<ul class=hot>{''.join(entry.format(x=x) for x in self.each(page, promo))}</ul>"

    def article(self, story: Story, promo: Iterable[str]) -> str:
        title = esc(story.title)
        head = f"<p align=center><font size=5><strong>{title}</strong></font></p><p align=center>Updated：{story.date}　　{self.by(story)}</p>"
        main = f"{self.place(story)}{head}<div id=ozoom>{self.body(story)}</div>{self.editor}{self.promo(story.path, promo)}"
        return self.shell(story.path, f"{title}--e.my399.com", main)

    def paragraph(self, words: str) -> str:
        return f"<p>　　{words}</p>"

    def heading(self, words: str) -> str:
        return f"<p>　　<font face=Arial><font size=4><b>{words}</b></font></font></p>"

    def points(self, items: list[str]) -> str:
        return "<p>" + "<br>".join(f"　　{item}" for item in items) + "</p>"

    def shots(self, shots: list[Shown]) -> str:
        picture = '<center><a href="{s.url}" target=_blank><img src="{s.url}"></a><br><font size=2>{s.caption}<br>[{s.credit}]</font></center>'
        return "".join(picture.format(s=s) for s in shots)


class EnglishFoot(FullWidth):
    name = "footer-sponsor-english"
    encoding = charset = "utf-8"
    editor = ""
    foot = (
        "Sponsor: Harbin Daily Press Group<br>Address: No 399 Youyi Road, Daoli district, Harbin, Heilongjiang province<br>"
        "Tel: 86-451-84619999<br>E-mail: english@my399.com<br>"
    )
