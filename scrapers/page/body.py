"""The body of a story: its lines as paragraphs, headings and pictures with their captions and
credits.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from itertools import takewhile

from lxml.html import HtmlElement

from scrapers.page.images import SMALLEST, is_junk_name, without_size
from scrapers.page.lines import Line
from scrapers.values import Picture
from scrapers.words.furniture import is_share, is_stray
from scrapers.words.text import clean_html, clean_text, fold

_CREDIT = re.compile(
    r"\s*[\[(（【]\s*(?P<credit>(?:file\s+)?(?:photos?|pictures?|pics?|images?|source|provided|"
    r"courtesy|图|摄)\b[^\])）】]{0,80}|"
    r"[^\])）】]{0,40}/\s*(?:xinhua|china daily|cnsphoto|vcg|for china "
    r"daily)[^\])）】]{0,40}|xinhua|china daily)\s*[\])）】]\s*$",
    re.I,
)


_CLOSING = ("]", ")", "）", "】")


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a body: a paragraph or heading (HTML inside), or a picture; `node` is the element
    that it stood in.
    """

    tag: str
    html: str = ""
    text: str = ""
    picture: Picture | None = None
    heading: int = 0
    node: HtmlElement | None = None


def read_blocks(lines: list[Line], skip_link: Callable[[str], bool]) -> list[Block]:
    """Read lines as a body.

    Stray lines, decoration and pictures whose link `skip_link` accepts are left out.
    """
    content = [line for line in lines if _is_content(line, skip_link)]
    framed = _framed(content)
    in_captions = {id(line) for captions in framed.values() for line in captions}
    kept = [line for line in content if id(line) not in in_captions]
    blocks: list[Block] = []
    index = 0
    while index < len(kept):
        if captions := framed.get(id(kept[index])):
            blocks += _figures([kept[index]], [captions])
            index += 1
            continue
        count = len(list(takewhile(lambda line: _is_bare(line, framed), kept[index:])))
        if count:
            under = _captions(kept, index, count)
            blocks += _figures(kept[index : index + count], under)
            index += count + sum(len(lines) for lines in under)
        else:
            blocks.append(_block(kept[index]))
            index += 1
    return _unique(_late_captions(blocks))


def _framed(lines: list[Line]) -> dict[int, list[Line]]:
    """The captions of each picture that shares its frame with no other, by the picture's line."""
    pictures: dict[HtmlElement, list[Line]] = {}
    captions: dict[HtmlElement, list[Line]] = {}
    for line in lines:
        if line.frame is not None:
            (pictures if line.picture else captions).setdefault(line.frame, []).append(line)
    alone = ((frame, own[0]) for frame, own in pictures.items() if len(own) == 1)
    return {id(line): captions[frame] for frame, line in alone if frame in captions}


def _is_bare(line: Line, framed: Mapping[int, list[Line]]) -> bool:
    return line.picture is not None and id(line) not in framed


def _block(line: Line) -> Block:
    """A paragraph, a heading, or the link to a film."""
    if line.video:
        return Block("p", f"▶ {line.inner_html}", node=line.node)
    tag = "h3" if line.heading else "p"
    return Block(tag, line.inner_html, line.text, heading=line.heading, node=line.node)


def _late_captions(blocks: list[Block]) -> list[Block]:
    """Give a picture without a caption the credited one that follows it one paragraph later."""
    result: list[Block] = []
    for block in blocks:
        caption, credit = split_credit(block.text)
        place = _uncaptioned(result) if caption and credit else None
        if place is None:
            result.append(block)
        else:
            picture = result[place].picture
            assert picture is not None
            captioned = replace(picture, caption=caption, credit=credit)
            result[place] = Block("figure", picture=captioned)
    return result


def _uncaptioned(blocks: list[Block]) -> int | None:
    """Where the latest picture stands, if among the last two blocks and without a caption."""
    for place in range(len(blocks) - 1, max(len(blocks) - 3, -1), -1):
        picture = blocks[place].picture
        if picture is not None:
            return None if picture.caption else place
    return None


def paragraphs(blocks: Sequence[Block]) -> list[str]:
    """The texts of a body in order, without captions; of a body of pictures alone, its captions."""
    return [block.text for block in blocks if block.text] or captions_of(pictures(blocks))


def captions_of(pictures: Iterable[Picture]) -> list[str]:
    """What a story in pictures tells: their captions in order, each once."""
    captions: dict[str, str] = {}
    for picture in pictures:
        captions.setdefault(fold(picture.caption), picture.caption)
    return [caption for key, caption in captions.items() if key]


def pictures(blocks: Sequence[Block]) -> tuple[Picture, ...]:
    """The pictures of a body in order, with captions and credits."""
    return tuple(block.picture for block in blocks if block.picture)


def _is_content(line: Line, skip_link: Callable[[str], bool]) -> bool:
    if line.picture:
        return not skip_link(line.picture_link) and not is_junk(line.picture)
    if line.video:
        return True
    return not is_stray(line.text) and not is_share(line.text)


def _captions(lines: list[Line], index: int, count: int) -> list[list[Line]]:
    """The caption lines after a run of `count` pictures, one list a caption; none, one, or one for
    each picture.
    """
    captions: list[list[Line]] = []
    after = index + count
    while len(captions) < count:
        caption = _one_caption(lines, after, lines[after - 1] if not captions else None)
        if not caption:
            break
        captions.append(caption)
        after += len(caption)
    return captions if len(captions) == count else captions[:1]


def _one_caption(lines: list[Line], at: int, picture: Line | None) -> list[Line]:
    """The lines at `at` that are one caption.

    It is told by the credit that ends it, or by where its lines stand beside the picture.
    """
    return _credited(lines, at, picture) or _beside(lines, at, picture)


def _credited(lines: list[Line], at: int, picture: Line | None) -> list[Line]:
    """The lines up to a credit; none when another picture or a heading comes before it."""
    for length in (1, 2, 3):
        below = lines[at : at + length]
        if len(below) < length or _ends_caption(below[-1]):
            break
        caption, credit = split_credit(below[-1].text)
        if credit and (length == 1 or not caption or _belong(below, picture)):
            return below
    return []


def _ends_caption(line: Line) -> bool:
    return line.picture is not None or (line.heading > 0 and not line.caption)


def _belong(lines: list[Line], picture: Line | None) -> bool:
    """Whether all these lines belong to the picture."""
    return all(_stands_by(line, picture) for line in lines) or _one_paragraph(lines, picture)


def _beside(lines: list[Line], at: int, picture: Line | None) -> list[Line]:
    """The lines that stand by the picture; none when they may as well be text of the story."""
    beside = list(takewhile(lambda line: _stands_by(line, picture), lines[at : at + 3]))
    if all(line.caption for line in beside):
        return beside
    following = lines[at + len(beside) : at + len(beside) + 1]
    credited = any(all(split_credit(line.text)) for line in following)
    doubtful = len(beside) == 3 or credited or _is_amid_text(lines, at, picture)
    return [] if doubtful else beside


def _one_paragraph(lines: list[Line], picture: Line | None) -> bool:
    """Whether the lines are one paragraph, broken, under a picture that stands outside it."""
    node = lines[0].node
    if node.tag != "p" or picture is None or node is picture.node:
        return False
    return all(line.node is node for line in lines)


def _is_amid_text(lines: list[Line], at: int, picture: Line | None) -> bool:
    """Whether the picture stands amid the text of its own element."""
    if picture is None or at < 2:
        return False
    above = lines[at - 2]
    return not above.picture and above.node is picture.node


def _stands_by(line: Line, picture: Line | None) -> bool:
    """Whether a line is told to be a caption by its place: in a figcaption, in the picture's own
    paragraph, or centred under it.
    """
    if line.picture:
        return False
    if line.caption or picture is None:
        return line.caption
    own = line.node is picture.node and line.node.tag in ("p", "figure", "center")
    return own or (line.centred and picture.centred and not line.heading)


def _figures(pictures: list[Line], captions: list[list[Line]]) -> list[Block]:
    """Blocks for a run of pictures; a single caption belongs to the last of them."""
    texts = [clean_text(" ".join(line.text for line in lines)) for lines in captions]
    texts = [""] * (len(pictures) - len(texts)) + texts
    blocks = []
    for line, text in zip(pictures, texts, strict=True):
        caption, credit = split_credit(text)
        assert line.picture
        blocks.append(
            Block("figure", picture=replace(line.picture, caption=caption, credit=credit))
        )
    return blocks


def _unique(blocks: list[Block]) -> list[Block]:
    """Each picture once, in whatever sizes it stands: the first place it stands in."""
    seen: set[str] = set()
    result = []
    for block in blocks:
        own = without_size(block.picture.url) if block.picture else ""
        if own and own in seen:
            continue
        seen.add(own)
        result.append(block)
    return result


def split_credit(text: str) -> tuple[str, str]:
    """A caption and the credit that stands in brackets at its end ("" when there is none)."""
    match = _CREDIT.search(text) if text.rstrip().endswith(_CLOSING) else None
    return (text[: match.start()].strip(), clean_text(match["credit"])) if match else (text, "")


def is_junk(picture: Picture) -> bool:
    """Whether a picture is decoration: an icon, a logo, a tracking pixel, a placeholder."""
    sizes = [size for size in (picture.width, picture.height) if size is not None]
    return any(size <= SMALLEST for size in sizes) or is_junk_name(picture.url)


def build_html(blocks: list[Block], base_url: str) -> str:
    """The body as sanitised HTML: paragraphs, headings, figures with captions."""
    return clean_html("\n".join(render(block) for block in blocks), base_url)


def render(block: Block) -> str:
    """One block as HTML that is still to be sanitised."""
    picture = block.picture
    if picture is None:
        return f"<{block.tag}>{block.html}</{block.tag}>"
    alt = escape(picture.alt or picture.caption)
    image = f'<img src="{escape(picture.url)}" alt="{alt}"{_size(picture)}>'
    words = picture.full_caption
    caption = f"<figcaption>{escape(words)}</figcaption>" if words else ""
    return f"<figure>{image}{caption}</figure>"


def _size(picture: Picture) -> str:
    """The attributes of a picture's size, as far as it is known."""
    sides = {"width": picture.width, "height": picture.height}
    return "".join(f' {name}="{value}"' for name, value in sides.items() if value)
