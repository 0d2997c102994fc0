"""The form of a preset: what a decision of a meeting is, as frozen data.

A preset takes rules, never people's files: the windows, the words of the decision, the
settings with their defaults and the Terms of Reference. The application makes a
recruitment from it; another meeting's closure re-dates it (reading R18).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from recruit.procedure.rules.calendar import Window
from recruit.states.rules import CommitteeSeat


@dataclass(frozen=True, slots=True)
class Provision:
    """A sentence of the decision in its own words. para: "53(a)"."""

    para: str
    text: str


@dataclass(frozen=True, slots=True)
class Setting:
    """A value that the decision leaves open. rule: the reading or table that gives it.

    unit: what value counts ("calendar days", "working days", "hours", ...), or the form of
    a text value.
    """

    key: str
    value: int | str | tuple[int, ...]
    unit: str
    rule: str


class Family(StrEnum):
    """The two heads of competencies in section IV of the Terms of Reference."""

    FUNCTIONAL = "functional"
    CORE = "core"


@dataclass(frozen=True, slots=True)
class Competency:
    """A competency of the Terms of Reference with its behavioural indicators, word for word.

    subtitle: what stands behind the colon of its head. printed_under: the key of the
    competency under whose head it is printed as a bullet; such an entry is flagged, and its
    indicators are the bullets that follow it there and speak of it.
    """

    key: str
    family: Family
    name: str
    subtitle: str = ""
    indicators: tuple[str, ...] = ()
    printed_under: str = ""

    @property
    def flagged(self) -> bool:
        """Whether the source prints it as a bullet under another competency."""
        return bool(self.printed_under)


@dataclass(frozen=True, slots=True)
class KeyFunction:
    """One of the key functions A to G with what it focuses on."""

    letter: str
    text: str
    focus: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Qualifications:
    """What section 'Recruitment Qualifications' asks for."""

    education: tuple[str, ...]
    experience: tuple[str, ...]
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TermsOfReference:
    """A version of the Terms of Reference; an amendment is a new version (T5)."""

    version: int
    title: str
    fields: tuple[tuple[str, str], ...]
    context: tuple[str, ...]
    summary: tuple[str, ...]
    obligations: tuple[str, ...]
    functions: tuple[KeyFunction, ...]
    results: tuple[str, ...]
    impact: tuple[str, ...]
    competencies: tuple[Competency, ...]
    qualifications: Qualifications
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Preset:
    """A decision as data. closure: UTC; days in Geneva; quoted texts in para. 53 and 54."""

    name: str
    title: str
    document: str
    closure: datetime
    windows: tuple[Window, ...]
    calendar_texts: tuple[Provision, ...]
    provisions: tuple[Provision, ...]
    settings: tuple[Setting, ...]
    terms_of_reference: TermsOfReference
    committee: tuple[CommitteeSeat, ...]
    president_state: str
    president_first: date
    president_last: date

    def setting(self, key: str) -> int | str | tuple[int, ...]:
        """The default of this setting. Raises KeyError for an unknown key."""
        for setting in self.settings:
            if setting.key == key:
                return setting.value
        raise KeyError(key)
