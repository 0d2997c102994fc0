"""'Who sees what' and who may do what, read off the procedure a second time.

This table was written from the rules alone, without the policy table of the application,
so that the walk (test_walk.py) compares two readings of one text. A *thing* is read, an
*act* is done. Each has the capacities that have it and, for each, the columns in which
they do: B before, J judging, S silence, D designated, C closed. What stands nowhere is
closed, as is what belongs to a rule whose depth comes later. ``rests_on`` names the rule
or the cell of the table and says in a few words how it was read.
"""

from __future__ import annotations

from dataclasses import dataclass

from recruit.access.rules import GRANTED, Capacity
from recruit.procedure.rules.milestones import Column

LETTER = {
    Column.BEFORE: "B",
    Column.JUDGING: "J",
    Column.SILENCE: "S",
    Column.DESIGNATED: "D",
    Column.CLOSED: "C",
}
ALWAYS = "BJSDC"

ADMINISTRATOR = Capacity.ADMINISTRATOR
PRESIDENT = Capacity.PRESIDENT
OFFICE = Capacity.OFFICE
CHAIR = Capacity.CHAIR
MEMBER = Capacity.MEMBER
FORMER = Capacity.FORMER_MEMBER
SURROGATE = Capacity.SURROGATE
FOCAL = Capacity.FOCAL_POINT
STAFF = Capacity.STAFF
AGENCY = Capacity.AGENCY
DELEGATE = Capacity.DELEGATE
COMMITTEE = Capacity.COMMITTEE
AUDITOR = Capacity.AUDITOR
ASSISTANT = Capacity.ASSISTANT

# The administrators' grant is the site's: inside a procedure they have no page at all.
INSIDE = tuple(sorted(GRANTED - {ADMINISTRATOR}))


@dataclass(frozen=True, slots=True)
class Entry:
    """A thing or an act: for whom, in which columns, and what that rests on."""

    rests_on: str
    who: dict[Capacity, str]

    def open_to(self, capacity: Capacity, column: Column) -> bool:
        """Whether this capacity has it in this column."""
        return LETTER[column] in self.who.get(capacity, "")


def _entry(rests_on: str, *groups: tuple[str, tuple[Capacity, ...]]) -> Entry:
    who: dict[Capacity, str] = {}
    for columns, capacities in groups:
        for capacity in capacities:
            who[capacity] = "".join(c for c in ALWAYS if c in who.get(capacity, "") + columns)
    return Entry(rests_on, who)


GICHD = (FOCAL, STAFF)

THINGS: dict[str, Entry] = {
    # --- everybody's
    "calendar": _entry(
        "Vacancy, ToR and calendar belong to everybody; each reader's calendar has that "
        "reader's milestones only",
        (ALWAYS, INSIDE),
    ),
    "own calendar": _entry(
        "Calendar for everybody inside, with the own appointments: rows GICHD and members "
        "(schedule), row assistant (the principal's, W2); what is booked stands there for these "
        "and the President; whoever has none sees none",
        (ALWAYS, INSIDE),
    ),
    "vacancy": _entry("Vacancy, ToR and calendar belong to everybody", (ALWAYS, INSIDE)),
    "own undertaking": _entry(
        "C3: those who have to sign one; what a former member keeps comes with C13, later",
        (
            ALWAYS,
            (MEMBER, SURROGATE, ASSISTANT, OFFICE, *GICHD, AGENCY, COMMITTEE, AUDITOR),
        ),
    ),
    # --- GICHD's
    "vacancy draft": _entry(
        "P54a: GICHD posts, so the text before posting is GICHD's; "
        "P53h-1: the agency has vacancy and prescreening until circulation",
        (ALWAYS, GICHD),
        ("B", (AGENCY,)),
    ),
    "applications": _entry(
        "Row GICHD, every column (closed: what D3 leaves); row agency: before only",
        (ALWAYS, GICHD),
        ("B", (AGENCY,)),
    ),
    "applications in figures": _entry(
        "D6: aggregates go to the panel and GICHD; rows members (counts, and 'the same' until "
        "closed, which has report and notes) and GICHD (every column); no other row has them",
        (ALWAYS, GICHD),
        ("BJSD", (MEMBER,)),
    ),
    "screening": _entry(
        "Row GICHD, every column; row agency: before only",
        (ALWAYS, GICHD),
        ("B", (AGENCY,)),
    ),
    "requests of the panel": _entry(
        "R7: moved by a member, put to GICHD, answered for the whole panel; rows GICHD "
        "(requests) and members (judging to designated)",
        (ALWAYS, GICHD),
        ("JSD", (MEMBER,)),
    ),
    "agency": _entry(
        "P53h-1: task, cost and who decided are shown to President and Committee; row GICHD",
        (ALWAYS, (*GICHD, PRESIDENT, COMMITTEE)),
    ),
    # --- composition
    "composition": _entry(
        "Rows members, surrogates, President, office, delegations, Committee: from the first "
        "column; GICHD from judging; members not in closed (that cell has report and notes); the "
        "Chair, who passes seats and is shown the balance (C7), as long as there are seats",
        (ALWAYS, (SURROGATE, PRESIDENT, OFFICE, DELEGATE, COMMITTEE)),
        ("JSDC", GICHD),
        ("BJSD", (MEMBER, CHAIR)),
    ),
    "composing": _entry(
        "P53c-1: the President selects; gender and region of a person are for the President "
        "while composing, alone",
        ("B", (PRESIDENT,)),
    ),
    "interest": _entry("Rows President and office: interest", (ALWAYS, (PRESIDENT, OFFICE))),
    "which declarations are given": _entry(
        "Row President: which undertakings and declarations are given, never their content",
        (ALWAYS, (PRESIDENT,)),
    ),
    "own declarations": _entry(
        "C4, row surrogates (names only) and former member; for members from the first list",
        (ALWAYS, (SURROGATE,)),
        ("JSDC", (FORMER, MEMBER)),
    ),
    "declarations of others": _entry(
        "C6: the Chair decides on members and surrogates; what is put to the other members stands "
        "on their page of the Chair's conflict",
        ("JSD", (CHAIR,)),
    ),
    # --- oversight
    "oversight": _entry(
        "C11 and row members (criteria, counts) and Chair (pace, instructions)",
        ("BJSD", (MEMBER, CHAIR)),
    ),
    "late applications": _entry("R8, row Chair: without a name", ("BJSD", (CHAIR,))),
    # --- the panel's
    "listed candidates": _entry(
        "Row members: from the first list, once cleared (C4); closed keeps report and notes only",
        ("JSD", (MEMBER,)),
    ),
    "own reading book": _entry(
        "C4, D2: a copy of the listed candidates' files, so as they: row members",
        ("JSD", (MEMBER,)),
    ),
    "candidate file": _entry(
        "Row members: as the list; rows GICHD and agency: the applications",
        ("JSD", (MEMBER,)),
        (ALWAYS, GICHD),
        ("B", (AGENCY,)),
    ),
    "search of the files": _entry(
        "Finds in what a row may open and nothing else, so it is open where files are: rows "
        "members (as the list), GICHD and agency (the applications)",
        ("JSD", (MEMBER,)),
        (ALWAYS, GICHD),
        ("B", (AGENCY,)),
    ),
    "meetings": _entry(
        "C10: minutes are those of the living occupants, who may meet from the constitution (R19)",
        ("BJSD", (MEMBER,)),
    ),
    "own judgement": _entry("Row members, judging to designated; R15", ("JSD", (MEMBER,))),
    "others' judgement": _entry(
        "Row members: after the reveal, which each page derives (R15)", ("JSD", (MEMBER,))
    ),
    "own score notes": _entry("Row members, closed too (until D3's day)", ("JSDC", (MEMBER,))),
    "profile, questions, grid": _entry(
        "P54d-e, R16 and rows GICHD and members", ("JSD", (MEMBER,)), ("JSDC", GICHD)
    ),
    "invited": _entry(
        "R16: GICHD from the Chair's release, alphabetical; members read it with the shortlist",
        ("JSDC", GICHD),
    ),
    "schedule": _entry(
        "Row GICHD (schedule) and members; the assistant has the principal's appointments on "
        "the own calendar alone (W2)",
        ("JSDC", GICHD),
        ("JSD", (MEMBER,)),
    ),
    "own times": _entry(
        "J12: all living occupants attend, so each says when not; W2: the assistant books for "
        "the principal",
        ("J", (MEMBER, ASSISTANT)),
    ),
    "interviews' course": _entry(
        "W6: the panel's proof of equal treatment; read with the judgement, by members",
        ("JSD", (MEMBER,)),
    ),
    "report": _entry(
        "P53f-2: within the panel; row members, closed too (until D3's day)", ("JSDC", (MEMBER,))
    ),
    "references": _entry(
        "J10, R16: asked by the Chair or a seated member without GICHD, read with the judgement",
        ("JSD", (CHAIR, MEMBER)),
    ),
    "agreed ratings": _entry("Row Chair, closed: agreed ratings (D4)", ("C", (CHAIR,))),
    "consents": _entry(
        "R16: asked and recorded by the Chair or a seated member", ("JSD", (CHAIR, MEMBER))
    ),
    "chair's pages": _entry(
        "R19: the acts that the tables give the Chair in the stages, none of them after a round "
        "is open",
        ("J", (CHAIR,)),
    ),
    "handing over": _entry("S1: the page is the act's, of hand-over and recall", ("JS", (CHAIR,))),
    "handed over": _entry(
        "S1, rows President and office: name, biography, letter from the hand-over; the page is "
        "the same, saying nothing, before it",
        ("JSDC", (PRESIDENT, OFFICE)),
    ),
    # --- approval
    "proposal": _entry(
        "Rows President and office from the hand-over; GICHD, members, delegations in silence, "
        "and when the column goes back (what was sent stays readable); to delegations and GICHD "
        "afterwards too; before there is a proposal the page says the same to all",
        ("JSDC", (PRESIDENT, OFFICE, DELEGATE, *GICHD)),
        ("JSD", (MEMBER,)),
    ),
    "fact of a break": _entry(
        "S16; what was told stays readable when the column goes back",
        ("JSDC", (PRESIDENT, OFFICE, DELEGATE, *GICHD)),
        ("JSD", (MEMBER,)),
    ),
    "letters by State": _entry(
        "R22, S6, rows President and office: silence and after; what was received stays when "
        "the column goes back",
        ("JSDC", (PRESIDENT, OFFICE)),
    ),
    "letters to all States": _entry(
        "Rows President, office, delegations; S17; what was once sent stays readable when the "
        "column goes back",
        ("JSDC", (PRESIDENT, OFFICE, DELEGATE)),
    ),
    "own State's letters": _entry(
        "Row delegations; what was sent or received stays readable", ("JSDC", (DELEGATE,))
    ),
    "delivery": _entry("R22, row office: delivery", ("SDC", (OFFICE,))),
    "contacts": _entry("Row office: contacts, every column", (ALWAYS, (OFFICE,))),
    "states": _entry(
        "Row office (contacts); C2, S6: the President corrects a status and is shown the States "
        "that lack a way without mail",
        (ALWAYS, (OFFICE, PRESIDENT)),
    ),
    # --- appointment
    "outcome": _entry(
        "Rows President and delegations; whose next act rests on the certificate learn of it by "
        "that rule: office (S13, S17), Chair (D5), members (R27), Committee readers (R14, T3)",
        ("DC", (PRESIDENT, DELEGATE, OFFICE, CHAIR, MEMBER, COMMITTEE)),
    ),
    "contract": _entry("P54h, row GICHD: from the certificate", ("DC", GICHD)),
    "release": _entry("R14, R27, row President: release", ("DC", (PRESIDENT,))),
    "released report": _entry("P53f-4, row Committee", ("DC", (COMMITTEE,))),
    "letters to candidates": _entry(
        "D5: not suitable from the release of the invited, not shortlisted from the first "
        "interview; both by GICHD",
        ("JSDC", GICHD),
    ),
    "chair's letters": _entry(
        "D5: the interviewed, by the Chair, after approval and after the contract", ("DC", (CHAIR,))
    ),
    "held letters": _entry(
        "W9: a second person, of the GICHD for its own, a seated member for the Chair's",
        ("JSDC", GICHD),
        ("DC", (MEMBER,)),
    ),
    "second edition in counts": _entry(
        "R27, J9: the President and a seated member, after the end a former one, by references "
        "and counts; R16: nobody of GICHD",
        ("C", (PRESIDENT, MEMBER, FORMER)),
    ),
    "items to countersign": _entry(
        "R5, row Chair (R5's item): whoever exercises the chair, as long as a President in "
        "conflict may ask: a complaint is answered in every column (D9), and who stood down "
        "before the first list (R23) left the seat too",
        (ALWAYS, (CHAIR,)),
    ),
    "own requests for countersignature": _entry(
        "R5: the President's own acts that wait; row President, the same in every column",
        (ALWAYS, (PRESIDENT,)),
    ),
    "matters": _entry(
        "D4, D8, D9, W16: each its own to answer; rows GICHD (requests, complaints on screening), "
        "office (letters of States), President and Chair (what they answer); also after the end",
        (ALWAYS, (*GICHD, OFFICE, PRESIDENT, CHAIR)),
    ),
    "feedback letters": _entry(
        "D5: to who was not interviewed by GICHD, from the first letters on; to the interviewed "
        "by the Chair, never through GICHD; D4: agreed ratings after the end",
        ("JSDC", (FOCAL,)),
        ("C", (CHAIR,)),
    ),
    "own files": _entry(
        "D4: the request is GICHD's focal point's to answer; row Chair closed: agreed ratings "
        "(D4), added at the Chair's release",
        (ALWAYS, (FOCAL,)),
        ("C", (CHAIR,)),
    ),
    "technical failures": _entry(
        "W16: who is written to by candidates (GICHD's focal point), States (office) and on the "
        "panel's own links (Chair) answers by name, also late",
        (ALWAYS, (FOCAL, OFFICE, CHAIR)),
    ),
    "own remedies": _entry(
        "W16: one remedy for all it touched, told to each of them; W2: the assistant has none",
        (ALWAYS, tuple(c for c in INSIDE if c != ASSISTANT)),
    ),
    "retention": _entry(
        "D3, R27: who erases or confirms, and the auditor; column closed: GICHD what D3 leaves, "
        "office and President until the last certificate, members and former ones as R27 says",
        ("C", (*GICHD, OFFICE, PRESIDENT, MEMBER, FORMER, AUDITOR)),
    ),
    # --- over all of it
    "undelivered": _entry(
        "D7: who sends, each its own: GICHD, the Chair, the President and the office",
        (ALWAYS, (CHAIR, PRESIDENT, OFFICE, *GICHD)),
    ),
    "record": _entry("Row auditor; of the panel's log from the certificate", (ALWAYS, (AUDITOR,))),
    # --- people
    "people of the procedure": _entry("R20: the President names", (ALWAYS, (PRESIDENT,))),
    "people of GICHD": _entry("R20: the focal point names GICHD and agency", (ALWAYS, (FOCAL,))),
    "delegates": _entry("R20, R22: the office keeps delegates", (ALWAYS, (OFFICE,))),
    "archive": _entry(
        "Column closed: what each of these rows keeps, at most; Chair and seated members have "
        "nothing that outlives D3's day",
        ("C", (PRESIDENT, OFFICE, FOCAL, COMMITTEE, DELEGATE, AUDITOR)),
    ),
    "memory": _entry(
        "Of the recruitment before, no names: those who prepare this one (President and office, "
        "Chair, GICHD); the days that each of them may know anyway",
        (ALWAYS, (PRESIDENT, OFFICE, CHAIR, FOCAL)),
    ),
    "own assistant": _entry(
        "R20, W2: a member or the President names an assistant, while there are appointments",
        (ALWAYS, (PRESIDENT,)),
        ("BJS", (MEMBER,)),
    ),
    "match of an applicant": _entry(
        "C12: shown to the focal point; a member's to the Chair. 'GICHD staff' and 'Chair' have "
        "matches in each column until the end (a decision is the focal point's alone)",
        ("BJSD", (FOCAL, CHAIR)),
    ),
    "match of the Chair": _entry("C12: the Chair's is the other four's", ("BJSD", (MEMBER,))),
}

ACTS: dict[str, Entry] = {
    # --- over all of it
    "decide about a mail": _entry(
        "D7: each sender about its own", (ALWAYS, (PRESIDENT, OFFICE, *GICHD))
    ),
    "decide about a mail of the Chair": _entry("D7: the Chair about the own", (ALWAYS, (CHAIR,))),
    "sign undertaking": _entry(
        "C3: members, surrogates, assistants, the office, GICHD and agency staff, the auditor; "
        "Committee readers the undertaking alone",
        (ALWAYS, (MEMBER, SURROGATE, ASSISTANT, OFFICE, *GICHD, AGENCY, COMMITTEE, AUDITOR)),
    ),
    "keep own calendar's address": _entry(
        "Each for the own calendar, which shows what its reader may see anyway", (ALWAYS, INSIDE)
    ),
    "have a reading book made": _entry(
        "C4, D2: all files of the list at once, so whoever reads them: row members, from the "
        "first list until closed",
        ("JSD", (MEMBER,)),
    ),
    "keep one's own notes": _entry(
        "W1: a reader of a file, for themselves; erased when the report is signed, so there are "
        "none in silence or later; who reads files: row members from judging, GICHD and agency",
        ("J", (MEMBER,)),
        ("BJ", GICHD),
        ("B", (AGENCY,)),
    ),
    # --- vacancy
    "draft vacancy": _entry(
        "P54a, P53h-1: GICHD, and its agency until circulation", ("B", (*GICHD, AGENCY))
    ),
    "publish an answer": _entry(
        "A12: GICHD answers, before the close, for all; the agency writes to nobody in its name; "
        "S12: also before the new close of a vacancy that the panel reopened",
        ("BJ", GICHD),
    ),
    "post vacancy": _entry(
        "P53d-1, P54a, R2: GICHD by its focal point, who gives the closing day's reason with it; "
        "S12, R27: a vacancy that the panel reopened is published anew",
        ("BJ", (FOCAL,)),
    ),
    "give reason for early posting": _entry(
        "P53d-1, R2: the President from the day after the closing day", ("B", (PRESIDENT,))
    ),
    "extend close": _entry("A1: the Chair, once, before the close", ("B", (CHAIR,))),
    "record agency": _entry(
        "P53h-1: GICHD employs, so GICHD records; the agency works until circulation",
        ("B", (FOCAL,)),
    ),
    # --- procedure
    "amend window": _entry(
        "R2: a decision of the Chair, recorded before; also while a broken round leads back into "
        "a stage",
        ("BJS", (CHAIR,)),
    ),
    "register a matter": _entry(
        "R25, R22, D9: candidates write to GICHD, States to the office, by reply links to the "
        "Chair, and to the President",
        (ALWAYS, (*GICHD, OFFICE, PRESIDENT, CHAIR)),
    ),
    "remedy a failure": _entry(
        "W16: the side that was written to, by name", (ALWAYS, (FOCAL, OFFICE, CHAIR))
    ),
    "answer a matter": _entry(
        "D9: President, on screening GICHD, on judgement the Chair; D8: office; W16: by name",
        (ALWAYS, (FOCAL, OFFICE, PRESIDENT, CHAIR)),
    ),
    "announce erasure": _entry(
        "D3, R27: of applications GICHD by its focal point, of panel material the President",
        ("C", (FOCAL, PRESIDENT)),
    ),
    "confirm erasure": _entry(
        "R27: focal point and office; President and a seated member, after the end a former one",
        ("C", (FOCAL, OFFICE, PRESIDENT, MEMBER, FORMER)),
    ),
    "hold erasure": _entry(
        "D3: a legal hold suspends erasure; by those who announce it", ("C", (FOCAL, PRESIDENT))
    ),
    "close without result": _entry("R26: the President", ("JS", (PRESIDENT,))),
    # --- finding
    "decide match": _entry("C12: the focal point; on a member the Chair", ("BJSD", (FOCAL, CHAIR))),
    "decide match of the Chair": _entry("C12: the other four", ("BJSD", (MEMBER,))),
    "search the files": _entry(
        "As the search: asking is no act on anybody, it leads to what may be read",
        ("JSD", (MEMBER,)),
        (ALWAYS, GICHD),
        ("B", (AGENCY,)),
    ),
    # --- applications
    "file application": _entry(
        "R25, A1: GICHD registers; what comes late is kept too (R8)", ("BJ", GICHD)
    ),
    "register withdrawal": _entry(
        "R25: GICHD registers a withdrawal; also of the approved candidate before a contract (T3)",
        ("BJSD", GICHD),
    ),
    "redact a document": _entry(
        "A7, R7, W4: the GICHD puts a redacted copy in place, by who answers for its files; as "
        "long as files are worked with, silence included",
        ("BJS", (FOCAL,)),
    ),
    "withdraw a document": _entry(
        "A9: GICHD or the Chair; as long as files are worked with, silence included",
        ("BJS", (*GICHD, CHAIR)),
    ),
    "decide duplicate": _entry("GICHD's intake: shown for a decision", ("BJ", GICHD)),
    "admit late": _entry("R8: the Chair, before the criteria are locked", ("BJ", (CHAIR,))),
    # --- screening
    "assign screener": _entry("A10: the focal point", ("BJ", (FOCAL,))),
    "declare as screener": _entry("A7: screeners declare too", ("BJ", GICHD), ("B", (AGENCY,))),
    "screen": _entry(
        "A5, P53h-1: two screeners, of GICHD or the agency while it is engaged",
        ("BJ", GICHD),
        ("B", (AGENCY,)),
    ),
    "ask a candidate": _entry(
        "A11, A12: GICHD asks once, and files what came; the agency writes to nobody in its name",
        ("BJ", GICHD),
    ),
    "settle": _entry(
        "A5: a third person by a screening of their own, or the focal point with a note",
        ("BJ", (FOCAL,)),
    ),
    "decide screener's conflict": _entry("A7: the focal point on screeners", ("BJ", (FOCAL,))),
    "decide focal point's conflict": _entry("A7: the Chair on the focal point", ("BJ", (CHAIR,))),
    "instruct": _entry("C11: the Chair's written instructions", ("BJ", (CHAIR,))),
    "circulate": _entry("P54b, A8: GICHD", ("BJ", (FOCAL,))),
    "move request": _entry("R7: a seated member", ("J", (MEMBER,))),
    "answer request": _entry("R7: GICHD", ("J", (FOCAL,))),
    "decide borderline": _entry("A6: the panel, recorded by the Chair (C10)", ("J", (CHAIR,))),
    "place on the list": _entry("A8, C10: the panel, recorded by the Chair", ("J", (CHAIR,))),
    "decide equivalence": _entry("A4: the panel, recorded by the Chair (C10)", ("J", (CHAIR,))),
    # --- panel
    "express interest": _entry(
        "P53c-1 and row delegations: in the application until the list is out, later by letter",
        ("B", (DELEGATE,)),
    ),
    "register interest": _entry(
        "R22: the office registers what comes in writing, whenever it comes", (ALWAYS, (OFFICE,))
    ),
    "compose": _entry("P53c-1, R19: the President until constituted", ("B", (PRESIDENT,))),
    "answer invitation": _entry("P53e-1: the one invited", ("B", (MEMBER, SURROGATE))),
    "set the day of asking again": _entry(
        "C4: set by the Chair and told with the first list, never moved; afterwards refused",
        ("BJS", (CHAIR,)),
    ),
    "declare": _entry(
        "C4: members and surrogates, until the certificate ends the running procedure (P53f-2, "
        "R14)",
        ("JS", (MEMBER, SURROGATE)),
    ),
    "decide conflict": _entry("C6: the Chair on members and surrogates", ("JS", (CHAIR,))),
    "decide Chair's conflict": _entry("C6: the other four", ("JS", (MEMBER,))),
    "elect an acting Chair": _entry(
        "R19: those seated, as long as there are acts of the chair (D5's letters the last)",
        (ALWAYS, (MEMBER,)),
    ),
    "remind the panel": _entry(
        "W12: the Chair, as long as the panel has something to do (the meetings' columns)",
        ("BJS", (CHAIR,)),
    ),
    "report being prevented": _entry("R19: the Chair, as long as there is one", (ALWAYS, (CHAIR,))),
    "ask the Chair": _entry(
        "R19, R23: any two members, as long as there are acts of the chair", (ALWAYS, (MEMBER,))
    ),
    "remind in writing": _entry("R23: the Chair's, as long as there is one", (ALWAYS, (CHAIR,))),
    "declare that a member stands down": _entry(
        "R23: the other living occupants, until there is nothing left to judge", ("BJS", (MEMBER,))
    ),
    "pass seat": _entry("C7, C8: the Chair", ("J", (CHAIR,))),
    "stand down": _entry("C6, R23: a member, without a reason", ("BJS", (MEMBER,))),
    "confirm destruction": _entry("C13: the replaced member", ("JSDC", (FORMER,))),
    "hold meeting": _entry(
        "C10: recorded by the Chair, from the constitution on", ("BJS", (CHAIR,))
    ),
    "confirm minutes": _entry("C10: who was present", ("BJS", (MEMBER,))),
    # --- shortlist
    "lock criteria": _entry("J1: the panel, recorded by the Chair", ("J", (CHAIR,))),
    "ballot": _entry("R15, R23: a member's own", ("J", (MEMBER,))),
    "record absence": _entry("R15: the Chair", ("J", (CHAIR,))),
    "decide shortlist": _entry("R3, C10: the panel, recorded by the Chair", ("J", (CHAIR,))),
    "confirm shortlist": _entry(
        "C7: a newcomer confirms the shortlist that was decided before, in the stage of judging",
        ("J", (MEMBER,)),
    ),
    "release invited": _entry("R16: the Chair", ("J", (CHAIR,))),
    "draft papers": _entry(
        "P54d-e, R16: the panel, GICHD helping with profile, questions and grid",
        ("J", (MEMBER, *GICHD)),
    ),
    "comment papers": _entry(
        "P54d-e, R16: the panel, GICHD helping with profile, questions and grid",
        ("J", (MEMBER, *GICHD)),
    ),
    "adopt papers": _entry("R4, C10: the panel, recorded by the Chair", ("J", (CHAIR,))),
    "confirm questions": _entry("J4: two members", ("J", (MEMBER,))),
    # --- interviews
    "keep schedule": _entry("R16: GICHD's logistics", ("J", GICHD)),
    "mark own times": _entry(
        "A member's own, or by the assistant who books (W2)", ("J", (MEMBER, ASSISTANT))
    ),
    "book": _entry(
        "W2: the assistant books, and the principals for themselves, while there are appointments",
        ("BJSD", (ASSISTANT, MEMBER, PRESIDENT)),
    ),
    "keep needs": _entry("J11: asked and kept by GICHD, while there are interviews", ("J", GICHD)),
    "start interview": _entry("R4: an act of the Chair", ("J", (CHAIR,))),
    "record missed date": _entry(
        "J8: recorded by the Chair, decided by the panel in a meeting", ("J", (CHAIR,))
    ),
    "score": _entry("J6, R15: a member's own", ("J", (MEMBER,))),
    "erratum": _entry(
        "J6: a slip is mended by its author's erratum beside the locked score", ("J", (MEMBER,))
    ),
    "record consent": _entry("R16: the Chair or a seated member", ("J", (CHAIR, MEMBER))),
    "record course": _entry("W6, J12: recorded by the Chair", ("J", (CHAIR,))),
    "record agreed scores": _entry("J6: the panel, recorded by the Chair", ("J", (CHAIR,))),
    # --- report
    "take decision": _entry("P53f-1, C10: the panel, recorded by the Chair", ("J", (CHAIR,))),
    "take guide": _entry(
        "P54e, J12: the questions, the grid and the notes are the panel's in its interviews, which "
        "living occupants alone attend",
        ("J", (MEMBER,)),
    ),
    "draft report": _entry("J9: the panel's text, each in their seat", ("J", (MEMBER,))),
    "ask reference": _entry("J10: the Chair or a seated member", ("J", (CHAIR, MEMBER))),
    "call to sign": _entry("J9: the Chair", ("J", (CHAIR,))),
    "sign report": _entry("J9: a member", ("J", (MEMBER,))),
    "lodge report": _entry("J9: the Chair", ("J", (CHAIR,))),
    "hand over": _entry(
        "S1: the Chair; also while a break is unresolved and a new decision is moved",
        ("JS", (CHAIR,)),
    ),
    "recall hand-over": _entry(
        "S1: the Chair, when the candidate is no longer available or a new decision is moved; "
        "also while a break is unresolved",
        ("JS", (CHAIR,)),
    ),
    "release report": _entry(
        "R27, R14: the President asks; a duty that a signed contract does not end",
        ("DC", (PRESIDENT,)),
    ),
    "release report as second": _entry("R27, R14: a seated member", ("DC", (MEMBER,))),
    "reopen stage": _entry("S12, C10, R27: the Chair, while the panel judges", ("J", (CHAIR,))),
    "reopen stage as second": _entry("S12, R27: a seated member", ("J", (MEMBER,))),
    # --- approval
    "draft proposal": _entry(
        "R22, P53f-3: office and President; S11: also of a further round",
        ("JS", (PRESIDENT, OFFICE)),
    ),
    "open round": _entry(
        "P53f-3, S1: the President; S11: also after a break whose objections are withdrawn",
        ("JS", (PRESIDENT,)),
    ),
    "lengthen round": _entry("S3: the President", ("S", (PRESIDENT,))),
    "cancel round": _entry("S15: the President", ("S", (PRESIDENT,))),
    "certify": _entry("S13: the President", ("S", (PRESIDENT,))),
    "record without object": _entry(
        "T3: the President, from the deadline to the certificate", ("S", (PRESIDENT,))
    ),
    "record path": _entry("S12: the President", ("S", (PRESIDENT,))),
    "break silence": _entry(
        "S6: an accredited delegate; a broken round records on, also after the path (S10); after "
        "the certificate it is late, recorded and acknowledged (S9)",
        ("JSD", (DELEGATE,)),
    ),
    "answer question": _entry("S20: the President answers", ("S", (PRESIDENT,))),
    "ask question": _entry("S20: a delegate", ("S", (DELEGATE,))),
    "register item": _entry(
        "S6, R22: the office; for a broken round also after the path (S10), and what surfaces "
        "after the certificate (S14)",
        ("JSDC", (OFFICE,)),
    ),
    "change a period": _entry(
        "D3: a period is a setting; whoever announces the erasure of the lot (R27): GICHD's focal "
        "point, the President",
        ("C", (FOCAL, PRESIDENT)),
    ),
    "make second edition": _entry("J9, R27: the President's half", ("C", (PRESIDENT,))),
    "confirm second edition": _entry(
        "J9, R27: a seated member, after the end a former one", ("C", (MEMBER, FORMER))
    ),
    "countersign": _entry("R5, R19: whoever exercises the chair", (ALWAYS, (CHAIR,))),
    "take a request back": _entry("R5: the President, while it waits", (ALWAYS, (PRESIDENT,))),
    "settle item": _entry("S7: the President, strictly before the deadline", ("S", (PRESIDENT,))),
    "settle dispute": _entry("S14, R27: the President asks", ("S", (PRESIDENT,))),
    "confirm end of dispute": _entry(
        "S14, R27: a person of the office; refused where nothing is disputed", ("JSDC", (OFFICE,))
    ),
    "keep contacts": _entry("S19, R22: the office", (ALWAYS, (OFFICE,))),
    "correct State": _entry("C2: the President", (ALWAYS, (PRESIDENT,))),
    # --- appointment
    "keep contract": _entry(
        "T1, P54h: GICHD only, to the start and the handover after it", ("DC", GICHD)
    ),
    "publish outcome": _entry(
        "S18: what the States approved, by the President", ("DC", (PRESIDENT,))
    ),
    "write letters": _entry("D5: GICHD", ("JSDC", GICHD)),
    "write chair's letters": _entry("D5: the Chair", ("DC", (CHAIR,))),
    "release letters": _entry(
        "W9: a second person, of the GICHD for its own, a seated member for the Chair's",
        ("JSDC", GICHD),
        ("DC", (MEMBER,)),
    ),
    # --- archive
    "take the archive": _entry(
        "Column closed: what each of these rows keeps, sealed",
        ("C", (PRESIDENT, OFFICE, FOCAL, COMMITTEE, DELEGATE, AUDITOR)),
    ),
    # --- rights
    "write feedback": _entry("D5: as feedback letters", ("JSDC", (FOCAL,)), ("C", (CHAIR,))),
    "make own file": _entry("D4: the focal point answers a request", (ALWAYS, (FOCAL,))),
    "send own file again": _entry(
        "D4: whoever let it go: the focal point, of the panel's part the Chair after the end",
        (ALWAYS, (FOCAL,)),
        ("C", (CHAIR,)),
    ),
    "release own file": _entry(
        "D4: what GICHD may not see is added at the Chair's release, after the end", ("C", (CHAIR,))
    ),
    "write memory": _entry(
        "Ten lines by GICHD and the Chair once it is closed", ("C", (CHAIR, FOCAL))
    ),
    # --- people
    "name people": _entry("R20: the President", (ALWAYS, (PRESIDENT,))),
    "name GICHD people": _entry("R20: the focal point", (ALWAYS, (FOCAL,))),
    "accredit": _entry("R20: the office, on the mission's note", (ALWAYS, (OFFICE,))),
    "name assistant": _entry(
        "R20, W2: a member or the President, while there are appointments",
        (ALWAYS, (PRESIDENT,)),
        ("BJS", (MEMBER,)),
    ),
    "name further surrogate": _entry(
        "C9, R20: the Chair, while seats pass (C7, C8)", ("J", (CHAIR,))
    ),
}


def open_to(name: str, capacity: Capacity, column: Column) -> bool:
    """Whether this capacity has the thing or may do the act. KeyError for an unknown name."""
    entry = THINGS.get(name) or ACTS[name]
    return entry.open_to(capacity, column)
