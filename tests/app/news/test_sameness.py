"""Which texts are one story: copies of every kind are, what was written from one template never
is.
"""

from dataclasses import replace
from datetime import date

import pytest

from app.news.decide import Known, duplicate_among, fingerprint
from app.news.deduplication import compare, sketch
from app.values.model import Content
from scrapers import Picture, Stamp
from tests.sameness.copies import labelled_copies
from tests.sameness.stories import CHINESE, ENGLISH
from tests.sameness.templates import all_pairs, cut_templates, labelled_templates

ORIGINAL = Content(ENGLISH[0][0], text=ENGLISH[0][1])
CHINESE_ORIGINAL = Content(CHINESE[0][0], text=CHINESE[0][1])


def same_story(one: Content, other: Content) -> bool:
    return compare(one, other).same


def test_copies_are_found_and_are_the_same() -> None:
    pairs = labelled_copies()
    assert len(pairs) >= 150
    missed = [kind for kind, one, other in pairs if not same_story(one, other)]
    assert len(missed) <= 0.02 * len(pairs), missed
    unsketched = [kind for kind, one, other in pairs if not set(sketch(one)) & set(sketch(other))]
    assert len(unsketched) <= 0.02 * len(pairs), unsketched


def test_stories_from_one_template_are_never_the_same() -> None:
    pairs = labelled_templates() + cut_templates()
    assert len(pairs) >= 400
    wrong = [
        (kind, one.title, other.title)
        for kind, one, other in pairs
        if same_story(one, other) or same_story(other, one)
    ]
    right = sum(same_story(one, other) for _, one, other in labelled_copies())
    assert right / (right + len(wrong)) > 0.99
    assert wrong == []


def test_different_stories_share_neither_words_nor_sketches() -> None:
    stories = [Content(title, text=text) for title, text in ENGLISH + CHINESE]
    for one, other in all_pairs(stories):
        assert not same_story(one, other)
        assert not set(sketch(one)) & set(sketch(other))


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ("12 yuan", "14 yuan"),
        ("eleven years", "seven years"),
        ("on Friday", "on Monday"),
        ("in May", "in June"),
        ("Wang Meili", "Zhang Meili"),
        ("East Quay", "West Quay"),
        ("in Wuhan", "in Dalian"),
        ("runs again", "does not run again"),
        ("until half past midnight", "until midnight"),
        ("300,000 passengers", "passengers"),
        ("arrived in May", "have not arrived"),
        ("two new boats".capitalize(), "Three new boats"),
    ],
)
def test_a_fact_makes_another_story(here: str, there: str) -> None:
    assert here in ORIGINAL.text
    assert not same_story(ORIGINAL, replace(ORIGINAL, text=ORIGINAL.text.replace(here, there)))


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ("12元", "14元"),
        ("十一年", "十二年"),
        ("东码头", "西码头"),
        ("王美丽", "李美丽"),
        ("武汉", "大连"),
        ("周五", "周一"),
        ("恢复运营", "不再运营"),
        ("30万", "30"),
        ("太阳岛", "月亮岛"),
    ],
)
def test_a_fact_makes_another_story_in_chinese(here: str, there: str) -> None:
    assert here in CHINESE_ORIGINAL.text
    assert not same_story(
        CHINESE_ORIGINAL, replace(CHINESE_ORIGINAL, text=CHINESE_ORIGINAL.text.replace(here, there))
    )


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ("passengers", "pasengers"),
        ("rebuilt", "rebiult"),
        ("midnight", "mid-night"),
        ("300,000", "300000"),
        ("eleven", "elevne"),
    ],
)
def test_a_slip_does_not(here: str, there: str) -> None:
    text = ORIGINAL.text.replace(here, there)
    assert same_story(ORIGINAL, replace(ORIGINAL, text=text))


def test_a_name_is_misspelt_only_where_the_text_knows_it_better() -> None:
    text = ORIGINAL.text + "\nThe first passenger was Wang Meili herself."
    once = text.replace("Wang Meili", "Wang Meilu", 1)
    assert same_story(replace(ORIGINAL, text=text), replace(ORIGINAL, text=once))
    assert not same_story(ORIGINAL, replace(ORIGINAL, text=ORIGINAL.text.replace("Meili", "Meilu")))


def test_short_texts_are_not_told_by_their_words() -> None:
    short = Content(
        "Sunny",
        text="It will be sunny tomorrow, with a light wind from the river and no clouds at all.",
    )
    assert sketch(short) == ()
    assert not same_story(short, short)
    assert compare(short, short, claimed=True).same


def test_a_part_from_the_middle_is_a_story_of_its_own() -> None:
    round_up = Content("Round-up", text="\n".join(text for _, text in ENGLISH[:3]))
    middle = Content(ENGLISH[1][0], text=ENGLISH[1][1])
    assert not same_story(round_up, middle)


def test_photo_stories_are_told_by_their_captions() -> None:
    captions = ORIGINAL.text.split("\n")
    story = Content(
        "Pictures",
        pictures=tuple(
            Picture(f"https://x.example/{n}.jpg", words) for n, words in enumerate(captions)
        ),
    )
    assert set(sketch(story)) & set(sketch(ORIGINAL))
    other = replace(
        story,
        pictures=(
            *story.pictures[:-1],
            Picture("https://x.example/9.jpg", captions[-1].replace("2013", "2016")),
        ),
    )
    assert same_story(story, story)
    assert not same_story(story, other)


def test_the_sketch_is_the_same_on_every_machine_and_in_every_version() -> None:
    """Sketches are stored: a library that hashes otherwise must not be taken without sketching
    everything anew.
    """
    assert sketch(ORIGINAL)[:3] == (-1531172741, -1689993651, 1748969317)
    assert sketch(CHINESE_ORIGINAL)[:3] == (-766466067, 2045764680, 1351712230)
    assert all(-(2**31) <= band < 2**31 for band in sketch(ORIGINAL))


def known(content: Content, *, claimed: bool = False) -> list[Known]:
    return [Known(1, content, fingerprint(content), claimed)]


def test_copies_appear_within_a_week_unless_the_page_names_the_other() -> None:
    old = replace(ORIGINAL, published=Stamp(date(2024, 6, 1)))
    new = replace(ORIGINAL, published=Stamp(date(2024, 6, 21)))
    assert duplicate_among(new, known(old)) is None
    duplicate = duplicate_among(new, known(old, claimed=True))
    assert duplicate is not None
    assert (duplicate.joined, duplicate.share) == ("link", 1.0)
    duplicate = duplicate_among(
        replace(new, text=new.text + "\nSource: Harbin Daily", published=None), known(old)
    )
    assert duplicate is not None
    assert duplicate.joined == "likeness"


def test_a_claim_is_never_believed_against_the_words() -> None:
    other = Content(ENGLISH[1][0], text=ENGLISH[1][1])
    assert duplicate_among(other, known(ORIGINAL, claimed=True)) is None
    assert (
        duplicate_among(
            replace(ORIGINAL, text=ORIGINAL.text.replace("12 yuan", "14 yuan")),
            known(ORIGINAL, claimed=True),
        )
        is None
    )
    assert (
        duplicate_among(
            Content("Closed", text="Closed today."),
            known(Content("Open", text="Open today."), claimed=True),
        )
        is None
    )
    assert (
        duplicate_among(
            Content("Closed", text="Closed today."),
            known(Content("Closed", text="Closed today."), claimed=True),
        )
        is not None
    )
