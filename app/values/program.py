"""What the program calls itself: every name by which others know it is made of one word."""

NAME = "harbin"
TITLE = f"{NAME.capitalize()} Today"
# One word, as user agents and robots.txt want it.
AGENT = TITLE.replace(" ", "")
# As an operator types it, where the program is installed.
COMMAND = TITLE.lower().replace(" ", "-")
ENVIRONMENT = f"{NAME.upper()}_"


def variable(setting: str) -> str:
    """The environment variable of a setting."""
    return ENVIRONMENT + setting.upper()


def header(word: str) -> str:
    """A header field of our own."""
    return f"X-{NAME.capitalize()}-{word}"
