"""What heals a source whose site has changed, and by what evidence: pure functions of what was
read.

A remedy is another way to read a source: another address, recipe or reader. Known stories are its
witnesses: a list that shows them, and nothing else that it should not show, is the same list; pages
that say of them what is stored are read rightly.

Decision 0119.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Literal, get_args

from app.news.turnover import Turnover

Way = Literal[
    "former",
    "redirect",
    "canonical",
    "front",
    "story",
    "feed",
    "sitemap",
    "merged",
    "recipe",
    "reader",
    "article",
    "browser",
]
WAYS: tuple[Way, ...] = get_args(Way)
State = Literal["proposed", "adopted", "taken back"]
Mode = Literal["off", "propose", "on"]
MODES: tuple[Mode, ...] = get_args(Mode)
Verdict = Literal["adopt", "propose", "refuse"]

# Who decides where no person did.
DOCTOR = "doctor"

# So many known stories that read as they were stored speak for a remedy; where the list shows fewer
# that are known, all of these, but two at least.
WITNESSES, _FEWEST = 5, 2
# So many are read at most: the site may have edited some of them meanwhile.
MOST_READ = 8
_WRONG, _ODD = 0.25, 0.2
# So few known stories below so many more new ones may have come into a list of others.
_MOST_NEW = 2
_A_DAY = timedelta(days=1)
# Of what changed in a story, only this speaks against a reading.
SPEAKING = ("title", "text", "authors", "published")


@dataclass(frozen=True, slots=True)
class Treatment:
    """How a source is read: where, by which reader, by which recipe, whether by a browser."""

    url: str
    scraper: str
    recipe: Mapping[str, Any] | None = None
    browser: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """An entry of a list, as far as it speaks: whether it is known, its day, the shape of its
    address.
    """

    known: bool
    day: date | None
    shape: str


@dataclass(frozen=True, slots=True)
class Fit:
    """How a list fits what is known of a source's: how many of its `entries` are `known`, how many
    `new` ones stand above them, how many `older` ones below; the others are `strange`. `missing`
    are stories of the source between those that it shows: an archive or a column has many.
    """

    entries: int = 0
    known: int = 0
    new: int = 0
    older: int = 0
    strange: int = 0
    missing: int = 0

    @property
    def is_same(self) -> bool:
        """Whether it is the source's own list: it shows its stories, not among others and not only
        some of them.
        """
        few_strange = self.strange <= _ODD * (self.known + self.strange)
        return self.known >= _FEWEST and few_strange and self.is_whole

    @property
    def is_whole(self) -> bool:
        """Whether hardly any of the stories between those that it shows is missing."""
        return self.missing <= _ODD * (self.known + self.missing)


@dataclass(frozen=True, slots=True)
class Witness:
    """A known story as a remedy reads it: the fields in which it says otherwise than what is
    stored, or why it could not be read.
    """

    title: str
    url: str
    wrong: tuple[str, ...] = ()

    @property
    def is_right(self) -> bool:
        """Whether it says what is stored."""
        return not self.wrong


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for a remedy: how its list fits, what known stories say. `before` and `after` are
    the lines that people compare: the last good list and the one that was found, or a story as it
    is read now and as it would be.
    """

    fit: Fit
    witnesses: tuple[Witness, ...] = ()
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()

    @property
    def right(self) -> int:
        """How many known stories read as they were stored."""
        return sum(witness.is_right for witness in self.witnesses)


@dataclass(frozen=True, slots=True)
class Remedy:
    """A version of how a source is read, with its evidence. `merged` is the slug of the source
    whose list took this one's stories over; where one did, nothing else changes.
    """

    way: Way
    state: State
    before: Treatment
    after: Treatment
    evidence: Evidence
    at: datetime
    merged: str = ""
    id: int = 0
    by: str = ""

    @property
    def is_open(self) -> bool:
        """Whether people are still to decide on it."""
        return self.state == "proposed"

    @property
    def reads_otherwise(self) -> bool:
        """Whether pages that were captured read otherwise by it, from now on."""
        before, after = self.before, self.after
        is_other = replace(before, url=after.url, browser=after.browser) != after
        return self.state == "adopted" and not self.merged and is_other


def fit_of(entries: Sequence[Shown]) -> Fit:
    """How a list fits what is known, by its entries in their order.

    The newest come first: what is not known stands above the first known entry if it is new, and
    below the last one if it is older than all that was collected. Both have addresses like those of
    known entries, and days that say the same, so far as days are shown.
    """
    at = [number for number, entry in enumerate(entries) if entry.known]
    if not at:
        return Fit(len(entries), new=len(entries))
    known = [entries[number] for number in at]
    shapes = {entry.shape for entry in known}
    days = [entry.day for entry in known if entry.day]
    above, below = entries[: at[0]], entries[at[-1] + 1 :]
    since, until = (max(days) - _A_DAY, min(days) + _A_DAY) if days else (None, None)
    new = sum(_is_like(entry, shapes, since=since) for entry in above)
    older = sum(_is_like(entry, shapes, until=until) for entry in below)
    return Fit(len(entries), len(at), new, older, len(entries) - len(at) - new - older)


def _is_like(
    entry: Shown, shapes: Set[str], since: date | None = None, until: date | None = None
) -> bool:
    """Whether an entry has an address like known ones, and no day that speaks against it."""
    if entry.shape not in shapes:
        return False
    too_old = entry.day and since and entry.day < since
    too_new = entry.day and until and entry.day > until
    return not (too_old or too_new)


def verdict(evidence: Evidence, *, is_named: bool = False, no_wonder: float = 0) -> Verdict:
    """What becomes of a remedy by its evidence. `is_named` says that its list is called as the
    source's was, or was its own before: that is enough to propose it where nothing is known of what
    it shows. So many new stories are `no_wonder` since the source was well.
    """
    fit, right = evidence.fit, evidence.right
    wrong = len(evidence.witnesses) - right
    enough = max(_FEWEST, min(WITNESSES, fit.known))
    few_new = fit.known >= WITNESSES or fit.new <= max(_MOST_NEW * fit.known, no_wonder)
    if fit.is_same and few_new and right >= enough and wrong <= _WRONG * (right + wrong):
        return "adopt"
    if right > wrong and (fit.is_same or fit.known == 1):
        return "propose"
    return "propose" if is_named and not fit.known and fit.entries and not wrong else "refuse"


def is_taken_over(fit: Fit) -> bool:
    """Whether a list that another source polls shows a source's stories, among its own."""
    return fit.known >= WITNESSES and fit.is_whole


def is_due(
    treated_at: datetime | None, since: datetime, now: datetime, turnover: Turnover | None = None
) -> bool:
    """Whether it is time to look for a remedy of what ails a source `since` then: at once, and
    again whenever that has lasted twice as long as at the last look, once a week at the rarest;
    more often as long as its list shows stories that are known.
    """
    if treated_at is None or treated_at < since:
        return True
    if turnover and now <= turnover.known_until and now - treated_at >= turnover.pace:
        return True
    return now - since >= 2 * (treated_at - since) or now - treated_at >= timedelta(days=7)


def taken_back(remedies: Sequence[Remedy]) -> list[Treatment]:
    """The ways to read a source that people took back: they are not tried again."""
    return [
        remedy.after for remedy in remedies if remedy.state == "taken back" and remedy.by != DOCTOR
    ]


def facts_of(remedy: Remedy) -> dict[str, Any]:
    """A remedy as plain values, for webhooks and programs."""
    evidence = remedy.evidence
    return {
        "id": remedy.id or None,
        "way": remedy.way,
        "decision": remedy.state,
        "before": remedy.before.url,
        "after": remedy.after.url,
        "merged": remedy.merged or None,
        "known": evidence.fit.known,
        "new": evidence.fit.new,
        "strange": evidence.fit.strange,
        "right": evidence.right,
        "read": len(evidence.witnesses),
        "lines_before": list(evidence.before),
        "lines_after": list(evidence.after),
        "at": remedy.at.isoformat(),
        "by": remedy.by or None,
    }


def to_json(value: Treatment | Evidence) -> dict[str, Any]:
    """A treatment or evidence as it is stored."""
    return asdict(value)


def treatment_of(stored: Mapping[str, Any]) -> Treatment:
    """A treatment from its stored values."""
    browser = stored.get("browser", False)
    return Treatment(stored["url"], stored["scraper"], stored.get("recipe"), browser)


def evidence_of(stored: Mapping[str, Any]) -> Evidence:
    """Evidence from its stored values."""
    witnesses = tuple(
        Witness(each["title"], each["url"], tuple(each["wrong"])) for each in stored["witnesses"]
    )
    lines = tuple(stored["before"]), tuple(stored["after"])
    return Evidence(Fit(**stored["fit"]), witnesses, *lines)
