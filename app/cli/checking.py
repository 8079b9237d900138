"""check."""

import os
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, replace
from pathlib import Path
from urllib.parse import urlsplit

import click

from app.cli.common import as_json, in_words, table
from app.fetch import Fetcher, Pace
from app.run.boot import clock, settings_from_environment, store_at, user_agent
from app.run.checks.finding import Check, Finding, carried_out
from app.run.checks.here import Here
from app.run.checks.outside import Outside
from app.values.errors import SettingError
from app.values.settings import Settings, unknown_settings

# What needs a database of this program's schema.
_NEED_SCHEMA = ("clock", "key", "service", "backups", "network")


@click.command()
@click.option("--json", "json_", is_flag=True, help="Print JSON.")
@click.option("--offline", is_flag=True, help="Make no requests.")
@in_words
def check(json_: bool, offline: bool) -> None:
    """Tell what is wrong with this installation, before and while it runs, and what to do. Nothing
    is changed. Exit status 1 when something is wrong.
    """
    findings = list(_findings(offline=offline))
    if json_:
        as_json([asdict(finding) for finding in findings])
    else:
        rows = [(each.level, each.about, _said(each)) for each in findings]
        table(("", "ABOUT", "WHAT"), rows)
    if any(finding.level == "wrong" for finding in findings):
        sys.exit(1)


def _said(finding: Finding) -> str:
    return f"{finding.words}; {finding.advice}" if finding.advice else finding.words


def _findings(*, offline: bool) -> Iterator[Finding]:
    try:
        settings = settings_from_environment()
    except SettingError as error:
        yield Finding("settings", "wrong", str(error))
        return
    unknown = unknown_settings(os.environ)
    for name in unknown:
        yield Finding("settings", "note", f"{name} is no setting of ours", "is it misspelt?")
    if not unknown:
        yield Finding("settings", "ok", "all can be used")
    if not _is_begun(settings):
        yield Finding("folder", "note", f"nothing is in {settings.data_dir} before the first start")
        return
    with (
        closing(store_at(settings.database_url, settings)) as store,
        closing(_fetcher(settings)) as fetcher,
    ):
        here, outside = Here(settings, store, clock()), Outside(settings, store, fetcher)
        checks: dict[str, Check] = {
            "folder": here.folder,
            "disk": here.disk,
            "database": here.database,
            "clock": here.clock,
            "key": here.key,
            "fonts": here.fonts,
            "service": here.service,
            "backups": here.backups,
        }
        if not offline:
            checks |= {
                "proxies": outside.proxies,
                "network": outside.network,
                "mail": outside.mail,
                "webhooks": outside.webhooks,
            }
        is_usable = True
        for about, each in checks.items():
            if not is_usable and about in _NEED_SCHEMA:
                continue
            found = carried_out(about, each)
            is_usable &= about != "database" or all(one.level != "wrong" for one in found)
            yield from found


def _is_begun(settings: Settings) -> bool:
    """Whether there is a data folder and, if it is a file, a database."""
    _, is_file, path = settings.database_url.partition("sqlite:///")
    return settings.data_dir.exists() and (not is_file or Path(path).exists())


def _fetcher(settings: Settings) -> Fetcher:
    """A fetcher that may ask for the site itself, wherever its address leads."""
    own = urlsplit(settings.base_url)
    port = own.port or (443 if own.scheme == "https" else 80)
    allowed = settings.allow_hosts | {f"{own.hostname}:{port}"}
    settings = replace(settings, allow_hosts=allowed)
    pace = Pace(settings.gap, settings.gaps, settings.allow_hosts)
    return Fetcher(user_agent=user_agent(settings), now=clock, allow_hosts=allowed, pace=pace)
