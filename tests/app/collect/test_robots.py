"""What robots.txt may be like, and whom it speaks to."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from app.collect.robots import Robots
from app.fetch import Fetcher
from app.run.boot import Service
from app.values.errors import FetchError
from tests.server import Answer, Heard, Server

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)


class Site(Server):
    """Answers all that it is asked alike."""

    def __init__(self) -> None:
        self.answer = Answer(404)
        super().__init__(self._reply)

    def _reply(self, heard: Heard) -> Answer:
        return self.answer


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as made:
        yield made


def permit(service: Service, site: Site) -> float:
    """What the rules say that are asked for just now."""
    with Fetcher(
        user_agent="test/1", now=lambda: NOW, allow_hosts=frozenset([site.host])
    ) as fetcher:
        robots = Robots(service.store, fetcher, lambda: NOW)
        return robots.permit(f"{site.url}/closed/1.html", lambda: None, lambda: None)


@pytest.mark.parametrize(
    "body",
    [
        b"User-agent: HarbinToday/0.1\nDisallow: /closed/\n",
        b"User-agent: *\nAllow: /\nuser-agent : harbintoday/2.0 (news)\nDisallow: /closed/",
        "User-agent: *\nDisallow: /closed/\n".encode("utf-16"),
        "User-agent: *\nDisallow: /closed/\n".encode("utf-16-le"),
    ],
)
def test_rules_for_us_are_obeyed(service: Service, site: Site, body: bytes) -> None:
    site.answer = Answer(200, body, {"Content-Type": "text/plain"})
    with pytest.raises(FetchError, match=r"robots\.txt asks programs to stay away"):
        permit(service, site)


def test_rules_for_others_are_not_ours(service: Service, site: Site) -> None:
    site.answer = Answer(200, b"User-agent: OtherBot/0.1\nDisallow: /\n")
    assert permit(service, site) == 0


def test_too_many_requests_means_to_wait(service: Service, site: Site) -> None:
    site.answer = Answer(429, headers={"Retry-After": "600"})
    with pytest.raises(FetchError, match="left alone for now") as refused:
        permit(service, site)
    assert refused.value.retry_after == 600
