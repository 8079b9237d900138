"""editors add | list | disable | reset."""

import sys
from typing import cast

import click

from app.cli.common import as_json, in_words, opened, table
from app.desk import add_editor, change_editor, check_name, reset_access
from app.values.model import ROLES, Role

_BY = "command line"
_from_stdin = click.option(
    "--password-stdin",
    is_flag=True,
    help="Read the password from standard input instead of asking.",
)


@click.group()
def editors() -> None:
    """The people who work at the desk."""


@editors.command("add")
@click.argument("name")
@click.option(
    "--role",
    default=None,
    type=click.Choice(ROLES),
    help="Without one the first becomes chief, every later one editor.",
)
@_from_stdin
@in_words
def add(name: str, role: str | None, password_stdin: bool) -> None:
    """Let a new editor in."""
    check_name(name)
    password = _password(password_stdin)
    with opened() as service:
        editor = add_editor(
            service.store,
            name,
            cast(Role | None, role),
            service.passwords.make(password),
            _BY,
            service.now(),
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
        change_editor(service.store, name, _BY, service.now(), disabled=True, even_last=True)
    click.echo(f"disabled {name}")


@editors.command("reset")
@click.argument("name")
@_from_stdin
@in_words
def reset(name: str, password_stdin: bool) -> None:
    """Give an editor who lost password or device a new password and no second factor; logins and
    tokens end.
    """
    with opened() as service:
        service.store.editors.by_name(name)
        password = service.passwords.make(_password(password_stdin))
        editor = reset_access(service.store, name, password, _BY, service.now())
    state = "; still disabled, a chief lets them in again" if editor.disabled else ""
    click.echo(f"reset {editor.name}: new password, second factor off{state}")


def _password(from_stdin: bool) -> str:
    """What is typed, or comes over standard input."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    return str(click.prompt("Password", hide_input=True, confirmation_prompt=True))
