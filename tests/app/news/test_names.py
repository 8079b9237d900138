"""Names of several people in one line."""

import pytest

from app.news.names import names_in


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("", ()),
        (" , and ", ()),
        ("Anna Bell", ("Anna Bell",)),
        ("Anna Bell and Tom Wu", ("Anna Bell", "Tom Wu")),
        ("Anna Bell, Tom Wu, and Li Hua", ("Anna Bell", "Tom Wu", "Li Hua")),
        ("Anna Bell; Tom Wu AND Anna Bell", ("Anna Bell", "Tom Wu")),
        ("张三、李四，王五；赵六", ("张三", "李四", "王五", "赵六")),
        ("Ferdinand Brand", ("Ferdinand Brand",)),
        ("Frank Moss, Jr. and Ida Orlin, PhD", ("Frank Moss, Jr.", "Ida Orlin, PhD")),
        ("Irina Srna, Juniper Iva", ("Irina Srna", "Juniper Iva")),
    ],
)
def test_a_line_gives_names(line: str, names: tuple[str, ...]) -> None:
    assert names_in(line) == names
