"""The shape of a body: which of its paragraphs are items of a list, quotations, code or cells of a
table; and the HTML of it all.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby

from lxml import html

from scrapers.page.body import Block, render
from scrapers.words.text import clean_html

_LISTS, _QUOTES = ("ul", "ol"), ("blockquote", "pre")
_LONGEST_CELL, _FEWEST_ROWS, _FEWEST_CELLS = 200, 2, 2
_HIGHEST, _LOWEST = 2, 4


def structured_html(blocks: Sequence[Block], base_url: str) -> str:
    """The body as sanitised HTML with its lists, quotations, code, tables and levels of headings; a
    table for layout is none.
    """
    shaping = _shaping(blocks)
    groups = groupby(blocks, key=lambda block: _holder(block, shaping))
    parts = [_group(holder, list(group)) for holder, group in groups]
    return clean_html("\n".join(parts), base_url)


def _holder(block: Block, shaping: set[html.HtmlElement]) -> html.HtmlElement | None:
    """The outermost element that gives a block its shape; None for a plain paragraph, a heading or
    a picture.
    """
    if block.node is None or block.picture is not None or block.heading:
        return None
    around = (block.node, *block.node.iterancestors())
    return next((node for node in reversed(around) if node in shaping), None)


def _shaping(blocks: Sequence[Block]) -> set[html.HtmlElement]:
    """The elements that shape what they hold: lists, quotations and tables of data."""
    return _real_lists(blocks) | _real_quotes(blocks) | _real_tables(blocks)


def _real_lists(blocks: Sequence[Block]) -> set[html.HtmlElement]:
    """Lists of several items; one all of whose text is one item is there for layout."""
    items: dict[html.HtmlElement, set[html.HtmlElement | None]] = {}
    for block in blocks:
        if block.node is not None:
            item = _nearest(block, "li")
            for node in block.node.iterancestors(*_LISTS):
                items.setdefault(node, set()).add(item)
    return {node for node, inside in items.items() if len(inside) > 1}


def _real_quotes(blocks: Sequence[Block]) -> set[html.HtmlElement]:
    """Quotations and code, but for an element that holds the whole body."""
    held: Counter[html.HtmlElement] = Counter()
    for block in blocks:
        if block.node is not None:
            held.update(block.node.iterancestors(*_QUOTES))
            held.update([block.node] if block.node.tag in _QUOTES else [])
    return {node for node, count in held.items() if count < len(blocks)}


def _group(holder: html.HtmlElement | None, blocks: list[Block]) -> str:
    if holder is None:
        return "\n".join(_plain(block) for block in blocks)
    shapes: dict[str, Callable[[list[Block]], str]] = {
        "blockquote": _quote,
        "pre": _code,
        "table": _table,
    }
    shape = shapes.get(holder.tag)
    if shape:
        return shape(blocks)
    return f"<{holder.tag}>{''.join(_items(blocks, 'li'))}</{holder.tag}>"


def _plain(block: Block) -> str:
    if not block.heading:
        return render(block)
    level = min(max(block.heading, _HIGHEST), _LOWEST)
    return f"<h{level}>{block.html}</h{level}>"


def _items(blocks: Iterable[Block], tag: str) -> Iterable[str]:
    """Items, each with all the blocks that stand in it."""
    for _, group in groupby(blocks, key=lambda block: _nearest(block, tag)):
        yield f"<li>{'<br>'.join(block.html for block in group)}</li>"


def _quote(blocks: list[Block]) -> str:
    return f"<blockquote>{''.join(f'<p>{block.html}</p>' for block in blocks)}</blockquote>"


def _code(blocks: list[Block]) -> str:
    return "".join(f"<pre>{block.html}</pre>" for block in blocks)


def _table(blocks: list[Block]) -> str:
    rows = []
    for _, row in groupby(blocks, key=lambda block: _nearest(block, "tr")):
        rows.append("".join(map(_cell, row)))
    return f"<table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"


def _cell(block: Block) -> str:
    tag = "td" if _nearest(block, "th") is None else "th"
    return f"<{tag}>{block.html}</{tag}>"


def _real_tables(blocks: Sequence[Block]) -> set[html.HtmlElement]:
    """Tables that hold data: at least two rows of at least two short cells."""
    full: Counter[html.HtmlElement] = Counter()
    for row, cells in _rows(blocks).items():
        table = next(row.iterancestors("table"), None)
        if table is not None:
            full[table] += len(cells) >= _FEWEST_CELLS and all(map(_is_short_cell, cells))
    return {table for table, count in full.items() if count >= _FEWEST_ROWS}


def _rows(blocks: Sequence[Block]) -> dict[html.HtmlElement, list[Block]]:
    """The blocks in each row of a table."""
    rows: dict[html.HtmlElement, list[Block]] = {}
    for block in blocks:
        row = _nearest(block, "tr")
        if row is not None:
            rows.setdefault(row, []).append(block)
    return rows


def _is_short_cell(cell: Block) -> bool:
    return cell.picture is None and len(cell.text) <= _LONGEST_CELL


def _nearest(block: Block, tag: str) -> html.HtmlElement | None:
    if block.node is None:
        return None
    return block.node if block.node.tag == tag else next(block.node.iterancestors(tag), None)
