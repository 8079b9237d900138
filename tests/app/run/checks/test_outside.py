"""What only requests can tell: the site through its proxies, other sites, mail, webhooks."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import pytest

from app.fetch import Fetcher
from app.run.boot import Service
from app.run.checks.finding import Finding
from app.run.checks.outside import Outside
from app.web import create_app
from tests.browsers import serving_at
from tests.conftest import Add
from tests.processes import free_port
from tests.samplecity import SampleCity


@pytest.fixture
def fetcher(service: Service) -> Iterator[Fetcher]:
    """One that may reach all of this machine."""
    everything = frozenset(f"127.0.0.1:{port}" for port in range(1024, 65536))
    with closing(Fetcher(user_agent="check", now=service.now, allow_hosts=everything)) as made:
        yield made


def outside(service: Service, fetcher: Fetcher, **settings: object) -> Outside:
    chosen = replace(service.settings, **settings)  # type: ignore[arg-type]
    return Outside(chosen, service.store, fetcher)


def seen(service: Service, fetcher: Fetcher, proxies: int) -> Finding:
    """What is said of a service before which nothing stands."""
    settings = replace(service.settings, proxies=proxies)
    with serving_at(create_app(replace(service, settings=settings))) as url:
        (found,) = outside(service, fetcher, base_url=url, proxies=proxies).proxies()
        return found


def test_the_site_is_asked_as_a_visitor_would(service: Service, fetcher: Fetcher) -> None:
    found = seen(service, fetcher, 0)
    assert (found.level, found.words.endswith("this machine is 127.0.0.1")) == ("ok", True)


def test_a_proxy_that_is_not_there_lets_visitors_lie(service: Service, fetcher: Fetcher) -> None:
    found = seen(service, fetcher, 1)
    assert (found.level, "own word" in found.words) == ("wrong", True)


def test_a_proxy_that_is_not_known(service: Service, fetcher: Fetcher) -> None:
    here = outside(service, fetcher, base_url="https://news.example.org")
    found = here._judged("127.0.0.1")
    assert (found.level, found.advice) == ("wrong", "set HARBIN_PROXIES to 1")


def test_a_site_that_does_not_answer_or_is_another(
    service: Service, fetcher: Fetcher, city: SampleCity
) -> None:
    nobody = outside(service, fetcher, base_url=f"http://127.0.0.1:{free_port()}")
    (found,) = nobody.proxies()
    assert (found.level, "does not answer" in found.words) == ("wrong", True)
    (found,) = outside(service, fetcher, base_url=city.url).proxies()
    assert (found.level, "something else" in found.words) == ("wrong", True)


def test_the_network_is_there_if_any_source_answers(
    service: Service, fetcher: Fetcher, add: Add
) -> None:
    here = outside(service, fetcher)
    assert [found.words for found in here.network()] == ["there are no sources to ask"]
    add("news")
    assert [(found.level, found.words) for found in here.network()] == [("ok", "1 of 1 answer")]


def test_a_network_that_is_away(service: Service, fetcher: Fetcher, add: Add) -> None:
    source = add("news")
    url = f"http://127.0.0.1:{free_port()}/"
    with service.store.transaction() as tx:
        tx.sources.change(source, url=url)
    (found,) = outside(service, fetcher).network()
    assert (found.level, found.words.startswith("no site can be reached")) == ("wrong", True)


def test_mail_and_webhooks_that_cannot_be_reached(service: Service, fetcher: Fetcher) -> None:
    url = f"127.0.0.1:{free_port()}"
    here = outside(
        service,
        fetcher,
        notify_mail=("desk@example.org",),
        smtp_url=f"smtp://{url}",
        notify_webhooks=(f"http://{url}/hook",),
    )
    assert [found.level for found in (*here.mail(), *here.webhooks())] == ["wrong", "wrong"]
    quiet = outside(service, fetcher)
    assert [found.level for found in (*quiet.mail(), *quiet.webhooks())] == ["ok"]
