"""Where the story in a page's data is shown: as its script would, under the headline."""

from itertools import chain

from lxml import etree, html

from scrapers.page.document import Document, parse_fragment, read_lines_again
from scrapers.words.text import fold


def show_story(document: Document, title: str, markup: str) -> html.HtmlElement:
    """Put a story's markup into a page, and read the page's lines anew; its element.

    It stands in the box of the headline, else at the end of the page under a headline of its own.
    """
    story = parse_fragment(markup)
    etree.strip_elements(story, "script", "style", with_tail=False)
    story.tag = "article"
    wanted = fold(title)
    headings = (line.node for line in document.lines if line.heading and fold(line.text) == wanted)
    heading = next(headings, None)
    box = heading.getparent() if heading is not None else None
    if box is None:
        box = next(chain(document.root.iter("body"), (document.root,)))
        head = html.Element("h1")
        head.text = title
        box.append(head)
    box.append(story)
    read_lines_again(document)
    return story
