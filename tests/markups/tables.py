"""Markups of tables, line breaks and lone paragraphs, as pages were written twenty years ago."""

from collections.abc import Iterable

from .city import Story
from .markup import Entry, Markup, Pager, Shown, esc, when


class Tables(Markup):
    name = "tables-uppercase-gb"
    links = "relative"
    encoding = "gb18030"

    def shell(self, page: str, title: str, main: str) -> str:
        names = "Home|Harbin Today|Government bulletin|Foreign Exchanges|Photo Gallery"
        menu = self.menu(page, names, '<A HREF="{u}"><FONT COLOR=white>{n}</FONT></A>', " | ")
        return f"""<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.0 Transitional//EN">
<HTML><HEAD><META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=gb2312"><TITLE>{title}</TITLE>
<SCRIPT LANGUAGE="JavaScript">function doZoom(s){{document.getElementById('zoom').style.fontSize=s+'px';}}</SCRIPT></HEAD>
<BODY BGCOLOR=#FFFFFF TOPMARGIN=0><CENTER>
<TABLE WIDTH=980 CELLSPACING=0><TR><TD><IMG SRC="{self.link(page, "/images/logo.gif")}" WIDTH=300 HEIGHT=80></TD></TR>
<TR><TD BGCOLOR=#003366>{menu}</TD></TR></TABLE>
{main}
<TABLE WIDTH=980><TR><TD ALIGN=center><FONT SIZE=2>Sponsored by Harbin Daily Newspaper Group<BR>Address: No 399 Youyi Road, \
Daoli district, Harbin<BR>Copyright &copy; 2008-2024 my399.com. All rights reserved.<BR>黑ICP备05001234号-1</FONT></TD></TR></TABLE>
</CENTER></BODY></HTML>"""

    def crumb(self, page: str, section: str) -> str:
        return f'<A HREF="{self.link(page, "/index.html")}">Home</A>&gt;<A HREF="index.html">{self.title(page)}</A>'

    def listing(self, page: str, promo: Iterable[str]) -> str:
        place = f"<TR><TD COLSPAN=3>{self.crumb(page, '')}</TD></TR>"
        main = f"<TABLE WIDTH=980>{place}{self.entries(page)}{self.pager(page)}</TABLE>{self.promo(page, promo)}"
        return self.shell(page, self.title(page), main)

    def entry(self, x: Entry) -> str:
        date = (
            when(x.day, "<TD WIDTH=90 NOWRAP><FONT COLOR=#999999>{}</FONT></TD>")
            or "<TD>&nbsp;</TD>"
        )
        return (
            '<TR><TD WIDTH=20><IMG SRC="../images/dot.gif"></TD>'
            f'<TD><A HREF="{x.url}" TARGET=_blank><FONT SIZE=3><B>{x.title}</B></FONT></A></TD>{date}</TR>'
            f"<TR><TD></TD><TD COLSPAN=2><FONT SIZE=2>{x.summary}</FONT></TD></TR><TR><TD COLSPAN=3 HEIGHT=1 BGCOLOR=#CCCCCC></TD></TR>"
        )

    def turner(self, pager: Pager) -> str:
        before = when(pager.before, '<A HREF="{}">&lt;&lt;</A> ') or "&lt;&lt; "
        after = when(pager.after, ' <A HREF="{}">&gt;&gt;</A>') or " &gt;&gt;"
        numbers = pager.numbers("<B>{n}</B>", '<A HREF="{u}">{n}</A>', " ")
        return f"<TR><TD COLSPAN=3 ALIGN=center>{before}{numbers}{after}</TD></TR>"

    def promo(self, page: str, promo: Iterable[str]) -> str:
        row = (
            '<TR><TD><A HREF="{x.url}"><B>{x.title}</B></A></TD></TR><TR><TD>{x.summary}</TD></TR>'
        )
        return f"<TABLE WIDTH=980 BGCOLOR=#EEEEEE>{''.join(row.format(x=x) for x in self.each(page, promo))}</TABLE>"

    def article(self, story: Story, promo: Iterable[str]) -> str:
        title = esc(story.title)
        main = f"""<TABLE WIDTH=980>{when(self.place(story), "<TR><TD>{}</TD></TR>")}<TR><TD ALIGN=center><FONT SIZE=5><B>{title}</B></FONT></TD></TR>
<TR><TD ALIGN=center>Updated : {story.date}</TD></TR><TR><TD ALIGN=center>{self.by(story)}</TD></TR>
<TR><TD ALIGN=right>Font size: [<A HREF="javascript:doZoom(16)">Large</A> <A HREF="javascript:doZoom(14)">Medium</A> \
<A HREF="javascript:doZoom(12)">Small</A>]</TD></TR>
<TR><TD ID=zoom><FONT SIZE=3>{self.body(story)}</FONT></TD></TR>
<TR><TD ALIGN=right>Editor: Li Na</TD></TR><TR><TD ALIGN=center>[<A HREF="javascript:window.print()">Print</A>] \
[<A HREF="javascript:window.close()">Close</A>]</TD></TR></TABLE>{self.promo(story.path, promo)}"""
        return self.shell(story.path, title, main)

    def bold(self, words: str) -> str:
        return f"<B>{words}</B>"

    def paragraph(self, words: str) -> str:
        return f"　　{words}<BR><BR>"

    def heading(self, words: str) -> str:
        return f"　　<B><FONT COLOR=#003366>{words}</FONT></B><BR><BR>"

    def points(self, items: list[str]) -> str:
        return "".join(f"　　{item}<BR><BR>" for item in items)

    def shots(self, shots: list[Shown]) -> str:
        row = (
            '<TABLE ALIGN=center WIDTH=600><TR><TD ALIGN=center><IMG SRC="{s.url}" BORDER=1></TD></TR>'
            "<TR><TD><FONT COLOR=blue SIZE=2>{s.caption} [{s.credit}]</FONT></TD></TR></TABLE><BR>"
        )
        return "".join(row.format(s=s) for s in shots)

    def beside(self, shot: Shown, words: str) -> str:
        caption = f"<FONT SIZE=2>{shot.caption} [{shot.credit}]</FONT>"
        return f'<CENTER><IMG SRC="{shot.url}"><BR>{caption}</CENTER><BR>　　{words}<BR><BR>'

    def bare(self, url: str) -> str:
        return f'<CENTER><IMG SRC="{url}"></CENTER><BR>'


class Breaks(Markup):
    name = "date-before-title-br"
    links = "https"

    def shell(self, page: str, title: str, main: str) -> str:
        return f"""<html><head><meta http-equiv="content-type" content="text/html; charset=utf-8"><title>e.my399.com</title></head><body>\
<table width="100%"><tr>{self.menu(page, "Home|Harbin Today|About Harbin", '<td><a href="{u}">{n}</a></td>')}</tr></table>
{main}<hr><center>Copyright &copy; my399.com<br>All rights reserved</center></body></html>"""

    def crumb(self, page: str, section: str) -> str:
        return f"<div>Home&gt;{self.title(page)}</div>"

    def listing(self, page: str, promo: Iterable[str]) -> str:
        main = f'{self.crumb(page, "")}<div id="list">{self.entries(page)}</div>{self.pager(page)}{self.promo(page, promo)}'
        return self.shell(page, "", main)

    def entry(self, x: Entry) -> str:
        return (
            f'{when(x.day, "{}<br>")}<a href="{x.url}"><b>{x.title}</b></a><br>{x.summary}<br><br>'
        )

    def turner(self, pager: Pager) -> str:
        numbers = pager.numbers("[{n}]", '<a href="{u}">[{n}]</a>', " ")
        before, after = (
            when(pager.before, '<a href="{}">&lt;</a> '),
            when(pager.after, ' <a href="{}">&gt;</a>'),
        )
        return f"<center>{before}{numbers}{after}</center>"

    def promo(self, page: str, promo: Iterable[str]) -> str:
        entries = (
            f'<a href="{x.url}"><b>{x.title}</b></a><br>{x.summary}<br><br>'
            for x in self.each(page, promo)
        )
        return f'<div id="bottom">{"".join(entries)}</div>'

    def article(self, story: Story, promo: Iterable[str]) -> str:
        head = f'<div><b style="font-size:20px">{esc(story.title)}</b></div><div>Updated : {story.date}<br>{self.by(story)}</div>'
        main = f'{self.place(story)}{head}\n<div class="c">{self.body(story)}</div>{self.promo(story.path, promo)}'
        return self.shell(story.path, "", main)

    def bold(self, words: str) -> str:
        return f"<b>{words}</b>"

    def paragraph(self, words: str) -> str:
        return f"{words}<br><br>"

    def heading(self, words: str) -> str:
        return f"<b>{words}</b><br><br>"

    def points(self, items: list[str]) -> str:
        return "".join(f"<li>{item}</li>" for item in items) + "<br>"

    def shots(self, shots: list[Shown]) -> str:
        pictures = "".join(f'<img src="{s.url}"><br>' for s in shots)
        return pictures + "".join(f"{s.caption} [{s.credit}]<br>" for s in shots) + "<br>"

    def beside(self, shot: Shown, words: str) -> str:
        return f'<img src="{shot.url}"><br>{shot.caption} [{shot.credit}]<br><br>{words}<br><br>'

    def bare(self, url: str) -> str:
        return f'<img src="{url}"><br><br>'


class BreaksInParagraph(Breaks):
    name = "date-lines-one-big-p"
    links = "relative"

    def listing(self, page: str, promo: Iterable[str]) -> str:
        return self.shell(
            page,
            "",
            f"{self.crumb(page, '')}{self.entries(page)}{self.pager(page)}{self.promo(page, promo)}",
        )

    def entry(self, x: Entry) -> str:
        return f'{when(x.day, "<p class=d>{}</p>")}<p class=t><a href="{x.url}">{x.title}</a></p><p class=s>{x.summary}</p>'

    def turner(self, pager: Pager) -> str:
        before, after = (
            when(pager.before, '<a href="{}">Previous page</a> '),
            when(pager.after, '<a href="{}">Next page</a>'),
        )
        return f"<p>Total 23 records {before}{after}</p>"

    def promo(self, page: str, promo: Iterable[str]) -> str:
        entries = (
            f'<p><a href="{x.url}">{x.title}</a></p><p>{x.summary}</p>'
            for x in self.each(page, promo)
        )
        return f"<p><b>Related stories</b></p>{''.join(entries)}"

    def article(self, story: Story, promo: Iterable[str]) -> str:
        page = super().article(story, promo).replace('<div class="c">', '<p class="c">')
        return page.replace("</div><p><b>Related", "</p><p><b>Related")


class Flat(Markup):
    name = "flat-paragraphs"

    def shell(self, page: str, title: str, main: str) -> str:
        menu = self.menu(
            page,
            "Home|Harbin Today|Government bulletin|Foreign Exchanges",
            '<a href="{u}">{n}</a>',
            " ",
        )
        head = f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title></head>'
        return f"{head}<body><p>{menu}</p>{main}<p>Copyright &copy; 2012-2024 e.my399.com</p></body></html>"

    def crumb(self, page: str, section: str) -> str:
        return f"<p>Home&gt;{self.title(page)}</p>"

    def listing(self, page: str, promo: Iterable[str]) -> str:
        main = f"{self.crumb(page, '')}{self.entries(page)}{self.pager(page)}<hr>{self.promo(page, promo)}"
        return self.shell(page, self.title(page), main)

    def entry(self, x: Entry) -> str:
        return (
            f'<p><b><a href="{x.url}">{x.title}</a></b>{when(x.day, " {}")}</p><p>{x.summary}</p>'
        )

    def turner(self, pager: Pager) -> str:
        before, after = (
            when(pager.before, '<a href="{}">Previous</a> '),
            when(pager.after, ' <a href="{}">Next</a>'),
        )
        numbers = pager.numbers("{n}", '<a href="{u}">{n}</a>', " ")
        return f"<p>{before}{numbers}{after}</p>"

    def promo(self, page: str, promo: Iterable[str]) -> str:
        return "".join(
            f'<p><b><a href="{x.url}">{x.title}</a></b></p><p>{x.summary}</p>'
            for x in self.each(page, promo)
        )

    def article(self, story: Story, promo: Iterable[str]) -> str:
        head = (
            f"<p><b>{esc(story.title)}</b></p><p>Updated : {story.date}</p><p>{self.by(story)}</p>"
        )
        main = f"{self.place(story)}{head}{self.body(story)}{self.promo(story.path, promo)}"
        return self.shell(story.path, esc(story.title), main)

    def heading(self, words: str) -> str:
        return f"<p><b>{words}</b></p>"

    def shots(self, shots: list[Shown]) -> str:
        return "".join(f'<p><img src="{s.url}"></p>' for s in shots) + "".join(
            f"<p>{s.caption} [{s.credit}]</p>" for s in shots
        )

    def beside(self, shot: Shown, words: str) -> str:
        return f'<p>{words}<img src="{shot.url}"></p><p>{shot.caption} [{shot.credit}]</p>'


class Thumbs(Markup):
    name = "table-thumbs-lazy"
    links = "schemeless"

    def shell(self, page: str, title: str, main: str) -> str:
        menu = self.menu(page, "Home|Harbin Today|Photo Gallery", '<td><a href="{u}">{n}</a></td>')
        head = f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title></head>'
        foot = "<table><tr><td>Copyright &copy; Harbin Daily Newspaper Group<br>ICP 05001234</td></tr></table>"
        return f'{head}<body><table class="nav"><tr>{menu}</tr></table><table width="1000"><tr>{main}</tr></table>{foot}</body></html>'

    def side(self, page: str) -> str:
        hot = enumerate(self.each(page, ("side2", "forum", "side3")), 1)
        rows = "".join(f'<tr><td>{n}. <a href="{x.url}">{x.title}</a></td></tr>' for n, x in hot)
        return f"<td valign=top width=250><table><tr><th>Hot News</th></tr>{rows}</table></td>"

    def crumb(self, page: str, section: str) -> str:
        name = f'<a href="{self.link(page, f"/{section}/")}">{self.title(page)}</a>'
        return f'<div><a href="{self.link(page, "/")}">Home</a> &gt; {name} &gt; Content</div>'

    def listing(self, page: str, promo: Iterable[str]) -> str:
        name = self.title(page)
        main = f"<td valign=top><div>Home &gt; {name}</div>{self.entries(page)}{self.pager(page)}{self.promo(page, promo)}</td>"
        return self.shell(page, name, main + self.side(page))

    def entry(self, x: Entry) -> str:
        picture = f'<a href="{x.url}"><img data-src="{x.thumb}" src="/img/blank.gif" alt="{x.title_attribute}"></a>'
        return (
            f'<table class="n"><tr><td rowspan=3>{picture}</td><td class="t"><a href="{x.url}">{x.title}</a></td></tr>'
            + when(x.day, '<tr><td class="d">({})</td></tr>')
            + f'<tr><td class="s">{x.summary} <a class="m" href="{x.url}">More&gt;&gt;</a></td></tr></table>'
        )

    def turner(self, pager: Pager) -> str:
        before = when(pager.before, '<a href="{}">Previous Page</a>') or "Previous Page"
        after = when(pager.after, '<a href="{}">Next Page</a>') or "Next Page"
        return f"<table><tr><td>{before}</td><td>{pager.current}/{len(pager.urls)}</td><td>{after}</td></tr></table>"

    def promo(self, page: str, promo: Iterable[str]) -> str:
        cell = (
            '<td width=240 valign=top><a href="{x.url}"><img data-src="{x.thumb}" src="/img/blank.gif"></a><br>'
            '<b><a href="{x.url}">{x.title}</a></b><br>{x.summary}</td>'
        )
        return (
            f"<table><tr>{''.join(cell.format(x=x) for x in self.each(page, promo))}</tr></table>"
        )

    def article(self, story: Story, promo: Iterable[str]) -> str:
        title, by = esc(story.title), self.by(story)
        main = f"""<td valign=top>{self.place(story)}<table><tr><td class="title">{title}</td></tr><tr><td>{by}</td></tr><tr>\
<td>Updated : {story.date}</td></tr></table><div class="bd">{self.body(story)}</div>{self.promo(story.path, promo)}</td>{self.side(story.path)}"""
        return self.shell(story.path, f"{self.title(story.path)} - {title}", main)

    def heading(self, words: str) -> str:
        return f"<h5>{words}</h5>"

    def shots(self, shots: list[Shown]) -> str:
        picture = '<div class="pic"><img src="/img/blank.gif" data-src="{s.url}"><p>{s.caption} [{s.credit}]</p></div>'
        return "".join(picture.format(s=s) for s in shots)

    def beside(self, shot: Shown, words: str) -> str:
        picture = f'<img src="/img/blank.gif" data-src="{shot.url}" style="float:left">'
        return f'<p>{picture}{words}</p><p class="cap">{shot.caption} [{shot.credit}]</p>'
