"""What can be asked of this application: one name for each thing, alphabetical in a room.

A value reads ``room:thing:verb``. Every route declares one; each that has an effect on
others names the log that records it.
"""

from __future__ import annotations

from enum import StrEnum

from recruit.access.rules import Log


class Action(StrEnum):
    """One thing that a reader may be allowed to do."""

    # without a procedure
    PUBLIC_READ = "public:page:read"
    ACCOUNT_OWN = "accounts:own:use"
    SITE_ADMINISTER = "site:procedures:administer"
    SITE_OPERATE = "site:host:operate"
    SESSIONS_END = "accounts:sessions:end"

    # the ground
    GRANT_BY_ADMINISTRATOR = "access:grant:administrator"
    GRANT_BY_CHAIR = "access:grant:chair"
    GRANT_BY_FOCAL_POINT = "access:grant:focal-point"
    GRANT_BY_OFFICE = "access:grant:office"
    GRANT_BY_PRESIDENT = "access:grant:president"
    ASSISTANT_NAME = "access:assistant:name"
    UNDERTAKING_SIGN = "access:undertaking:sign"
    CALENDAR_FOLLOW = "procedure:calendar:follow"
    CALENDAR_READ = "procedure:calendar:read"
    WINDOW_AMEND = "procedure:window:amend"
    CLOSE = "procedure:close:record"
    RECORD_READ = "record:entries:read"
    UNDELIVERED_READ = "notices:undelivered:read"
    UNDELIVERED_SETTLE = "notices:undelivered:settle"
    UNDELIVERED_SETTLE_CHAIR = "notices:undelivered:settle-chair"
    STATES_READ = "states:list:read"
    STATES_CORRECT = "states:state:correct"
    CONTACTS_KEEP = "states:contacts:keep"
    CONTACT_PROVE = "states:contact:prove"
    COUNTERSIGN = "countersigning:request:countersign"
    COUNTERSIGN_ASK = "countersigning:request:ask"
    DOCUMENT_READ = "documents:document:read"
    DOCUMENT_REDACT = "documents:document:redact"
    BOOK_OWN = "documents:book:own"
    READING_OWN = "documents:reading:own"
    FAILURE_NOTE = "correspondence:failure:note"
    FAILURE_READ = "correspondence:failure:read"
    FAILURE_REMEDY = "correspondence:failure:remedy"
    MATTER_ANSWER = "correspondence:matter:answer"
    MATTER_READ = "correspondence:matter:read"
    MATTER_REGISTER = "correspondence:matter:register"
    REMEDY_READ = "correspondence:remedy:read"

    # vacancy
    VACANCY_ANSWER = "vacancy:answer:publish"
    VACANCY_DRAFT = "vacancy:text:draft"
    VACANCY_EXTEND = "vacancy:close:extend"
    VACANCY_POST = "vacancy:text:post"
    VACANCY_POST_EARLY = "vacancy:text:post-early"
    VACANCY_READ = "vacancy:text:read"
    AGENCY_RECORD = "vacancy:agency:record"
    AGENCY_READ = "vacancy:agency:read"

    # applications
    APPLICATION_ADMIT_LATE = "applications:late:admit"
    APPLICATION_FILE = "applications:application:file"
    APPLICATION_READ = "applications:application:read"
    APPLICATION_WITHDRAW = "applications:application:withdraw"
    DOCUMENT_WITHDRAW = "applications:document:withdraw"
    DUPLICATE_DECIDE = "applications:duplicate:decide"
    INTAKE_DISCARD = "applications:intake:discard"
    STATISTICS_READ = "applications:statistics:read"

    # panel
    CHAIR_ASK = "panel:chair:ask"
    CHAIR_ELECT = "panel:chair:elect"
    CHAIR_PREVENTED = "panel:chair:prevented"
    COMPOSITION_COMPOSE = "panel:composition:compose"
    COMPOSITION_READ = "panel:composition:read"
    CONFLICT_DECIDE = "panel:conflict:decide"
    CONFLICT_DECIDE_CHAIR = "panel:conflict:decide-chair"
    DECLARATION_MAKE = "panel:declaration:make"
    DECLARATIONS_READ = "panel:declarations:read"
    DESTRUCTION_CONFIRM = "panel:destruction:confirm"
    INTEREST_EXPRESS = "panel:interest:express"
    INTEREST_READ = "panel:interest:read"
    MEETING_HOLD = "panel:meeting:hold"
    MEETING_READ = "panel:meeting:read"
    MEMBER_REMIND = "panel:member:remind"
    MINUTES_CONFIRM = "panel:minutes:confirm"
    PANEL_REMIND = "panel:members:remind"
    SEAT_PASS = "panel:seat:pass"
    STAND_DOWN = "panel:seat:stand-down"
    STANDING_DOWN_DECLARE = "panel:seat:declare-down"

    # prescreening
    BORDERLINE_DECIDE = "prescreening:borderline:decide"
    EQUIVALENCE_DECIDE = "prescreening:equivalence:decide"
    COMPARISON_READ = "prescreening:comparison:read"
    COMPLETION_ASK = "prescreening:completion:ask"
    FILE_READ = "prescreening:file:read"
    FOCAL_CONFLICT_DECIDE = "prescreening:focal-conflict:decide"
    INSTRUCTION_GIVE = "prescreening:instruction:give"
    LIST_CIRCULATE = "prescreening:list:circulate"
    LIST_READ = "prescreening:list:read"
    OVERSIGHT_READ = "prescreening:oversight:read"
    PLACING_DECIDE = "prescreening:placing:decide"
    REQUEST_ANSWER = "prescreening:request:answer"
    REQUEST_MOVE = "prescreening:request:move"
    SCREENER_DECLARE = "prescreening:screener:declare"
    SCREENING_ASSIGN = "prescreening:screening:assign"
    SCREENING_DO = "prescreening:screening:do"
    SCREENING_READ = "prescreening:screening:read"
    SCREENING_SETTLE = "prescreening:screening:settle"

    # finding
    MATCH_DECIDE = "finding:match:decide"
    MATCH_DECIDE_CHAIR = "finding:match:decide-chair"
    TEXT_SEARCH = "finding:text:read"

    # shortlist
    ABSENCE_RECORD = "shortlist:absence:record"
    BALLOT_LOCK = "shortlist:ballot:lock"
    BALLOT_OWN = "shortlist:ballot:own"
    BALLOTS_READ = "shortlist:ballots:read"
    CRITERIA_LOCK = "shortlist:criteria:lock"
    GRID_ADOPT = "shortlist:grid:adopt"
    INVITED_READ = "shortlist:invited:read"
    INVITED_RELEASE = "shortlist:invited:release"
    PROFILE_ADOPT = "shortlist:profile:adopt"
    PROFILE_COMMENT = "shortlist:profile:comment"
    PROFILE_DRAFT = "shortlist:profile:draft"
    PROFILE_READ = "shortlist:profile:read"
    QUESTIONS_ADOPT = "shortlist:questions:adopt"
    QUESTIONS_CONFIRM = "shortlist:questions:confirm"
    SHORTLIST_CONFIRM = "shortlist:shortlist:confirm"
    SHORTLIST_DECIDE = "shortlist:shortlist:decide"
    SHORTLIST_READ = "shortlist:shortlist:read"

    # interviews
    AGREED_RECORD = "interviews:agreed:record"
    APPOINTMENT_BOOK = "interviews:appointment:book"
    APPOINTMENTS_READ = "interviews:appointments:read"
    AVAILABILITY_OWN = "interviews:availability:own"
    CONSENT_RECORD = "interviews:consent:record"
    COURSE_READ = "interviews:course:read"
    COURSE_RECORD = "interviews:course:record"
    DEBRIEF_READ = "interviews:debrief:read"
    ERRATUM_ADD = "interviews:erratum:add"
    GUIDE_TAKE = "interviews:guide:take"
    INTERVIEW_START = "interviews:interview:start"
    MISSED_RECORD = "interviews:missed:record"
    NEEDS_KEEP = "interviews:needs:keep"
    SCHEDULE_KEEP = "interviews:schedule:keep"
    SCHEDULE_READ = "interviews:schedule:read"
    SHEET_LOCK = "interviews:sheet:lock"
    SHEET_OWN = "interviews:sheet:own"

    # report
    DECISION_TAKE = "report:decision:take"
    EDITION_CONFIRM = "report:edition:confirm"
    EDITION_MAKE = "report:edition:make"
    EDITION_READ = "report:edition:read"
    HAND_OVER = "report:hand-over:give"
    HAND_OVER_READ = "report:hand-over:read"
    REFERENCE_ASK = "report:reference:ask"
    REFERENCE_GIVE = "report:reference:give"
    REFERENCE_READ = "report:reference:read"
    REPORT_CALL = "report:report:call"
    REPORT_DRAFT = "report:report:draft"
    REPORT_DRAFT_TAKE = "report:draft:take"
    REPORT_LODGE = "report:report:lodge"
    REPORT_READ = "report:report:read"
    REPORT_READ_RELEASED = "report:released:read"
    REPORT_RELEASE = "report:report:release"
    REPORT_RELEASE_SECOND = "report:report:release-second"
    REPORT_SIGN = "report:report:sign"
    STAGE_REOPEN = "report:stage:reopen"
    STAGE_REOPEN_SECOND = "report:stage:reopen-second"

    # approval
    DELIVERY_READ = "approval:delivery:read"
    DISPUTE_SETTLE = "approval:dispute:settle"
    ITEM_READ_OWN = "approval:item:read-own"
    ITEM_REGISTER = "approval:item:register"
    ITEM_SETTLE = "approval:item:settle"
    ITEMS_READ = "approval:items:read"
    LETTERS_TO_STATES_READ = "approval:letters:read"
    PATH_RECORD = "approval:path:record"
    PROPOSAL_DRAFT = "approval:proposal:draft"
    PROPOSAL_READ = "approval:proposal:read"
    QUESTION_ASK = "approval:question:ask"
    ROUND_CANCEL = "approval:round:cancel"
    ROUND_CERTIFY = "approval:round:certify"
    ROUND_FACT_READ = "approval:fact:read"
    ROUND_LENGTHEN = "approval:round:lengthen"
    ROUND_OPEN = "approval:round:open"
    ROUND_WITHOUT_OBJECT = "approval:round:without-object"
    SILENCE_BREAK = "approval:silence:break"

    # appointment
    ACCESS_END = "appointment:access:end"
    CONTRACT_KEEP = "appointment:contract:keep"
    ERASURE_ANNOUNCE = "appointment:erasure:announce"
    ERASURE_CONFIRM = "appointment:erasure:confirm"
    ERASURE_DO = "appointment:erasure:do"
    ERASURE_HOLD = "appointment:erasure:hold"
    ERASURE_READ = "appointment:erasure:read"
    LETTERS_CHAIR = "appointment:letters:chair"
    LETTERS_GICHD = "appointment:letters:gichd"
    LETTERS_RELEASE = "appointment:letters:release"
    OUTCOME_PUBLISH = "appointment:outcome:publish"
    OUTCOME_READ = "appointment:outcome:read"
    PERIOD_CHANGE = "appointment:period:change"

    # archive
    ARCHIVE_TAKE = "archive:copy:take"
    MEMORY_READ = "archive:memory:read"
    MEMORY_WRITE = "archive:memory:write"

    # rights
    FEEDBACK_READ = "rights:feedback:read"
    FEEDBACK_SEND = "rights:feedback:send"
    FEEDBACK_WRITE = "rights:feedback:write"
    OWN_FILE_AGAIN = "rights:own-file:again"
    OWN_FILE_MAKE = "rights:own-file:make"
    OWN_FILE_PUT = "rights:own-file:put"
    OWN_FILE_READ = "rights:own-file:read"
    OWN_FILE_RELEASE = "rights:own-file:release"
    OWN_FILE_TAKE = "rights:own-file:take"


_SITE = {
    Action.SITE_ADMINISTER,
    Action.SITE_OPERATE,
    Action.SESSIONS_END,
    Action.GRANT_BY_ADMINISTRATOR,
    Action.ACCOUNT_OWN,
}
_PANEL = {
    Action.CHAIR_ASK,
    Action.CHAIR_ELECT,
    Action.CHAIR_PREVENTED,
    Action.CONFLICT_DECIDE,
    Action.CONFLICT_DECIDE_CHAIR,
    Action.DECLARATION_MAKE,
    Action.MEETING_HOLD,
    Action.MEMBER_REMIND,
    Action.STANDING_DOWN_DECLARE,
    Action.UNDELIVERED_SETTLE_CHAIR,
    Action.MINUTES_CONFIRM,
    Action.PANEL_REMIND,
    Action.MATCH_DECIDE,
    Action.MATCH_DECIDE_CHAIR,
    Action.BORDERLINE_DECIDE,
    Action.EQUIVALENCE_DECIDE,
    Action.FILE_READ,
    Action.PLACING_DECIDE,
    Action.BOOK_OWN,
    Action.ABSENCE_RECORD,
    Action.BALLOT_LOCK,
    Action.BALLOT_OWN,
    Action.CRITERIA_LOCK,
    Action.SHORTLIST_CONFIRM,
    Action.SHORTLIST_DECIDE,
    Action.AGREED_RECORD,
    Action.AVAILABILITY_OWN,
    Action.CONSENT_RECORD,
    Action.COURSE_RECORD,
    Action.ERRATUM_ADD,
    Action.GUIDE_TAKE,
    Action.MISSED_RECORD,
    Action.SHEET_LOCK,
    Action.SHEET_OWN,
    Action.DECISION_TAKE,
    Action.REFERENCE_ASK,
    Action.REFERENCE_GIVE,
    Action.REFERENCE_READ,
    Action.REPORT_CALL,
    Action.REPORT_DRAFT,
    Action.REPORT_DRAFT_TAKE,
    Action.REPORT_LODGE,
    Action.REPORT_READ,
    Action.REPORT_SIGN,
    Action.STAGE_REOPEN,
    Action.STAGE_REOPEN_SECOND,
}
_ROUND = {
    Action.SILENCE_BREAK,
    Action.ITEM_READ_OWN,
    Action.ITEM_REGISTER,
    Action.ITEM_SETTLE,
    Action.ROUND_CERTIFY,
    Action.ROUND_LENGTHEN,
    Action.ROUND_CANCEL,
    Action.ROUND_WITHOUT_OBJECT,
    Action.DISPUTE_SETTLE,
    Action.QUESTION_ASK,
    Action.COUNTERSIGN,
    Action.COUNTERSIGN_ASK,
}


def log_of(action: Action) -> Log:
    """The log that records this action."""
    if action in _SITE:
        return Log.SITE
    if action in _PANEL:
        return Log.PANEL
    if action in _ROUND:
        return Log.ROUND
    return Log.PROCEDURE
