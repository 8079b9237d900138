"""Where a page stands."""

from dataclasses import dataclass

from scrapers.words.urls import identity


@dataclass(frozen=True, slots=True)
class Address:
    """A page's URL and the key under which the page is known: its canonical URL without the scheme.

    It is made where a URL enters, and passed on.
    """

    url: str
    key: str


def address_of(url: str) -> Address:
    """The address that a URL names."""
    return Address(url, identity(url))


def site_of(key: str) -> str:
    """The host of the address with a key, with its port."""
    return "//" + key.removeprefix("//").partition("/")[0]


def path_of(key: str) -> str:
    """What of a key stands behind the host: the path, and what is asked for."""
    return key.removeprefix(site_of(key))
