"""What scripts outside import of `scrapers`, and what that costs."""

import subprocess
import sys

import scrapers

EXTRACTORS = ("lxml", "trafilatura", "readability", "bs4", "nh3", "htmldate", "dateparser")


def test_a_value_loads_no_extractor() -> None:
    code = "import sys, scrapers; print(scrapers.Page, scrapers.Stamp); print(*sorted(sys.modules), sep='\\n')"
    said = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.splitlines()
    assert "scrapers.values" in said
    assert not {name for name in said if name.split(".")[0] in EXTRACTORS}
    assert {name for name in said if name.startswith("scrapers.")} == {"scrapers.values"}


def test_every_public_name_is_there() -> None:
    assert {
        "Page",
        "Teaser",
        "Listing",
        "Article",
        "Picture",
        "Stamp",
        "ScrapeError",
        "reader_for",
        "clean_html",
    } <= set(scrapers.__all__)
    for name in scrapers.__all__:
        assert getattr(scrapers, name) is not None
    assert scrapers.clean_html("<p onclick=x>a</p>", "https://a.example/") == "<p>a</p>"


def test_what_is_not_there_is_missed_as_usual() -> None:
    assert not hasattr(scrapers, "nonsense")


def test_old_addresses_lead_to_the_same() -> None:
    from scrapers.choose import reader_for
    from scrapers.text import clean_html

    assert scrapers.clean_html is clean_html
    assert scrapers.reader_for is reader_for
