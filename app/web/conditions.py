"""How a source is, in the words of the reader's language."""

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
