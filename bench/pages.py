"""Which pages are measured, for whom, and with which goals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import text

from bench.worlds import SCORES, SignedIn, World, application, sign_in
from recruit.core import db

MEMBER = SCORES

GOALS = (
    ("the panel's list, 50 of 500", "list", 3.5),
    ("home", "home", 3.0),
    ("one candidate", "candidate", 2.5),
)
START_GOAL = 0.8  # seconds of the processor's time until the application can answer
GROWTH = (
    ("the list, from 100 to 10,000", "list", 1.15),
    ("home, from 100 to 10,000", "home", 1.3),
    ("home of the focal point, the same", "home of focal_point", 1.3),
    ("home of the President, the same", "home of president", 1.3),
)
JUDGING = (
    ("ballot", "the ballot, 60 candidates", 4.0),
    ("debrief", "the debrief, 5 candidates", 4.0),
)
ABOUT = (
    "The recruitment stands on the morning of the first interviews. It has 500 applications, "
    "each really filed through the operations with a small PDF, screened by two people, "
    "circulated and declared on by every member (bench/worlds.py); that of 100 is made the "
    "same way. The one of 10,000 is the one of 500 with nineteen copies of each application "
    "made by SQL in every table that a measured page reads by application; the fifty that are "
    "shown are originals, each name opened under the candidate's own key.",
    "",
    "What somebody has to do is asked of the database for each capacity anew, so the homes of the "
    "focal point and of the President, who is the Chair too, are measured beside the member's. "
    "Everybody's home at each stage, from the vacancy to the end, is measured by "
    "`python -m bench.homes`: the processor's time of a request at 100 and at 10,000 and its "
    "statements, with the same goal. A test counts the steps of the database for it "
    "(tests/flows/test_home_at_size.py).",
    "",
    "The reader is a member of the panel, signed in with a second factor: session, policy, "
    "visibility, form token, security headers and sealed columns are all on the path. A save "
    "is the form of the score sheet with a mark and a note for every entry of the profile and "
    "a new version each time: as the page saves while somebody types, and by its button, "
    "which also uses up an idempotency key and leaves a notice in the session for the next page.",
    "",
    "Several at once are four clients in one process that ask for the list without a pause, each "
    "over connections of its own, application and floor in turn for 0.4 s; what counts is how many "
    "answers a second they get. The start is the processor's time of a new process that puts "
    "the application together, its bytecode made before, the least of five.",
    "",
    "The round of silence is two days old; each of the 110 States Parties has a delegate, signed "
    "in (bench/silence.py). They open the proposal's page, each over a connection of its own, at "
    "drawn moments of one second: the ninety-fifth hundredth of how long they wait is held "
    "against the median of one delegation alone. In one instant, all asked before the first is "
    "answered, two workers that answer one after the other keep the last of 110 waiting for at "
    "least 55 times what a page costs, whatever is done: that line has no goal. An objection is "
    "the second post of its form and breaks a round of its own each time, by a delegate of its "
    "own: sealed, its receipt signed, all States told, the record written.",
    "",
    "Verifying the record is held against reading each entry from the same file by the plain "
    "driver and hashing it (bench/record.py), in the processor's time: it also recomputes the "
    "tree, holds each entry against its place, log and reference, and meets a checkpoint.",
    "The ballot and the debrief are those of a recruitment of 60 applications, made the same way "
    "(bench/judging.py): the ballot on 22 November with all 60 on the list, drafted and not "
    "locked; the debrief on 6 February, five candidates scored by five members on every entry of "
    "the profile, all agreed, with ranking and sensitivity. Both are read again while nothing of "
    "them has changed: what is drawn of sealed content is remembered (docs/architecture.md), and "
    "the first drawing after a change costs what drawing it takes. The report's PDF is drawn "
    "from the same recruitment's report, its child process included; Typst alone is the compiler "
    "in the measuring process on the same words, its fonts loaded before.",
)


@dataclass(frozen=True, slots=True)
class Visit:
    """A page and who reads it."""

    name: str
    path: str
    who: SignedIn


_STARTED = text(
    "SELECT i.candidate_id FROM interviews_interview i WHERE i.procedure_id = :procedure "
    "AND NOT EXISTS (SELECT 1 FROM interviews_sheet s JOIN access_grant g ON g.id = s.grant_id "
    "WHERE s.candidate_id = i.candidate_id AND g.person_id = :person "
    "AND s.locked_at IS NOT NULL) ORDER BY i.started_at LIMIT 1"
)
_LISTED = text(
    "SELECT l.candidate_id FROM prescreening_listed l JOIN access_clearance k "
    "ON k.candidate_id = l.candidate_id AND k.person_id = :person "
    "WHERE k.status = 'cleared' ORDER BY l.place LIMIT 1"
)


def visits(world: World) -> dict[str, Visit]:
    """The pages that exist, by key: list, home, candidate, sheet, and other homes."""
    app = application(world.folder)
    asked = {"procedure": world.procedure_id, "person": world.people[MEMBER]}
    with db.reading() as connection:
        started = connection.execute(_STARTED, asked).scalar()
        cleared = connection.execute(_LISTED, {"person": asked["person"]}).scalar()
    member = sign_in(world, MEMBER)
    place = {"procedure": world.procedure, "capacity": "member"}
    found = {"home": Visit("home", "/", member)}

    def add(key: str, name: str, endpoint: str, **values: Any) -> None:
        if endpoint in app.view_functions and all(values.values()):
            with app.test_request_context():
                found[key] = Visit(name, app.url_for(endpoint, **place, **values), member)

    add("list", "the panel's list", "prescreening.candidates")
    add("candidate", "one candidate", "prescreening.candidate", candidate_id=cleared)
    add("sheet", "the score sheet", "interviews.sheet", candidate_id=started)
    add("ballot", "the ballot", "shortlist.ballot")
    add("debrief", "the debrief", "interviews.debrief")
    for key in ("president", "focal_point"):
        words = key.replace("_", " ")
        found[f"home of {key}"] = Visit(f"home of the {words}", "/", sign_in(world, key))
    return found
