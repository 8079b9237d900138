"""What it costs to judge how a source is, as a part of its run: CPU of this process, over a month of three papers."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from time import thread_time
from typing import Any
from unittest.mock import patch

from app.collect import Collector
from app.collect.learning import learned_from_run
from app.store.health import keep_health
from app.values.model import Run
from tests.conftest import FakeClock
from tests.eras.years import years
from tests.frugality import without_power_cuts

DAYS = 30


class Costs:
    """Seconds of CPU in runs, and of them in judging, by kinds of runs."""

    def __init__(self) -> None:
        self.runs: dict[str, list[tuple[float, float]]] = defaultdict(list)
        self._judging = 0.0

    @contextmanager
    def measured(self) -> Iterator[None]:
        """Measure all runs of this process, and what they learn, judge and keep."""
        with (
            patch.object(Collector, "run", self._of_run(Collector.run)),
            patch("app.collect.run.learned_from_run", self._of_judging(learned_from_run)),
            patch("app.store.runs.keep_health", self._of_judging(keep_health)),
        ):
            yield

    def _of_run(self, original: Callable[..., Run]) -> Callable[..., Run]:
        def run(*given: Any, **named: Any) -> Run:
            self._judging, begun = 0.0, thread_time()
            ended = original(*given, **named)
            kind = "with news" if ended.new else "without news"
            self.runs[kind].append((thread_time() - begun, self._judging))
            return ended

        return run

    def _of_judging(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def judging(*given: Any, **named: Any) -> Any:
            begun = thread_time()
            try:
                return original(*given, **named)
            finally:
                self._judging += thread_time() - begun

        return judging


def main() -> None:
    """Print a line for each kind of run."""
    costs = Costs()
    with (
        TemporaryDirectory() as folder,
        without_power_cuts(),
        years(Path(folder), FakeClock(), "en", [], DAYS) as lived,
    ):
        lived.begin()
        with costs.measured():
            lived.days(DAYS - 1)
    for kind, several in sorted(costs.runs.items()):
        whole, judging = (sum(each[at] for each in several) for at in (0, 1))
        print(
            f"{kind:13} {len(several):5} runs, {1000 * whole / len(several):6.1f} ms each, of it "
            f"{1000 * judging / len(several):.2f} ms to judge: {judging / whole:.1%}"
        )


if __name__ == "__main__":
    main()
