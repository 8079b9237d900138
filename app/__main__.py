"""`python -m app COMMAND`."""

from app.cli import commands

if __name__ == "__main__":
    commands(prog_name="python -m app")
