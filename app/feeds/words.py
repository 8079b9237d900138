"""The few words that feeds add to what items say, in the site's language."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.values.model import CorrectionKind, Rights


@dataclass(frozen=True, slots=True)
class Words:
    """Words of one language; those with %s take what they speak of, and all are plain text."""

    kinds: Mapping[CorrectionKind, str]
    told: str
    credit: str
    original: str
    withdrawn: str
    gone: str
    because: str
    merged: str
    untitled: str
    part: str
    less: Mapping[Rights, str]
    reports: str
    only: str
    section: str
    tag: str
    headline: str
    headline_at: str
    whole: str
    sections: str
    sources: str
    corrections: str
    corrected: str
    search: str
    rights: str


ENGLISH = Words(
    {"correction": "Correction", "clarification": "Clarification", "update": "Update"},
    told="%s: %s",
    credit="Source: %s",
    original="original",
    withdrawn="Withdrawn",
    gone="This item was withdrawn.",
    because="%s %s",
    merged="Merged into %s",
    untitled="Untitled",
    part="%s: %s",
    less={"summary": "summaries", "headline": "headlines"},
    reports="What %s reports",
    only="%s: %s only",
    section="%s, from %s",
    tag="Items about %s, from %s",
    headline="Only the headline is published here.",
    headline_at="Only the headline may be shown here. Read the story at %s.",
    whole="Read the whole text",
    sections="Sections",
    sources="Sources",
    corrections="Corrections",
    corrected="What %s has corrected, the last correction first",
    search="What %s publishes about %s",
    rights="The rights in each story are its source's",
)
CHINESE = Words(
    {"correction": "更正", "clarification": "说明", "update": "更新"},
    told="%s：%s",
    credit="来源：%s",
    original="原文",
    withdrawn="已撤回",
    gone="本条新闻已撤回。",
    because="%s%s",
    merged="已并入 %s",
    untitled="无标题",
    part="%s：%s",
    less={"summary": "摘要", "headline": "标题"},
    reports="%s的报道",
    only="%s：仅%s",
    section="%s，来自%s",
    tag="关于%s的新闻，来自%s",
    headline="此处仅发布标题。",
    headline_at="此处仅可显示标题，请到%s阅读全文。",
    whole="阅读全文",
    sections="栏目",
    sources="来源",
    corrections="更正",
    corrected="%s的更正，最新的在前",
    search="%s关于“%s”的新闻",
    rights="每条新闻的权利属于其来源",
)


def words_of(language: str) -> Words:
    """The words for a feed of a language (BCP 47), or none: English where there are no others."""
    return CHINESE if language.lower().partition("-")[0] == "zh" else ENGLISH
