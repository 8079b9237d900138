"""Entries on hosts that a listing never linked to before. A site that was broken into shows many at
once: from the fourth of a reading on they wait for people, whatever the policy of their source.

Decision 0108.
"""

from collections.abc import Collection, Sequence

from tld import get_fld

from app.values.model import Foreign
from scrapers.words.urls import host_of

_FREE = 3
# So many stories of a source at another host, and a third of what is listed there, are no chance.
FEWEST_STORIES = 3


def foreign_host(url: str, home: str) -> str:
    """The host of an address, without `www.`; empty where it is of the same site as `home`."""
    host, own = host_of(url).removeprefix("www."), host_of(home).removeprefix("www.")
    domain = get_fld(url, fail_silently=True)
    if host == own or (domain is not None and domain == get_fld(home, fail_silently=True)):
        return ""
    return host


def is_moved_site(titles: Collection[str], known: Collection[str]) -> bool:
    """Whether a host that a listing never linked to is where its site lives by now: it carries the
    source's own stories. `titles` are those of the host's entries, `known` those of them that the
    source has listed before, elsewhere.
    """
    return len(known) >= FEWEST_STORIES and len(known) * 3 >= len(titles)


def judge_hosts(
    hosts: Sequence[str], known: Collection[str], suspect: Collection[str]
) -> list[Foreign]:
    """What becomes of unknown addresses, by their hosts in the order of the listing (empty: its own
    site): `known` hosts it linked before, or an editor let something through of them; of `suspect`
    ones something waits, or was refused.
    """
    strange = [at for at, host in enumerate(hosts) if host and host not in known]
    first = strange[:_FREE]
    marks: list[Foreign] = [""] * len(hosts)
    for at in strange:
        if at not in first or hosts[at] in suspect:
            marks[at] = "held"
        elif len(strange) > _FREE:
            marks[at] = "passed"
    return marks
