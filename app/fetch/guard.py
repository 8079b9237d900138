"""Which addresses may never be reached, and why.

The table is our own because the flags of `ipaddress` let too much through: shared NAT space, cloud
metadata services, multicast, and IPv6 addresses that carry a private IPv4 one.
"""

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

_FOUR = [
    (IPv4Network(network), reason)
    for network, reason in (
        ("0.0.0.0/8", "unspecified"),
        ("10.0.0.0/8", "private"),
        ("100.64.0.0/10", "private to a network operator"),
        ("127.0.0.0/8", "this machine itself"),
        ("168.63.129.16/32", "a cloud metadata service"),
        ("169.254.169.254/32", "a cloud metadata service"),
        ("169.254.0.0/16", "link-local"),
        ("172.16.0.0/12", "private"),
        ("192.0.0.0/24", "reserved"),
        ("192.0.2.0/24", "reserved for documentation"),
        ("192.31.196.0/24", "reserved"),
        ("192.52.193.0/24", "reserved"),
        ("192.88.99.0/24", "reserved"),
        ("192.168.0.0/16", "private"),
        ("192.175.48.0/24", "reserved"),
        ("198.18.0.0/15", "reserved for benchmarks"),
        ("198.51.100.0/24", "reserved for documentation"),
        ("203.0.113.0/24", "reserved for documentation"),
        ("224.0.0.0/4", "multicast"),
        ("240.0.0.0/4", "reserved"),
    )
]

_SIX = [
    (IPv6Network(network), reason)
    for network, reason in (
        ("::/128", "unspecified"),
        ("::1/128", "this machine itself"),
        ("fc00::/7", "private"),
        ("fe80::/10", "link-local"),
        ("fec0::/10", "private"),
        ("ff00::/8", "multicast"),
        ("2001:db8::/32", "reserved for documentation"),
        ("2620:4f:8000::/48", "reserved"),
        ("3ffe::/16", "reserved"),
        ("3fff::/20", "reserved for documentation"),
    )
]

# Looked at only after the IPv4 addresses they carry, for the better reason.
_TUNNELS = [(IPv6Network("2001::/23"), "reserved"), (IPv6Network("2002::/16"), "reserved")]
_PUBLIC_SIX = IPv6Network("2000::/3")
_MAPPED = IPv6Network("::ffff:0:0/96")
_NAT64 = IPv6Network("64:ff9b::/96")
_LAST_FOUR = tuple(
    IPv6Network(network)
    for network in ("::/96", "::ffff:0:0/96", "::ffff:0:0:0/96", "64:ff9b::/96", "64:ff9b:1::/96")
)
_SIX_TO_FOUR = IPv6Network("2002::/16")
_TEREDO = IPv6Network("2001::/32")
_ISATAP = (0x00005EFE, 0x02005EFE)
_WORD = 0xFFFFFFFF


def forbidden(address: str) -> str | None:
    """Return why this IP address may not be reached, in words that fit after "is", or None when it
    may.
    """
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return "not an address"
    return _four(parsed) if isinstance(parsed, IPv4Address) else _six(parsed)


def _four(address: IPv4Address) -> str | None:
    return next((reason for network, reason in _FOUR if address in network), None)


def _six(address: IPv6Address) -> str | None:
    return (
        next((reason for network, reason in _SIX if address in network), None)
        or next(filter(None, map(_four, _carried(address))), None)
        or next((reason for network, reason in _TUNNELS if address in network), None)
        or _elsewhere(address)
    )


def _elsewhere(address: IPv6Address) -> str | None:
    # The first two are how a plain IPv4 address looks on some networks, so only what they carry
    # counts.
    open_space = (_MAPPED, _NAT64, _PUBLIC_SIX)
    return None if any(address in network for network in open_space) else "reserved"


def _carried(address: IPv6Address) -> Iterator[IPv4Address]:
    """Yield the IPv4 addresses inside an IPv6 one."""
    number = int(address)
    if any(address in network for network in _LAST_FOUR) or (number >> 32) & _WORD in _ISATAP:
        yield IPv4Address(number & _WORD)
    if address in _SIX_TO_FOUR:
        yield IPv4Address((number >> 80) & _WORD)
    if address in _TEREDO:
        yield IPv4Address((number >> 64) & _WORD)
        yield IPv4Address(~number & _WORD)
