"""Settings: the environment (prefix HARBIN_) over a TOML file named by HARBIN_CONFIG over the shipped city file."""

import math
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from app.values.errors import SettingError
from app.values.limits import Limits
from app.values.model import RIGHTS, SourceSpec
from scrapers.page.charset import known_charset
from scrapers.recipes.recipe import RecipeError, recipe_of, to_values

HOUSE = Path(__file__).resolve().parent.parent.parent
CITY_FILE = HOUSE / "deploy" / "harbin.toml"
PREFIX = "HARBIN_"
_LONGEST_GAP = 3600
INTERFACE_LANGUAGES = ("en", "zh")
DEFAULT_BASE_URL = "http://127.0.0.1:8000"
_NAMES = frozenset(
    (
        "config database_url data_dir base_url secret_key allow_hosts no_clock title tagline zone language contact tick workers sources "
        "publisher gap gaps poll_floor poll_ceiling checks_per_day captures_mb metrics_token hub hubs proxies "
        "notify_webhooks notify_secret notify_mail mail_from smtp_url "
        "head_seconds body_seconds body_rate body_kb connections streams"
    ).split()
)


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything an operator can set; `tick` is in seconds, `workers` is how many sources are read at once.

    `gap` is the least pause in seconds between two requests to a host, `gaps` that of single hosts; `poll_floor` and `poll_ceiling` are the
    shortest and longest time in seconds between two checks of a source, `checks_per_day` what a source may cost; `captures_mb` bounds
    the captures on disk. `hub`: whether the built-in hub is on; `hubs`: other hubs that are told of changes; `proxies`: how many
    proxies stand before the service, whose word for visitors' addresses is taken; `notify_webhooks` and
    `notify_mail`: who is told what the newsroom should know, by POST (signed with `notify_secret`) and by mail (`mail_from`, through
    `smtp_url`); `limits`: what one visitor may take of the server.
    """

    data_dir: Path
    database_url: str
    base_url: str
    title: str
    tagline: str
    zone: ZoneInfo
    language: str
    contact: str
    publisher: str = ""
    tick: float = 5.0
    workers: int = 8
    gap: float = 1.0
    gaps: Mapping[str, float] = field(default_factory=dict)
    poll_floor: float = 300
    poll_ceiling: float = 14400
    checks_per_day: float = 48
    captures_mb: float = 2000
    allow_hosts: frozenset[str] = frozenset()
    no_clock: bool = False
    secret_key: str = field(default="", repr=False)
    metrics_token: str = field(default="", repr=False)
    sources: tuple[SourceSpec, ...] = ()
    hub: bool = True
    hubs: tuple[str, ...] = ()
    proxies: int = 0
    notify_webhooks: tuple[str, ...] = ()
    notify_secret: str = field(default="", repr=False)
    notify_mail: tuple[str, ...] = ()
    mail_from: str = ""
    smtp_url: str = field(default="", repr=False)
    limits: Limits = field(default_factory=Limits)

    @property
    def own_hub(self) -> str:
        """The address of the built-in hub."""
        return f"{self.base_url}/hub"

    @property
    def hub_urls(self) -> tuple[str, ...]:
        """All hubs that feeds name (WebSub, section 4): our own first."""
        return (self.own_hub, *self.hubs) if self.hub else self.hubs

    @property
    def notify_addresses(self) -> tuple[str, ...]:
        """Everybody who is told what the newsroom should know."""
        return self.notify_webhooks + self.notify_mail

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of the interface, the site's own first."""
        own = self.language.split("-")[0].lower()
        return tuple(sorted(INTERFACE_LANGUAGES, key=lambda name: name != own))

    @property
    def authority(self) -> str:
        """The host that stands in tag: URIs made from now on."""
        return urlsplit(self.base_url).hostname or "localhost"


def read_settings(environ: Mapping[str, str]) -> Settings:
    """Read all settings; SettingError names the first that cannot be used."""
    values = _toml(CITY_FILE)
    if environ.get(PREFIX + "CONFIG"):
        values |= _toml(Path(environ[PREFIX + "CONFIG"]))
    unknown = sorted(set(values) - _NAMES)
    if unknown:
        raise SettingError(unknown[0], f"there is no such setting; known are {', '.join(sorted(_NAMES))}")
    values |= {name: environ[PREFIX + name.upper()] for name in _NAMES - {"sources"} if PREFIX + name.upper() in environ}
    data_dir = Path(str(values.get("data_dir", "var"))).absolute()
    base_url = _base_url(str(values.get("base_url") or DEFAULT_BASE_URL))
    return Settings(
        data_dir=data_dir,
        database_url=_database(str(values.get("database_url") or f"sqlite:///{data_dir / 'harbin.db'}")),
        base_url=base_url,
        title=_text(values, "title", "News"),
        tagline=_text(values, "tagline", ""),
        zone=_zone(str(values.get("zone", "UTC"))),
        language=_text(values, "language", "en"),
        contact=_text(values, "contact", ""),
        publisher=_text(values, "publisher", ""),
        tick=_number(values, "tick", 5.0, least=0.1),
        workers=int(_number(values, "workers", 8, least=1)),
        gap=_number(values, "gap", 1.0, least=0),
        gaps=_gaps(str(values.get("gaps", ""))),
        poll_floor=_number(values, "poll_floor", 300, least=1),
        poll_ceiling=_ceiling(values),
        checks_per_day=_number(values, "checks_per_day", 48, least=1),
        captures_mb=_number(values, "captures_mb", 2000, least=1),
        metrics_token=str(values.get("metrics_token", "")),
        allow_hosts=_hosts(str(values.get("allow_hosts", ""))),
        no_clock=_flag(values, "no_clock"),
        secret_key=str(values.get("secret_key", "")),
        sources=tuple(_source(entry) for entry in values.get("sources", ())),
        hub=_flag({"hub": "1"} | values, "hub"),
        hubs=_hubs(str(values.get("hubs", "")), base_url),
        proxies=int(_number(values, "proxies", 0, least=0)),
        notify_webhooks=_webhooks(str(values.get("notify_webhooks", ""))),
        notify_secret=str(values.get("notify_secret", "")),
        limits=_limits(values),
        **_mail(values),
    )


def unknown_settings(environ: Mapping[str, str]) -> list[str]:
    """Variables with our prefix that mean nothing to us: misspelt, most likely."""
    return sorted(name for name in environ if name.startswith(PREFIX) and name.removeprefix(PREFIX).lower() not in _NAMES - {"sources"})


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise SettingError("HARBIN_CONFIG", f"cannot read {path}: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingError("HARBIN_CONFIG", f"{path} is no valid TOML: {error}") from error


def _text(values: Mapping[str, Any], name: str, default: str) -> str:
    value = values.get(name, default)
    if not isinstance(value, str):
        raise SettingError(PREFIX + name.upper(), f"must be a text, not {value!r}")
    return value


def _database(url: str) -> str:
    if url.startswith(("postgresql://", "postgres://")):
        url = "postgresql+psycopg://" + url.partition("://")[2]
    if not url.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise SettingError("HARBIN_DATABASE_URL", f"must begin with sqlite:/// or postgresql://, not {url.partition(':')[0]!r}")
    try:
        _ = urlsplit(url).port
    except ValueError as error:
        raise SettingError("HARBIN_DATABASE_URL", f"has no usable host and port: {error}") from error
    return url


def _base_url(url: str) -> str:
    try:
        parts = urlsplit(url)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and not parts.query and not parts.fragment
        _ = parts.port
    except ValueError:
        good = False
    if not good:
        raise SettingError("HARBIN_BASE_URL", f"must be an address such as https://news.example.org, not {url!r}")
    return url.rstrip("/")


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise SettingError("HARBIN_ZONE", f"must be a time zone such as Asia/Shanghai, not {name!r}") from error


def _number(values: Mapping[str, Any], name: str, default: float, *, least: float) -> float:
    try:
        number = float(values.get(name, default))
    except (TypeError, ValueError):
        number = float("nan")
    if not (number >= least and math.isfinite(number)):
        raise SettingError(PREFIX + name.upper(), f"must be a number of at least {least:g}, not {values.get(name)!r}")
    return number


def _flag(values: Mapping[str, Any], name: str) -> bool:
    value = str(values.get(name, "")).lower()
    if value not in ("", "0", "1", "true", "false", "yes", "no"):
        raise SettingError(PREFIX + name.upper(), f"must be 1 or 0, not {value!r}")
    return value in ("1", "true", "yes")


def _hosts(text: str) -> frozenset[str]:
    hosts = frozenset(host.strip().lower() for host in text.split(",") if host.strip())
    for host in hosts:
        if not host.rpartition(":")[2].isdigit():
            raise SettingError("HARBIN_ALLOW_HOSTS", f"must be host:port pairs separated by commas, not {host!r}")
    return hosts


def _webhooks(text: str) -> tuple[str, ...]:
    urls = tuple(dict.fromkeys(url.strip() for url in text.split(",") if url.strip()))
    for url in urls:
        if not url.startswith(("http://", "https://")) or not url.isascii() or " " in url:
            raise SettingError("HARBIN_NOTIFY_WEBHOOKS", f"must be addresses separated by commas, not {url!r}")
    return urls


def _mail(values: Mapping[str, Any]) -> dict[str, Any]:
    """Who gets mail, from whom, through which server: all of it or nothing."""
    boxes = tuple(dict.fromkeys(box.strip() for box in str(values.get("notify_mail", "")).split(",") if box.strip()))
    server, sender = str(values.get("smtp_url", "")), str(values.get("mail_from", ""))
    for name, box in [*(("HARBIN_NOTIFY_MAIL", box) for box in boxes), *((("HARBIN_MAIL_FROM", sender),) if sender else ())]:
        if not re.fullmatch(r"[^@\s<>(),;]+@[^@\s<>(),;]+", box):
            raise SettingError(name, f"must be mail addresses such as desk@news.example.org, not {box!r}")
    try:
        parts = urlsplit(server)
        good = not server or (parts.scheme in ("smtp", "smtps") and bool(parts.hostname) and parts.port != 0)
    except ValueError:
        good = False
    if not good:
        raise SettingError("HARBIN_SMTP_URL", "must be smtp://host:port or smtps://user:password@host")
    if boxes and not (server and sender):
        raise SettingError("HARBIN_NOTIFY_MAIL", "needs HARBIN_SMTP_URL and HARBIN_MAIL_FROM beside it")
    return {"notify_mail": boxes, "smtp_url": server, "mail_from": sender}


def _hubs(text: str, base_url: str) -> tuple[str, ...]:
    hubs = tuple(dict.fromkeys(hub.strip() for hub in text.split(",") if hub.strip()))
    for hub in hubs:
        try:
            parts = urlsplit(hub)
            good = (
                parts.scheme in ("http", "https")
                and bool(parts.hostname)
                and "@" not in parts.netloc
                and hub.isascii()
                and hub.isprintable()
            )
            good = good and not any(mark in hub for mark in '#<>" ') and parts.port != 0
        except ValueError:
            good = False
        if not good or hub == f"{base_url}/hub":
            wanted = "must be addresses of other hubs separated by commas, such as https://hub.example.org/"
            raise SettingError("HARBIN_HUBS", f"{wanted}, not {hub!r}")
    return hubs


def _limits(values: Mapping[str, Any]) -> Limits:
    usual = Limits()
    return Limits(
        head_seconds=_number(values, "head_seconds", usual.head_seconds, least=0.1),
        body_seconds=_number(values, "body_seconds", usual.body_seconds, least=0.1),
        body_rate=_number(values, "body_rate", usual.body_rate, least=1),
        body_kb=_number(values, "body_kb", usual.body_kb, least=1),
        connections=int(_number(values, "connections", usual.connections, least=1)),
        streams=int(_number(values, "streams", usual.streams, least=1)),
    )


def _gaps(text: str) -> dict[str, float]:
    """`e.my399.com=2, 127.0.0.1:8901=0`: seconds by host."""
    gaps = {}
    for pair in filter(None, (pair.strip() for pair in text.split(","))):
        host, _, seconds = pair.rpartition("=")
        try:
            gaps[host.strip().lower()] = float(seconds)
        except ValueError:
            host = ""
        if not host or not 0 <= gaps[host.strip().lower()] <= _LONGEST_GAP:
            raise SettingError("HARBIN_GAPS", f"must be host=seconds pairs separated by commas, such as news.example.org=2, not {pair!r}")
    return gaps


def _ceiling(values: Mapping[str, Any]) -> float:
    ceiling, floor = _number(values, "poll_ceiling", 14400, least=1), _number(values, "poll_floor", 300, least=1)
    if ceiling < floor:
        raise SettingError("HARBIN_POLL_CEILING", f"must not be shorter than HARBIN_POLL_FLOOR ({floor:g} s), not {ceiling:g}")
    return ceiling


def _recipe(spec: SourceSpec) -> dict[str, Any]:
    try:
        return to_values(recipe_of(spec.recipe))
    except RecipeError as error:
        raise SettingError("sources", f"{spec.url}: recipe: {error}") from error


def _source(entry: Any) -> SourceSpec:
    try:
        spec = SourceSpec(**entry)
    except TypeError as error:
        raise SettingError("sources", f"an entry of the city file has a wrong field: {error}") from error
    texts = (spec.url, spec.slug, spec.title, spec.section, spec.scraper, spec.zone, spec.charset)
    if not all(isinstance(text, str) for text in texts) or not isinstance(spec.every, int) or not isinstance(spec.review, bool):
        raise SettingError("sources", f"{spec.url}: every is a whole number of seconds, review true or false, all else texts")
    if spec.zone:
        _zone(spec.zone)
    if spec.charset and not known_charset(spec.charset):
        raise SettingError("sources", f"{spec.url}: charset: {spec.charset!r} is no encoding of web pages")
    if spec.recipe is not None:
        spec = replace(spec, recipe=_recipe(spec))
    if spec.rights not in RIGHTS:
        raise SettingError("sources", f"{spec.url}: rights must be one of {', '.join(RIGHTS)}, not {spec.rights!r}")
    return spec
