"""The policy: action x capacity x state of the procedure. The only such table.

It says what a capacity may have at most; a room narrows it further by its own pure
functions (a lock, a clearance, a disclosure), never widens it. It guards every route
and every operation, draws the menus, answers 'who can see this?' and prints itself as
docs/policy.md (``flask policy``). What is not listed nobody has.

The letters: b before, j judging, s silence, d designated, c closed.
"""

from __future__ import annotations

from recruit.access.actions import Action as A
from recruit.access.rules import GRANTED, Matched
from recruit.access.rules import Capacity as C
from recruit.procedure.rules.milestones import Column

_LETTER = {
    "b": Column.BEFORE,
    "j": Column.JUDGING,
    "s": Column.SILENCE,
    "d": Column.DESIGNATED,
    "c": Column.CLOSED,
}
ALL = "bjsdc"


def _columns(letters: str) -> frozenset[Column]:
    return frozenset(_LETTER[letter] for letter in letters)


_EVERY_GRANTED = dict.fromkeys(GRANTED - {C.ADMINISTRATOR, C.ASSISTANT}, ALL)
_KNOW_COMPOSITION = {
    C.PRESIDENT: ALL,
    C.OFFICE: ALL,
    C.CHAIR: "bjsd",
    C.MEMBER: "bjsd",
    C.SURROGATE: ALL,
    C.DELEGATE: ALL,
    C.COMMITTEE: ALL,
    C.FOCAL_POINT: "jsdc",
    C.STAFF: "jsdc",
}

_TABLE: dict[A, dict[C, str]] = {
    # without a procedure
    A.PUBLIC_READ: dict.fromkeys(C, ALL),
    A.ACCOUNT_OWN: {c: ALL for c in C if c not in (C.PUBLIC, C.OPERATOR)},
    A.SITE_ADMINISTER: {C.ADMINISTRATOR: ALL},
    A.SITE_OPERATE: {C.OPERATOR: ALL},
    A.SESSIONS_END: {C.ADMINISTRATOR: ALL},
    # the ground
    A.GRANT_BY_ADMINISTRATOR: {C.ADMINISTRATOR: ALL},
    A.GRANT_BY_CHAIR: {C.CHAIR: "j"},
    A.GRANT_BY_FOCAL_POINT: {C.FOCAL_POINT: ALL},
    A.GRANT_BY_OFFICE: {C.OFFICE: ALL},
    A.GRANT_BY_PRESIDENT: {C.PRESIDENT: ALL},
    A.ASSISTANT_NAME: {C.PRESIDENT: ALL, C.MEMBER: "bjs"},
    A.UNDERTAKING_SIGN: dict.fromkeys(
        (
            C.MEMBER,
            C.SURROGATE,
            C.ASSISTANT,
            C.OFFICE,
            C.FOCAL_POINT,
            C.STAFF,
            C.AGENCY,
            C.AUDITOR,
            C.COMMITTEE,
        ),
        ALL,
    ),
    A.CALENDAR_FOLLOW: {**_EVERY_GRANTED, C.ASSISTANT: ALL},
    A.CALENDAR_READ: {**_EVERY_GRANTED, C.ASSISTANT: ALL},
    A.WINDOW_AMEND: {C.CHAIR: "bjs"},
    A.CLOSE: {C.PRESIDENT: "js"},
    A.RECORD_READ: {C.AUDITOR: ALL},
    A.UNDELIVERED_READ: {
        C.FOCAL_POINT: ALL,
        C.STAFF: ALL,
        C.CHAIR: ALL,
        C.PRESIDENT: ALL,
        C.OFFICE: ALL,
    },
    A.UNDELIVERED_SETTLE: {
        C.FOCAL_POINT: ALL,
        C.STAFF: ALL,
        C.PRESIDENT: ALL,
        C.OFFICE: ALL,
    },
    A.UNDELIVERED_SETTLE_CHAIR: {C.CHAIR: ALL},
    A.STATES_READ: {C.PRESIDENT: ALL, C.OFFICE: ALL},
    A.STATES_CORRECT: {C.PRESIDENT: ALL},
    A.CONTACTS_KEEP: {C.OFFICE: ALL},
    A.CONTACT_PROVE: {C.PUBLIC: ALL},
    A.COUNTERSIGN: {C.CHAIR: ALL},
    A.COUNTERSIGN_ASK: {C.PRESIDENT: ALL},
    A.DOCUMENT_READ: {
        C.FOCAL_POINT: ALL,
        C.STAFF: ALL,
        C.AGENCY: "b",
        C.MEMBER: ALL,
        C.COMMITTEE: "dc",
        C.PRESIDENT: ALL,
        C.OFFICE: ALL,
        C.DELEGATE: ALL,
    },
    A.DOCUMENT_REDACT: {C.FOCAL_POINT: "bjs"},
    A.BOOK_OWN: {C.MEMBER: "jsd"},
    A.READING_OWN: {C.MEMBER: "j", C.FOCAL_POINT: "bj", C.STAFF: "bj", C.AGENCY: "b"},
    A.FAILURE_NOTE: dict.fromkeys((C.FOCAL_POINT, C.OFFICE, C.CHAIR), ALL),
    A.FAILURE_READ: dict.fromkeys((C.FOCAL_POINT, C.OFFICE, C.CHAIR), ALL),
    A.FAILURE_REMEDY: dict.fromkeys((C.FOCAL_POINT, C.OFFICE, C.CHAIR), ALL),
    A.MATTER_ANSWER: dict.fromkeys((C.FOCAL_POINT, C.OFFICE, C.PRESIDENT, C.CHAIR), ALL),
    A.MATTER_READ: dict.fromkeys((C.FOCAL_POINT, C.STAFF, C.OFFICE, C.PRESIDENT, C.CHAIR), ALL),
    A.MATTER_REGISTER: dict.fromkeys((C.FOCAL_POINT, C.STAFF, C.OFFICE, C.PRESIDENT, C.CHAIR), ALL),
    A.REMEDY_READ: _EVERY_GRANTED,
    # vacancy
    A.VACANCY_ANSWER: {C.FOCAL_POINT: "bj", C.STAFF: "bj"},
    A.VACANCY_DRAFT: {C.FOCAL_POINT: "b", C.STAFF: "b", C.AGENCY: "b"},
    A.VACANCY_EXTEND: {C.CHAIR: "b"},
    A.VACANCY_POST: {C.FOCAL_POINT: "bj"},
    A.VACANCY_POST_EARLY: {C.PRESIDENT: "b"},
    A.VACANCY_READ: dict.fromkeys(C, ALL),
    A.AGENCY_RECORD: {C.FOCAL_POINT: "b"},
    A.AGENCY_READ: {
        C.FOCAL_POINT: ALL,
        C.STAFF: ALL,
        C.PRESIDENT: ALL,
        C.COMMITTEE: ALL,
    },
    # applications
    A.APPLICATION_ADMIT_LATE: {C.CHAIR: "bj"},
    A.APPLICATION_FILE: {C.FOCAL_POINT: "bj", C.STAFF: "bj"},
    A.APPLICATION_READ: {C.FOCAL_POINT: ALL, C.STAFF: ALL, C.AGENCY: "b"},
    A.APPLICATION_WITHDRAW: {C.FOCAL_POINT: "bjsd", C.STAFF: "bjsd"},
    A.DOCUMENT_WITHDRAW: {C.FOCAL_POINT: "bjs", C.STAFF: "bjs", C.CHAIR: "bjs"},
    A.DUPLICATE_DECIDE: {C.FOCAL_POINT: "bj", C.STAFF: "bj"},
    A.INTAKE_DISCARD: {C.FOCAL_POINT: "bj", C.STAFF: "bj"},
    A.STATISTICS_READ: {C.MEMBER: "bjsd", C.FOCAL_POINT: ALL, C.STAFF: ALL},
    # panel
    A.CHAIR_ASK: {C.MEMBER: ALL},
    A.CHAIR_ELECT: {C.MEMBER: ALL},
    A.CHAIR_PREVENTED: {C.CHAIR: ALL},
    A.COMPOSITION_COMPOSE: {C.PRESIDENT: "b"},
    A.COMPOSITION_READ: _KNOW_COMPOSITION,
    A.CONFLICT_DECIDE: {C.CHAIR: "js"},
    A.CONFLICT_DECIDE_CHAIR: {C.MEMBER: "js"},
    A.DECLARATION_MAKE: {C.MEMBER: "js", C.SURROGATE: "js"},
    A.DECLARATIONS_READ: {C.CHAIR: "jsd"},
    A.DESTRUCTION_CONFIRM: {C.FORMER_MEMBER: "jsdc"},
    A.INTEREST_EXPRESS: {C.DELEGATE: "b"},
    A.INTEREST_READ: {C.PRESIDENT: ALL, C.OFFICE: ALL},
    A.MEETING_HOLD: {C.CHAIR: "bjs"},
    A.MEETING_READ: {C.MEMBER: "bjsd"},
    A.MEMBER_REMIND: {C.CHAIR: ALL},
    A.MINUTES_CONFIRM: {C.MEMBER: "bjs"},
    A.PANEL_REMIND: {C.CHAIR: "bjs"},
    A.SEAT_PASS: {C.CHAIR: "j"},
    A.STAND_DOWN: {C.MEMBER: "bjs"},
    A.STANDING_DOWN_DECLARE: {C.MEMBER: "bjs"},
    # prescreening
    A.BORDERLINE_DECIDE: {C.CHAIR: "j"},
    A.COMPARISON_READ: {C.FOCAL_POINT: ALL, C.STAFF: ALL, C.AGENCY: "b"},
    A.COMPLETION_ASK: {C.FOCAL_POINT: "bj", C.STAFF: "bj"},
    A.EQUIVALENCE_DECIDE: {C.CHAIR: "j"},
    A.FILE_READ: {C.MEMBER: "jsd"},
    A.FOCAL_CONFLICT_DECIDE: {C.CHAIR: "bj"},
    A.INSTRUCTION_GIVE: {C.CHAIR: "bj"},
    A.LIST_CIRCULATE: {C.FOCAL_POINT: "bj"},
    A.LIST_READ: {C.MEMBER: "jsd"},
    A.OVERSIGHT_READ: {C.CHAIR: "bjsd", C.MEMBER: "bjsd"},
    A.PLACING_DECIDE: {C.CHAIR: "j"},
    A.REQUEST_ANSWER: {C.FOCAL_POINT: "j"},
    A.REQUEST_MOVE: {C.MEMBER: "j"},
    A.SCREENER_DECLARE: {C.FOCAL_POINT: "bj", C.STAFF: "bj", C.AGENCY: "b"},
    A.SCREENING_ASSIGN: {C.FOCAL_POINT: "bj"},
    A.SCREENING_DO: {C.FOCAL_POINT: "bj", C.STAFF: "bj", C.AGENCY: "b"},
    A.SCREENING_READ: {C.FOCAL_POINT: ALL, C.STAFF: ALL, C.AGENCY: "b"},
    A.SCREENING_SETTLE: {C.FOCAL_POINT: "bj"},
    # finding
    A.MATCH_DECIDE: {C.FOCAL_POINT: "bjsd", C.CHAIR: "bjsd"},
    A.MATCH_DECIDE_CHAIR: {C.MEMBER: "bjsd"},
    A.TEXT_SEARCH: {C.FOCAL_POINT: ALL, C.STAFF: ALL, C.AGENCY: "b", C.MEMBER: "jsd"},
    # shortlist
    A.ABSENCE_RECORD: {C.CHAIR: "j"},
    A.BALLOT_LOCK: {C.MEMBER: "j"},
    A.BALLOT_OWN: {C.MEMBER: "jsd"},
    A.BALLOTS_READ: {C.MEMBER: "jsd"},
    A.CRITERIA_LOCK: {C.CHAIR: "j"},
    A.GRID_ADOPT: {C.CHAIR: "j"},
    A.INVITED_READ: {C.FOCAL_POINT: "jsdc", C.STAFF: "jsdc"},
    A.INVITED_RELEASE: {C.CHAIR: "j"},
    A.PROFILE_ADOPT: {C.CHAIR: "j"},
    A.PROFILE_COMMENT: {C.MEMBER: "j", C.FOCAL_POINT: "j", C.STAFF: "j"},
    A.PROFILE_DRAFT: {C.MEMBER: "j", C.FOCAL_POINT: "j", C.STAFF: "j"},
    A.PROFILE_READ: {C.MEMBER: "jsd", C.FOCAL_POINT: "jsdc", C.STAFF: "jsdc"},
    A.QUESTIONS_ADOPT: {C.CHAIR: "j"},
    A.QUESTIONS_CONFIRM: {C.MEMBER: "j"},
    A.SHORTLIST_CONFIRM: {C.MEMBER: "j"},
    A.SHORTLIST_DECIDE: {C.CHAIR: "j"},
    A.SHORTLIST_READ: {C.MEMBER: "jsd"},
    # interviews
    A.AGREED_RECORD: {C.CHAIR: "j"},
    A.APPOINTMENT_BOOK: {C.ASSISTANT: "bjsd", C.MEMBER: "bjsd", C.PRESIDENT: "bjsd"},
    A.APPOINTMENTS_READ: {C.ASSISTANT: "bjsd", C.MEMBER: "bjsd", C.PRESIDENT: "bjsd"},
    A.AVAILABILITY_OWN: {C.MEMBER: "j", C.ASSISTANT: "j"},
    A.CONSENT_RECORD: {C.CHAIR: "j", C.MEMBER: "j"},
    A.COURSE_READ: {C.MEMBER: "jsd"},
    A.COURSE_RECORD: {C.CHAIR: "j"},
    A.DEBRIEF_READ: {C.MEMBER: "jsd"},
    A.ERRATUM_ADD: {C.MEMBER: "j"},
    A.GUIDE_TAKE: {C.MEMBER: "j"},
    A.INTERVIEW_START: {C.CHAIR: "j"},
    A.MISSED_RECORD: {C.CHAIR: "j"},
    A.NEEDS_KEEP: {C.FOCAL_POINT: "j", C.STAFF: "j"},
    A.SCHEDULE_KEEP: {C.FOCAL_POINT: "j", C.STAFF: "j"},
    A.SCHEDULE_READ: {C.MEMBER: "jsd", C.FOCAL_POINT: "jsdc", C.STAFF: "jsdc"},
    A.SHEET_LOCK: {C.MEMBER: "j"},
    A.SHEET_OWN: {C.MEMBER: "jsdc"},
    # report
    A.DECISION_TAKE: {C.CHAIR: "j"},
    A.EDITION_CONFIRM: {C.MEMBER: "c", C.FORMER_MEMBER: "c"},
    A.EDITION_MAKE: {C.PRESIDENT: "c"},
    A.EDITION_READ: {C.PRESIDENT: "c", C.MEMBER: "c", C.FORMER_MEMBER: "c"},
    A.HAND_OVER: {C.CHAIR: "js"},
    A.HAND_OVER_READ: {C.PRESIDENT: "jsdc", C.OFFICE: "jsdc"},
    A.REFERENCE_ASK: {C.CHAIR: "j", C.MEMBER: "j"},
    A.REFERENCE_GIVE: {C.PUBLIC: "j"},
    A.REFERENCE_READ: {C.CHAIR: "jsd", C.MEMBER: "jsd"},
    A.REPORT_CALL: {C.CHAIR: "j"},
    A.REPORT_DRAFT: {C.MEMBER: "j"},
    A.REPORT_DRAFT_TAKE: {C.MEMBER: "j"},
    A.REPORT_LODGE: {C.CHAIR: "j"},
    A.REPORT_READ: {C.MEMBER: "jsdc"},
    A.REPORT_READ_RELEASED: {C.COMMITTEE: "dc"},
    A.REPORT_RELEASE: {C.PRESIDENT: "dc"},
    A.REPORT_RELEASE_SECOND: {C.MEMBER: "dc"},
    A.REPORT_SIGN: {C.MEMBER: "j"},
    A.STAGE_REOPEN: {C.CHAIR: "j"},
    A.STAGE_REOPEN_SECOND: {C.MEMBER: "j"},
    # approval
    A.DELIVERY_READ: {C.PRESIDENT: "sdc", C.OFFICE: "sdc"},
    A.DISPUTE_SETTLE: {C.PRESIDENT: "s"},
    A.ITEM_READ_OWN: {C.DELEGATE: "jsdc"},
    A.ITEM_REGISTER: {C.OFFICE: "jsdc"},
    A.ITEM_SETTLE: {C.PRESIDENT: "s"},
    A.ITEMS_READ: {C.PRESIDENT: "jsdc", C.OFFICE: "jsdc"},
    A.LETTERS_TO_STATES_READ: {C.PRESIDENT: "jsdc", C.OFFICE: "jsdc", C.DELEGATE: "jsdc"},
    A.PATH_RECORD: {C.PRESIDENT: "s"},
    A.PROPOSAL_DRAFT: {C.PRESIDENT: "js", C.OFFICE: "js"},
    A.PROPOSAL_READ: {
        C.PRESIDENT: "jsdc",
        C.OFFICE: "jsdc",
        C.DELEGATE: "jsdc",
        C.MEMBER: "jsd",
        C.FOCAL_POINT: "jsdc",
        C.STAFF: "jsdc",
    },
    A.QUESTION_ASK: {C.DELEGATE: "s"},
    A.ROUND_CANCEL: {C.PRESIDENT: "s"},
    A.ROUND_CERTIFY: {C.PRESIDENT: "s"},
    A.ROUND_FACT_READ: {
        C.PRESIDENT: "jsdc",
        C.OFFICE: "jsdc",
        C.DELEGATE: "jsdc",
        C.MEMBER: "jsdc",
        C.FOCAL_POINT: "jsdc",
        C.STAFF: "jsdc",
    },
    A.ROUND_LENGTHEN: {C.PRESIDENT: "s"},
    A.ROUND_OPEN: {C.PRESIDENT: "js"},
    A.ROUND_WITHOUT_OBJECT: {C.PRESIDENT: "s"},
    # a broken round records on after the path (S10); what comes after the certificate is late (S9)
    A.SILENCE_BREAK: {C.DELEGATE: "jsd"},
    # appointment
    A.ACCESS_END: {C.OPERATOR: "c"},
    A.CONTRACT_KEEP: {C.FOCAL_POINT: "dc", C.STAFF: "dc"},
    A.ERASURE_ANNOUNCE: {C.FOCAL_POINT: "c", C.PRESIDENT: "c"},
    A.ERASURE_CONFIRM: {
        C.FOCAL_POINT: "c",
        C.OFFICE: "c",
        C.PRESIDENT: "c",
        C.MEMBER: "c",
        C.FORMER_MEMBER: "c",
    },
    A.ERASURE_DO: {C.OPERATOR: "c"},
    A.ERASURE_HOLD: {C.FOCAL_POINT: "c", C.PRESIDENT: "c"},
    A.ERASURE_READ: {
        C.FOCAL_POINT: "c",
        C.STAFF: "c",
        C.OFFICE: "c",
        C.PRESIDENT: "c",
        C.MEMBER: "c",
        C.FORMER_MEMBER: "c",
        C.AUDITOR: "c",
    },
    A.LETTERS_CHAIR: {C.CHAIR: "dc"},
    A.LETTERS_GICHD: {C.FOCAL_POINT: "jsdc", C.STAFF: "jsdc"},
    A.LETTERS_RELEASE: {C.FOCAL_POINT: "jsdc", C.STAFF: "jsdc", C.MEMBER: "dc"},
    A.OUTCOME_PUBLISH: {C.PRESIDENT: "dc"},
    A.OUTCOME_READ: {
        C.PRESIDENT: "dc",
        C.OFFICE: "dc",
        C.DELEGATE: "dc",
        C.COMMITTEE: "dc",
        C.MEMBER: "dc",
        C.CHAIR: "dc",
    },
    A.PERIOD_CHANGE: {C.FOCAL_POINT: "c", C.PRESIDENT: "c"},
    # archive
    A.ARCHIVE_TAKE: {
        C.PRESIDENT: "c",
        C.OFFICE: "c",
        C.FOCAL_POINT: "c",
        C.COMMITTEE: "c",
        C.DELEGATE: "c",
        C.AUDITOR: "c",
    },
    A.MEMORY_READ: {C.PRESIDENT: ALL, C.OFFICE: ALL, C.CHAIR: ALL, C.FOCAL_POINT: ALL},
    A.MEMORY_WRITE: {C.CHAIR: "c", C.FOCAL_POINT: "c"},
    # rights
    A.FEEDBACK_READ: {C.FOCAL_POINT: "jsdc", C.CHAIR: "c"},
    A.FEEDBACK_SEND: {C.FOCAL_POINT: "jsdc", C.CHAIR: "c"},
    A.FEEDBACK_WRITE: {C.FOCAL_POINT: "jsdc", C.CHAIR: "c"},
    A.OWN_FILE_AGAIN: {C.FOCAL_POINT: ALL, C.CHAIR: "c"},
    A.OWN_FILE_MAKE: {C.FOCAL_POINT: ALL},
    A.OWN_FILE_PUT: {C.OPERATOR: ALL},
    A.OWN_FILE_READ: {C.FOCAL_POINT: ALL, C.CHAIR: "c"},
    A.OWN_FILE_RELEASE: {C.CHAIR: "c"},
    A.OWN_FILE_TAKE: {C.PUBLIC: ALL},
}

POLICY: dict[A, dict[C, frozenset[Column]]] = {
    action: {capacity: _columns(letters) for capacity, letters in row.items()}
    for action, row in _TABLE.items()
}


def allows(action: A, capacity: C, column: Column) -> bool:
    """Whether this capacity may have this action at most, in this state."""
    return column in POLICY.get(action, {}).get(capacity, frozenset())


def capacities(action: A, column: Column) -> list[C]:
    """Who may, in this state: the answer to 'who can see this?' (W10)."""
    row = POLICY.get(action, {})
    return [c for c in C if column in row.get(c, ())]


UNDERTAKING_FIRST = frozenset(
    {
        C.MEMBER,
        C.SURROGATE,
        C.ASSISTANT,
        C.OFFICE,
        C.FOCAL_POINT,
        C.STAFF,
        C.AGENCY,
        C.AUDITOR,
        C.COMMITTEE,
    }
)
SIGNED_FIRST = UNDERTAKING_FIRST | {C.CHAIR}
"""Those, and the Chair, who signs for the seat and not once more."""
BEFORE_UNDERTAKING = frozenset({A.UNDERTAKING_SIGN, A.CALENDAR_READ, A.VACANCY_READ})


def needs_undertaking(action: A, capacity: C) -> bool:
    """Whether this capacity has this action only after a signed undertaking (C3)."""
    return capacity in SIGNED_FIRST and action not in BEFORE_UNDERTAKING


OPENS_FILES = frozenset(
    {
        A.APPLICATION_READ,
        A.BOOK_OWN,
        A.COMPARISON_READ,
        A.DOCUMENT_REDACT,
        A.DUPLICATE_DECIDE,
        A.FILE_READ,
        A.READING_OWN,
        A.REFERENCE_READ,
        A.SCREENING_DO,
        A.SCREENING_READ,
        A.SCREENING_SETTLE,
        A.TEXT_SEARCH,
    }
)
"""Pages that hold something of a candidate's file. Documents themselves, whatever page names
them, are asked for at their own door."""
_WAYS_OUT = frozenset({A.STAND_DOWN})


def closed_by_match(action: A, capacity: C, matched: str) -> bool:
    """Whether C12 closes this to a person who may be, or is, one of the applicants.

    While it is undecided no file opens; once it is confirmed nothing does but the way out of
    a seat. A former member has nothing but one's own, and keeps it (C13).
    """
    if not matched or capacity is C.FORMER_MEMBER:
        return False
    if matched == Matched.SAME:
        return action not in _WAYS_OUT
    return action in OPENS_FILES
