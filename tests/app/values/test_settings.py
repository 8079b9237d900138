"""Settings: where they come from, what they may say, and what an operator is told of one that
cannot be used.
"""

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from app.values.errors import SettingError
from app.values.settings import Settings, read_settings, unknown_settings

SECRET = "correct-horse-battery"


def from_file(folder: Path, text: str, **environ: str) -> Settings:
    path = folder / "city.toml"
    path.write_text(text, "utf-8")
    return read_settings({"HARBIN_CONFIG": str(path)} | environ)


def refusal(environ: dict[str, str]) -> str:
    with pytest.raises(SettingError) as refused:
        read_settings(environ)
    said = str(refused.value)
    assert len(said.splitlines()) == 1
    return said


def test_the_environment_stands_over_the_file_over_the_city(tmp_path: Path) -> None:
    settings = from_file(tmp_path, 'title = "Daily"\ntick = 2\nworkers = 3\n', HARBIN_TICK="7")
    assert (settings.title, settings.tick, settings.workers) == ("Daily", 7.0, 3)
    assert settings.zone == read_settings({}).zone


def test_a_variable_may_be_empty() -> None:
    assert read_settings({"HARBIN_TAGLINE": ""}).tagline == ""
    assert read_settings({"HARBIN_HUB": ""}).hub is False


def test_variables_of_the_process_do_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HARBIN_TITLE", "Elsewhere")
    assert read_settings({}).title != "Elsewhere"


def test_sources_stand_in_files_alone(tmp_path: Path) -> None:
    environ = {"HARBIN_SOURCES": "https://news.example.org/"}
    assert unknown_settings(environ) == ["HARBIN_SOURCES"]
    assert read_settings(environ).sources == read_settings({}).sources
    (source,) = from_file(tmp_path, '[[sources]]\nurl = "https://news.example.org/"\n').sources
    assert source.url == "https://news.example.org/"


def test_what_is_known_and_what_is_not() -> None:
    known = {f"HARBIN_{name}": "" for name in ("CONFIG", "TITLE", "SMTP_URL", "BODY_KB", "STREAMS")}
    assert unknown_settings(
        known | {"HARBIN_LIMITS": "", "HARBIN_COLOUR": "", "HARBIN_title": "", "COLOUR": ""}
    ) == [
        "HARBIN_COLOUR",
        "HARBIN_LIMITS",
        "HARBIN_title",
    ]


def test_the_database_is_in_the_data_folder_unless_it_is_named(tmp_path: Path) -> None:
    settings = read_settings({"HARBIN_DATA_DIR": "here"})
    assert settings.data_dir == Path("here").absolute()
    assert settings.database_url == f"sqlite:///{Path('here').absolute()}/harbin.db"
    named = read_settings({"HARBIN_DATABASE_URL": "postgres://wei@localhost/news"})
    assert named.database_url == "postgresql+psycopg://wei@localhost/news"


def test_limits_are_settings_like_others() -> None:
    limits = read_settings({"HARBIN_BODY_KB": "2", "HARBIN_STREAMS": "7"}).limits
    assert (limits.body_bytes, limits.streams, limits.connections) == (2048, 7, 50)


def test_lists_are_written_with_commas_or_as_lists_of_toml(tmp_path: Path) -> None:
    written = read_settings(
        {"HARBIN_GAPS": "a.example=1, B.example:80=0", "HARBIN_ALLOW_HOSTS": "A:1 ,b:2,"}
    )
    assert written.gaps == {"a.example": 1.0, "b.example:80": 0.0}
    assert written.allow_hosts == {"a:1", "b:2"}
    listed = from_file(
        tmp_path,
        'allow_hosts = ["a:1"]\nhubs = ["https://hub.example.org/"]\ngaps = { "a.example" = 2 }\n',
    )
    assert (dict(listed.gaps), listed.hubs) == ({"a.example": 2.0}, ("https://hub.example.org/",))
    assert listed.allow_hosts == {"a:1"}


def test_a_default_must_fit_what_was_given_beside_it() -> None:
    assert refusal({"HARBIN_POLL_FLOOR": "20000"}).startswith(
        "HARBIN_POLL_CEILING: must not be shorter than HARBIN_POLL_FLOOR (20000 s)"
    )


@pytest.mark.parametrize(
    ("name", "value", "wanted"),
    [
        ("TICK", "often", "must be a number, not 'often'"),
        ("TICK", "0.05", "must be at least 0.1, not '0.05'"),
        ("TICK", "nan", "must be a number, not 'nan'"),
        ("WORKERS", "2.5", "must be a whole number, not '2.5'"),
        ("NO_CLOCK", "maybe", "must be 1 or 0, not 'maybe'"),
        ("ZONE", "Mars/Olympus", "must be a time zone such as Europe/Berlin, not 'Mars/Olympus'"),
        ("ZONE", "Europe", "must be a time zone such as Europe/Berlin, not 'Europe'"),
        ("NOTIFY_MAIL", "wei@example.org", "needs HARBIN_SMTP_URL and HARBIN_MAIL_FROM beside it"),
        ("DATABASE_URL", "mysql://x", "must begin with sqlite:/// or postgresql://, not 'mysql'"),
    ],
)
def test_a_wrong_value_is_told_in_words(name: str, value: str, wanted: str) -> None:
    assert refusal({f"HARBIN_{name}": value}) == f"HARBIN_{name}: {wanted}"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("title = 5", "HARBIN_TITLE: must be a text, not 5"),
        (
            'colour = "blue"\ntick = "often"',
            "colour: there is no such setting; known are allow_hosts, ",
        ),
        ('TITLE = "Daily"', "TITLE: there is no such setting; "),
        ("sources = 5", "sources: must be a list, not 5"),
        (
            '[[sources]]\nurl = "https://a.example/"\nzone = "Mars"',
            "sources: https://a.example/: zone must be a time zone",
        ),
        (
            '[[sources]]\nurl = "https://a.example/"\ncolour = "blue"',
            "sources: an entry of the city file has a wrong field: ",
        ),
        ("=", "HARBIN_CONFIG: "),
    ],
)
def test_a_wrong_file_is_told_in_words(tmp_path: Path, text: str, wanted: str) -> None:
    with pytest.raises(SettingError) as refused:
        from_file(tmp_path, text)
    assert str(refused.value).startswith(wanted)


@pytest.mark.parametrize(
    "environ",
    [
        {"HARBIN_SMTP_URL": f"http://wei:{SECRET}@mail.example.org"},
        {"HARBIN_DATABASE_URL": f"postgresql://wei:{SECRET}/x@db.example.org/news"},
        {"HARBIN_DATABASE_URL": f"mysql://wei:{SECRET}@db.example.org/news"},
    ],
)
def test_a_wrong_value_that_holds_a_password_is_not_repeated(environ: dict[str, str]) -> None:
    assert SECRET not in refusal(environ)


def test_a_secret_is_never_repeated(tmp_path: Path) -> None:
    with pytest.raises(SettingError) as refused:
        from_file(tmp_path, f'notify_secret = ["{SECRET}"]')
    assert str(refused.value) == "HARBIN_NOTIFY_SECRET: must be a text"
    # Nor by the traceback, which would show what it was raised from.
    assert refused.value.__suppress_context__
    names = ("SECRET_KEY", "METRICS_TOKEN", "NOTIFY_SECRET")
    environ = {f"HARBIN_{name}": SECRET for name in names} | {
        "HARBIN_SMTP_URL": f"smtp://wei:{SECRET}@mail.example.org"
    }
    settings = read_settings(
        environ | {"HARBIN_DATABASE_URL": f"postgresql://wei:{SECRET}@db.example.org/news"}
    )
    assert settings.secret_key == SECRET
    assert SECRET not in repr(settings)


def test_settings_do_not_change() -> None:
    settings = read_settings({"HARBIN_ZONE": "Europe/Berlin"})
    assert settings.zone == ZoneInfo("Europe/Berlin")
    with pytest.raises(AttributeError):
        settings.title = "Other"  # type: ignore[misc]
