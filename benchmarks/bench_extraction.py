"""How well and how fast the generic reader reads labelled pages of sites that nobody wrote a module
for.

The pages and their judge stand beside the project (shared/extraction-dev); without them there is
nothing to measure.
"""

import logging
import time
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from benchmarks.extraction import extract
from benchmarks.labelled import FOLDER, judge_of, labels, manifest, pages

FIELDS = ("title", "date", "author", "image", "lang")


def main() -> None:
    """Print the figures over all pages, over the Chinese ones and over those in GB2312 or GBK, and
    what a page costs.
    """
    if not FOLDER.is_dir():
        print("the labelled pages are not here; nothing measured")
        return
    logging.disable(logging.CRITICAL)
    print(f"{'':10}{'text':>8}" + "".join(f"{field:>8}" for field in FIELDS))
    for name, figures in measure_all(FOLDER).items():
        print(
            f"{name:10}"
            + "".join(
                f"{figures[field]:8.3f}" if field in figures else f"{'-':>8}"
                for field in ("text", *FIELDS)
            )
        )
    print(f"CPU a page, in units of the standard library's HTML tokenizer: {cost(FOLDER):.2f}")


def measure_all(folder: Path, every: int = 1) -> dict[str, dict[str, float]]:
    """The figures of groups of pages: text as F1, the other fields as shares of pages read
    rightly.
    """
    truth, judge = labels(folder), judge_of(folder)
    chosen = manifest(folder)[::every]
    judged = {
        line["id"]: judge.judge(truth[line["id"]], extract(body, line["url"]))
        for line, body in pages(folder, chosen)
    }
    groups = {
        "all": list(judged),
        "Chinese": [key for key in judged if truth[key].get("lang") == "zh"],
        "GB bytes": [line["id"] for line in chosen if line["corpus"] == "cwced"],
    }
    return {name: _figures(judge.summarise(judged, ids)) for name, ids in groups.items() if ids}


def _figures(summary: dict[str, Any]) -> dict[str, float]:
    text = {"text": summary["text"]["f1"]} if "text" in summary else {}
    return text | {field: summary[field]["share"] for field in FIELDS if field in summary}


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
