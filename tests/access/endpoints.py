"""Every address of the application, placed: the thing it shows or the act it does.

The walk fails for an endpoint without a place here, so that a new route has to be placed
in the reading of the rules (tests/access/matrix.py) before it can be merged. A place says
what the address *is*; who gets it stands in the matrix alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import text
from sqlalchemy.engine import Connection

from recruit.access.rules import Capacity


class Kind(StrEnum):
    """What an address is."""

    THING = "shows something of a procedure"
    ACT = "does something in a procedure"
    PUBLIC = "everybody's, also without an account"
    OWN = "one's own account"
    SITE = "the administrators' pages of the site"


@dataclass(frozen=True, slots=True)
class Place:
    """name: of the matrix. only: the one capacity in whose name the address is written,
    where the address itself names it. nothing: why somebody who may come here can still
    find nothing at all; '' where the page must be there."""

    kind: Kind
    name: str = ""
    only: Capacity | None = None
    nothing: str = ""


def shows(name: str, *, only: Capacity | None = None, nothing: str = "") -> Place:
    """The address shows this thing."""
    return Place(Kind.THING, name, only, nothing)


def does(name: str, *, only: Capacity | None = None, nothing: str = "") -> Place:
    """The address does this act."""
    return Place(Kind.ACT, name, only, nothing)


PUBLIC = Place(Kind.PUBLIC)
OWN = Place(Kind.OWN)
SITE = Place(Kind.SITE)

_PRESIDENT, _OFFICE, _FOCAL = Capacity.PRESIDENT, Capacity.OFFICE, Capacity.FOCAL_POINT

PLACES: dict[str, Place] = {
    # --- accounts
    "accounts.sign_in": PUBLIC,
    "accounts.enter": PUBLIC,
    "accounts.second": PUBLIC,
    "accounts.enter_second": PUBLIC,
    "accounts.mail_code": PUBLIC,
    "accounts.set_up": PUBLIC,
    "accounts.confirm_set_up": PUBLIC,
    "accounts.invitation": PUBLIC,
    "accounts.accept_invitation": PUBLIC,
    "accounts.lost": PUBLIC,
    "accounts.ask_lost": PUBLIC,
    "accounts.reset": PUBLIC,
    "accounts.choose_anew": PUBLIC,
    "accounts.account": OWN,
    "accounts.authenticator": OWN,
    "accounts.confirm_authenticator": OWN,
    "accounts.change_passphrase": OWN,
    "accounts.change_profile": OWN,
    "accounts.end_other_sessions": OWN,
    "accounts.own_passkeys": OWN,
    "accounts.register_passkey": OWN,
    "accounts.remove_passkey": OWN,
    "accounts.end_session": OWN,
    "accounts.parked": OWN,
    "accounts.renew_codes": OWN,
    "accounts.sign_out": OWN,
    "accounts.site": SITE,
    "accounts.open_procedure": SITE,
    "accounts.named": SITE,
    "accounts.ask": SITE,
    "accounts.ask_end": SITE,
    "accounts.ask_successor": SITE,
    "accounts.ask_factor": SITE,
    "accounts.confirm": SITE,
    "accounts.withdraw": SITE,
    "accounts.confirm_factor": SITE,
    "accounts.withdraw_factor": SITE,
    "accounts.undertaking": shows("own undertaking"),
    "accounts.sign_undertaking": does("sign undertaking"),
    "accounts.assistant": shows("own assistant"),
    "accounts.name_assistant": does("name assistant"),
    "accounts.end_assistant": does("name assistant"),
    "accounts.president_people": shows("people of the procedure", only=_PRESIDENT),
    "accounts.president_names": does("name people", only=_PRESIDENT),
    "accounts.president_ends": does("name people", only=_PRESIDENT),
    "accounts.president_asks_factor": does("name people", only=_PRESIDENT, nothing="names nobody"),
    "accounts.focal_point_people": shows("people of GICHD", only=_FOCAL),
    "accounts.focal_point_names": does("name GICHD people", only=_FOCAL),
    "accounts.focal_point_ends": does("name GICHD people", only=_FOCAL),
    "accounts.focal_point_asks_factor": does(
        "name GICHD people", only=_FOCAL, nothing="names nobody"
    ),
    "accounts.delegates": shows("delegates", only=_OFFICE),
    "accounts.office_accredits": does("accredit", only=_OFFICE),
    "accounts.office_ends": does("accredit", only=_OFFICE),
    "accounts.office_asks_factor": does("accredit", only=_OFFICE, nothing="names nobody"),
    # --- documents: one door; whose the document is decides (test_documents below)
    "documents.download": shows("candidate file", nothing="the document is another's"),
    "documents.read": shows("candidate file", nothing="the document is another's"),
    "documents.text": shows("candidate file", nothing="the document is another's"),
    "documents.page": shows("candidate file", nothing="the document is another's"),
    "documents.own": does("keep one's own notes", nothing="the document is another's"),
    "documents.book": shows("own reading book"),
    "documents.ask_book": does("have a reading book made"),
    "documents.show_passphrase": does("have a reading book made", nothing="the book is another's"),
    "documents.take_book": does("have a reading book made", nothing="the book is another's"),
    "documents.redact": does("redact a document", nothing="the document is another's"),
    "documents.strike": does("redact a document", nothing="the document is another's"),
    "documents.redacted_page": does("redact a document", nothing="no copy waits"),
    "documents.release_redacted": does("redact a document", nothing="the document is another's"),
    "documents.original": shows("candidate file", nothing="the focal point's alone, or another's"),
    # --- vacancy
    "vacancy_public.index": PUBLIC,
    "vacancy_public.announcement": PUBLIC,
    "vacancy.page": shows("vacancy", nothing="not posted yet"),
    "vacancy.draft": does("draft vacancy"),
    "vacancy.save": does("draft vacancy"),
    "vacancy.post": does("post vacancy"),
    "vacancy.publish_further": does("post vacancy"),
    "vacancy.early_reason": does("give reason for early posting"),
    "vacancy.extend": does("extend close"),
    "vacancy.answer": does("publish an answer"),
    "vacancy.agency": does("record agency"),
    # --- applications
    "applications.index": shows("applications"),
    "applications.figures": shows("applications in figures"),
    "applications.show": shows("applications", nothing="closed to a person (A7, C12)"),
    "applications.new": does("file application"),
    "applications.file": does("file application"),
    "applications.file_many": does("file application"),
    "applications.add_document": does("file application"),
    "applications.correct": does("file application"),
    "intake.index": does("file application"),
    "intake.drop": does("file application"),
    "intake.add": does("file application", nothing="another's own drop"),
    "intake.show": does("file application", nothing="another's own drop"),
    "intake.fill": does("file application", nothing="another's own drop"),
    "intake.file": does("file application", nothing="another's own drop"),
    "intake.discard": does("file application", nothing="another's own drop"),
    "intake.refused": does("file application", nothing="another's own drop"),
    "intake.proposal": does("file application", nothing="another's own drop"),
    "intake.correct": does("file application", nothing="another's own drop"),
    "intake.merge": does("file application", nothing="another's own drop"),
    "intake.leave": does("file application", nothing="another's own drop"),
    "intake.move": does("file application", nothing="another's own drop"),
    "applications.withdraw": does("register withdrawal"),
    "applications.likenesses": does("decide duplicate"),
    "applications.decide_likeness": does("decide duplicate"),
    "applications.reverse_likeness": does("decide duplicate"),
    "applications.late": does("admit late"),
    "applications.admit_late": does("admit late"),
    "applications.leave_late": does("admit late"),
    # --- prescreening
    "prescreening.withdrawals": does("withdraw a document"),
    "prescreening.withdraw_document": does(
        "withdraw a document", nothing="another procedure's, or not given to the panel"
    ),
    "prescreening.index": shows("screening"),
    "prescreening.files": does("assign screener"),
    "prescreening.assign": does("assign screener"),
    "prescreening.assign_evenly": does("assign screener"),
    "prescreening.decide_declaration": does("decide screener's conflict"),
    "prescreening.decide_on_focal_point": does("decide focal point's conflict"),
    "prescreening.screen": does("screen"),
    "prescreening.save": does("screen"),
    "prescreening.lock": does("screen"),
    "prescreening.comparison": shows("screening"),
    "prescreening.asked": does("ask a candidate"),
    "prescreening.ask": does("ask a candidate"),
    "prescreening.receive": does("ask a candidate"),
    "prescreening.hand_over": does("assign screener"),
    "prescreening.declare": does("declare as screener"),
    "prescreening.settle_own": does("screen"),
    "prescreening.record_own_settlement": does("screen"),
    "prescreening.settle": does("settle"),
    "prescreening.record_settlement": does("settle"),
    "prescreening.oversight": shows("oversight"),
    "prescreening.instruct": does("instruct"),
    "prescreening.circulation": does("circulate"),
    "prescreening.circulate": does("circulate"),
    "prescreening.candidates": shows("listed candidates"),
    "prescreening.candidate": shows("listed candidates"),
    "prescreening.given": shows("listed candidates"),
    "prescreening.requests": does("move request"),
    "prescreening.move": does("move request"),
    "prescreening.speak": does("move request"),
    "prescreening.answers": does("answer request"),
    "prescreening.answer": does("answer request"),
    "prescreening.rulings": does("decide borderline"),
    "prescreening.decide_borderline": does("decide borderline"),
    "prescreening.decide_equivalence": does("decide equivalence"),
    "prescreening.place": does("place on the list"),
    "prescreening.enter_placing": does("place on the list"),
    "prescreening.vote_on_request": does("hold meeting"),
    # --- panel
    "panel.composition": shows("composition"),
    "panel.composition_": shows("composition"),
    "panel.name": does("compose"),
    "panel.invite": does("compose"),
    "panel.take_back": does("compose"),
    "panel.own_gender": does("compose"),
    "panel.constitute": does("compose"),
    "panel_invited.page": OWN,
    "panel_invited.page_": OWN,
    "panel_invited.show": OWN,
    "panel_invited.answer": OWN,
    "panel.interest": shows("interest"),
    "panel.register_interest": does("register interest"),
    "panel.express": does("express interest"),
    "panel.express_interest": does("express interest"),
    "panel.declare": does("declare"),
    "panel.declare_all": does("declare"),
    "panel.declare_anew": does("declare"),
    "panel.again": does("declare"),
    "panel.answer_again": does("declare"),
    "panel.set_day": does("set the day of asking again"),
    "panel.declarations": shows("declarations of others"),
    "panel.decide": does("decide conflict"),
    "panel.on_chair": does("decide Chair's conflict"),
    "panel.vote": does("decide Chair's conflict"),
    "panel.election": does("elect an acting Chair"),
    "panel.call_election": does("elect an acting Chair"),
    "panel.vote_chair": does("elect an acting Chair"),
    "panel.give_back": does("elect an acting Chair"),
    "panel.serving_on": does("ask the Chair"),
    "panel.ask_chair": does("ask the Chair"),
    "panel.join_asking": does("ask the Chair"),
    "panel.asked_done": does("ask the Chair"),
    "panel.move_standing_down": does("declare that a member stands down"),
    "panel.vote_standing_down": does("declare that a member stands down"),
    "panel.answer_standing_down": does("declare that a member stands down"),
    "panel.further": does("name further surrogate"),
    "panel.name_further": does("name further surrogate"),
    "panel.take_in": does("name further surrogate"),
    "panel.reminders": does("remind in writing"),
    "panel.remind": does("remind in writing"),
    "panel.answer_asked": does("remind in writing"),
    "panel.prevented": does("report being prevented"),
    "panel.report_prevented": does("report being prevented"),
    "panel.vacancies": does("pass seat"),
    "panel.pass_seat": does("pass seat"),
    "panel.stand_down": does("stand down"),
    "panel.stand_down_now": does("stand down"),
    "panel.leaving": shows("confirm destruction"),
    "panel.confirm_destruction": does("confirm destruction"),
    "panel.meetings": shows("meetings"),
    "panel.meeting": shows("meetings"),
    "panel.confirm": does("confirm minutes"),
    "panel.dissent": does("confirm minutes"),
    "panel.remind_all": does("remind the panel"),
    "panel.hold": does("hold meeting"),
    "panel.open_meeting": does("hold meeting"),
    "panel.chair_meeting": does("hold meeting"),
    "panel.write_minutes": does("hold meeting"),
    "panel.ballot": does("hold meeting"),
    # --- finding
    "finding.search": shows("search of the files"),
    "finding.ask": does("search the files"),
    "finding.unread": shows("search of the files"),
    # --- shortlist
    "shortlist.page": shows("others' judgement"),
    "shortlist.confirm": does("confirm shortlist"),
    "shortlist.ballot": shows("own judgement"),
    "shortlist.ballot_sheet": shows("own judgement"),
    "shortlist.ballot_text": shows("own judgement", nothing="the criteria are not locked yet"),
    "shortlist.ballot_without_network": does("ballot"),
    "shortlist.upload_ballot": does("ballot"),
    "shortlist.save_ballot": does("ballot"),
    "shortlist.lock_ballot": does("ballot"),
    "shortlist.papers": shows("profile, questions, grid"),
    "shortlist.compare_papers": shows(
        "profile, questions, grid", nothing="there is no version yet"
    ),
    "shortlist.save_paper": does("draft papers"),
    "shortlist.confirm_questions": does("confirm questions"),
    "shortlist.chair": shows("chair's pages"),
    "shortlist.save_criteria": does("lock criteria"),
    "shortlist.lock_criteria": does("lock criteria"),
    "shortlist.record_absence": does("record absence"),
    "shortlist.decide": does("decide shortlist"),
    "shortlist.move_anew": does("decide shortlist"),
    "shortlist.carry_over": does("decide shortlist"),
    "shortlist.release": does("release invited"),
    "shortlist.follow": does("release invited"),
    "shortlist.adopt_profile": does("adopt papers"),
    "shortlist.adopt_questions": does("adopt papers"),
    "shortlist.adopt_grid": does("adopt papers"),
    # --- interviews
    "interviews.invited": shows("invited"),
    "interviews.page": shows("schedule"),
    "interviews.set_slots": does("keep schedule"),
    "interviews.invite": does("keep schedule"),
    "interviews.take_away": does("keep schedule"),
    "interviews.propose": does("keep schedule"),
    "interviews.times": shows("own times", nothing="a principal without a seat has none"),
    "interviews.mark_times": does("mark own times", nothing="a principal without a seat has none"),
    "interviews.confirm": does("keep schedule"),
    "interviews.sheet": shows("own score notes"),
    "interviews.scores_text": shows("own score notes", nothing="the profile is not adopted"),
    "interviews.scores_without_network": does("score"),
    "interviews.upload_scores": does("score"),
    "interviews.save_sheet": does("score"),
    "interviews.lock_sheet": does("score"),
    "interviews.erratum": does("erratum"),
    "interviews.guide": does("take guide"),
    "interviews.take_guide": does("take guide"),
    "interviews.debrief": shows("others' judgement"),
    "interviews.chair": shows("chair's pages"),
    "interviews.start": does("start interview"),
    "interviews.appointments": shows("appointments"),
    "interviews.book": does("book"),
    "interviews.take_booking_back": does("book"),
    "interviews.needs": does("keep needs"),
    "interviews.ask_needs": does("keep needs"),
    "interviews.need": does("keep needs"),
    "interviews.record_need": does("keep needs"),
    "interviews.record_missed": does("record missed date"),
    "interviews.missed": does("record missed date"),
    "interviews.decide_missed": does("record missed date"),
    "interviews.count_missed": does("record missed date"),
    "interviews.consent": does("record consent"),
    "interviews.record_consent": does("record consent"),
    "interviews.fairness": shows("interviews' course"),
    "interviews.course": does("record course"),
    "interviews.record_asked": does("record course"),
    "interviews.record_break": does("record course"),
    "interviews.record_end": does("record course"),
    "interviews.agree": does("record agreed scores"),
    "interviews.save_agreed": does("record agreed scores"),
    "interviews.close": does("record agreed scores"),
    # --- report
    "report.page": shows("report"),
    "report.text": shows("report", nothing="there is none yet"),
    "report.download": shows("report"),
    "report.open_draft": does("draft report"),
    "report.write": does("draft report"),
    "report.take_draft": does("draft report"),
    "report.opinion": does("draft report"),
    "report.references": shows("references"),
    "report.ask_reference": does("ask reference"),
    "report.close_reference": does("ask reference"),
    "report.reference_file": shows("references", nothing="there is none yet"),
    "referee.reference": PUBLIC,
    "referee.give": PUBLIC,
    "referee.given": PUBLIC,
    "report.decide": does("take decision"),
    "report.take": does("take decision"),
    "report.call": does("call to sign"),
    "report.call_to_sign": does("call to sign"),
    "report.sign": does("sign report"),
    "report.sign_by_passkey": does("sign report"),
    "report.decline": does("sign report"),
    "report.lodging": does("lodge report"),
    "report.lodge": does("lodge report"),
    "report.hand_over": shows("handing over"),
    "report.give": does("hand over"),
    "report.recall": does("recall hand-over"),
    "report.reopen": does("reopen stage"),
    "report.ask_reopening": does("reopen stage"),
    "report.reopen_second": does("reopen stage as second"),
    "report.confirm_reopening": does("reopen stage as second"),
    "report.give_finding": does("recall hand-over"),
    "report.release": shows("release"),
    "report.ask": does("release report"),
    "report.release_second": does("release report as second"),
    "report.confirm": does("release report as second"),
    "report.released": shows("released report", nothing="not released yet"),
    "report.copy": shows("released report", nothing="not released yet"),
    # --- approval
    "approval.proposal": shows("proposal"),
    "approval.letter": shows("proposal", nothing="there is no letter yet"),
    "approval.letter_pdf": shows("proposal", nothing="there is no letter yet"),
    "approval.draft": does("draft proposal"),
    "approval.open_round": does("open round"),
    "approval.lengthen": does("lengthen round"),
    "approval.cancel": does("cancel round"),
    "approval.certify": does("certify"),
    "approval.without_object": does("record without object"),
    "approval.record_path": does("record path"),
    "approval.ask": does("ask question"),
    "approval.answer": does("answer question"),
    "approval.break_": does("break silence"),
    "approval.break_summary": does("break silence"),
    "approval.break_send": does("break silence"),
    "approval.receipt": shows("own State's letters"),
    "approval.withdraw": does("break silence", nothing="no letter of that State"),
    "approval.ask_about": does("settle item", nothing="there is no such letter"),
    "approval.register_withdrawal": does("register item", nothing="there is no such letter"),
    "approval.receipt_file": shows("own State's letters"),
    "archive.index": shows("archive"),
    "archive.remembered": shows("memory"),
    "archive.remember": does("write memory"),
    "archive.take": does("take the archive"),
    "archive.show": does("take the archive", nothing="no archive was sealed for this reader"),
    "contact.rehearsal": PUBLIC,
    "contact.acknowledge": PUBLIC,
    "receipts.index": PUBLIC,
    "receipts.verify": PUBLIC,
    "receipts.script": PUBLIC,
    "approval.items": shows("letters by State"),
    "approval.register": does("register item"),
    "approval.settle": does("settle item"),
    "approval.end_dispute": does("settle dispute"),
    "approval.confirm_dispute": does("confirm end of dispute"),
    "approval.states": shows("states"),
    "approval.add_contact": does("keep contacts"),
    "approval.end_contact": does("keep contacts"),
    "approval.rehearse": does("keep contacts"),
    "approval.record_call": does("keep contacts"),
    "approval.correct": does("correct State"),
    # --- appointment
    "outcome_public.announced": PUBLIC,
    "correspondence.matters": shows("matters"),
    "correspondence.register": does("register a matter", nothing="no such kind of matter"),
    "correspondence.acknowledge": does("answer a matter"),
    "correspondence.answer": does("answer a matter"),
    "appointment.outcome": shows("outcome"),
    "appointment.publish": does("publish outcome"),
    "appointment.contract": shows("contract"),
    "appointment.record_step": does("keep contract"),
    "appointment.end_without_contract": does("keep contract"),
    "appointment.renew": does("keep contract"),
    "appointment.letters": shows("letters to candidates"),
    "appointment.hold_letters": does("write letters", nothing="names no letter"),
    "appointment.chair_letters": shows("chair's letters"),
    "appointment.hold_chair_letters": does("write chair's letters", nothing="names no letter"),
    "appointment.held": shows("held letters"),
    "appointment.release_held": does("release letters", nothing="nothing waits under this id"),
    "appointment.send_back": does("release letters", nothing="nothing waits under this id"),
    "appointment.retention": shows("retention"),
    "appointment.certificate": shows("retention", nothing="names no certificate"),
    "appointment.announce_erasure": does("announce erasure"),
    "appointment.confirm_erasure": does("confirm erasure"),
    "appointment.hold_erasure": does("hold erasure"),
    "appointment.close": does("close without result"),
    "appointment.close_without_result": does("close without result"),
    # --- web
    "web.home": OWN,
    "web.pages": shows("calendar"),
    "web.who": shows("calendar", nothing="asked without a page"),
    "web.calendar": shows("calendar"),
    "web.taking_a_seat": shows("meetings"),
    "web.amend": does("amend window"),
    "web.feed": PUBLIC,
    "web.private_feed": PUBLIC,
    "web.own_calendar": shows("own calendar"),
    "web.make_feed": does("keep own calendar's address"),
    "web.end_feed": does("keep own calendar's address"),
    "web.undelivered": shows("undelivered"),
    "web.record": shows("record"),
    "web.checkpoint_note": shows("record"),
}

_IDS: dict[str, str] = {
    "candidate_id": "SELECT id FROM applications_candidate WHERE procedure_id = :p",
    "document_id": "SELECT id FROM documents_document WHERE procedure_id = :p"
    " AND kind <> 'report' ORDER BY id",
    "report.download/document_id": "SELECT id FROM documents_document WHERE procedure_id = :p"
    " AND kind = 'report' ORDER BY id",
    "grant_id": "SELECT id FROM access_grant WHERE procedure_id = :p",
    "second_id": "SELECT id FROM access_second",
    "session_id": "SELECT id FROM accounts_session",
    "place_id": "SELECT id FROM panel_place WHERE procedure_id = :p",
    "declaration_id": "SELECT id FROM panel_declaration WHERE procedure_id = :p",
    "meeting_id": "SELECT id FROM panel_meeting WHERE procedure_id = :p",
    "motion_id": "SELECT id FROM panel_motion WHERE procedure_id = :p",
    "passing_id": "SELECT id FROM panel_passing WHERE procedure_id = :p",
    "contact_id": "SELECT id FROM states_contact WHERE procedure_id = :p",
    "item_id": "SELECT id FROM approval_item WHERE procedure_id = :p",
    "reference": "SELECT receipt FROM approval_item WHERE procedure_id = :p",
    "request_id": "SELECT id FROM prescreening_request WHERE procedure_id = :p",
    "batch_id": "SELECT id FROM applications_batch WHERE procedure_id = :p",
    "proposal_id": "SELECT p.id FROM applications_proposal p JOIN applications_batch b"
    " ON b.id = p.batch_id WHERE b.procedure_id = :p",
    "file_id": "SELECT i.id FROM applications_item i JOIN applications_batch b"
    " ON b.id = i.batch_id WHERE b.procedure_id = :p",
    "likeness_id": "SELECT id FROM applications_likeness WHERE procedure_id = :p",
    "booking_id": "SELECT id FROM interviews_booking WHERE procedure_id = :p",
    "missed_id": "SELECT id FROM interviews_missed WHERE procedure_id = :p",
    "slot_id": "SELECT s.id FROM interviews_slot s JOIN applications_candidate c"
    " ON c.id = s.candidate_id WHERE c.procedure_id = :p",
}
_FIXED: dict[str, tuple[str, ...]] = {
    "kind": ("questions",),
    "number": ("1",),
    "name": ("ccm-10msp",),
    "place": ("1",),
}


def values(
    endpoint: str, parameter: str, connection: Connection, procedure_id: str
) -> tuple[str, ...]:
    """Values that exist for a parameter of an address, the first found."""
    fixed = _FIXED.get(parameter)
    if fixed is not None:
        return fixed
    statement = _IDS.get(f"{endpoint}/{parameter}", _IDS.get(parameter))
    if statement is None:
        return ()
    found = [str(row[0]) for row in connection.execute(text(statement), {"p": procedure_id})]
    return tuple(found[:1])


Values = Callable[[str, str, Connection, str], tuple[str, ...]]
