"""What the acts of this room read first, inside their own transaction."""

from __future__ import annotations

from collections.abc import Mapping

from recruit.access.frame import Act
from recruit.core.errors import Kind, Refusal
from recruit.core.words import _
from recruit.panel import models as panel
from recruit.panel.operations import meetings
from recruit.panel.queries import declarations
from recruit.panel.queries.declarations import Standing
from recruit.prescreening.queries import lists
from recruit.procedure import queries as procedure
from recruit.procedure.rules import calendar, milestones
from recruit.shortlist.queries import ballots as queries


def run_of(a: Act) -> int:
    """The run that the panel works in now."""
    return milestones.current_run(a.milestones)


def within(a: Act, para: str) -> bool:
    """Whether today lies in this window of para. 54, or in one amended before (R2)."""
    view = next(
        w for w in procedure.windows(a.session.connection(), a.procedure_id) if w.para == para
    )
    window = calendar.Window(
        view.para, view.who, view.what, view.first_in_force, view.last_in_force
    )
    return bool(calendar.within_window(window, (), a.now))


def state(a: Act) -> queries.State:
    """Who sits on the panel and where this run's ballots stand."""
    return queries.state(a.session.connection(), a.procedure_id, run_of(a))


def eligible(a: Act) -> dict[str, str]:
    """Who can be chosen now: candidate id to reference, in the list's order (A4, A6, A8)."""
    return {
        e.candidate_id: e.reference
        for e in lists.ballotable(a.session.connection(), a.procedure_id)
    }


def names(a: Act) -> list[queries.Name]:
    """Every name of the current list."""
    return queries.names(a.session.connection(), a.procedure_id, a.now)


def declared(a: Act) -> Standing:
    """Where the person who acts stands with the declarations."""
    return declarations.standing(a.session.connection(), a.procedure_id, a.reader.person_id)


def present(a: Act, meeting_id: str) -> frozenset[str]:
    """The grants present at a meeting of this panel. Refusal C10 where there is none."""
    meeting = a.session.get(panel.Meeting, meeting_id)
    if meeting is None or meeting.procedure_id != a.procedure_id:
        raise Refusal(
            "C10",
            "reading C10",
            _("A decision belongs to a meeting of the panel; choose one."),
            kind=Kind.INVALID,
            todo=_("Record the meeting first, under Meetings."),
        )
    return frozenset(meeting.present.split()) - frozenset(meeting.recused.split())


def voted(votes: Mapping[str, str] | None) -> frozenset[str] | None:
    """Who voted for, by grant; None where it was by consensus."""
    return (
        None
        if votes is None
        else frozenset(g for g, choice in votes.items() if choice == meetings.YES)
    )


def somebody_else_saved() -> Refusal:
    """A text was saved in another window, or by somebody else, since this page was read."""
    return Refusal(
        "R24",
        "reading R24",
        _("Another version was saved while you were writing. Yours is kept on this page."),
        todo=_("Compare it with the version now saved, shown beside it, then save again."),
    )
