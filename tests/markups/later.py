"""Markups with tables within tables, and with other stories and lazy pictures within the text."""

from collections.abc import Iterable

from .city import Story
from .divisions import Columns
from .markup import Shown, esc, when
from .stories import STORIES
from .tables import Tables


class Nested(Tables):
    name = "tables-within-tables"

    def article(self, story: Story, promo: Iterable[str]) -> str:
        title = esc(story.title)
        main = f"""<TABLE WIDTH=980><TR><TD WIDTH=140 VALIGN=top><TABLE><TR><TD>Weather</TD></TR></TABLE></TD><TD>
<TABLE>{when(self.place(story), "<TR><TD COLSPAN=2>{}</TD></TR>")}<TR><TD COLSPAN=2 ALIGN=center><B>{title}</B></TD></TR>
<TR><TD>Updated : {story.date}</TD><TD>{self.by(story)}</TD></TR></TABLE>
<TABLE WIDTH=96% ALIGN=center><TR><TD><TABLE>{self.body(story)}</TABLE></TD></TR></TABLE></TD></TR></TABLE>{self.promo(story.path, promo)}"""
        return self.shell(story.path, title, main)

    def paragraph(self, words: str) -> str:
        return f"<TR><TD><BR>{words}<BR></TD></TR>"

    def heading(self, words: str) -> str:
        return f"<TR><TD><B>{words}</B></TD></TR>"

    def points(self, items: list[str]) -> str:
        return f"<TR><TD>{'<BR>'.join(items)}</TD></TR>"

    def shots(self, shots: list[Shown]) -> str:
        return f"<TR><TD>{super().shots(shots)}</TD></TR>"

    def beside(self, shot: Shown, words: str) -> str:
        return self.shots([shot]) + self.paragraph(words)

    def bare(self, url: str) -> str:
        return f"<TR><TD ALIGN=center>{super().bare(url)}</TD></TR>"


class Insets(Columns):
    name = "others-within-the-text-lazy"
    links = "root"

    def between(self, index: int) -> list[str]:
        tram, beer = STORIES["tram"], STORIES["beer"]
        if index == 0:
            return [
                f'<div class="rel"><a href="{tram.path}"><img src="/i/b.gif" data-original="{tram.thumb}"></a>'
                f'<h4><a href="{tram.path}">{esc(tram.title)}</a></h4><p>{esc(tram.summary)}</p></div>'
            ]
        if index == 1:
            return [f'<p class="also">Read also: <a href="{beer.path}">{esc(beer.title)}</a></p>']
        return []

    def shots(self, shots: list[Shown]) -> str:
        names = ("data-original", "data-lazy-src", "data-pic")
        return "\n".join(
            f'<div class="ph"><img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" {name}="{s.url}">'
            f'<noscript><img src="{s.url}"></noscript><span>{s.caption} [{s.credit}]</span></div>'
            for s, name in zip(shots, names, strict=False)
        )

    def bare(self, url: str) -> str:
        return f'<div class="ph"><img src="/i/b.gif" data-src="{url}"></div>'

    def beside(self, shot: Shown, words: str) -> str:
        return f"<p>{words}</p>{self.shots([shot])}"
