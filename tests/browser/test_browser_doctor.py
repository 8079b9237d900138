"""What the doctor proposes, before and after side by side, in a real browser."""

from dataclasses import replace

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from app.news.remedies import Evidence, Fit, Remedy, Treatment, Witness
from app.run.boot import Service
from app.values.model import SourceSpec
from tests.browsers import TAGS, Logins, in_a_browser, shoot
from tests.conftest import FakeClock
from tests.deskwork import at_desk

pytestmark = in_a_browser

BEFORE = (
    "2024-06-20 Trams run again on Lantern Street",
    "2024-06-19 Ferry pier gets its lamps back",
)
AFTER = ("2024-06-21 Market hall opens an hour earlier", *BEFORE)


def test_what_is_proposed_is_seen_beside_what_was_and_taken_back_by_one_click(
    page: Page, site: str, logins: Logins, service: Service, clock: FakeClock
) -> None:
    logins.hire("wei")
    url = "http://paper.example/town/"
    spec = SourceSpec(url, "paper", "The Paper", "News", "generic", "full")
    source = at_desk(service.store).add_source(spec, clock())
    before = Treatment(url, "generic")
    after = replace(before, url="http://paper.example/local/news/")
    witness = Witness("Trams run again on Lantern Street", "http://paper.example/town/7.html")
    evidence = Evidence(Fit(24, 1, 23), (witness,), BEFORE, AFTER)
    remedy = Remedy("front", "proposed", before, after, evidence, clock())
    service.store.remedies.apply(source, remedy)
    logins.come(page, f"{site}/desk/sources/paper")
    doctor = page.get_by_role("region", name="The doctor")
    expect(doctor.get_by_role("listitem")).to_have_count(len(BEFORE) + len(AFTER))
    assert Axe().run(page, options={"runOnly": TAGS}).response["violations"] == []
    shoot(page, "desk-doctor")
    doctor.get_by_role("button", name="Take it back").press("Enter")
    expect(page.get_by_text("It is read as before, at once.")).to_be_visible()
    expect(doctor.get_by_role("heading", name="Taken back")).to_be_visible()
    assert service.store.sources.get("paper").url == url
