"""What a run sees beside its work costs next to nothing, whatever a site says."""

import pytest

from app.collect.observing import shape_of


@pytest.mark.parametrize(
    ("url", "shape"),
    [
        ("https://a.example/town/2024-06-30-12.html", "/town/0-0-0-0.html"),
        ("https://a.example/2024/06/30/the-ferry-runs-again.html", "/0/0/0/*"),
        ("https://a.example/read?id=4&from=list", "/read?from&id"),
        ("https://a.example/content/2024-06/30/content_123.htm", "/content/0-0/0/*"),
        ("https://a.example/s12", "/s0"),
        ("https://a.example", ""),
    ],
)
def test_addresses_of_a_kind_have_one_shape(url: str, shape: str) -> None:
    assert shape_of(url) == shape


@pytest.mark.parametrize("part", ["a-", "ab_", "x" * 40 + "-", "/1", "?a=1&", "%E5%86%B0"])
def test_a_shape_is_short_whatever_the_address(part: str) -> None:
    """With an expression that looked back, the first of these took minutes."""
    assert len(shape_of("https://a.example/" + part * 50_000)) <= 80
