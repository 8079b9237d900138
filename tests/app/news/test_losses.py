"""What a reading takes away, what it only says in other markup, and what a better reader gains."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.news.comparison import compared
from app.news.decide import fingerprint
from app.news.likewords import same_picture, settled
from app.news.losses import Loss, LossState, loss_of, taken_away, weigh
from app.values.model import Content, LossKind
from scrapers import Picture
from scrapers.articles.repeats import marks

ONE, TWO, THREE = (
    "The ferry over the river runs again since Monday.",
    "It had been in dock since the autumn.",
    "Tickets are sold at the pier.",
)
TEXT = "\n".join((ONE, TWO, THREE))
HTML = f"<p>{ONE}</p><p>{TWO}</p><p>{THREE}</p>"
SHOWN = (Picture("https://a.example/2024/one.jpg", "The pier"), Picture("https://a.example/2.jpg"))
STORED = Content("Ferry runs", ONE, HTML, TEXT, ("Mara Quist",), pictures=SHOWN)
NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({}, None),
        ({"text": f"{ONE}\n{TWO}"}, "text"),
        ({"text": f"{TWO}\n{THREE}", "summary": TWO}, "text"),
        ({"text": TEXT.replace(" since Monday.", "")}, "text"),
        ({"text": f"{ONE}\n{TWO}", "pictures": ()}, "text"),
        ({"pictures": SHOWN[:1]}, "pictures"),
        ({"pictures": ()}, "pictures"),
        ({"pictures": (replace(SHOWN[0], caption=""), SHOWN[1])}, "captions"),
        ({"authors": (), "text": f"{ONE}\n{TWO}"}, "text"),
        ({"text": f"{ONE}\n{TWO}\nTickets are free."}, None),
        ({"text": TEXT.replace("had been", "was")}, None),
        ({"text": f"{TWO}\n{ONE}"}, None),
        ({"text": ONE, "title": "Ferry stands still"}, None),
        ({"text": ONE, "authors": ("Somebody else",)}, None),
        ({"text": ONE, "pictures": (Picture("https://a.example/other.jpg"),)}, None),
    ],
)
def test_what_only_takes_away_is_told_from_what_corrects(
    changes: dict[str, object], kind: LossKind | None
) -> None:
    assert loss_of(STORED, replace(STORED, **changes), frozenset()) == kind  # type: ignore[arg-type]


def test_a_line_that_is_no_storys_is_no_loss() -> None:
    read = replace(STORED, text=f"{ONE}\n{TWO}")
    assert loss_of(STORED, read, marks(THREE)) is None
    assert taken_away(STORED, replace(read, pictures=SHOWN[:1])) == [THREE, SHOWN[1].url]


PICTURES = (SHOWN[0], Picture("https://a.example/2024/two.jpg", "The boats"))
IN_PICTURES = Content(
    "Ferry in pictures", "The pier", text="The pier\nThe boats", pictures=PICTURES
)


@pytest.mark.parametrize(
    ("text", "pictures", "kind", "lines"),
    [
        ("The pier", PICTURES[:1], "pictures", ["The boats"]),
        ("The pier", (SHOWN[0], replace(PICTURES[1], caption="")), "captions", ["The boats"]),
        ("The pier\nThe boats", PICTURES, None, []),
    ],
)
def test_what_a_story_in_pictures_loses_is_told_once_and_by_its_kind(
    text: str, pictures: tuple[Picture, ...], kind: LossKind | None, lines: list[str]
) -> None:
    read = replace(IN_PICTURES, text=text, pictures=pictures)
    assert loss_of(IN_PICTURES, read, frozenset()) == kind
    assert taken_away(IN_PICTURES, read) == lines


def test_captions_that_became_the_text_are_no_loss_and_the_same_story() -> None:
    before = replace(IN_PICTURES, text="")
    assert loss_of(before, IN_PICTURES, frozenset()) is None
    assert fingerprint(before) == fingerprint(IN_PICTURES)
    assert compared(before, IN_PICTURES)["text"] == "gained"


def loss(state: LossState, content: Content = STORED, ago: timedelta = timedelta()) -> Loss:
    return Loss(1, 1, "text", state, NOW - ago, content, "", silent=False)


@pytest.mark.parametrize(
    ("before", "others", "state"),
    [
        (None, 0, "seen"),
        (None, 2, "held"),
        (loss("seen", ago=timedelta(minutes=59)), 0, "seen"),
        (loss("seen", ago=timedelta(hours=1)), 1, "taken"),
        (loss("seen", ago=timedelta(hours=1)), 2, "held"),
        (loss("seen", replace(STORED, text=ONE), timedelta(hours=1)), 0, "seen"),
        (loss("held", ago=timedelta(days=9)), 0, "held"),
        (loss("kept", ago=timedelta(days=9)), 9, "kept"),
        (loss("kept", replace(STORED, text=ONE)), 0, "seen"),
    ],
)
def test_a_loss_waits_is_held_or_believed(
    before: Loss | None, others: int, state: LossState
) -> None:
    assert weigh("text", STORED, before, others, NOW) == state


@pytest.mark.parametrize(
    ("url", "other", "same"),
    [
        ("https://a.example/2024/x.jpg", "https://cdn.example/2024/x.jpg", True),
        ("https://a.example/2024/x.jpg?w=80", "https://a.example/2024/x.jpg?w=90&q=1", True),
        ("https://a.example/2024/x.jpg", "https://cdn.example/a.example/2024/x.jpg", True),
        ("https://a.example/2024/x.jpg", "https://a.example/2024/y.jpg", False),
        ("https://a.example/1.jpg", "https://a.example/2024/1.jpg", False),
        ("https://a.example/image?id=1", "https://a.example/image?id=2", False),
        ("https://a.example/image?id=1", "https://cdn.example/image?id=1", True),
    ],
)
def test_a_picture_is_known_at_another_address(url: str, other: str, same: bool) -> None:
    assert same_picture(url, other) is same
    assert same_picture(other, url) is same


def test_other_markup_says_the_same() -> None:
    shown = (
        replace(SHOWN[0], url="https://cdn.example/2024/one.jpg?w=9", width=9),
        SHOWN[1],
    )
    read = replace(
        STORED,
        html=f"<div>{ONE}</div>\n<div>{TWO} <b>Tickets</b> are sold at the pier.</div>",
        text=f"{ONE}\n{TWO} {THREE}",
        pictures=shown,
    )
    assert settled(STORED, read) == STORED
    linked = replace(STORED, html=HTML.replace(TWO, f'<a href="https://b.example/">{TWO}</a>'))
    assert settled(STORED, linked) == linked


def test_names_that_stood_in_one_line_are_the_same_names() -> None:
    line = replace(STORED, authors=("Mara Quist and Tom Wu",))
    parted = replace(STORED, authors=("Mara Quist", "Tom Wu"))
    assert compared(line, parted)["authors"] == "same"
    assert compared(STORED, parted)["authors"] == "gained"
    assert compared(parted, STORED)["authors"] == "lost"
    assert loss_of(line, replace(parted, text=ONE), frozenset()) == "text"


def test_fields_are_compared_one_by_one() -> None:
    read = replace(
        STORED,
        title="Ferry stands",
        text=f"{TEXT}\nMore.",
        html=f"{HTML}<p>More.</p>",
        authors=(),
        byline_source="The River",
        pictures=SHOWN[:1],
    )
    verdicts = compared(STORED, read)
    assert {name: verdict for name, verdict in verdicts.items() if verdict != "same"} == {
        "title": "changed",
        "text": "gained",
        "html": "gained",
        "authors": "lost",
        "byline_source": "gained",
        "pictures": "lost",
    }
