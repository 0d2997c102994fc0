"""What an auditor may be told of an entry of the record. Pure ('Who sees what', R16).

Of the procedure's and the site's logs: who, what, when, never content. Of rounds: time
and kind, neither State nor actor. Of the panel's log nothing, not even that an entry
exists, until the designation; its checkpoints always.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from recruit.access.actions import Action, log_of
from recruit.access.rules import Log
from recruit.core.words import _
from recruit.procedure.rules.milestones import Column

OPEN_TO_ALL: Final = frozenset({Column.DESIGNATED, Column.CLOSED})
UNTIL_A_ROUND: Final = frozenset({Column.BEFORE, Column.JUDGING})

# Acts that exist only once the report is lodged: told from the round on (P53f-2, S1).
FROM_THE_ROUND: Final = frozenset({Action.HAND_OVER.value, Action.PROPOSAL_DRAFT.value})
_OF_ROUNDS: Final = frozenset(a.value for a in Action if log_of(a) is Log.ROUND)


@dataclass(frozen=True, slots=True)
class Fact:
    """An entry: which act, when (UTC), by whom in which capacity. ref: its reference."""

    ref: str
    at: datetime
    act: str
    capacity: str
    actor: str


def logs(state: Column) -> tuple[Log, ...]:
    """The logs whose entries an auditor may read in this state."""
    if state in OPEN_TO_ALL:
        return (Log.PROCEDURE, Log.PANEL, Log.ROUND, Log.SITE)
    return (Log.PROCEDURE, Log.ROUND, Log.SITE)


def told(fact: Fact, log: Log, state: Column) -> Fact | None:
    """The entry as the auditor has it; None where nothing of it may be told yet."""
    if log is Log.PANEL and state not in OPEN_TO_ALL:
        return None
    if fact.act in FROM_THE_ROUND and state in UNTIL_A_ROUND:
        return None
    if log is Log.ROUND or fact.act in _OF_ROUNDS:
        return replace(fact, ref="", capacity="", actor="")
    return fact


_SAID: Final = {
    Action.SITE_ADMINISTER: _("Administered the site or a recruitment"),
    Action.SITE_OPERATE: _("A command of the operator"),
    Action.SESSIONS_END: _("Ended the sessions of a person, or of everybody"),
    Action.ACCOUNT_OWN: _("Changed one's own account"),
    Action.GRANT_BY_ADMINISTRATOR: _("Named or ended the President or the focal point"),
    Action.EDITION_CONFIRM: _("Confirmed the report's second edition"),
    Action.EDITION_MAKE: _("Made the report's second edition"),
    Action.GRANT_BY_CHAIR: _("Named or ended a surrogate"),
    Action.GRANT_BY_FOCAL_POINT: _("Gave or ended a capacity at the GICHD"),
    Action.GRANT_BY_OFFICE: _("Gave or ended a delegate's capacity"),
    Action.GRANT_BY_PRESIDENT: _("Gave or ended a capacity"),
    Action.ASSISTANT_NAME: _("Named or ended an assistant"),
    Action.UNDERTAKING_SIGN: _("Signed the undertaking"),
    Action.CALENDAR_FOLLOW: _("Made or ended the secret address of an own calendar"),
    Action.WINDOW_AMEND: _("Amended a window of the calendar"),
    Action.CLOSE: _("Closed the recruitment"),
    Action.FAILURE_NOTE: _("Recorded a technical failure and what it touched"),
    Action.FAILURE_REMEDY: _("Gave one remedy for all that a failure touched"),
    Action.UNDELIVERED_SETTLE: _("Decided about a mail that did not arrive"),
    Action.UNDELIVERED_SETTLE_CHAIR: _("Decided about a mail that did not arrive"),
    Action.MATTER_ANSWER: _("Acknowledged or answered a request or complaint"),
    Action.MATTER_REGISTER: _("Registered a request or complaint"),
    Action.ACCESS_END: _("Ended the accesses whose time is over"),
    Action.PERIOD_CHANGE: _("Changed a period of retention"),
    Action.ERASURE_ANNOUNCE: _("Announced an erasure"),
    Action.ERASURE_CONFIRM: _("Confirmed an erasure"),
    Action.ERASURE_DO: _("Erased what was due"),
    Action.ERASURE_HOLD: _("Put an erasure on hold, or released it"),
    Action.STATES_CORRECT: _("Corrected the list of States"),
    Action.CONTACTS_KEEP: _("Kept the contacts of the missions"),
    Action.CONTACT_PROVE: _("A mission acknowledged a rehearsal mail"),
    Action.COUNTERSIGN: _("The acting Chair countersigned or refused"),
    Action.COUNTERSIGN_ASK: _("The President asked for a countersignature, or took it back"),
    Action.DOCUMENT_READ: _("Opened a document"),
    Action.DOCUMENT_REDACT: _("Redacted a document"),
    Action.BOOK_OWN: _("Asked for a reading book, or took it along"),
    Action.READING_OWN: _("Kept notes of one's own reading"),
    Action.INTAKE_DISCARD: _("Discarded an intake"),
    Action.ARCHIVE_TAKE: _("Took along an archive"),
    Action.MEMORY_WRITE: _("Wrote lines for the next recruitment"),
    Action.FEEDBACK_WRITE: _("Drafted a feedback letter"),
    Action.FEEDBACK_SEND: _("Sent a feedback letter to a candidate"),
    Action.OWN_FILE_AGAIN: _("Had a candidate's own file sent again"),
    Action.OWN_FILE_MAKE: _("Had a candidate's own file put together"),
    Action.OWN_FILE_PUT: _("Put a candidate's own file together, or closed its link"),
    Action.OWN_FILE_RELEASE: _("Released the panel's part of a candidate's own file"),
    Action.OWN_FILE_TAKE: _("A candidate took along the own file"),
    Action.VACANCY_ANSWER: _("Published an answer beside the vacancy"),
    Action.VACANCY_DRAFT: _("Drafted the vacancy announcement"),
    Action.VACANCY_EXTEND: _("Extended the close of the vacancy"),
    Action.VACANCY_POST: _("Posted the vacancy announcement"),
    Action.VACANCY_POST_EARLY: _("Gave a reason for posting early"),
    Action.AGENCY_RECORD: _("Recorded a recruitment agency"),
    Action.APPLICATION_ADMIT_LATE: _("Decided on a late application"),
    Action.APPLICATION_FILE: _("Filed an application or a document"),
    Action.APPLICATION_WITHDRAW: _("Recorded a withdrawal"),
    Action.DOCUMENT_WITHDRAW: _("Withdrew a document"),
    Action.DUPLICATE_DECIDE: _("Decided on a possible duplicate"),
    Action.CHAIR_ASK: _("Members asked something of the Chair"),
    Action.CHAIR_ELECT: _("Took part in the election of an acting Chair"),
    Action.CHAIR_PREVENTED: _("The Chair reported being prevented"),
    Action.COMPOSITION_COMPOSE: _("Composed the panel"),
    Action.CONFLICT_DECIDE: _("Decided on a declaration"),
    Action.MATCH_DECIDE: _("Decided whether an applicant holds an account"),
    Action.MATCH_DECIDE_CHAIR: _("Voted whether the Chair is an applicant"),
    Action.CONFLICT_DECIDE_CHAIR: _("Decided on the Chair's declaration"),
    Action.DECLARATION_MAKE: _("Made a declaration"),
    Action.DESTRUCTION_CONFIRM: _("Confirmed the destruction of copies"),
    Action.INTEREST_EXPRESS: _("Expressed a State's interest in serving"),
    Action.MEETING_HOLD: _("Recorded a meeting"),
    Action.MEMBER_REMIND: _("The Chair reminded in writing, or answered"),
    Action.MINUTES_CONFIRM: _("Confirmed minutes"),
    Action.PANEL_REMIND: _("Reminded the members of the panel"),
    Action.SEAT_PASS: _("A seat passed to a surrogate"),
    Action.STAND_DOWN: _("A member stood down"),
    Action.STANDING_DOWN_DECLARE: _("Took part in declaring that a member stands down"),
    Action.BORDERLINE_DECIDE: _("Decided on a borderline file"),
    Action.EQUIVALENCE_DECIDE: _("Decided on an equivalence"),
    Action.COMPLETION_ASK: _("Asked a candidate for what was missing, or filed it"),
    Action.APPLICATION_READ: _("Opened a candidate's file"),
    Action.FILE_READ: _("Opened a candidate's file"),
    Action.FOCAL_CONFLICT_DECIDE: _("Decided on the focal point's declaration"),
    Action.INSTRUCTION_GIVE: _("Gave an instruction on the prescreening"),
    Action.LIST_CIRCULATE: _("Circulated the list"),
    Action.PLACING_DECIDE: _("Placed an application on the list"),
    Action.REQUEST_ANSWER: _("Answered a request of the panel"),
    Action.REQUEST_MOVE: _("Moved or supported a request"),
    Action.SCREENER_DECLARE: _("A screener's declaration"),
    Action.SCREENING_ASSIGN: _("Assigned screeners"),
    Action.SCREENING_DO: _("Locked a screening"),
    Action.SCREENING_SETTLE: _("Settled a screening"),
    Action.ABSENCE_RECORD: _("Recorded a member as absent"),
    Action.BALLOT_LOCK: _("Locked a ballot"),
    Action.BALLOT_OWN: _("Kept a ballot"),
    Action.CRITERIA_LOCK: _("Locked the shortlist criteria"),
    Action.GRID_ADOPT: _("Adopted the evaluation grid"),
    Action.INVITED_RELEASE: _("Released the invited"),
    Action.PROFILE_ADOPT: _("Adopted the competency profile"),
    Action.PROFILE_COMMENT: _("Commented on profile, questions or grid"),
    Action.PROFILE_DRAFT: _("Drafted profile, questions or grid"),
    Action.QUESTIONS_ADOPT: _("Adopted the questions"),
    Action.QUESTIONS_CONFIRM: _("Confirmed the questions"),
    Action.SHORTLIST_CONFIRM: _("Confirmed a shortlist that was decided before"),
    Action.SHORTLIST_DECIDE: _("An act of the Chair on the shortlist"),
    Action.AVAILABILITY_OWN: _("Marked times without interviews"),
    Action.AGREED_RECORD: _("Recorded agreed scores"),
    Action.APPOINTMENT_BOOK: _("Booked a room or a time, or took it back"),
    Action.CONSENT_RECORD: _("Recorded a candidate's consent"),
    Action.COURSE_RECORD: _("Recorded how an interview went"),
    Action.ERRATUM_ADD: _("Added an erratum beside a locked score sheet"),
    Action.GUIDE_TAKE: _("Took a copy of an interview's guide"),
    Action.INTERVIEW_START: _("Started an interview"),
    Action.MISSED_RECORD: _("Recorded a date that was not kept, or what followed it"),
    Action.NEEDS_KEEP: _("Asked candidates for their needs, or kept an answer"),
    Action.SCHEDULE_KEEP: _("Kept the interview schedule"),
    Action.SHEET_LOCK: _("Locked a score sheet"),
    Action.SHEET_OWN: _("Kept a score sheet"),
    Action.DECISION_TAKE: _("Recorded the panel's decision"),
    Action.HAND_OVER: _("Handed over to the President, or recalled it"),
    Action.REFERENCE_ASK: _("Asked a referee"),
    Action.REFERENCE_GIVE: _("A referee answered"),
    Action.REFERENCE_READ: _("Opened a reference"),
    Action.REPORT_CALL: _("Called for the signatures of the report"),
    Action.REPORT_DRAFT: _("Drafted the report"),
    Action.REPORT_DRAFT_TAKE: _("Took a working copy of the draft report"),
    Action.REPORT_LODGE: _("Lodged the report"),
    Action.REPORT_RELEASE: _("Asked for the release of the report"),
    Action.STAGE_REOPEN: _("Recorded that the panel reopens a stage"),
    Action.STAGE_REOPEN_SECOND: _("Confirmed the reopening of a stage"),
    Action.REPORT_RELEASE_SECOND: _("Confirmed the release of the report"),
    Action.REPORT_READ_RELEASED: _("Opened a copy of the released report"),
    Action.REPORT_SIGN: _("Signed the report"),
    Action.DISPUTE_SETTLE: _("Settled a dispute"),
    Action.ITEM_READ_OWN: _("A State opened a document of its own letter"),
    Action.ITEM_REGISTER: _("Registered a letter of the round"),
    Action.ITEM_SETTLE: _("Settled a letter of the round"),
    Action.PATH_RECORD: _("Recorded the path after a round"),
    Action.PROPOSAL_DRAFT: _("Drafted the proposal"),
    Action.QUESTION_ASK: _("A question in the round"),
    Action.ROUND_CANCEL: _("Cancelled a round"),
    Action.ROUND_WITHOUT_OBJECT: _("Recorded that a round is without object"),
    Action.ROUND_CERTIFY: _("Certified a round"),
    Action.ROUND_LENGTHEN: _("Lengthened a round"),
    Action.ROUND_OPEN: _("Opened a round"),
    Action.SILENCE_BREAK: _("A communication of a State in the round"),
    Action.CONTRACT_KEEP: _("Kept the contract checklist"),
    Action.LETTERS_CHAIR: _("Put together letters to candidates, by the Chair"),
    Action.LETTERS_GICHD: _("Put together letters to candidates, by the GICHD"),
    Action.LETTERS_RELEASE: _("Released letters to candidates, or sent them back"),
    Action.OUTCOME_PUBLISH: _("Published the outcome"),
}


_BESIDE: Final = {
    "access:grant:ended": _("Ended an access whose time is over"),
    "approval:item:receipt": _("Gave a receipt for a letter on paper"),
    "panel:invitation:answer": _("Answered the invitation to serve"),
}
"""Entries that an act wrote beside its own."""


def said(act: str) -> str:
    """What an act is, in words; its own name where there are none."""
    if act in _BESIDE:
        return _(_BESIDE[act])
    try:
        return _(_SAID[Action(act)])
    except (ValueError, KeyError):
        return act
