"""What a setting may say: types that check what was given, in the words of an operator."""

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field, PlainValidator, ValidationInfo

from app.values.model import RIGHTS, SourceSpec
from app.values.program import NAME, variable
from app.values.retention import Retention, retention_of
from scrapers.page.charset import known_charset
from scrapers.recipes.recipe import RecipeError, recipe_of, to_values

# Where `serve` listens when nobody says otherwise.
DEFAULT_BASE_URL = "http://127.0.0.1:8000"
_MAILBOX = re.compile(r"[^@\s<>(),;]+@[^@\s<>(),;]+")
_TIME, _UNITS = re.compile(r"(\d{1,6})([smhd])"), {"s": 1, "m": 60, "h": 3600, "d": 86_400}
# An hour: a host that is to be asked less often is better polled less often.
_LONGEST_GAP = 3600


def _database(url: str, info: ValidationInfo) -> str:
    """A database of which SQLAlchemy knows the driver; without an address SQLite in the data
    folder.
    """
    url = url or f"sqlite:///{info.data.get('data_dir', Path()) / f'{NAME}.db'}"
    if url.startswith(("postgresql://", "postgres://")):
        url = "postgresql+psycopg://" + url.partition("://")[2]
    scheme = url.partition(":")[0]
    if not url.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise ValueError(f"must begin with sqlite:/// or postgresql://, not {scheme!r}")
    # What urlsplit took for the port may be a part of the password, so it is not said here.
    if _split(url) is None:
        raise ValueError(
            "has no usable host and port; in a password, : / ? # and @ are written as %3A and so on"
        )
    return url


def _base_url(url: str) -> str:
    url = url or DEFAULT_BASE_URL
    parts = _split(url)
    if parts is None or not _is_web(parts) or parts.query or parts.fragment:
        raise ValueError(f"must be an address such as https://news.example.org, not {url!r}")
    return url.rstrip("/")


def _split(url: str) -> SplitResult | None:
    """The parts of an address; None where it has none that can be used."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    return parts


def _is_web(parts: SplitResult) -> bool:
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def _path_or_none(value: object) -> Path | None:
    if isinstance(value, Path):
        return value.absolute()
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise ValueError(f"must be a folder or file, not {value!r}")
    return Path(value).absolute()


def _seconds(value: object) -> object:
    """`36h` or `1d` in seconds; numbers stay as they are."""
    if isinstance(value, str) and (found := _TIME.fullmatch(value.strip())):
        return int(found[1]) * _UNITS[found[2]]
    return value


def _retention(value: object) -> Retention:
    if isinstance(value, Retention):
        return value
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"must say how many are kept, such as 7d,4w,12m, not {value!r}")
    return retention_of(value)


def _flag(value: object) -> object:
    """Nothing means no; all else is for pydantic."""
    return False if value == "" else value


def _between_commas(value: object) -> object:
    """What stands between commas, each once; a list stays as it is."""
    if not isinstance(value, str):
        return value
    return tuple(dict.fromkeys(part.strip() for part in value.split(",") if part.strip()))


def _allowed_host(host: str) -> str:
    if not host.rpartition(":")[2].isdigit():
        raise ValueError(f"must be host:port pairs separated by commas, not {host!r}")
    return host.lower()


def _webhook(url: str) -> str:
    if not url.startswith(("http://", "https://")) or not url.isascii() or " " in url:
        raise ValueError(f"must be addresses separated by commas, not {url!r}")
    return url


def _mailbox(box: str) -> str:
    if not _MAILBOX.fullmatch(box):
        raise ValueError(f"must be mail addresses such as desk@news.example.org, not {box!r}")
    return box


def _sender(box: str) -> str:
    return _mailbox(box) if box else ""


def _browser(name: str) -> str:
    if name not in ("", "playwright"):
        raise ValueError(f"must be playwright or nothing, not {name!r}")
    return name


def _mail_server(url: str) -> str:
    parts = _split(url)
    if url and (
        parts is None
        or parts.scheme not in ("smtp", "smtps")
        or not parts.hostname
        or parts.port == 0
    ):
        raise ValueError("must be smtp://host:port or smtps://user:password@host")
    return url


def _with_server(boxes: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
    """Mail needs a sender and a server: all of it or nothing."""
    if boxes and not (info.data.get("smtp_url") and info.data.get("mail_from")):
        raise ValueError(f"needs {variable('smtp_url')} and {variable('mail_from')} beside it")
    return boxes


def _other_hubs(hubs: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
    for hub in hubs:
        if not _is_hub(hub) or hub == f"{info.data.get('base_url')}/hub":
            wanted = "must be addresses of other hubs separated by commas, such as https://hub.example.org/"
            raise ValueError(f"{wanted}, not {hub!r}")
    return hubs


def _is_hub(url: str) -> bool:
    """Whether a hub may be named so in feeds and in headers."""
    parts = _split(url)
    if parts is None or not _is_web(parts) or parts.port == 0 or "@" in parts.netloc:
        return False
    return url.isascii() and url.isprintable() and not any(mark in url for mark in '#<>" ')


def _gaps(value: object) -> object:
    """`news.example.org=2, 127.0.0.1:8901=0`: seconds by host; a table stays as it is."""
    pairs = _between_commas(value)
    return dict(_gap(pair) for pair in pairs) if isinstance(pairs, tuple) else value


def _gap(pair: str) -> tuple[str, float]:
    host, _, typed = pair.rpartition("=")
    try:
        seconds = float(typed)
    except ValueError:
        seconds = -1
    if not host.strip() or not 0 <= seconds <= _LONGEST_GAP:
        wanted = "must be host=seconds pairs separated by commas, such as news.example.org=2"
        raise ValueError(f"{wanted}, not {pair!r}")
    return host.strip().lower(), seconds


def _not_below_floor(ceiling: float, info: ValidationInfo) -> float:
    floor = info.data.get("poll_floor", 0)
    if ceiling < floor:
        raise ValueError(
            f"must not be shorter than {variable('poll_floor')} ({floor:g} s), not {ceiling:g}"
        )
    return ceiling


def _source(entry: Any) -> SourceSpec:
    try:
        spec = SourceSpec(**entry)
    except TypeError as error:
        raise ValueError(f"an entry of the city file has a wrong field: {error}") from error
    texts = (spec.url, spec.slug, spec.title, spec.section, spec.scraper, spec.zone, spec.charset)
    if (
        not all(isinstance(text, str) for text in texts)
        or not isinstance(spec.every, int)
        or not isinstance(spec.review, bool)
        or not isinstance(spec.even_doubtful, bool)
        or not isinstance(spec.browser, bool)
    ):
        raise ValueError(
            f"{spec.url}: every is a whole number of seconds, review, even_doubtful and browser "
            "true or false, all else texts"
        )
    if spec.zone:
        _check_zone(spec)
    if spec.charset and not known_charset(spec.charset):
        raise ValueError(f"{spec.url}: charset: {spec.charset!r} is no encoding of web pages")
    if spec.rights not in RIGHTS:
        raise ValueError(
            f"{spec.url}: rights must be one of {', '.join(RIGHTS)}, not {spec.rights!r}"
        )
    return spec if spec.recipe is None else replace(spec, recipe=_recipe(spec))


def _check_zone(spec: SourceSpec) -> None:
    try:
        ZoneInfo(spec.zone)
    except (LookupError, ValueError, OSError) as error:
        raise ValueError(
            f"{spec.url}: zone must be a time zone such as Europe/Berlin, not {spec.zone!r}"
        ) from error


def _recipe(spec: SourceSpec) -> dict[str, Any]:
    try:
        return to_values(recipe_of(spec.recipe))
    except RecipeError as error:
        raise ValueError(f"{spec.url}: recipe: {error}") from error


Folder = Annotated[Path, AfterValidator(Path.absolute)]
# A folder or file that need not be named.
OptionalFolder = Annotated[Path | None, BeforeValidator(_path_or_none)]
Seconds = Annotated[int, BeforeValidator(_seconds)]
Kept = Annotated[Retention, PlainValidator(_retention)]
# A token or key that is all digits is a text all the same.
Secret = Annotated[str, Field(coerce_numbers_to_str=True)]
Flag = Annotated[bool, BeforeValidator(_flag)]
DatabaseUrl = Annotated[str, AfterValidator(_database)]
BaseUrl = Annotated[str, AfterValidator(_base_url)]
PollCeiling = Annotated[float, Field(ge=1), AfterValidator(_not_below_floor)]
Gaps = Annotated[
    Mapping[str, Annotated[float, Field(ge=0, le=_LONGEST_GAP)]], BeforeValidator(_gaps)
]
AllowedHosts = Annotated[
    frozenset[Annotated[str, AfterValidator(_allowed_host)]], BeforeValidator(_between_commas)
]
Webhooks = Annotated[
    tuple[Annotated[str, AfterValidator(_webhook)], ...], BeforeValidator(_between_commas)
]
Hubs = Annotated[tuple[str, ...], BeforeValidator(_between_commas), AfterValidator(_other_hubs)]
Sender = Annotated[str, AfterValidator(_sender)]
BrowserName = Annotated[str, AfterValidator(_browser)]
MailServer = Annotated[str, AfterValidator(_mail_server)]
Mailboxes = Annotated[
    tuple[Annotated[str, AfterValidator(_mailbox)], ...],
    BeforeValidator(_between_commas),
    AfterValidator(_with_server),
]
Sources = tuple[Annotated[SourceSpec, PlainValidator(_source)], ...]
