"""What goes into an archive, by its reader and its date (tables D, 'Who sees what'). Pure.

The policy says what a capacity may have once the procedure is closed; the tables D say how
long it is there. Nothing goes in that the reader could not have on the application's pages.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from recruit.access.actions import Action, log_of
from recruit.access.policy import allows
from recruit.access.rules import Capacity, Log
from recruit.core.words import _
from recruit.procedure.rules.ending import after
from recruit.procedure.rules.milestones import Column


class Part(StrEnum):
    """A part of an archive, in the order of its index."""

    OUTCOME = "outcome"
    CALENDAR = "calendar"
    ANNEX = "annex"
    PROPOSAL = "proposal"
    LETTERS = "letters"
    OWN_LETTERS = "own_letters"
    REPORT = "report"
    APPLICATIONS = "applications"
    MEMORY = "memory"
    ENTRIES = "entries"
    CHECKPOINTS = "checkpoints"


@dataclass(frozen=True, slots=True)
class Content:
    """Whether a part goes in. why: where it does not, why not."""

    part: Part
    given: bool
    why: str = ""


_NEEDS: Final = {
    Part.OUTCOME: Action.PUBLIC_READ,
    Part.CALENDAR: Action.CALENDAR_READ,
    Part.ANNEX: Action.CALENDAR_READ,
    Part.PROPOSAL: Action.PROPOSAL_READ,
    Part.LETTERS: Action.ITEMS_READ,
    Part.OWN_LETTERS: Action.ITEM_READ_OWN,
    Part.REPORT: Action.REPORT_READ_RELEASED,
    Part.APPLICATIONS: Action.APPLICATION_READ,
    Part.MEMORY: Action.MEMORY_READ,
    Part.ENTRIES: Action.RECORD_READ,
    Part.CHECKPOINTS: Action.CALENDAR_READ,
}
# Until how many months after the end a part is there; what is not named here outlives it.
_MONTHS: Final = {
    Part.REPORT: ("retention_panel_months", 1),
    Part.APPLICATIONS: ("retention_applications_months", 1),
    Part.ENTRIES: ("retention_audit_years", 12),
}


def names_last(settings: Mapping[str, Any], end: datetime) -> datetime:
    """Until when candidates who were not appointed stand by name; then by reference (D3)."""
    return after(end, int(settings["retention_applications_months"]))


def contents(
    capacity: Capacity,
    settings: Mapping[str, Any],
    end: datetime,
    as_of: datetime,
    *,
    edition: bool = False,
) -> tuple[Content, ...]:
    """Every part, with whether this reader's archive of this date holds it.

    settings: the procedure's. end: when it ended. as_of: aware, not before the end. edition:
    the report's second edition is confirmed, which outlives the first (J9).
    """
    found = []
    for part in Part:
        if not allows(_NEEDS[part], capacity, Column.CLOSED):
            found.append(Content(part, False, _("Not this capacity's.")))
            continue
        setting, times = _MONTHS.get(part, ("", 0))
        outlives = part is Part.REPORT and edition
        if setting and not outlives and as_of >= after(end, int(settings[setting]) * times):
            found.append(Content(part, False, _("Its time is over (D3).")))
            continue
        found.append(Content(part, True))
    return tuple(found)


def whole_entry(log: Log, act: str) -> bool:
    """Whether an auditor may know all of an entry once the procedure is closed.

    Of what was done on a round: the time and the kind, neither State nor actor.
    """
    if log is Log.ROUND:
        return False
    try:
        return log_of(Action(act)) is not Log.ROUND
    except ValueError:
        return False  # an entry that an act wrote beside its own


def extract(content: Mapping[str, Any], appointed: str) -> dict[str, Any]:
    """The report for an archive: nothing of candidates who were not appointed (D3, J9).

    appointed: the appointed candidate's reference, '' where nobody was. Lines about others
    are left out, separate opinions too, and a name that stands in a text gives way to the
    reference. The report itself stays whole where it is.
    """
    others: dict[str, str] = {}
    _collect(content, appointed, others)
    kept = {key: value for key, value in content.items() if key != "opinions"}
    kept["opinions"] = []
    cleaned = _cleaned(kept, appointed, others)
    return dict(cleaned)


def _collect(value: Any, appointed: str, others: dict[str, str]) -> None:
    if isinstance(value, Mapping):
        reference, name = value.get("reference"), value.get("name")
        if reference and name and reference != appointed:
            others[str(name)] = str(reference)
        for inner in value.values():
            _collect(inner, appointed, others)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            _collect(inner, appointed, others)


def _of_another(value: Any, appointed: str) -> bool:
    return (
        isinstance(value, Mapping)
        and "reference" in value
        and "appointed" not in value
        and value["reference"] != appointed
    )


def _cleaned(value: Any, appointed: str, others: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        for name, reference in others.items():
            value = value.replace(name, reference)
            for word in name.split():
                if len(word) > 3:
                    value = value.replace(word, reference)
        return value
    if isinstance(value, Mapping):
        return {key: _cleaned(inner, appointed, others) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_cleaned(v, appointed, others) for v in value if not _of_another(v, appointed)]
    return value
