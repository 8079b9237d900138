"""Text without what is not seen, and links that editors write."""

import pytest

from scrapers.words.text import clean_html, clean_text


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("fer\u00adry", "ferry"),
        ("江心\u200b桥", "江心桥"),
        ("\u202eOld\u202c trams\u200e", "Old trams"),
        ("\u2066Old\u2069\u2060", "Old"),
        ("江\u200d心\u200c桥", "江心桥"),
        ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
        ("❤\ufe0f\u200d🔥", "❤\ufe0f\u200d🔥"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("क्\u200dष", "क्\u200dष"),
    ],
)
def test_what_is_not_seen_is_left_out_and_joiners_stay(raw: str, clean: str) -> None:
    assert clean_text(raw) == clean


@pytest.mark.parametrize(
    ("href", "base", "kept"),
    [
        ("mailto:desk@weir.example", "https://weir.example/n/1", "mailto:desk@weir.example"),
        ("tel:+49-30-1234", "https://weir.example/n/1", "tel:+49-30-1234"),
        ("#note", "https://weir.example/", "#note"),
        ("#note", "https://weir.example/n/1", "https://weir.example/n/1#note"),
    ],
)
def test_links_reach_mailboxes_telephones_and_places_of_the_page(
    href: str, base: str, kept: str
) -> None:
    assert f'href="{kept}"' in clean_html(f'<p><a href="{href}">x</a></p>', base)


@pytest.mark.parametrize("href", ["mailto:javascript:alert(1)", "tel:x", "sms:1", "javascript:1"])
def test_other_schemes_are_no_links(href: str) -> None:
    assert "href" not in clean_html(f'<a href="{href}">x</a>', "https://weir.example/")
