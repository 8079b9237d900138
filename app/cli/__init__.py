"""The commands: `python -m app COMMAND`, `flask --app app COMMAND`, and where it is installed
the program's own name and COMMAND.
"""

import click
from flask import Flask

from app.cli import (
    backups,
    checking,
    doctor,
    editors,
    exporting,
    items,
    running,
    secrets,
    sections,
    sources,
    upgrading,
)
from app.run.boot import build, settings_from_environment
from app.values.program import TITLE
from app.web import create_app

_COMMANDS: tuple[click.Command, ...] = (
    running.serve,
    running.collect,
    running.release,
    running.replay,
    doctor.doctor,
    running.fetch,
    exporting.export,
    backups.backup,
    backups.restore,
    upgrading.upgrade,
    checking.check,
    sources.sources,
    sections.sections,
    items.items,
    editors.editors,
    secrets.secrets_,
)


@click.group(
    help=f"{TITLE}: collects a city's news, lets editors work on it, publishes a site and feeds.",
    context_settings={"help_option_names": ["-h", "--help"]},
)
def commands() -> None:
    """All commands."""


for _command in _COMMANDS:
    commands.add_command(_command)


def flask_app() -> Flask:
    """The application with these commands beside Flask's own."""
    app = create_app(build(settings_from_environment()))
    for command in _COMMANDS:
        app.cli.add_command(command)
    return app
