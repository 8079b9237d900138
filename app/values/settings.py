"""Settings: the environment over a TOML file that it names over the shipped city file.

Decisions 0002, 0092.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from pathlib import Path
from typing import Annotated, Any, get_type_hints
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pydantic
from pydantic_core import ErrorDetails
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    InitSettingsSource,
    SettingsConfigDict,
)

from app.values.errors import SettingError
from app.values.limits import Limits
from app.values.program import ENVIRONMENT, NAME, variable
from app.values.retention import Retention
from app.values.setting_types import (
    DEFAULT_BASE_URL,
    AllowedHosts,
    BaseUrl,
    BrowserName,
    DatabaseUrl,
    Flag,
    Folder,
    Gaps,
    Hubs,
    Kept,
    Mailboxes,
    MailServer,
    OptionalFolder,
    PollCeiling,
    Seconds,
    Secret,
    Sender,
    Sources,
    Webhooks,
)
from app.values.shipped import shipped, usual_data_dir

__all__ = [
    "CITY_FILE",
    "DEFAULT_BASE_URL",
    "INTERFACE_LANGUAGES",
    "Settings",
    "read_settings",
    "unknown_settings",
]

CITY_FILE = shipped(f"deploy/{NAME}.toml")
INTERFACE_LANGUAGES = ("en", "zh")
_UTC = ZoneInfo("UTC")
_USUALLY_KEPT = Retention(days=7, weeks=4, months=12)
# Sources are tables, so no variable holds them.
_IN_FILES = ("sources",)
# What is wrong with a value, by pydantic's name for it.
_WORDS = {
    "bool_parsing": "must be 1 or 0",
    "bool_type": "must be 1 or 0",
    "finite_number": "must be a number",
    "float_parsing": "must be a number",
    "float_type": "must be a number",
    "greater_than_equal": "must be at least {ge:g}",
    "int_from_float": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_parsing_size": "must be a smaller number",
    "int_type": "must be a whole number",
    "less_than_equal": "must be at most {le:g}",
    "path_type": "must be a folder",
    "string_type": "must be a text",
    "tuple_type": "must be a list",
    "zoneinfo_str": "must be a time zone such as Europe/Berlin",
}


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything an operator can set; `read_settings` reads and checks it.

    `tick` is in seconds, `workers` is how many sources are read at once. `gap` is the least pause
    in seconds between two requests to a host, `gaps` that of single hosts. `poll_floor` and
    `poll_ceiling` are the shortest and longest time in seconds between two checks of a source,
    `checks_per_day` what a source may cost. `captures_mb` bounds the captures on disk, `texts_mb`
    and `uploads_mb` what one person may store in a day. `hub`: whether the built-in hub is on;
    `hubs`: other hubs that are told of changes. `proxies`: how many proxies stand before the
    service, whose word for visitors' addresses is taken. `notify_webhooks` and `notify_mail`: who
    is told what the newsroom should know, by POST (signed with `notify_secret`) and by mail
    (`mail_from`, through `smtp_url`). `browser`: what draws pages that only scripts draw,
    "playwright" or nothing. `backup_to`: the folder into which the clock makes a backup every
    `backup_every` seconds, with captures if `backup_captures` says so, encrypted by what is in
    `backup_passphrase_file`, of which it keeps some (`backup_keep`). `limits`: what one visitor may
    take of the server.
    """

    data_dir: Folder = Path("var")
    # May hold a password.
    database_url: DatabaseUrl = field(default="", repr=False)
    base_url: BaseUrl = DEFAULT_BASE_URL
    title: str = "News"
    tagline: str = ""
    zone: ZoneInfo = _UTC
    language: str = "en"
    contact: str = ""
    publisher: str = ""
    tick: Annotated[float, pydantic.Field(ge=0.1)] = 5.0
    workers: Annotated[int, pydantic.Field(ge=1)] = 8
    gap: Annotated[float, pydantic.Field(ge=0)] = 1.0
    gaps: Gaps = field(default_factory=dict)
    poll_floor: Annotated[float, pydantic.Field(ge=1)] = 300
    poll_ceiling: PollCeiling = 14400
    checks_per_day: Annotated[float, pydantic.Field(ge=1)] = 48
    captures_mb: Annotated[float, pydantic.Field(ge=1)] = 2000
    texts_mb: Annotated[float, pydantic.Field(ge=1)] = 200
    uploads_mb: Annotated[float, pydantic.Field(ge=1)] = 200
    allow_hosts: AllowedHosts = frozenset()
    no_clock: Flag = False
    secret_key: Secret = field(default="", repr=False)
    metrics_token: Secret = field(default="", repr=False)
    sources: Sources = ()
    hub: Flag = True
    hubs: Hubs = ()
    proxies: Annotated[int, pydantic.Field(ge=0)] = 0
    notify_webhooks: Webhooks = ()
    notify_secret: Secret = field(default="", repr=False)
    mail_from: Sender = ""
    smtp_url: MailServer = field(default="", repr=False)
    notify_mail: Mailboxes = ()
    browser: BrowserName = ""
    backup_to: OptionalFolder = None
    backup_every: Annotated[Seconds, pydantic.Field(ge=600)] = 86_400
    backup_keep: Kept = _USUALLY_KEPT
    backup_captures: Flag = False
    backup_passphrase_file: OptionalFolder = None
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


class _Readable(BaseSettings):
    """How settings are read; their names and types are those of `Settings` and `Limits`."""

    model_config = SettingsConfigDict(
        env_prefix=ENVIRONMENT,
        # A name of a file in capitals is misspelt.
        case_sensitive=True,
        # Lists are written with commas, not as JSON.
        enable_decoding=False,
        extra="forbid",
        # A default may not fit what was given beside it.
        validate_default=True,
        allow_inf_nan=False,
        hide_input_in_errors=True,
    )

    config: str = ""

    def __init__(self, environ: Mapping[str, str], values: dict[str, Any]) -> None:
        sources = _Environment(type(self), environ), InitSettingsSource(type(self), values)
        super().__init__(_build_sources=(sources, {}))


class _Environment(EnvSettingsSource):
    """The variables that we are given, which need not be those of this process."""

    def __init__(self, model: type[BaseSettings], environ: Mapping[str, str]) -> None:
        super().__init__(model)
        given = {
            name: environ.get(variable(name))
            for name in model.model_fields
            if name not in _IN_FILES
        }
        self.env_vars = {
            ENVIRONMENT + name: value for name, value in given.items() if value is not None
        }


def _definitions(kind: type[Settings | Limits]) -> dict[str, Any]:
    """The fields of a dataclass as pydantic defines a model's."""
    hints = get_type_hints(kind, include_extras=True)
    return {
        each.name: (hints[each.name], _default(each))
        for each in fields(kind)
        if each.name != "limits"
    }


def _default(of: Field[Any]) -> Any:
    return (
        of.default
        if of.default_factory is MISSING
        else pydantic.Field(default_factory=of.default_factory)
    )


_Given = pydantic.create_model(
    "_Given", __base__=_Readable, **_definitions(Settings), **_definitions(Limits)
)
_VARIABLES = frozenset(variable(name) for name in _Given.model_fields if name not in _IN_FILES)
_SECRET = frozenset(each.name for each in fields(Settings) if not each.repr)


def read_settings(environ: Mapping[str, str]) -> Settings:
    """Read all settings; SettingError names the first that cannot be used."""
    values = {"data_dir": usual_data_dir(environ)} | _toml(CITY_FILE)
    if named := environ.get(variable("config")):
        values |= _toml(Path(named))
    try:
        given = _Given(environ, values)
    except pydantic.ValidationError as error:
        # What was given may be a secret, and pydantic's error holds it.
        raise _setting_error(error.errors()) from None
    read = dict(given)
    limits = Limits(**{each.name: read[each.name] for each in fields(Limits)})
    return Settings(
        **{each.name: read[each.name] for each in fields(Settings) if each.name != "limits"},
        limits=limits,
    )


def unknown_settings(environ: Mapping[str, str]) -> list[str]:
    """Variables with our prefix that mean nothing to us: misspelt, most likely."""
    return sorted(
        name for name in environ if name.startswith(ENVIRONMENT) and name not in _VARIABLES
    )


def _setting_error(problems: Iterable[ErrorDetails]) -> SettingError:
    """The first problem in one line; a name that means nothing comes before wrong values."""
    problem = min(problems, key=lambda each: each["type"] != "extra_forbidden")
    name = str(problem["loc"][0])
    if problem["type"] == "extra_forbidden":
        return SettingError(
            name, f"there is no such setting; known are {', '.join(sorted(_Given.model_fields))}"
        )
    return SettingError(name if name in _IN_FILES else variable(name), _in_words(problem, name))


def _in_words(problem: ErrorDetails, name: str) -> str:
    context = problem.get("ctx", {})
    if problem["type"] == "value_error":
        return str(context["error"])
    words = _WORDS.get(problem["type"], "cannot be used").format(**context)
    return words if name in _SECRET else f"{words}, not {problem['input']!r}"


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise SettingError(variable("config"), f"cannot read {path}: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingError(variable("config"), f"{path} is no valid TOML: {error}") from error
