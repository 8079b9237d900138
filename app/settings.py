"""Settings: the environment (prefix HARBIN_) over a TOML file named by HARBIN_CONFIG over the shipped city file."""

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from app.errors import SettingError
from app.model import RIGHTS, SourceSpec

HOUSE = Path(__file__).resolve().parent.parent
CITY_FILE = HOUSE / "deploy" / "harbin.toml"
PREFIX = "HARBIN_"
DEFAULT_BASE_URL = "http://127.0.0.1:8000"
_NAMES = frozenset(
    "config database_url data_dir base_url secret_key allow_hosts no_clock title tagline zone language contact tick workers sources".split()
)


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything an operator can set; `tick` is in seconds, `workers` is how many sources are collected at once."""

    data_dir: Path
    database_url: str
    base_url: str
    title: str
    tagline: str
    zone: ZoneInfo
    language: str
    contact: str
    tick: float = 5.0
    workers: int = 4
    allow_hosts: frozenset[str] = frozenset()
    no_clock: bool = False
    secret_key: str = field(default="", repr=False)
    sources: tuple[SourceSpec, ...] = ()

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
    return Settings(
        data_dir=data_dir,
        database_url=_database(str(values.get("database_url") or f"sqlite:///{data_dir / 'harbin.db'}")),
        base_url=_base_url(str(values.get("base_url") or DEFAULT_BASE_URL)),
        title=_text(values, "title", "News"),
        tagline=_text(values, "tagline", ""),
        zone=_zone(str(values.get("zone", "UTC"))),
        language=_text(values, "language", "en"),
        contact=_text(values, "contact", ""),
        tick=_number(values, "tick", 5.0, least=0.1),
        workers=int(_number(values, "workers", 4, least=1)),
        allow_hosts=_hosts(str(values.get("allow_hosts", ""))),
        no_clock=_flag(values, "no_clock"),
        secret_key=str(values.get("secret_key", "")),
        sources=tuple(_source(entry) for entry in values.get("sources", ())),
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


def _source(entry: Any) -> SourceSpec:
    try:
        spec = SourceSpec(**entry)
    except TypeError as error:
        raise SettingError("sources", f"an entry of the city file has a wrong field: {error}") from error
    texts = (spec.url, spec.slug, spec.title, spec.section, spec.scraper, spec.zone)
    if not all(isinstance(text, str) for text in texts) or not isinstance(spec.every, int) or not isinstance(spec.review, bool):
        raise SettingError("sources", f"{spec.url}: every is a whole number of seconds, review true or false, all else texts")
    if spec.zone:
        _zone(spec.zone)
    if spec.rights not in RIGHTS:
        raise SettingError("sources", f"{spec.url}: rights must be one of {', '.join(RIGHTS)}, not {spec.rights!r}")
    return spec
