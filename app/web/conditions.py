"""How a source is, in the words of the reader's language."""

from collections.abc import Mapping
from typing import Any

from flask_babel import format_decimal, format_percent, gettext

from app.news.health import Health, Reason, State
from app.news.profile import SHARES, Profile, plain


def state_words(state: State) -> str:
    """A state of health as the desk calls it."""
    words: dict[State, str] = {
        "well": gettext("well"),
        "thin": gettext("it brings less than usual"),
        "unreadable": gettext("its stories cannot be read"),
        "walled": gettext("its stories cannot be read without a login or a consent"),
        "moved": gettext("it seems to have moved"),
        "silent": gettext("it is silent"),
        "broken_into": gettext("its site may have been broken into"),
        "gone": gettext("it cannot be had"),
    }
    return words[state]


def next_step(state: State) -> str:
    """What to do about a state of health; empty for a source that is well."""
    words: dict[State, str] = {
        "well": "",
        "thin": gettext(
            "Look at the listing and a new story: what the site shows, another recipe can read."
        ),
        "unreadable": gettext(
            "Look at a new story: if it can be read there, another recipe may read it."
        ),
        "walled": gettext(
            "Look at a new story without a login: if it asks for something first, ask the site."
        ),
        "moved": gettext(
            "Look at the listing: if it is still the same, give the source its new address."
        ),
        "silent": gettext(
            "Look at the listing: if it shows new stories, it needs another address or recipe."
        ),
        "broken_into": gettext(
            "Look at what waits in the inbox, and warn the site: others may write in it."
        ),
        "gone": gettext(
            "Look where the listing is by now, and give the source that address, or remove it."
        ),
    }
    return words[state]


def reason_words(reason: Reason) -> str:
    """Why a source is not well: what was seen, and what is usual."""
    what = _names()[reason.name]
    if reason.name in ("failures", "foreign"):
        return f"{what}: {format_decimal(reason.seen)}"
    words: str = gettext(
        "%(what)s: %(seen)s, usually %(usual)s",
        what=what,
        seen=_figure(reason.name, reason.seen),
        usual=_figure(reason.name, reason.usual),
    )
    return words


def all_reasons(health: Health) -> list[str]:
    """All reasons in words."""
    if health.state == "silent" and health.reasons[0].name == "pause":
        pause = health.reasons[0]
        return [
            gettext(
                "nothing new for %(seen)s days, where up to %(usual)s are usual",
                seen=format_decimal(round(pause.seen / 24, 1)),
                usual=format_decimal(round(pause.usual / 24, 1)),
            )
        ]
    return [reason_words(reason) for reason in health.reasons]


def remedy_words(facts: Mapping[str, Any]) -> str:
    """What a remedy changes of how a source is read, by its facts."""
    url = facts["after"]
    words: dict[str, str] = {
        "former": gettext("Its list is read where it was before: %(url)s", url=url),
        "redirect": gettext("Its list is read where its address leads: %(url)s", url=url),
        "canonical": gettext(
            "Its list is read at the address that its page gives as its own: %(url)s",
            url=url,
        ),
        "front": gettext("Its list is read where the front page leads to: %(url)s", url=url),
        "story": gettext("Its list is read where known stories lead to: %(url)s", url=url),
        "feed": gettext("A feed of its site is read in place of its list: %(url)s", url=url),
        "sitemap": gettext("A sitemap of its site is read in place of its list: %(url)s", url=url),
        "merged": gettext(
            "The list of %(other)s shows its stories; this source is paused",
            other=facts["merged"] or "",
        ),
        "recipe": gettext("Its list is read by a recipe that known stories have taught"),
        "reader": gettext("Its list is read as any list is"),
        "article": gettext("Its stories are read by a recipe that known stories have taught"),
        "browser": gettext("Its pages are drawn by a browser"),
    }
    return words[facts["way"]]


def evidence_words(facts: Mapping[str, Any]) -> str:
    """What speaks for a remedy, by its facts."""
    words: str = gettext(
        "Known entries: %(known)d, new: %(new)d, strange: %(strange)d. Known stories that read as "
        "they were stored: %(right)d of %(read)d.",
        **{name: facts[name] for name in ("known", "new", "strange", "right", "read")},
    )
    return words


def usual_words(profile: Profile) -> list[tuple[str, str]]:
    """What is usual of a source: names, and shares or means."""
    usual, names = plain(profile)["usual"], _names()
    return [(names[name], _figure(name, value)) for name, value in usual.items()]


def _figure(name: str, value: float) -> str:
    return str(format_percent(value) if name in SHARES else format_decimal(round(value)))


def _names() -> dict[str, str]:
    return {
        "dates": gettext("entries with a date"),
        "summaries": gettext("entries with a summary"),
        "hosts": gettext("entries on known sites"),
        "shapes": gettext("entries with addresses of a known kind"),
        "entries": gettext("entries in the listing"),
        "titles": gettext("characters in a title"),
        "readable": gettext("new stories that could be read"),
        "open": gettext("new stories that ask for nothing first"),
        "authors": gettext("new stories with an author"),
        "pictures": gettext("new stories with a picture"),
        "text": gettext("characters in a story"),
        "failures": gettext("failed runs in a row"),
        "foreign": gettext("waiting entries on strange sites"),
    }
