"""Three-way merge, beside what the desk's tests ask of it."""

from app.news.merging import END, THEIRS, YOURS, Merged, merge


def test_texts_of_very_many_parts_are_a_larger_conflict() -> None:
    def versions(parts: int) -> tuple[str, str, str]:
        half = "\n".join(str(number % 101) for number in range(parts))
        return (
            f"{half}\nmiddle\n{half}",
            f"mine\n{half}\nmiddle\n{half}\nmine too",
            f"theirs\n{half}\nbetween\n{half}\ntheirs too",
        )

    assert merge(*versions(200)).conflicts == 2
    base, mine, theirs = versions(10_000)
    assert merge(base, mine, theirs) == Merged("\n".join((YOURS, mine, THEIRS, theirs, END)), 1)


def test_words_that_both_changed_stand_in_both_ways() -> None:
    made = merge(
        "It opened on Friday.\nSo.\nLast.",
        "It opened on Saturday.\nSo.\nLast.",
        "It opened on Sunday.\nSo.\nLast, least.",
    )
    assert made == Merged(
        "\n".join(
            (
                YOURS,
                "It opened on Saturday.",
                THEIRS,
                "It opened on Sunday.",
                END,
                "So.",
                "Last, least.",
            )
        ),
        1,
    )


def test_a_merge_of_endless_paragraphs_compares_so_many_words_and_no_more() -> None:
    def versions(paragraphs: int) -> tuple[str, str, str]:
        words = [str(number) for number in range(1000)]
        changed = [["mine", *words, "on"], [*words[:500], "theirs", *words[500:]]]
        mine, theirs = (" ".join(version) for version in changed)
        rows = [
            [row for number in range(paragraphs) for row in (text, f"between {number}")]
            for text in (" ".join(words), mine, theirs)
        ]
        base, one, other = ("\n".join(row) for row in rows)
        return base, one, other

    assert merge(*versions(8)).conflicts == 0
    many = merge(*versions(400))
    assert 300 < many.conflicts < 400
    assert many.text.count("mine 0 1 2") == many.text.count("499 theirs 500") == 400
