"""Forty invented applications: who, what they sent and how it should be judged."""

from __future__ import annotations

from recruit.demo.applications import (
    borderline_1,
    borderline_2,
    suitable_1,
    suitable_2,
    suitable_3,
    suitable_4,
    suitable_5,
    unsuitable_1,
    unsuitable_2,
    unsuitable_3,
)
from recruit.demo.applications.repeated_and_late import LATE, REPEATED
from recruit.demo.applications.shape import Answer, Person, months

SUITABLE = (
    suitable_1.PEOPLE
    + suitable_2.PEOPLE
    + suitable_3.PEOPLE
    + suitable_4.PEOPLE
    + suitable_5.PEOPLE
)
BORDERLINE = borderline_1.PEOPLE + borderline_2.PEOPLE
UNSUITABLE = unsuitable_1.PEOPLE + unsuitable_2.PEOPLE + unsuitable_3.PEOPLE

PEOPLE: tuple[Person, ...] = SUITABLE + BORDERLINE + UNSUITABLE + REPEATED + LATE
"""All forty, by number."""

__all__ = [
    "BORDERLINE",
    "LATE",
    "PEOPLE",
    "REPEATED",
    "SUITABLE",
    "UNSUITABLE",
    "Answer",
    "Person",
    "months",
]
