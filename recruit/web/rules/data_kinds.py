"""What becomes of what people type: who will read it, and until when it is kept (W10, D3).

Nobody writes this beside a field by hand. A form names the kind of its data; the kind names
the actions by which it is read and the lot that it is erased with. Who may have these actions,
and in which state of the recruitment, says the policy table; what narrows them further says
``seeing``; how long, the table of retention with the periods of this procedure. A change of
policy or period changes what stands beside the field.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from recruit.access import policy
from recruit.access.actions import Action as A
from recruit.access.rules import Capacity as C
from recruit.access.rules import label
from recruit.appointment.rules.retention import MONTHS, Lot
from recruit.core.words import _, ngettext
from recruit.procedure.rules.milestones import Column
from recruit.web.rules.seeing import narrowed, when


class Term(StrEnum):
    """Until when a kind of data is kept, where it is not erased with a lot of D3."""

    RECORD = "record"  # the institution's record (J9)
    PERSONNEL = "personnel"  # passes to the GICHD's personnel file
    ACCOUNT = "account"
    CHANGED = "changed"  # until its owner changes it
    FILED = "filed"  # until it is filed or discarded (R25)
    NOT_KEPT = "not-kept"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of data. by: the actions by which it is read. kept: a lot of D3 or another term.

    also: readers who hold no capacity, or what the reader of the field should know besides; a
    text of gettext, '' for nothing. delegates: what those are called who read it, where it is
    the delegates of one State alone.
    """

    by: tuple[A, ...]
    kept: Lot | Term
    also: str = ""
    delegates: str = ""


_FILE, _PANEL, _RECORD = Lot.APPLICATIONS, Lot.PANEL, Term.RECORD
_TO_STATES: Final = _("What goes into a letter is read by all States Parties.")
_TO_CANDIDATE: Final = _("The candidate concerned is written to with it.")

KINDS: Final[dict[str, Kind]] = {
    # one's own account, and people
    "account": Kind((), Term.ACCOUNT, _("You, and those who work with you in a recruitment.")),
    "account zone": Kind((), Term.ACCOUNT, _("You alone.")),
    "secret": Kind((), Term.CHANGED, _("Nobody: it is kept as a hash, or sealed.")),
    "asked once": Kind((), Term.NOT_KEPT, _("Nobody: it is compared and not kept.")),
    "sign-in": Kind((), Term.NOT_KEPT, _("Nobody: it finds your account.")),
    "named by administrators": Kind((A.SITE_ADMINISTER, A.COMPOSITION_READ), Term.ACCOUNT),
    "named": Kind(
        (A.GRANT_BY_PRESIDENT, A.GRANT_BY_FOCAL_POINT, A.GRANT_BY_OFFICE, A.ASSISTANT_NAME),
        Term.ACCOUNT,
        _("Each reads those whom they may name; a note stands in the record by its digest."),
    ),
    "undertaking": Kind(
        (A.RECORD_READ,), _RECORD, _("The record says that you signed, by number.")
    ),
    # correspondence, the calendar
    "matter": Kind((A.MATTER_READ,), _FILE, _("Each reads those addressed to them.")),
    "failure": Kind(
        (A.FAILURE_READ,), _RECORD, _("The remedy is told to everybody whom the failure touched.")
    ),
    "window": Kind((A.CALENDAR_READ,), _RECORD),
    # vacancy
    "vacancy": Kind((A.VACANCY_READ,), _RECORD),
    "vacancy draft": Kind((A.VACANCY_DRAFT,), _RECORD, _("Everybody, once it is published.")),
    "early posting": Kind((A.VACANCY_POST_EARLY, A.VACANCY_POST), _RECORD),
    "agency": Kind((A.AGENCY_READ,), _RECORD),
    # applications
    "application": Kind((A.APPLICATION_READ, A.FILE_READ), _FILE),
    "receipt": Kind((A.APPLICATION_READ,), _FILE),
    "late application": Kind((A.APPLICATION_READ, A.APPLICATION_ADMIT_LATE), _FILE),
    "intake": Kind((A.APPLICATION_FILE,), Term.FILED),
    "duplicate": Kind((A.DUPLICATE_DECIDE,), _FILE),
    "withdrawn document": Kind((A.DOCUMENT_WITHDRAW,), _RECORD),
    "redaction": Kind((A.DOCUMENT_REDACT, A.FILE_READ), _FILE),
    "match": Kind(
        (A.MATCH_DECIDE, A.MATCH_DECIDE_CHAIR),
        _FILE,
        _("Each reads those alone that are theirs to decide."),
    ),
    "private note": Kind((), Term.CHANGED, _("You alone; it is erased when the report is signed.")),
    "search": Kind((), Term.NOT_KEPT, _("Nobody: the words are sealed for you.")),
    # panel
    "interest": Kind((A.INTEREST_READ,), _RECORD),
    "gender": Kind((A.COMPOSITION_COMPOSE,), _RECORD, _("The others see the balance as counts.")),
    "composition": Kind((A.COMPOSITION_READ,), _RECORD, _("The reason stands in the report.")),
    "named surrogate": Kind((A.COMPOSITION_READ,), _RECORD, _("The address: who named them.")),
    "declaration": Kind((A.DECLARATION_MAKE, A.DECLARATIONS_READ), _PANEL),
    "finding on a declaration": Kind((A.DECLARATIONS_READ,), _PANEL, _("And who declared.")),
    "finding on the Chair": Kind((A.CONFLICT_DECIDE_CHAIR,), _PANEL, _("The Chair: the result.")),
    "meeting": Kind((A.MEETING_READ,), _RECORD, _("Candidates stand in it by reference.")),
    "serving": Kind((A.CHAIR_ASK, A.PANEL_REMIND), _RECORD),
    "passing of a seat": Kind((A.SEAT_PASS, A.COMPOSITION_READ), _RECORD),
    # prescreening
    "screening": Kind((A.SCREENING_READ, A.FILE_READ), _FILE, _TO_CANDIDATE),
    "screening handed over": Kind((A.SCREENING_READ,), _RECORD),
    "completion": Kind((A.COMPLETION_ASK, A.SCREENING_READ), _FILE, _TO_CANDIDATE),
    "screener's declaration": Kind(
        (A.SCREENING_ASSIGN,), _FILE, _("Of the focal point: the Chair.")
    ),
    "instruction": Kind((A.INSTRUCTION_GIVE, A.SCREENING_READ, A.OVERSIGHT_READ), _RECORD),
    "request of the panel": Kind((A.REQUEST_MOVE, A.REQUEST_ANSWER), _RECORD),
    "ruling": Kind((A.LIST_READ,), _RECORD),
    "list": Kind((A.LIST_CIRCULATE, A.LIST_READ), _RECORD),
    # shortlist
    "criteria": Kind((A.BALLOT_OWN,), _RECORD),
    "ballot": Kind((A.BALLOT_OWN, A.BALLOTS_READ), _PANEL),
    "shortlist": Kind((A.SHORTLIST_READ,), _PANEL, _("The report tells the reasons.")),
    "paper": Kind((A.PROFILE_READ, A.PROFILE_DRAFT, A.PROFILE_COMMENT), _RECORD),
    # interviews
    "needs": Kind((A.NEEDS_KEEP,), _FILE),
    "schedule": Kind((A.SCHEDULE_READ,), _FILE, _TO_CANDIDATE),
    "appointment": Kind((A.APPOINTMENTS_READ,), _RECORD, _("Each reads their own.")),
    "course": Kind((A.COURSE_READ,), _PANEL),
    "interview not kept": Kind((A.SCHEDULE_READ, A.MISSED_RECORD), _PANEL),
    "sheet": Kind((A.SHEET_OWN, A.DEBRIEF_READ), _PANEL),
    "agreed": Kind((A.DEBRIEF_READ,), _PANEL, _("The report tells the agreed ratings.")),
    "consent": Kind((A.CONSENT_RECORD, A.HAND_OVER_READ), _FILE, _TO_STATES),
    "referees": Kind((A.REFERENCE_ASK,), _PANEL),
    "reference": Kind((A.REFERENCE_READ,), _PANEL, _("The candidate reads nothing of it.")),
    # report
    "report": Kind((A.REPORT_READ, A.REPORT_READ_RELEASED), _PANEL),
    "decision": Kind((A.MEETING_READ, A.REPORT_READ, A.REPORT_READ_RELEASED), _PANEL),
    "pronoun": Kind((A.HAND_OVER_READ,), _RECORD, _TO_STATES),
    # approval
    "contact": Kind((A.STATES_READ,), _RECORD),
    "proposal": Kind((A.PROPOSAL_DRAFT, A.PROPOSAL_READ), _RECORD, _TO_STATES),
    "told to all States": Kind((A.PROPOSAL_READ, A.ITEMS_READ), _RECORD, _TO_STATES),
    "path": Kind((A.ITEMS_READ,), _RECORD),
    "item": Kind(
        (A.ITEMS_READ, A.ITEM_READ_OWN),
        _RECORD,
        delegates=_("the delegates of the State that wrote"),
    ),
    "State's question": Kind((A.QUESTION_ASK, A.ITEMS_READ), _RECORD),
    "receipt checked": Kind((), Term.NOT_KEPT, _("Nobody: it is compared and not kept.")),
    # appointment, archive
    "countersignature": Kind((A.COUNTERSIGN, A.COUNTERSIGN_ASK), _RECORD),
    "own file": Kind((A.OWN_FILE_READ,), _FILE),
    "feedback on the screening": Kind((A.FEEDBACK_READ,), _FILE, _TO_CANDIDATE),
    "feedback on the interview": Kind((A.FEEDBACK_READ,), _PANEL, _TO_CANDIDATE),
    "contract": Kind((A.CONTRACT_KEEP,), Term.PERSONNEL),
    "closing": Kind((A.OUTCOME_READ,), _RECORD, _TO_STATES),
    "letters to candidates": Kind((A.LETTERS_GICHD, A.LETTERS_CHAIR, A.LETTERS_RELEASE), _FILE),
    "erasure": Kind((A.ERASURE_READ,), _RECORD),
    "memory": Kind((A.MEMORY_READ,), _RECORD),
}
"""Every kind of data that a form of the application takes."""

DEFAULT: Final = {Lot.APPLICATIONS: 6, Lot.PANEL: 12}
"""D3's periods in months, where a page belongs to no procedure."""


@dataclass(frozen=True, slots=True)
class Told:
    """What stands beside a field. by, kept: one line each. stages: a state of the procedure in
    words with its readers, where these change. notes: what narrows it, in sentences."""

    by: str
    kept: str
    stages: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]


_TOGETHER: Final = (
    (frozenset({C.FOCAL_POINT, C.STAFF}), _("the GICHD")),
    (frozenset({C.PRESIDENT, C.OFFICE}), _("the President and the President's office")),
    (frozenset({C.MEMBER}), _("the seated members of the panel")),
    (frozenset({C.CHAIR}), _("the Chair")),
    (frozenset({C.PRESIDENT}), _("the President")),
    (frozenset({C.OFFICE}), _("the President's office")),
    (frozenset({C.FOCAL_POINT}), _("the GICHD's focal point")),
    (frozenset({C.STAFF}), _("GICHD staff")),
    (frozenset({C.AGENCY}), _("the agency's staff")),
    (frozenset({C.DELEGATE}), _("the delegations of the States Parties")),
    (frozenset({C.COMMITTEE}), _("the readers of the Coordination Committee")),
    (frozenset({C.SURROGATE}), _("the surrogates")),
    (frozenset({C.FORMER_MEMBER}), _("former members of the panel")),
    (frozenset({C.AUDITOR}), _("the auditor")),
    (frozenset({C.ASSISTANT}), _("the assistants")),
    (frozenset({C.ADMINISTRATOR}), _("the administrators of the site")),
)


def readers(capacities: Collection[C], delegates: str = "") -> str:
    """These capacities in words, those who belong together once. delegates: as of ``Kind``."""
    if C.PUBLIC in capacities:
        return _("everybody")
    left, said = set(capacities) - {C.ANYBODY, C.OPERATOR}, []
    for those, words in _TOGETHER:
        if those <= left:
            said.append(_(delegates if delegates and C.DELEGATE in those else words))
            left -= those
    said += sorted(_(words) for words in map(label, left))
    return _(", ").join(said)


def _may(actions: tuple[A, ...], state: Column) -> frozenset[C]:
    return frozenset(c for a in actions for c in policy.capacities(a, state))


def kept_words(kept: Lot | Term, settings: Mapping[str, Any]) -> str:
    """Until when, in words. settings: of the procedure."""
    if isinstance(kept, Lot):
        return ngettext(
            "until %(n)s month after the end of the recruitment, then erased",
            "until %(n)s months after the end of the recruitment, then erased",
            int(settings.get(MONTHS[kept], DEFAULT[kept])),
        )
    return {
        Term.RECORD: _("for good, with the record of the recruitment"),
        Term.PERSONNEL: _("with the personnel file of the GICHD"),
        Term.ACCOUNT: _("as long as the account"),
        Term.CHANGED: _("until you change or remove it"),
        Term.FILED: _("until it is filed or discarded, at most thirty days untouched"),
        Term.NOT_KEPT: _("not at all"),
    }[kept]


def told(name: str, settings: Mapping[str, Any]) -> Told:
    """What stands beside the fields of this kind; KeyError for a kind that is none."""
    kind = KINDS[name]
    by_state = [(state, _may(kind.by, state)) for state in Column]
    ever = frozenset().union(*(found for _state, found in by_state))
    stages: list[tuple[str, str]] = []
    if len({found for _state, found in by_state}) > 1:
        stages = [
            (when(state), readers(found, kind.delegates) or _("nobody"))
            for state, found in by_state
        ]
    notes = list(dict.fromkeys(line for action in kind.by for line in narrowed(action)))
    if kind.also and ever:
        notes.append(_(kind.also))
    return Told(
        readers(ever, kind.delegates) if ever else _(kind.also),
        kept_words(kind.kept, settings),
        tuple(stages),
        tuple(notes),
    )
