"""A letter to States as a sheet for the house's Typst child: English first, then the courtesies."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from recruit.approval.wording import tongues
from recruit.core import times
from recruit.documents import rendering


def sheet(letter: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    """The letter in all its languages, one after another; at: aware, its date.

    Arabic is shaped by the carried font and runs from right to left paragraph by paragraph.
    """
    day = times.geneva_date(at)
    every = [letter, *letter.get("courtesy", {}).values()]
    return {
        "title": letter["subject"],
        "over": letter["reference"],
        "date": [day.year, day.month, day.day],
        "lang": "en",
        "region": "GB",
        "running": f"{letter['sender']} · {letter['reference']}",
        "foot": tongues.words(tongues.AUTHENTIC)["authentic"],
        "lead": [],
        "mark": [],
        "parts": [_part(one) for one in every],
    }


def _part(one: Mapping[str, Any]) -> dict[str, Any]:
    lang = one.get("lang", tongues.AUTHENTIC)
    said = [one["subject"]] if lang != tongues.AUTHENTIC else []
    said += [one["sender"], one["addressee"], one["date_text"]]
    said += [*one["paragraphs"], *one["closing"]]
    return {
        "title": tongues.words(lang)["name"],
        "level": 1,
        "items": [{"kind": "text", "text": text} for text in said],
    }


def pdf(letter: Mapping[str, Any], at: datetime) -> bytes:
    """The letter as PDF/A. Raises Refusal where the child can't draw it within its limits."""
    return rendering.pdf(sheet(letter, at), at)
