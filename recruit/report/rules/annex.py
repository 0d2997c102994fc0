"""The report's annex: the decision paragraph by paragraph, made from what was recorded. Pure.

Each clause of paragraphs 53 and 54 with what was done under it, by whom, when, and with which
entry of the record; beside it what deviates, in plain sight; and for each act the conditions
(gates) without which the application refuses it. Nobody writes it and nobody can leave a line
out. No candidate is named in it. What follows the report (the proposal, the silence procedure,
the contract) is no part of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from recruit.core.errors import Gate
from recruit.interviews.rules.start import START
from recruit.panel.rules.composition import CONSTITUTION
from recruit.prescreening.rules.circulation import CIRCULATION
from recruit.procedure.rules.days import GENEVA, geneva_day
from recruit.procedure.rules.milestones import MilestoneKind
from recruit.procedure.rules.paragraphs import PARAGRAPHS, said
from recruit.procedure.rules.posting import POSTING_GATES
from recruit.report.rules.content import COMPLETE
from recruit.report.rules.decision import FINAL
from recruit.shortlist.rules.adoption import ADOPTION
from recruit.shortlist.rules.ballots import CRITERIA
from recruit.shortlist.rules.decision import DECISION, RELEASE

K = MilestoneKind
ASKED: Final[Mapping[MilestoneKind, Sequence[Gate[Any]]]] = {
    K.VACANCY_POSTED: POSTING_GATES,
    K.PANEL_CONSTITUTED: CONSTITUTION,
    K.LIST_CIRCULATED: CIRCULATION,
    K.CRITERIA_LOCKED: CRITERIA,
    K.SHORTLIST_DECIDED: DECISION,
    K.INVITED_RELEASED: RELEASE,
    K.PROFILE_ADOPTED: ADOPTION,
    K.INTERVIEWS_BEGUN: START,
    K.DECISION_TAKEN: FINAL,
    K.REPORT_CALLED: COMPLETE,
}
"""The conditions that an act asks, each time that it is done."""
_LATER: Final = frozenset(
    {
        K.HANDED_OVER,
        K.ROUND_OPENED,
        K.ROUND_LENGTHENED,
        K.ROUND_BROKEN,
        K.ROUND_CANCELLED,
        K.PATH_RECORDED,
        K.ROUND_CERTIFIED,
        K.DISPUTED,
        K.DISPUTE_ENDED,
        K.ANNULLED,
        K.LAPSED,
        K.REPORT_RELEASED,
        K.OUTCOME_PUBLISHED,
        K.CLOSED_WITHOUT_RESULT,
        K.OFFER_ACCEPTED,
        K.CONTRACT_SIGNED,
    }
)
"""What follows the report: other rooms tell of it, and of a round nobody is told who (S16)."""
_OWN: Final = frozenset({K.REPORT_CALLED, K.REPORT_LODGED})
"""What comes after the text that tells of it: the call to sign, and the lodging."""
_WITHOUT: Final = frozenset({K.VACANCY_EXTENDED, K.ALL_GIVEN})
"""What need not happen, and has no day."""


@dataclass(frozen=True, slots=True)
class Done:
    """A milestone that the panel may learn of. at: UTC. who: name and capacity, '' where it was
    not noted. entry: the reference of the record's entry, '' where it was not noted."""

    kind: MilestoneKind
    at: datetime
    run: int
    number: int
    who: str
    entry: str


@dataclass(frozen=True, slots=True)
class Days:
    """A window of 54. first, last: days of Geneva as the decision gives them. amended: its days
    by a decision of the Chair (R2), None without one."""

    para: str
    first: date | None
    last: date | None
    amended: tuple[date, date] | None = None


def annex(
    done: Iterable[Done], windows: Iterable[Days], balance: Sequence[str], today: date
) -> dict[str, Any]:
    """The annex as text, whole numbers and lists: lines, one a clause (by: 'itself' where this
    report is what it asks, 'later' where what it asks follows), and acts with what they asked.

    balance: the reasons given where the composition was warned of (53(c)). today: the day of
    Geneva up to which it is told; an open window is no deviation before its end.
    """
    told = sorted((d for d in done if d.kind not in _LATER), key=lambda d: d.at)
    days = {one.para: one for one in windows}
    lines = []
    for para, asks, kinds in PARAGRAPHS:
        own = [d for d in told if d.kind in kinds]
        deviations = [*_off(days.get(para), own, kinds, today)]
        if para == "53(c)":
            deviations += [f"Not in balance; the reason given: {reason}" for reason in balance]
        lines.append(
            {
                "paragraph": para,
                "asks": asks,
                "done": [_line(d) for d in own],
                "deviations": deviations,
                "by": "itself" if set(kinds) <= _OWN else "later" if set(kinds) <= _LATER else "",
            }
        )
    present = {d.kind for d in told} | {K.REPORT_CALLED}
    acts = [
        {
            "act": said(kind),
            "asked": [f"{gate.question.rstrip('.')} ({gate.paragraph})" for gate in gates],
        }
        for kind, gates in ASKED.items()
        if kind in present
    ]
    return {"lines": lines, "acts": acts}


def _line(one: Done) -> dict[str, Any]:
    what = said(one.kind)
    if one.run > 1:
        what = f"{what} (run {one.run})"
    if one.number > 1:
        what = f"{what}, number {one.number}"
    return {
        "what": what,
        "by": one.who,
        "on": geneva_day(one.at).isoformat(),
        "at": one.at.astimezone(GENEVA).strftime("%H:%M"),
        "entry": one.entry,
    }


def _off(
    window: Days | None, own: Sequence[Done], kinds: Sequence[MilestoneKind], today: date
) -> Iterable[str]:
    """What deviates under one clause, each a sentence."""
    due = [k for k in kinds if k not in _LATER | _WITHOUT]
    missing = [k for k in due if k not in {d.kind for d in own}]
    ended = window is not None and window.last is not None and today > window.last
    if missing and (window is None or ended):
        names = ", ".join(said(kind).lower() for kind in missing)
        if not set(missing) <= _OWN:
            yield f"Not recorded: {names}."
    if window is None:
        return
    if window.amended is not None:
        yield (
            f"The Chair gave it the days {window.amended[0].isoformat()} to "
            f"{window.amended[1].isoformat()} (R2); the reason is in the record."
        )
    for one in (d for d in own if d.kind not in _WITHOUT):
        day = geneva_day(one.at)
        if window.last is not None and day > window.last:
            late = (day - window.last).days
            yield f"{said(one.kind)}: {late} {'day' if late == 1 else 'days'} after the window."
        elif window.first is not None and day < window.first:
            early = (window.first - day).days
            yield f"{said(one.kind)}: {early} {'day' if early == 1 else 'days'} before the window."
    if set(kinds) <= _OWN and ended:
        yield "This text was called to sign after the window."
