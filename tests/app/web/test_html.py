"""Every page is valid HTML by the Nu checker, and as light as it should be."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from app.run.boot import build
from app.web import create_app
from tests.conftest import FakeClock, settings_for
from tests.processes import HOUSE
from tests.samplecity import SampleCity
from tests.wholesite import fill

NU = HOUSE / ".venv" / "vnu.jar"

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("html")]


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Every page of a site with one of everything, by its name."""
    folder = tmp_path_factory.mktemp("site")
    clock = FakeClock()
    with SampleCity() as city:
        service = build(settings_for(folder, f"sqlite:///{folder / 'harbin.db'}", city), now=clock)
        client: FlaskClient = create_app(service).test_client()
        yield {name: client.get(path).text for name, path in fill(service, city, clock).items()}
        service.close()


@pytest.mark.slow
@pytest.mark.skipif(
    not NU.exists() or not shutil.which("java"),
    reason="the Nu checker needs java, and npm to fetch it: make test",
)
def test_every_page_is_valid_by_the_nu_checker(pages: dict[str, str], tmp_path: Path) -> None:
    for name, page in pages.items():
        (tmp_path / f"{name}.html").write_text(page)
    command = [
        "java",
        "-jar",
        str(NU),
        "--format",
        "json",
        "--exit-zero-always",
        *map(str, sorted(tmp_path.glob("*.html"))),
    ]
    said = json.loads(
        subprocess.run(command, capture_output=True, text=True, timeout=300, check=True).stderr
    )
    problems = [
        f"{Path(found['url']).stem}: {found['message']} {found.get('extract', '')!r}"
        for found in said["messages"]
        if found["type"] == "error" or found.get("subType") == "warning"
    ]
    assert not problems, "\n".join(problems)
