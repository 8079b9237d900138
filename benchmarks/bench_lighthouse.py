"""Lighthouse on the front page, a section, an item and a search: the median of five runs, as on a
phone.

Needs chromium and Node; Lighthouse itself is fetched by npm into .venv/lighthouse on first use.
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from app.edition import EditionCache, Watch
from app.run.boot import build
from app.web import create_app
from tests.browsers import CHROMIUM, serving_at
from tests.conftest import FakeClock, settings_for
from tests.processes import HOUSE
from tests.samplecity import SampleCity
from tests.wholesite import fill

_LIGHTHOUSE = "lighthouse@12.8.2"  # the last that runs on Node 18 and 20
_HOME = HOUSE / ".venv" / "lighthouse"
_RUNS = 5
_PAGES = ("front", "section", "item", "search")
_CATEGORIES = ("performance", "accessibility", "best-practices", "seo")


def main() -> None:
    npm = shutil.which("npm")
    if not npm or not CHROMIUM:
        sys.exit("Lighthouse needs npm and chromium")
    program = _HOME / "node_modules" / ".bin" / "lighthouse"
    if not program.exists():
        _HOME.mkdir(parents=True, exist_ok=True)
        subprocess.run(
            [
                npm,
                "install",
                "--silent",
                "--no-audit",
                "--no-fund",
                "--prefix",
                str(_HOME),
                _LIGHTHOUSE,
            ],
            check=True,
        )
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else _RUNS
    with tempfile.TemporaryDirectory() as temporary, SampleCity() as city:
        folder, clock = Path(temporary), FakeClock()
        service = build(settings_for(folder, f"sqlite:///{folder / 'harbin.db'}", city), now=clock)
        paths = fill(service, city, clock)
        app = EditionCache(
            create_app(service),
            Watch(service.store.sections.number),
            service.settings.languages,
            clock,
        )
        with serving_at(app) as url:
            print(f"{'':12}" + "".join(f"{name:>16}" for name in _CATEGORIES))
            for name in _PAGES:
                found = [_scores(program, url + paths[name], folder) for _ in range(runs)]
                medians = [
                    statistics.median(scores[category] for scores, _ in found)
                    for category in _CATEGORIES
                ]
                print(f"{name:12}" + "".join(f"{median * 100:16.0f}" for median in medians))
                for line in sorted({line for _, lines in found for line in lines}):
                    print(f"    {line}")
        service.close()


def _scores(program: Path, url: str, folder: Path) -> tuple[dict[str, float], list[str]]:
    """The scores of one run, and what cost points."""
    flags = "--headless=new --no-sandbox --disable-gpu"
    command = [
        str(program),
        url,
        "--quiet",
        "--output=json",
        f"--output-path={folder / 'report.json'}",
        f"--chrome-flags={flags}",
    ]
    subprocess.run(
        command, check=True, env={**os.environ, "CHROME_PATH": str(CHROMIUM)}, capture_output=True
    )
    report = json.loads((folder / "report.json").read_text())
    scores = {category: report["categories"][category]["score"] or 0 for category in _CATEGORIES}
    lost = [
        f"{category}: {report['audits'][ref['id']]['title']}"
        for category in _CATEGORIES
        for ref in report["categories"][category]["auditRefs"]
        if ref["weight"] and (report["audits"][ref["id"]]["score"] or 0) < 1
    ]
    return scores, lost


if __name__ == "__main__":
    main()
