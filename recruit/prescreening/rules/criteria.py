"""What applications are screened against (reading A2; Annex I, Recruitment Qualifications).

The words are Annex I's own, unchanged; the English text is authentic, so they are not
translated. What a reading adds (path (b), eight years within the ten) stands apart,
in reading_words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from recruit.core.errors import Kind, Refusal
from recruit.core.words import _, kept

TERMS_VERSION = 1
"""The version of the Terms of Reference whose words these are (T5)."""


class Finding(StrEnum):
    """The answer to one criterion."""

    MET = "met"
    NOT_MET = "not_met"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion: id, where Annex I has it, its words, and whether it is required.

    A desirable criterion never excludes anybody.
    """

    id: str
    paragraph: str
    words: str
    required: bool


@dataclass(frozen=True, slots=True)
class Answered:
    """A screener's answer to one criterion, with reason and evidence (document, page)."""

    criterion: str
    finding: Finding
    reason: str
    evidence: str


_EDUCATION = "Annex I, Recruitment Qualifications, Education"
_EXPERIENCE = "Annex I, Recruitment Qualifications, Experience"
_LANGUAGE = "Annex I, Recruitment Qualifications, Language Requirements"

CRITERIA: tuple[Criterion, ...] = (
    Criterion(
        "M1",
        _EDUCATION,
        "Advanced university degree (master's degree or equivalent) in one of the following "
        "disciplines: political/social sciences, international law, international relations, "
        "geography, business administration, or another relevant field. A first-level university "
        "degree in combination with two additional years of qualifying experience may be "
        "accepted in lieu of the advanced university degree.",
        True,
    ),
    Criterion(
        "M2",
        _EXPERIENCE,
        "A minimum of 10 years professional work experience in the field of international "
        "relations and cooperation",
        True,
    ),
    Criterion(
        "M3",
        _EXPERIENCE,
        "considerable experience in the field of conflict prevention and post-conflict "
        "recovery work.",
        True,
    ),
    Criterion(
        "M4",
        _EXPERIENCE,
        "Included in the above requirements is a minimum of 8 years specific substantive and "
        "technical experience in the nexus of development/humanitarian/disarmament work in "
        "fields of research, policy and/or programme development; strategy formulation.",
        True,
    ),
    Criterion(
        "M5", _EXPERIENCE, "Proven track record of management at an international level.", True
    ),
    Criterion(
        "M6",
        _EXPERIENCE,
        "Considerable experience working in an international multilateral and diplomatic "
        "environment.",
        True,
    ),
    Criterion("M7", _LANGUAGE, "Fluency in English, both oral and written, is required", True),
    Criterion(
        "N1", _EXPERIENCE, "Experience in managing a mine action programme is desirable.", False
    ),
    Criterion(
        "N2", _LANGUAGE, "working knowledge of other UN official language is an asset.", False
    ),
)

BY_ID: Mapping[str, Criterion] = {c.id: c for c in CRITERIA}
REQUIRED: tuple[str, ...] = tuple(c.id for c in CRITERIA if c.required)
DESIRABLE: tuple[str, ...] = tuple(c.id for c in CRITERIA if not c.required)


@kept
def title(criterion: str) -> str:
    """A short name for table heads, in the reader's language. Raises KeyError."""
    return {
        "M1": _("Education"),
        "M2": _("Ten years in international relations and cooperation"),
        "M3": _("Conflict prevention and post-conflict recovery"),
        "M4": _("Eight years in development, humanitarian or disarmament work"),
        "M5": _("Management at an international level"),
        "M6": _("Multilateral and diplomatic environment"),
        "M7": _("Fluent English"),
        "N1": _("Managing a mine action programme"),
        "N2": _("Another UN official language"),
    }[criterion]


@kept
def reading_words(criterion: str) -> str:
    """What the readings A2 and A3 add to Annex I's words; empty where nothing."""
    return {
        "M1": _(
            "Reading: (a) an advanced degree, or (b) a first-level degree with two years more "
            "than the ten of M2, which the panel may accept in lieu."
        ),
        "M2": _("Reading: 120 months by path (a), 144 by path (b), counted from dated periods."),
        "M4": _("Reading: 96 months on either path, counted only in periods that count for M2."),
        "N1": _("Desirable: never excludes."),
        "N2": _("Desirable: never excludes."),
    }.get(criterion, "")


def answer(criterion: str, finding: Finding, reason: str, evidence: str) -> Answered:
    """A2: an answer to one criterion. Raises Refusal (kind INVALID) for an unknown
    criterion and without a reason or evidence."""
    if criterion not in BY_ID:
        raise Refusal(
            "A2", "Annex I, reading A2", _("There is no such criterion."), kind=Kind.INVALID
        )
    if not reason.strip() or not evidence.strip():
        raise Refusal(
            "A2",
            "Annex I, reading A2",
            _(
                "%(criterion)s: an answer needs a reason and its evidence.",
                criterion=title(criterion),
            ),
            kind=Kind.INVALID,
            todo=_("Say where in the papers it stands, or that nothing is found."),
        )
    return Answered(criterion, finding, reason.strip(), evidence.strip())
