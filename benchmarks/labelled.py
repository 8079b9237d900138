"""The labelled article pages that readers are measured on: pages, labels, and the judge that came
with them.
"""

import gzip
import importlib.util
import json
import tarfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "extraction-dev"
SETS = (FOLDER, FOLDER.with_name("extraction-dev2"))


def judge_of(folder: Path) -> ModuleType:
    """The scoring script beside the pages, or the one that it uses, as a module."""
    spec = importlib.util.spec_from_file_location("labelled_score", folder / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module if hasattr(module, "judge") else module.load_scorer()


def labels(folder: Path) -> dict[str, dict[str, Any]]:
    """What should be found, by the id of the page."""
    with gzip.open(folder / "truth.jsonl.gz", "rt", encoding="utf-8") as lines:
        return {label["id"]: label for label in map(json.loads, lines)}


def moments(folder: Path) -> dict[str, datetime]:
    """When each page with a day is taken to have been fetched, as its scorer says: noon of the day
    after.
    """
    days = {key: label.get("date") for key, label in labels(folder).items()}
    last = {
        key: max(told) if isinstance(told, list) else told for key, told in days.items() if told
    }
    return {
        key: datetime.combine(date.fromisoformat(day[:10]) + timedelta(days=1), time(12), UTC)
        for key, day in last.items()
    }


def manifest(folder: Path) -> list[dict[str, Any]]:
    """A line for each page: its id, address, site and file."""
    return [
        json.loads(line) for line in (folder / "manifest.jsonl").read_text("utf-8").splitlines()
    ]


def pages(folder: Path, wanted: list[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], bytes]]:
    """The bytes of pages, read from the archive, in its order."""
    by_name = {line["file"]: line for line in wanted}
    with tarfile.open(folder / "pages.tar.xz") as archive:
        for member in archive:
            line = by_name.get(Path(member.name).name)
            file = archive.extractfile(member) if line is not None and member.isfile() else None
            if line is not None and file is not None:
                yield line, file.read()
