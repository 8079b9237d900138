"""Markups of divisions, cards and columns."""

import re
from collections.abc import Iterable

from .city import Story
from .markup import Entry, Markup, Pager, Shown, esc, when
from .stories import LISTINGS


class Columns(Markup):
    name = "thumbs-more-side-column"
    links = "schemeless"

    def shell(self, page: str, title: str, main: str) -> str:
        menu = self.menu(page, "Home|Harbin Today|About Harbin", '<li><a href="{u}">{n}</a></li>')
        return f"""<!DOCTYPE html><html><head><meta charset="utf-8"/><title>{title}</title><meta name="keywords" content="Harbin"/></head><body>
<div class="topNav"><ul>{menu}</ul><a href="//www.my399.com/">中文</a></div>
{main}
<div class="bottom"><a href="//e.my399.com/about/index.html">About Us</a> | <a href="//e.my399.com/contact.html">Contact Us</a><br/>\
Copyright © Harbin Daily. All rights reserved. Presented by China Daily. 黑ICP备05001234号-1</div></body></html>"""

    def crumb(self, page: str, section: str) -> str:
        links = self.menu(page, f"Home|{self.title(page)}", '<a href="{u}">{n}</a>&gt;')
        return f'<div id="bread-nav">{links}Text</div>'

    def listing(self, page: str, promo: Iterable[str]) -> str:
        home = self.menu(page, "Home", '<a href="{u}">{n}</a>')
        place = f'<div class="bread">{home} / <span>{self.title(page)}</span></div>'
        left = (
            f'<div class="lft_art" id="lft-art">{place}{self.entries(page)}{self.pager(page)}</div>'
        )
        return self.shell(
            page,
            f"{self.title(page)} | Harbin",
            f'<div class="main_art">{left}{self.right(page, promo)}</div>',
        )

    def right(self, page: str, promo: Iterable[str]) -> str:
        """The right column."""
        read = "".join(
            f'<li><a href="{x.url}">{x.title}</a></li>'
            for x in self.each(page, ("side1", "side2", "students"))
        )
        side = f'<div class="lan_t"><a href="//e.my399.com/hot.html">Most Read</a></div><div class="lan_list"><ul>{read}</ul></div>'
        return f'<div class="rgt">{side}{self.promo(page, promo)}</div>'

    def entry(self, x: Entry) -> str:
        picture = f'<a target="_blank" shape="rect" href="{x.url}"><img width="200" height="130" src="{x.thumb}"/></a>'
        words = f'<h4><a shape="rect" href="{x.url}">{x.title}</a></h4><p>{x.summary} <a href="{x.url}">More&gt;&gt;</a></p>'
        return (
            f'<div class="mb10 tw3_01_2"><span class="tw3_01_2_p">{picture}</span>'
            f'<span class="tw3_01_2_t">{words}{when(x.day, "<b>{}</b>")}</span></div>'
        )

    def turner(self, pager: Pager) -> str:
        before = when(
            pager.before, '<a style="text-decoration:none" class="pagestyle" href="{}">PREVIOUS</a>'
        )
        after = when(pager.after, '<a class="pagestyle" href="{}">NEXT</a>')
        numbers = pager.numbers(
            '<span style="background-color:#004b8f">{n}</span>', '<a href="{u}">{n}</a>'
        )
        return f'<div id="div_currpage">{before}{numbers}{after}</div>'

    def promo(self, page: str, promo: Iterable[str]) -> str:
        entry = (
            '<div class="tw4"><a href="{x.url}"><img src="{x.thumb}" width="300"/></a>'
            '<h3><a href="{x.url}">{x.title}</a></h3><div>{x.summary}</div></div>'
        )
        return "".join(entry.format(x=x) for x in self.each(page, promo))

    def article(self, story: Story, promo: Iterable[str]) -> str:
        title = esc(story.title)
        main = f"""<div class="main_art">{self.place(story)}<div class="lft_art"><h1>{title}</h1><div class="info">\
<span class="info_l">{self.by(story)}</span> <span>Updated : {story.date}</span>
<div class="info_r"><a href="#">Share</a> <a href="#">Facebook</a> <a href="#">Twitter</a> <a href="#">Weibo</a> \
<a href="javascript:print()">Print</a> <a href="mailto:?">Mail</a> <a class="f-large">Large</a> <a class="f-medium">Medium</a> \
<a class="f-small">Small</a></div></div>
<div id="Content">{self.body(story)}</div><div class="sharebot"><span>Share this:</span> <a href="#">Facebook</a> <a href="#">X</a></div></div>\
{self.right(story.path, promo)}</div>"""
        return self.shell(story.path, title, main)

    def shots(self, shots: list[Shown]) -> str:
        picture = (
            '<figure class="image" style="display: table;"><img src="{s.url}" alt="{s.alt}"/>'
            "<figcaption>{s.caption} [{s.credit}]</figcaption></figure>"
        )
        return "\n".join(picture.format(s=s) for s in shots)


class SideFirst(Markup):
    name = "h3-p-span-sidebar-first"
    links = "http"

    def shell(self, page: str, title: str, main: str) -> str:
        return f"""<!doctype html><html lang="zh-CN"><head><meta charset="UTF-8"><title>{title} - 哈尔滨新闻网英文版</title></head><body>\
<div class="head"><a href="http://e.my399.com/"><img src="http://e.my399.com/r/logo.png"></a>\
<form action="/search"><input name="q"><button>Search</button></form><div class="nav"><a href="http://e.my399.com/index.html">Home</a> \
<a href="http://e.my399.com/news/index.html">Harbin Today</a> <a href="http://e.my399.com/flash/index.html">Flash</a> \
<a href="http://e.my399.com/gallery/index.html">Photo Gallery</a></div></div>
<div class="wrap"><div class="col-s">{self.side(page)}</div><div class="col-m">{main}</div></div>
<div class="ft"><div>Sponsored by the Information Office of Harbin Municipal People's Government</div>\
<div>Produced by Harbin Daily Newspaper Group</div><div>Copyright 2024. All Rights Reserved. \
<a href="https://beian.miit.gov.cn/">黑ICP备05001234号-1</a> 黑公网安备 23010202010001号</div></div></body></html>"""

    def side(self, page: str) -> str:
        """The side column."""
        entry = '<div class="li"><a href="{x.url}">{x.title}</a><span>{day}</span></div>'
        latest = "".join(
            entry.format(x=x, day=x.day[5:])
            for x in self.each(page, ("side1", "side2", "market", "side3"))
        )
        return f"""<div class="box"><div class="box-t">Latest Headlines</div>{latest}</div><div class="box"><div class="box-t">Links</div>\
<a href="http://www.chinadaily.com.cn/">China Daily</a><a href="http://www.xinhuanet.com/english/">Xinhua</a></div>"""

    def crumb(self, page: str, section: str) -> str:
        return f'<div class="crumb">Home &gt; {self.title(page)}</div>'

    def listing(self, page: str, promo: Iterable[str]) -> str:
        main = (
            f"{self.crumb(page, '')}{self.entries(page)}{self.pager(page)}{self.promo(page, promo)}"
        )
        return self.shell(page, self.title(page), main)

    def entry(self, x: Entry) -> str:
        date = when(x.day, '<span class="time">{}</span>')
        return f'<div class="item"><h3><a href="{x.url}">{x.title}</a></h3><p>{x.summary}</p>{date}</div>'

    def turner(self, pager: Pager) -> str:
        before = when(pager.before, '<a href="{}">Previous</a>') or "<span>Previous</span>"
        after = when(pager.after, '<a href="{}">Next</a>') or "<span>Next</span>"
        numbers = pager.numbers("<em>{n}</em>", '<a href="{u}">{n}</a>', " ")
        return f'<div class="pg">{before}{numbers}{after}</div>'

    def promo(self, page: str, promo: Iterable[str]) -> str:
        return f'<div class="promo">{"".join(self.entry(x) for x in self.each(page, promo, dated=False))}</div>'

    def by(self, story: Story) -> str:
        return f"By {when(story.author, '{} ')}({story.source})"

    def article(self, story: Story, promo: Iterable[str]) -> str:
        title = esc(story.title)
        main = f"""{self.place(story)}<div class="art"><div class="tit">{title}</div><div class="sub"><span>Updated: {story.date}</span> \
<span>{self.by(story)}</span></div><div class="con">{self.body(story)}</div><div class="prevnext"><p>Previous: \
<a href="http://e.my399.com/news/2024-06-08/5560.html">Paper maps return to metro stations</a></p><p>Next: \
<a href="http://e.my399.com/news/2024-06-11/5567.html">Beer festival tickets go on sale</a></p></div></div>{self.promo(story.path, promo)}"""
        return self.shell(story.path, title, main)

    def heading(self, words: str) -> str:
        return f"<p><b>{words}</b></p>"

    def points(self, items: list[str]) -> str:
        return "".join(f"<p>{item}</p>" for item in items)

    def shots(self, shots: list[Shown]) -> str:
        picture = (
            '<div style="text-align:center"><img src="{s.url}" width="600"></div>'
            '<div style="text-align:center;font-size:12px">{s.caption} [{s.credit}]</div>'
        )
        return "\n".join(picture.format(s=s) for s in shots)


class Cards(Markup):
    name = "whole-anchor"
    links = "https"

    def shell(self, page: str, title: str, main: str) -> str:
        menu = self.menu(page, "Harbin Today|Government bulletin", '<li><a href="{u}">{n}</a></li>')
        return f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">\
<title>{title} - Harbin, City of Ice and Snow</title><link rel="stylesheet" href="/a.css"></head><body><header>\
<a class="logo" href="https://e.my399.com/">Harbin</a><nav><ul>{menu}</ul></nav></header><main>{main}</main>\
<footer><p>Copyright © 2024 Harbin Daily</p></footer></body></html>"""

    def crumb(self, page: str, section: str) -> str:
        name = self.menu(page, self.title(page), '<a href="{u}">{n}</a>')
        return f'<ol class="breadcrumb"><li><a href="https://e.my399.com/">Home</a></li><li>{name}</li></ol>'

    def listing(self, page: str, promo: Iterable[str]) -> str:
        name = self.title(page)
        place = f'<div class="breadcrumb"><span>Home</span><i>&gt;</i><span>{name}</span></div>'
        main = f'{place}<div class="cards">{self.entries(page)}</div>{self.pager(page)}{self.promo(page, promo)}'
        return self.shell(page, name, main)

    def entry(self, x: Entry) -> str:
        words = f"<h3>{x.title}</h3><p>{x.summary}</p>" + when(
            x.day, '<span class="date">{}</span>'
        )
        picture = f'<div class="img"><img src="{x.thumb}" alt=""></div>'
        return f'<a class="card" href="{x.url}">{picture}<div class="txt">{words}</div></a>'

    def turner(self, pager: Pager) -> str:
        numbers = pager.numbers(
            '<li class="active"><span>{n}</span></li>', '<li><a href="{u}">{n}</a></li>'
        )
        after = when(pager.after, '<li><a href="{}" aria-label="Next">›</a></li>')
        return f'<ul class="pagination">{numbers}{after}</ul>'

    def promo(self, page: str, promo: Iterable[str]) -> str:
        entry = '<a class="card" href="{x.url}"><h3>{x.title}</h3><p>{x.summary}</p></a>'
        entries = "".join(entry.format(x=x) for x in self.each(page, promo))
        return f'<section class="more"><h2>You may also like</h2>{entries}</section>'

    def article(self, story: Story, promo: Iterable[str]) -> str:
        title = esc(story.title)
        main = f"""{self.place(story)}<article><h1>{title}</h1><p class="meta"><time>Updated : {story.date}</time></p>\
<p class="meta">{self.by(story)}</p><div class="share"><span>Share to</span><a href="#">WeChat</a><a href="#">Weibo</a></div>\
{self.body(story)}</article>{self.promo(story.path, promo)}"""
        return self.shell(story.path, title, main)

    def heading(self, words: str) -> str:
        return f"<h2>{words}</h2>"

    def shots(self, shots: list[Shown]) -> str:
        picture = (
            '<figure><img loading="lazy" data-original="{s.url}">'
            "<figcaption><span>{s.caption}</span> <em>[{s.credit}]</em></figcaption></figure>"
        )
        return f'<div class="gallery">{"".join(picture.format(s=s) for s in shots)}</div>'


class Spans(Markup):
    name = "word-spans"
    dots = True

    def shell(self, page: str, title: str, main: str) -> str:
        menu = self.menu(page, "Home|Harbin Today", '<span><a href="{u}">{n}</a></span>')
        head = f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title></head>'
        foot = (
            '<div class="f"><span>Sponsor: Harbin Daily</span><span>Copyright reserved</span></div>'
        )
        return f'{head}<body><div class="h">{menu}</div><div class="m">{main}</div>{foot}</body></html>'

    def crumb(self, page: str, section: str) -> str:
        return f'<div class="w"><span>Home</span><span>&gt;</span><span>{self.title(page)}</span></div>'

    def listing(self, page: str, promo: Iterable[str]) -> str:
        entries = f'<div class="ls">{self.entries(page)}</div>'
        main = f'{self.crumb(page, "")}{entries}{self.pager(page)}<div class="pm">{self.promo(page, promo)}</div>'
        return self.shell(page, self.title(page), main)

    def entry(self, x: Entry) -> str:
        words = f'<span class="r"><a href="{x.url}"><span>{x.title}</span></a></span><div class="c">{x.summary}……</div>'
        date = when(x.day, '<span class="l">{}</span>')
        return f'<div>{date}{words}<div class="more"><a href="{x.url}">[Detail]</a></div></div>'

    def turner(self, pager: Pager) -> str:
        before, after = (
            when(pager.before, '<a href="{}">&laquo;</a>'),
            when(pager.after, '<a href="{}">&raquo;</a>'),
        )
        numbers = pager.numbers("<b>{n}</b>", '<a href="{u}">{n}</a>')
        return f'<div class="p">{before}{numbers}{after}</div>'

    def promo(self, page: str, promo: Iterable[str]) -> str:
        entry = '<div><a href="{x.url}"><span>{x.title}</span></a></div><div>{x.summary}</div>'
        return "".join(entry.format(x=x) for x in self.each(page, promo))

    def by(self, story: Story) -> str:
        author = when(story.author, "<span>{}</span> ")
        return f'<span>By</span> {author}<span>( <a href="http://{story.source}">{story.source}</a> )</span>'

    def article(self, story: Story, promo: Iterable[str]) -> str:
        title = esc(story.title)
        head = f"""<div class="tt"><span style="font-size:22px">{title}</span></div><div class="tm"><span>Updated</span> <span>:</span> \
<span>{story.date}</span></div><div class="au">{self.by(story)}</div>"""
        main = f'{head}<div class="ct">{self.body(story)}</div><div class="pm">{self.promo(story.path, promo)}</div>'
        return self.shell(story.path, title, self.place(story) + main)

    def paragraph(self, words: str) -> str:
        return f"""<p class="MsoNormal" style="text-indent:24pt"><span lang="EN-US" style="font-family:Arial">&nbsp;&nbsp;&nbsp; {words}<o:p></o:p>\
</span></p><p class="MsoNormal">&nbsp;</p>"""

    def heading(self, words: str) -> str:
        return f'<p class="MsoNormal"><b><span lang="EN-US">{words}<o:p></o:p></span></b></p>'

    def shots(self, shots: list[Shown]) -> str:
        result = ""
        for s in shots:
            words = s.caption.split()
            caption = f"<span>{' '.join(words[:4])}</span> <span>{' '.join(words[4:])}</span>"
            result += f"""<p class="MsoNormal" align="center"><span><img src="{s.url}" width="550" height="367"></span></p>\
<p class="MsoNormal" align="center">{caption}&nbsp;<span>[</span><span>{s.credit}</span><span>]</span></p>"""
        return result


class Scripts(Markup):
    name = "center-scripts-ads"
    links = "relative"

    def shell(self, page: str, title: str, main: str) -> str:
        return f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title><script src="/js/jq.js"></script></head><body><center>\
<div class=ad><a href="http://www.my399.com/ad/1.html"><img src="/ad/1.gif"></a></div><div class=nav><a href="/index.html">Home</a>\
<a href="/news/index.html">Harbin Today</a></div><div class=body>{main}</div><div class=foot>Produced by my399.com<br>Copyright</div>\
</center></body></html>"""

    def between(self, index: int) -> list[str]:
        if index % 2:
            return [
                "<!-- ad 2 --><ins></ins><noscript><img src='//hm.baidu.com/hm.gif'></noscript>"
            ]
        return [
            '<script>document.write(\'<div class="ad"><a href="/x.html">Buy now</a></div>\');</script>'
        ]

    def crumb(self, page: str, section: str) -> str:
        return f"<div class=lo>Home &gt; {self.title(page)} &gt; Text</div>"

    def entries(self, page: str) -> str:
        listed = LISTINGS[page]
        entries = [self.entry(x) + "\n" for x in self.each(page, listed.keys, dated=listed.dated)]
        return "".join([*entries[:2], "<script>ad();</script>", *entries[2:]])

    def listing(self, page: str, promo: Iterable[str]) -> str:
        place = f"<div class=lo>Home &gt; {self.title(page)} &gt; List</div>"
        return self.shell(
            page,
            self.title(page),
            place + self.entries(page) + self.pager(page) + self.promo(page, promo),
        )

    def entry(self, x: Entry) -> str:
        words = f'<div class=a><a href="{x.url}">{x.title}</a></div><div class=b>{x.summary} <a href="{x.url}">Read more</a></div>'
        return f"<div class=n>{words}{when(x.day, '<div class=c>Updated : {}</div>')}</div>"

    def turner(self, pager: Pager) -> str:
        numbers = pager.numbers("<span>{n}</span>", '<a href="{u}">{n}</a>', " ")
        after = when(pager.after, ' <a href="{}">&gt;</a>')
        return f"<div class=pg>{numbers}{after}</div>"

    def promo(self, page: str, promo: Iterable[str]) -> str:
        row = '<td><img src="{x.thumb}"></td><td><a href="{x.url}">{x.title}</a><p>{x.summary}</p></td></tr><tr>'
        return f"<table class=z><tr>{''.join(row.format(x=x) for x in self.each(page, promo))}</tr></table>"

    def head(self, story: Story) -> str:
        """The lines between title and body."""
        return f"""<div class=i>Updated : {story.date}</div><div class=i>{self.by(story)}</div><script>share();</script><div class=share>Share: \
<a href="#">QQ</a> <a href="#">Weibo</a> | <a href="#">A+</a> <a href="#">A-</a></div>"""

    def article(self, story: Story, promo: Iterable[str]) -> str:
        title = esc(story.title)
        main = f"""{self.place(story)}<h1>{title}</h1>{self.head(story)}<div class=x align=left>{self.body(story)}</div>\
<div class=e>Editor: Chen Yu</div><div class=s2><a href="#">Print</a> <a href="#">Top</a></div>{self.promo(story.path, promo)}"""
        return self.shell(story.path, f"{title}-Harbin Today", main)

    def shots(self, shots: list[Shown]) -> str:
        pictures = "".join(f'<img src="{s.url}">' for s in shots)
        return f"<p align=center>{pictures}</p>" + "".join(
            f"<p align=center>{s.caption} [{s.credit}]</p>" for s in shots
        )

    def beside(self, shot: Shown, words: str) -> str:
        return f'<div class=fl><img src="{shot.url}"><div>{shot.caption}\n\n[{shot.credit}]</div></div><p>{words}</p>'


class GluedHead(Scripts):
    name = "head-glued-spans-no-share"
    links = "root"

    def head(self, story: Story) -> str:
        return f"<div class=i><span>Updated : {story.date}</span><span>{self.by(story)}</span></div><script>share();</script>"

    def article(self, story: Story, promo: Iterable[str]) -> str:
        return re.sub(r"<div class=e>.*?</div>", "", super().article(story, promo))


class OnlyDivs(Markup):
    name = "divs-only-sidebar-after"

    def shell(self, page: str, title: str, main: str) -> str:
        menu = self.menu(
            page, "Home|Harbin Today|Foreign Exchanges", '<div><a href="{u}">{n}</a></div>'
        )
        top = "".join(
            f'<div><a href="{x.url}">{x.title}</a></div>'
            for x in self.each(page, ("clinic", "side1", "side3"))
        )
        return f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title><meta name="description" content="Harbin news"></head>\
<body><div>{menu}</div><div class="two"><div class="one">{main}</div><div class="three"><div>Top Stories</div>{top}\
<div><a href="/special/winter/index.html"><img src="/special/w.jpg"></a></div></div></div>\
<div>Sponsored by Harbin Daily Newspaper Group. Tel: 84619999</div>\
<div>All rights reserved. No reproduction without permission.</div></body></html>"""

    def crumb(self, page: str, section: str) -> str:
        links = self.menu(page, f"Home|{self.title(page)}", '<a href="{u}">{n}</a>', " &gt; ")
        return f"<div>{links}</div>"

    def listing(self, page: str, promo: Iterable[str]) -> str:
        main = (
            f"{self.crumb(page, '')}{self.entries(page)}{self.pager(page)}{self.promo(page, promo)}"
        )
        return self.shell(page, f"{self.title(page)}-e.my399.com", main)

    def entry(self, x: Entry) -> str:
        picture = f'<div><a href="{x.url}"><img src="{x.thumb}"></a></div>'
        words = f'<div><a href="{x.url}">{x.title}</a></div><div>{x.summary}</div>'
        return f'<div class="li">{picture}{words}{when(x.day, "<div>{}</div>")}</div>'

    def turner(self, pager: Pager) -> str:
        before, after = (
            when(pager.before, '<a href="{}">Previous</a>'),
            when(pager.after, '<a href="{}">Next</a>'),
        )
        numbers = pager.numbers("<strong>{n}</strong>", '<a href="{u}">{n}</a>')
        return f"<div>{before}{numbers}{after}<span>Total {len(pager.urls)} pages</span></div>"

    def promo(self, page: str, promo: Iterable[str]) -> str:
        entry = '<div><div><a href="{x.url}">{x.title}</a></div><div>{x.summary}</div></div>'
        return f'<div class="fourth">{"".join(entry.format(x=x) for x in self.each(page, promo))}</div>'

    def article(self, story: Story, promo: Iterable[str]) -> str:
        title = esc(story.title)
        line = f'Updated : {story.date} | {self.by(story)} | <a href="#">Print</a>'
        head = f'{self.place(story)}<div class="big">{title}</div><div class="sm">{line}</div>'
        main = f'{head}<div class="body">{self.body(story)}</div>{self.promo(story.path, promo)}'
        return self.shell(story.path, f"{title}-e.my399.com", main)

    def paragraph(self, words: str) -> str:
        return f"<div>{words}</div>"

    def heading(self, words: str) -> str:
        return f"<div><strong>{words}</strong></div>"

    def shots(self, shots: list[Shown]) -> str:
        return "".join(
            f'<div><img src="{s.url}"/></div><div>{s.caption} [{s.credit}]</div>' for s in shots
        )

    def beside(self, shot: Shown, words: str) -> str:
        return f'<div><img src="{shot.url}"/>{words}</div><div>{shot.caption} [{shot.credit}]</div>'
