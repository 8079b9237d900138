"""What one page may cost."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bounds:
    """Bounds of one page in the browser; what exceeds one of them ends the browser.

    `own_seconds` are those of the browser alone: while it waits for our fetcher, which keeps to the
    pace of the hosts, only `all_seconds` go on. `start_seconds`: until a browser that was started
    is ready. `requests` are those that we answer by asking a site, `answer_bytes` all their
    bodies and the page as it is drawn, `memory_bytes` what all processes of the browser hold.
    A browser that draws nothing for `idle_seconds` ends. `look_seconds` are between two looks at
    what a page costs.
    """

    own_seconds: float = 20
    all_seconds: float = 120
    start_seconds: float = 60
    requests: int = 50
    answer_bytes: int = 10_000_000
    memory_bytes: int = 500_000_000
    idle_seconds: float = 60
    look_seconds: float = 0.25
