"""The report's own words: its titles, and what became of whom. English, as the report is."""

from __future__ import annotations

from datetime import date

from recruit.core import times
from recruit.core.words import english
from recruit.report.rules.content import Section

STANDING = {
    "in": "shortlisted",
    "withdrew": "shortlisted, withdrew since",
    "followed": "substitute who followed one who withdrew",
    "substitute": "substitute",
    "out": "not shortlisted",
}
TITLES = {
    Section.MANDATE: "Mandate",
    Section.PANEL: "The panel and its replacements",
    Section.CONFLICTS: "Conflicts of interest",
    Section.FIGURES: "Figures for each stage",
    Section.SHORTLIST: "The shortlist and its reasons",
    Section.PROFILE: "Competency profile and leadership skills",
    Section.QUESTIONS: "Questions",
    Section.GRID: "Evaluation grid",
    Section.INTERVIEWS: "The interviews",
    Section.SCORES: "Agreed scores",
    Section.NARRATIVES: "What the panel says of each candidate",
    Section.DECISION: "The panel's decision",
    Section.RESERVE: "Reserve",
    Section.REFERENCES: "References",
    Section.OPINIONS: "Separate opinions",
}
ENDED = {
    "withdrew": "this candidate withdrew",
    "not named": "this candidate does not consent to be named",
    "not approved": "silence was broken, and the matter came back to the panel",
    "without object": "this candidate was no longer available before the outcome was certified",
    "lapsed": "the approval lapsed for this candidate",
}
"""What became of an earlier decision's candidate, in the report."""


@english
def on(day: str) -> str:
    """A day of the content (ISO 8601) as a reader writes it: '9 December 2022'; '' stays ''."""
    return times.day(date.fromisoformat(day), "en") if day else ""
