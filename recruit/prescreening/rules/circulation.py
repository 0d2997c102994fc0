"""The circulated list (para. 54(b); readings A7, A8, C11, T5) and late applications (R8).

CIRCULATION is the list of conditions under which the list is circulated to the panel.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from recruit.applications.rules import ADMITTING, Admitting
from recruit.core.errors import Answer, Gate, Holds, Kind, Refusal, Refused, require
from recruit.core.words import _, ngettext
from recruit.prescreening.rules.criteria import REQUIRED
from recruit.prescreening.rules.outcome import Outcome, Result

NEVER_SHOWN: frozenset[str] = frozenset(
    {"age", "date_of_birth", "gender", "family", "photo", "nationality", "nationalities"}
)
"""A7: what no screening screen, list or structured field shows."""

MOST_NAMED = 20
"""So many references are named where a condition does not hold; of more their number is said."""


class Why(StrEnum):
    """Why an application stands on the circulated list (A8)."""

    SUITABLE = "suitable"
    BORDERLINE = "borderline"
    INTERNAL = "internal"  # employed by GICHD or the ISU: shown whatever the result (A7)
    PLACED = "placed"  # by the panel, of the applications given on its request (R7)


class Decider(StrEnum):
    """Who decides on a declaration of somebody at GICHD (A7)."""

    FOCAL_POINT = "focal_point"
    CHAIR = "chair"


@dataclass(frozen=True, slots=True)
class Application:
    """What the list needs to know of one application.

    late: received after the close; admitted: by the Chair (R8). withdrawn: by the
    candidate. internal: employed by GICHD or the ISU (A7). locks: how many different
    persons locked a vote. unsettled: differences without settlement (A5). result: None
    while there is none. invited_under, screened_under: the versions of the Terms of
    Reference (T5). placed: by the panel's decision (A8).
    """

    reference: str
    locks: int
    unsettled: tuple[str, ...]
    result: Result | None
    invited_under: int
    screened_under: int | None
    late: bool = False
    admitted: bool = False
    withdrawn: bool = False
    internal: bool = False
    placed: bool = False

    @property
    def to_screen(self) -> bool:
        """In time, or admitted by the Chair; and not withdrawn (R8, R25)."""
        return not self.withdrawn and (not self.late or self.admitted)


@dataclass(frozen=True, slots=True)
class Circulation:
    """The facts on which a list is circulated.

    vacancy_closed: the vacancy's close (with its extension) is past. in_window: the day
    is in the window of para. 54(b); amended: the Chair decided otherwise before (R2).
    """

    panel_constituted: bool
    vacancy_closed: bool
    in_window: bool
    amended: bool
    applications: tuple[Application, ...]

    @property
    def screened(self) -> tuple[Application, ...]:
        return tuple(a for a in self.applications if a.to_screen)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the list: the screening's outcome, why it stands there, its flag."""

    reference: str
    outcome: Outcome
    why: Why
    equivalence: bool


def contents(applications: Iterable[Application]) -> tuple[Entry, ...]:
    """A8: suitable and borderline candidates, those of A7, and those the panel placed;
    ordered by reference. GICHD's screening stays beside a placing."""
    found = []
    for a in applications:
        if not a.to_screen or a.result is None:
            continue
        why = _why(a, a.result.outcome)
        if why is not None:
            found.append(Entry(a.reference, a.result.outcome, why, a.result.equivalence))
    return tuple(sorted(found, key=lambda e: e.reference))


def _why(application: Application, outcome: Outcome) -> Why | None:
    if outcome is Outcome.SUITABLE:
        return Why.SUITABLE
    if outcome is Outcome.BORDERLINE:
        return Why.BORDERLINE
    if application.internal:
        return Why.INTERNAL
    return Why.PLACED if application.placed else None


def place(
    application: Application,
    reasons: Mapping[str, str],
    *,
    criteria_locked: bool,
    ballots_anew: bool,
) -> None:
    """A8: the panel places an application received on a new version of the list.

    reasons: one for each required criterion. criteria_locked: J1's criteria are locked;
    then only with the decision to ballot anew (a new run). Raises Refusal.
    """
    if not application.to_screen:
        raise Refusal(
            "A8", "reading A8", _("A withdrawn or unadmitted application can't be placed.")
        )
    missing = [c for c in REQUIRED if not reasons.get(c, "").strip()]
    if missing:
        raise Refusal(
            "A8",
            "reading A8",
            _("A reason is missing for: %(criteria)s.", criteria=", ".join(missing)),
            kind=Kind.INVALID,
        )
    joins(criteria_locked=criteria_locked, ballots_anew=ballots_anew)


def joins(*, criteria_locked: bool, ballots_anew: bool) -> None:
    """A8: candidates join the list until the criteria are locked; afterwards only by the
    panel's decision to ballot anew. Raises Refusal."""
    if criteria_locked and not ballots_anew:
        raise Refusal(
            "A8",
            "para. 54(c), reading A8",
            _("The criteria for the shortlist are locked: nobody joins the list any more."),
            todo=_("The panel may decide to ballot anew; every ballot of this run then falls."),
        )


def admit_late(application: Application, reason: str, *, criteria_locked: bool) -> None:
    """R8: the Chair admits a late application with a reason, before J1's criteria are
    locked: the rule of the applications, asked for one of the list. Raises Refusal."""
    require(
        ADMITTING,
        Admitting(
            late=application.late,
            admitted=application.admitted,
            withdrawn=application.withdrawn,
            reason=reason,
            criteria_locked=criteria_locked,
        ),
    )


def may_screen(
    application: Application, *, in_conflict: bool, declared_outside_line: bool
) -> Answer:
    """Whether this person may screen this application (R8, A7).

    in_conflict: the person's declaration on the applicant is a conflict or undecided.
    declared_outside_line: the focal point declared that the person stands outside the
    line of an applicant employed by GICHD or the ISU.
    """
    if application.withdrawn:
        return Refused(_("The candidate has withdrawn this application."))
    if not application.to_screen:
        return Refused(_("Received late: it is not screened unless the Chair admits it."))
    if in_conflict:
        return Refused(_("A declaration of yours stands: the file goes to others."))
    if application.internal and not declared_outside_line:
        return Refused(
            _("The applicant is employed here: only persons outside the line may screen.")
        )
    return Holds()


def decides_on(*, focal_point: bool) -> Decider:
    """A7: the focal point decides on screeners, the Chair on the focal point."""
    return Decider.CHAIR if focal_point else Decider.FOCAL_POINT


def shown(fields: Iterable[str]) -> tuple[str, ...]:
    """A7: these structured fields without what is never shown."""
    return tuple(f for f in fields if f not in NEVER_SHOWN)


def _named(applications: Sequence[Application]) -> str:
    """Their references, of very many the first."""
    found = sorted(a.reference for a in applications)
    if len(found) <= MOST_NAMED:
        return ", ".join(found)
    return ngettext(
        "%(references)s and %(n)s more",
        "%(references)s and %(n)s more",
        len(found) - MOST_NAMED,
        references=", ".join(found[:MOST_NAMED]),
    )


def _constituted(c: Circulation) -> Answer:
    if c.panel_constituted:
        return Holds()
    return Refused(_("The selection panel is not constituted yet."))


def _closed(c: Circulation) -> Answer:
    return Holds() if c.vacancy_closed else Refused(_("The vacancy is not closed yet."))


def _in_window(c: Circulation) -> Answer:
    if c.in_window or c.amended:
        return Holds()
    return Refused(
        _("Today is outside the window of para. 54(b), and the Chair has not decided otherwise.")
    )


def _all_locked(c: Circulation) -> Answer:
    missing = [a for a in c.screened if a.locks < 2]
    if not missing:
        return Holds()
    return Refused(_("Without two locks: %(references)s.", references=_named(missing)))


def _all_settled(c: Circulation) -> Answer:
    missing = [a for a in c.screened if a.unsettled]
    if not missing:
        return Holds()
    return Refused(_("With a difference not settled: %(references)s.", references=_named(missing)))


def _all_have_outcome(c: Circulation) -> Answer:
    missing = [a for a in c.screened if a.locks >= 2 and not a.unsettled and a.result is None]
    if not missing:
        return Holds()
    return Refused(_("Without an outcome: %(references)s.", references=_named(missing)))


def _right_terms(c: Circulation) -> Answer:
    wrong = [a for a in c.screened if a.screened_under not in (None, a.invited_under)]
    if not wrong:
        return Holds()
    return Refused(
        _(
            "Screened against another version of the Terms of Reference than the one "
            "under which they were invited: %(references)s.",
            references=_named(wrong),
        )
    )


CIRCULATION: list[Gate[Circulation]] = [
    Gate("C11", "para. 54(b), reading C11", _("The panel is constituted"), _constituted),
    Gate("A1", "para. 54(a), reading A1", _("The vacancy is closed"), _closed),
    Gate(
        "P54b",
        "para. 54(b)",
        _("The day is in the window, or the Chair has amended it"),
        _in_window,
    ),
    Gate("A4", "reading A4", _("Each application has two locks"), _all_locked),
    Gate("A5", "reading A5", _("No difference is open"), _all_settled),
    Gate(
        "A4",
        "reading A4",
        _("What two have locked without an open difference has its outcome"),
        _all_have_outcome,
    ),
    Gate(
        "T5",
        "Annex I, Remarks; reading T5",
        _("Each was screened against the Terms of Reference of its invitation"),
        _right_terms,
    ),
]
