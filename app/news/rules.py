"""What becomes of new items of a source: rules that people write, in their order, and what they say
of one item.

Decision 0075.
"""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal, cast, get_args

import regex

from app.values.errors import InputError
from app.values.model import Content

Field = Literal["title", "section", "author", "text"]
How = Literal["contains", "is", "matches"]
Then = Literal["publish", "review", "drop", "tag", "section"]
Decision = Literal["publish", "review", "drop"]

FIELDS: tuple[Field, ...] = get_args(Field)
HOWS: tuple[How, ...] = get_args(How)
THENS: tuple[Then, ...] = get_args(Then)
MOST_RULES = 50
_DECISIONS: tuple[Decision, ...] = get_args(Decision)
_LONGEST, _LONGEST_TEXT, _PATIENCE = 300, 20_000, 0.1


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: where `field` contains, is or matches `value`, `then` happens; `to` is the tag or
    the section that an item gets.
    """

    field: Field
    how: How
    value: str
    then: Then
    to: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What rules say of an item; `rule` is the number of the one that decided, from 1, and None
    where none did. `doubted`: it waits because of its title, or has one to look at; `foreign`:
    because its listing had never linked to its host.
    """

    decision: Decision
    rule: int | None = None
    tags: tuple[str, ...] = ()
    section: str = ""
    doubted: bool = False
    foreign: bool = False


def parse(values: object) -> tuple[Rule, ...]:
    """Rules from plain JSON values; InputError names the rule that cannot be used, and what to
    do.
    """
    if not isinstance(values, list) or not all(isinstance(value, Mapping) for value in values):
        raise InputError("the rules are no list of rules; write them anew", field="rules")
    if len(values) > MOST_RULES:
        raise InputError(
            "there are more than %(most)s rules; put some of them together",
            field="rules",
            most=MOST_RULES,
        )
    return tuple(_rule(number, value) for number, value in enumerate(values, 1))


def to_values(rules: Sequence[Rule]) -> list[dict[str, Any]]:
    """Rules as plain JSON values, which `parse` reads."""
    return [asdict(rule) for rule in rules]


def judge(content: Content, section: str, rules: Sequence[Rule]) -> Verdict:
    """What rules say of an item that files into a section.

    The first of publish, review and drop decides, and what none decides goes to review; all tags
    are given, and of sections the first. A pattern that goes round in circles on a text says
    nothing, nor does any after it, and the decision is left to people.
    """
    applying = list(_applying(content, section, rules))
    decision, number = next(
        ((rule.then, number) for number, rule in applying if rule.then in _DECISIONS),
        ("review", None),
    )
    tags = dict.fromkeys(
        rule.to for _, rule in applying if rule.then == "tag" and rule.to not in content.tags
    )
    to_section = next((rule.to for _, rule in applying if rule.then == "section"), "")
    return Verdict(cast(Decision, decision), number, tuple(tags), to_section)


def doubting(verdict: Verdict, doubts: Sequence[str], *, even_doubtful: bool) -> Verdict:
    """A verdict on an item of whose fields some are in doubt: a title in doubt is for people to
    look at, unless even that is to be published.
    """
    if "title" not in doubts or verdict.decision == "drop":
        return verdict
    if verdict.decision == "publish" and even_doubtful:
        return verdict
    return replace(verdict, decision="review", doubted=True)


def strange(verdict: Verdict) -> Verdict:
    """A verdict on an item whose host its listing had never linked to: it is for people to look
    at.
    """
    if verdict.decision == "drop":
        return verdict
    return replace(verdict, decision="review", foreign=True)


def _applying(content: Content, section: str, rules: Sequence[Rule]) -> Iterator[tuple[int, Rule]]:
    """The rules that apply, with their numbers from 1; one that stalls asks for review instead of
    what it says.
    """
    stalled = False
    for number, rule in enumerate(rules, 1):
        applies = None if stalled and rule.how == "matches" else _applies(rule, content, section)
        if applies is None:
            stalled = True
            yield number, replace(rule, then="review")
        elif applies:
            yield number, rule


def _rule(number: int, value: Mapping[str, Any]) -> Rule:
    words = {name: value.get(name, "") for name in ("field", "how", "value", "then", "to")}
    if not all(isinstance(word, str) and len(word) <= _LONGEST for word in words.values()):
        raise InputError(
            "rule %(number)s: it has texts of more than %(most)s characters; make them shorter",
            field=f"rule-{number}",
            number=number,
            most=_LONGEST,
        )
    made = Rule(**{name: word.strip() for name, word in words.items()})
    _check(number, made)
    return made


def _check(number: int, made: Rule) -> None:
    """Refuse a rule that could do nothing; InputError says what is missing."""
    if made.field not in FIELDS or made.how not in HOWS or made.then not in THENS:
        raise InputError(
            "rule %(number)s: choose what to look at, how, and what happens then",
            field=f"rule-{number}",
            number=number,
        )
    if not made.value:
        raise InputError(
            (
                "rule %(number)s: it looks for nothing; write the words that it looks for, or "
                "remove it"
            ),
            field=f"rule-{number}",
            number=number,
        )
    if made.then == "tag" and not made.to:
        raise InputError(
            "rule %(number)s: write which tag it gives", field=f"rule-{number}", number=number
        )
    if made.then == "section" and not made.to:
        raise InputError(
            "rule %(number)s: write which section it gives", field=f"rule-{number}", number=number
        )
    if made.how == "matches":
        _check_pattern(number, made.value)


def _check_pattern(number: int, pattern: str) -> None:
    try:
        regex.compile(pattern)
    except (regex.error, OverflowError, RecursionError) as error:
        raise InputError(
            (
                "rule %(number)s: %(pattern)s is no regular expression (%(why)s); use “contains” "
                "for plain words"
            ),
            field=f"rule-{number}",
            number=number,
            pattern=repr(pattern),
            why=error,
        ) from error


def _applies(rule: Rule, content: Content, section: str) -> bool | None:
    """Whether a rule applies; None when that cannot be found out in time."""
    text = {
        "title": content.title,
        "section": section,
        "author": content.author,
        "text": content.text,
    }[rule.field][:_LONGEST_TEXT]
    if rule.how == "contains":
        return _fold(rule.value) in _fold(text)
    if rule.how == "is":
        return _fold(rule.value) == _fold(text)
    try:
        return regex.search(rule.value, text, timeout=_PATIENCE) is not None
    except TimeoutError:
        return None


def _fold(text: str) -> str:
    """A text blind to case, width and spacing."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
