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
