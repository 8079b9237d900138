"""The table of addresses that may never be reached."""

from ipaddress import IPv4Address, IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.fetch.guard import forbidden

PRIVATE = """
0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 100.100.100.200 100.127.255.255 127.0.0.1 127.255.255.254
168.63.129.16 169.254.169.254 169.254.0.1 172.16.0.1 172.31.255.255 192.0.0.1 192.0.0.192 192.0.2.1 192.88.99.1
192.168.0.1 198.18.0.1 198.19.255.255 198.51.100.1 203.0.113.1 224.0.0.1 239.255.255.250 240.0.0.1 255.255.255.255
:: ::1 ::127.0.0.1 ::8.8.8.8 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:a9fe:a9fe ::ffff:0:8.8.8.8 64:ff9b::10.0.0.1
64:ff9b::169.254.169.254 64:ff9b:1::1 64:ff9b:1::808:808 100::1 100:0:0:1::1 2001::1 2001:0:4136:e378:8000:63bf:3fff:fdd2
2001:2::1 2001:10::1 2001:20::1 2001:db8::1 2002:7f00:1::1 2002:808:808::1 2620:4f:8000::1 3ffe::1 3fff::1 3fff:fff::1
5f00::1 fc00::1 fd00:ec2::254 fd20:ce::254 fe80::1 fe80::1%eth0 fec0::1 ff02::1 4000::1 e000::1
2606:4700::5efe:10.0.0.1 2606:4700::200:5efe:192.168.1.1
""".split()

PUBLIC = """
1.1.1.1 8.8.8.8 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 128.0.0.1 168.63.129.15 169.253.1.1 172.15.255.255
172.32.0.1 192.0.1.1 192.167.1.1 198.17.1.1 198.20.0.1 223.255.255.255
::ffff:8.8.8.8 64:ff9b::8.8.8.8 2606:4700:4700::1111 2400:3200::1 2001:4860:4860::8888 240e::1 2606:4700::5efe:8.8.8.8
""".split()


@pytest.mark.parametrize("address", PRIVATE)
def test_refuses(address: str) -> None:
    assert forbidden(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_lets_through(address: str) -> None:
    assert forbidden(address) is None


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("10.0.0.1", "private"),
        ("127.0.0.1", "this machine itself"),
        ("::1", "this machine itself"),
        ("::ffff:192.168.0.1", "private"),
        ("2002:a9fe:a9fe::1", "a cloud metadata service"),
        ("64:ff9b::224.0.0.1", "multicast"),
        ("2001::1", "unspecified"),
        ("localhost", "not an address"),
        ("", "not an address"),
        ("2130706433", "not an address"),
    ],
)
def test_says_why(address: str, reason: str) -> None:
    assert forbidden(address) == reason


@given(st.ip_addresses(v=4))
def test_is_at_least_as_strict_as_the_standard_library(address: IPv4Address) -> None:
    if not address.is_global or address.is_multicast or address.is_reserved:
        assert forbidden(str(address))


@given(st.ip_addresses(v=6))
def test_is_at_least_as_strict_for_six(address: IPv6Address) -> None:
    odd = (
        address.is_multicast or address.is_site_local or address.is_link_local or address.is_private
    )
    if odd and address.ipv4_mapped is None:
        assert forbidden(str(address))


@given(st.sampled_from([a for a in PRIVATE if ":" not in a]))
def test_no_wrapping_hides_a_private_address(address: str) -> None:
    number = int(IPv4Address(address))
    shapes = (
        number,
        0xFFFF << 32 | number,
        0xFFFF << 48 | number,
        0x0064FF9B << 96 | number,
        0x0064FF9B0001 << 80 | number,
        0x2002 << 112 | number << 80,
        0x20010000 << 96 | number << 64,
        0x20010000 << 96 | (number ^ 0xFFFFFFFF),
        0x26064700 << 96 | 0x5EFE << 32 | number,
        0x26064700 << 96 | 0x02005EFE << 32 | number,
    )
    assert all(forbidden(str(IPv6Address(shape))) for shape in shapes)


@given(st.text())
def test_never_raises(text: str) -> None:
    forbidden(text)
