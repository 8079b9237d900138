"""What readers may see of an item, by its rights."""

from html import escape
from urllib.parse import quote

from app.feeds.words import ENGLISH, Words
from app.values.model import Content, Item
from scrapers.words.language import certain_language
from scrapers.words.text import clean_chars, clean_html, clean_text
from scrapers.words.urls import absolute, host_of


def item_url(base_url: str, item: Item) -> str:
    """The address of an item's page."""
    parts = [quote(clean_chars(part), safe="") for part in (item.uid, item.slug) if part]
    return "/".join([base_url, "items", *parts])


def bare_url(base_url: str, item: Item) -> str:
    """The address of an item's page that says nothing of what the item says."""
    return f"{base_url}/items/{quote(clean_chars(item.uid), safe='')}/"


def section_path(slug: str) -> str:
    """Where a section's page is."""
    return f"/sections/{quote(clean_chars(slug))}/"


def tag_path(slug: str) -> str:
    """Where a tag's page is."""
    return f"/tags/{quote(clean_chars(slug))}/"


def spoken_language(content: Content) -> str:
    """The language of a content (BCP 47): the one that is known, else what its words tell; empty
    when they tell none.
    """
    words = f"{content.title}\n{content.text or content.summary}"
    return content.language or certain_language(words)


def original_url(item: Item) -> str:
    """The address the item was collected from, fit for a link; empty when there is none."""
    return absolute(clean_chars(item.original_url), "")


def source_name(item: Item) -> str:
    """Who is to be credited; empty when nobody is known."""
    return (
        clean_text(item.source_title)
        or clean_text(item.content.byline_source)
        or host_of(original_url(item))
    )


def shown_summary(item: Item) -> str:
    """The summary that may be republished, as plain text."""
    return "" if item.rights == "headline" else clean_text(item.content.summary)


def shown_body(item: Item) -> str:
    """The sanitised HTML that may be republished: by rights the body, the summary or nothing."""
    body = _body(item) if item.rights == "full" else ""
    return body or _paragraph(shown_summary(item))


def told_summary(item: Item, words: Words = ENGLISH) -> str:
    """The summary as it stands in feeds: where nothing but the headline may be shown, it says so
    and leads on.
    """
    if item.rights != "headline":
        return shown_summary(item)
    name = source_name(item) if original_url(item) else ""
    return words.headline_at % name if name else words.headline


def told_body(item: Item, words: Words = ENGLISH) -> str:
    """What may be republished as it stands in feeds: what was corrected comes first."""
    notes = "".join(
        f"<p><strong>{escape(note, quote=False)}</strong></p>"
        for note in correction_notes(item, words)
    )
    return notes + (shown_body(item) or _paragraph(told_summary(item, words)))


def credit(item: Item, words: Words = ENGLISH) -> str:
    """Where an item comes from, as the last line of its text in feeds; empty for our own."""
    return _credit(item, words) if item.kind == "collected" or item.locations else ""


def correction_notes(item: Item, words: Words = ENGLISH) -> list[str]:
    """What readers are told about changes of an item, the last one first."""
    return [
        words.told % (words.kinds[correction.kind], clean_text(correction.note))
        for correction in reversed(item.corrections)
    ]


def _body(item: Item) -> str:
    content = item.content
    html = content.html or "".join(
        _paragraph(clean_text(line)) for line in content.text.splitlines()
    )
    # The sanitiser decodes character references, so that a control character can come out of it;
    # XML readers fold line ends, JSON's do not.
    cleaned = clean_chars(clean_html(html, original_url(item)))
    return cleaned.replace("\r\n", "\n").replace("\r", "\n").replace("\x85", "\n")


def _paragraph(text: str) -> str:
    return f"<p>{escape(text, quote=False)}</p>" if text else ""


def _credit(item: Item, words: Words) -> str:
    name, byline, url = (
        source_name(item),
        clean_text(item.content.byline_source),
        original_url(item),
    )
    label = f"{name} ({byline})" if byline and byline.casefold() != name.casefold() else name
    link = f'<a href="{escape(url)}">{words.original}</a>' if url else ""
    credit = ", ".join(part for part in (escape(label, quote=False), link) if part)
    return f"<p>{words.credit % credit}</p>" if credit else ""
