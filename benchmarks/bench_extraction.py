"""How well and how fast the generic reader reads labelled pages of sites that nobody wrote a module
for: what is right, what is wrong, what is not given, each page read when it was fetched.

The pages and their judge stand beside the project (shared/extraction-dev, shared/extraction-dev2);
without them there is nothing to measure.
"""

import logging
import time
from collections.abc import Mapping
from html.parser import HTMLParser
from pathlib import Path
from types import ModuleType
from typing import Any

from benchmarks.extraction import extract
from benchmarks.labelled import SETS, judge_of, labels, manifest, moments, pages

FIELDS = ("title", "date", "author", "image", "lang")
Figures = dict[str, float]


def main() -> None:
    """Print the figures of both sets, over all pages and over the Chinese ones, and what a page
    costs.
    """
    if not all(folder.is_dir() for folder in SETS):
        print("the labelled pages are not here; nothing measured")
        return
    logging.disable(logging.CRITICAL)
    for folder in SETS:
        for name, figures in measure_all(folder).items():
            print(f"\n{folder.name}, {name}: text {figures.get('text', 0):.3f}")
            for field in FIELDS:
                print(f"  {field:8}" + _row(figures, field))
        print(f"CPU a page, in units of the HTML tokenizer: {cost(folder):.2f}")


def _row(figures: Figures, field: str) -> str:
    if field not in figures:
        return "-"
    wrong = figures[f"{field} wrong"]
    return (
        f"right {figures[field]:.3f}   wrong {wrong:.3f}   nothing {1 - figures[field] - wrong:.3f}"
    )


def measure_all(folder: Path, every: int = 1) -> dict[str, Figures]:
    """The figures of groups of pages: text as F1, the other fields as shares of pages read rightly,
    and ("title wrong") of those of which something wrong is said.
    """
    truth, judge, when = labels(folder), judge_of(folder), moments(folder)
    chosen = manifest(folder)[::every]
    read = {
        line["id"]: extract(body, line["url"], when.get(line["id"]))
        for line, body in pages(folder, chosen)
    }
    groups = {
        "all": list(read),
        "Chinese": [key for key in read if truth[key].get("lang") == "zh"],
        "GB bytes": [line["id"] for line in chosen if line["corpus"] == "cwced"],
    }
    return {name: _figures(truth, judge, read, ids) for name, ids in groups.items() if ids}


def _figures(
    truth: Mapping[str, Any], judge: ModuleType, read: Mapping[str, Any], ids: list[str]
) -> Figures:
    judged = {key: judge.judge(truth[key], read[key]) for key in ids}
    summary = judge.summarise(judged, ids)
    figures = {"text": summary["text"]["f1"]} if "text" in summary else {}
    for field in FIELDS:
        asked = [key for key in ids if field in judged[key]]
        if asked:
            wrong = [key for key in asked if read[key].get(field) and not judged[key][field]]
            figures[field] = summary[field]["share"]
            figures[f"{field} wrong"] = len(wrong) / len(asked)
    return figures


def cost(folder: Path) -> float:
    """What reading costs, as a multiple of tokenizing the same pages, over every seventh page."""
    sample = [(line["url"], body) for line, body in pages(folder, manifest(folder)[::7])]
    start = time.process_time()
    for url, body in sample:
        extract(body, url)
    ours = time.process_time() - start
    start = time.process_time()
    for _, body in sample:
        HTMLParser(convert_charrefs=False).feed(body.decode("utf-8", "replace"))
    return ours / (time.process_time() - start)


if __name__ == "__main__":
    main()
