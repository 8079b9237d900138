"""editors add | list | disable."""

import sys
from typing import cast

import click

from app.cli.common import as_json, in_words, opened, table
from app.desk import change_editor, check_name
from app.values.model import ROLES, Role


@click.group()
def editors() -> None:
    """The people who work at the desk."""


@editors.command("add")
@click.argument("name")
@click.option("--role", default="chief", show_default=True, type=click.Choice(ROLES))
@click.option(
    "--password-stdin",
    is_flag=True,
    help="Read the password from standard input instead of asking.",
)
@in_words
def add(name: str, role: str, password_stdin: bool) -> None:
    """Let a new editor in."""
    check_name(name)
    if password_stdin:
        password = sys.stdin.readline().rstrip("\r\n")
    else:
        password = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    with opened() as service:
        editor = service.store.editors.add(
            name,
            cast(Role, role),
            service.passwords.make(password),
            service.now(),
            by="command line",
        )
    click.echo(
        f"added {editor.name} ({editor.role}); the desk is at {service.settings.base_url}/desk/"
    )


@editors.command("list")
@click.option("--json", "json_", is_flag=True, help="Print JSON.")
@in_words
def list_(json_: bool) -> None:
    """All editors."""
    with opened() as service:
        everybody = service.store.editors.all()
    if json_:
        as_json([{"name": e.name, "role": e.role, "disabled": e.disabled} for e in everybody])
    else:
        table(
            ("NAME", "ROLE", "STATE"),
            [(e.name, e.role, "disabled" if e.disabled else "active") for e in everybody],
        )


@editors.command("disable")
@click.argument("name")
@in_words
def disable(name: str) -> None:
    """Let an editor in no more."""
    with opened() as service:
        change_editor(
            service.store, name, "command line", service.now(), disabled=True, even_last=True
        )
    click.echo(f"disabled {name}")
