"""What the invented people say: ballots, questions, interviews, texts."""

from __future__ import annotations

from recruit.demo.words.ballots import ballot_reason, panel_reason
from recruit.demo.words.choosing import number, pick
from recruit.demo.words.interviews import LINE_BACK, LINE_LOST, debrief_note, note
from recruit.demo.words.questions import PROFILE, QUESTIONS, grid_words
from recruit.demo.words.texts import biography, minutes, narrative

__all__ = [
    "LINE_BACK",
    "LINE_LOST",
    "PROFILE",
    "QUESTIONS",
    "ballot_reason",
    "biography",
    "debrief_note",
    "grid_words",
    "minutes",
    "narrative",
    "note",
    "number",
    "panel_reason",
    "pick",
]
