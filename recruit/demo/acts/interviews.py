"""What the invented people do for the interviews."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from recruit.access.rules import Reader
from recruit.access.tasks import TaskRow
from recruit.demo import words
from recruit.demo.acts import panel
from recruit.demo.cast import Cast
from recruit.interviews.operations import consent as consents
from recruit.interviews.operations import course, debrief, missed, needs, schedule, sheets
from recruit.interviews.queries import course as courses
from recruit.interviews.queries import needs as needed
from recruit.interviews.queries import results, starting
from recruit.interviews.queries import schedule as invited
from recruit.interviews.queries import sheets as written
from recruit.interviews.rules import needs as asked
from recruit.interviews.rules import scores
from recruit.interviews.rules.schedule import in_hours
from recruit.panel.queries import meetings, seats
from recruit.procedure import queries as procedure
from recruit.procedure.rules.days import (
    add_working_days,
    at_geneva,
    geneva_day,
    is_working_day,
    quiet_days,
)
from recruit.procedure.rules.milestones import current_run
from recruit.shortlist.queries import papers

_HOURS = (time(9, 30), time(13, 30))
_ZONES = (
    "Europe/Zurich",
    "Africa/Nairobi",
    "America/Bogota",
    "Asia/Beirut",
    "Asia/Vientiane",
    "Europe/Sarajevo",
)
_BASES = (3, 4, 4, 4, 3, 4)
_MINUTES = 75


def _run(cast: Cast) -> int:
    with cast.connection() as connection:
        return current_run(procedure.milestones(connection, cast.procedure_id))


_NEEDS = (
    ("", "", ""),
    ("", "", ""),
    ("I use a wheelchair.", "", "Step-free access, and a table of 75 cm"),
    ("I am hard of hearing.", "Captions help me.", "Captions switched on, faces in good light"),
    ("", "My line is weak in the afternoon.", "A phone number beside the link"),
)
"""What invented candidates write of access and otherwise, and what the room has ready for it."""


def _zone(cast: Cast, reference: str) -> str:
    return cast.choose(_ZONES, "zone", reference)


def ask_needs(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """Every invited candidate is asked, with the days that the page proposes."""
    with cast.connection() as connection:
        window = next(
            w for w in procedure.windows(connection, cast.procedure_id) if w.para == starting.PARA
        )
        view = procedure.by_id(connection, cast.procedure_id)
    quiet = quiet_days(view.settings if view else {})
    day = asked.proposed_last_day(reader.now, window.last_in_force, quiet)
    needs.ask(reader, last_day=day)


def record_needs(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """Every candidate answers on the day; most need nothing but a line."""
    with cast.connection() as connection:
        found = needed.needs(connection, cast.procedure_id, _run(cast), reader.now)
    for one in found:
        if one.asked_at is None or one.answered_on or one.withdrawn:
            continue
        access, text, ready = cast.choose(_NEEDS, "needs", one.reference)
        needs.record(
            reader,
            candidate_id=one.candidate_id,
            answered_on=geneva_day(reader.now),
            answer=asked.Answer(
                access,
                _zone(cast, one.reference),
                asked.Channel.VIDEO,
                text,
                ready,
            ),
            version=one.version,
        )


def set_slots(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """Two interviews a day on the first working days of the window."""
    with cast.connection() as connection:
        window = next(
            w for w in procedure.windows(connection, cast.procedure_id) if w.para == starting.PARA
        )
        view = procedure.by_id(connection, cast.procedure_id)
        run = current_run(procedure.milestones(connection, cast.procedure_id))
        waiting = [
            s
            for s in invited.invited(connection, cast.procedure_id, run)
            if not s.withdrawn
            and s.started_at is None
            and (not s.slot_id or s.answer == "declined")
        ]
    quiet = quiet_days(view.settings if view else {})
    day = max(window.first_in_force or geneva_day(reader.now), geneva_day(reader.now))
    if not is_working_day(day, quiet):
        day = add_working_days(day, 1, quiet)
    times: list[datetime] = []
    while len(times) < len(waiting):
        slots = [at_geneva(day, hour) for hour in _HOURS]
        times += [at for at in slots if at > reader.now + timedelta(hours=1)]
        day = add_working_days(day, 1, quiet)
    given = []
    for s in waiting:
        zone = _zone(cast, s.reference)
        fits = [at for at in times if in_hours(at, _MINUTES, zone)]
        while not fits:  # further days, until one suits where the candidate lives
            fits = [a for a in (at_geneva(day, h) for h in _HOURS) if in_hours(a, _MINUTES, zone)]
            times += fits
            day = add_working_days(day, 1, quiet)
        times.remove(fits[0])
        given.append(
            schedule.Given(
                s.candidate_id, fits[0], zone, "https://rooms.gichd.example/isu-director"
            )
        )
    schedule.set_slots(reader, slots=given, minutes=_MINUTES)


def invite(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """Send the letters."""
    schedule.invite(reader)


def confirm(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """Every invited candidate confirms."""
    schedule.confirm(reader, slot_id=task.object_id, answer="confirmed")


def start(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """The Chair starts with all living occupants in the room."""
    with cast.connection() as connection:
        present = [m.grant_id for m in seats.members(connection, cast.procedure_id)]
    schedule.start(reader, slot_id=task.object_id, present=present)


def decide_missed(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """The panel accepts the reason, where a meeting's minutes are still to be written."""
    with cast.connection() as connection:
        open_now = meetings.open_meetings(connection, cast.procedure_id)
    if open_now:
        missed.decide(
            reader,
            missed_id=task.object_id,
            accepted=True,
            reason=words.LINE_LOST,
            meeting_id=open_now[0].id,
        )


def count_missed(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """The Chair enters it once the minutes are confirmed."""
    missed.count(reader, missed_id=task.object_id)


def _entries(cast: Cast) -> list[tuple[written.Entry, str]]:
    """The entries of the profile in force, each with its competency's key."""
    with cast.connection() as connection:
        adopted = papers.adopted(connection, cast.procedure_id, _run(cast))
    content = adopted.profile.content if adopted.profile else {"entries": []}
    keys = {e["id"]: e["competency"] for e in content["entries"]}
    return [(e, keys[e.id]) for e in written.entries(content)]


_STRONG = 2
"""So many of the invited do well, whatever is drawn: one to propose, and one in reserve."""


def _strong(cast: Cast) -> frozenset[str]:
    with cast.connection() as connection:
        slots = invited.invited(connection, cast.procedure_id, _run(cast))
    return frozenset(sorted(s.reference for s in slots)[:_STRONG])


def _score(cast: Cast, reference: str, entry: str, seat: int, strong: bool) -> int:
    base = 5 if strong else cast.choose(_BASES, "quality", reference)
    leaning = cast.choose((-1, 0, 0, 0, 1), "entry", reference, entry)
    own = cast.choose((-1, 0, 0, 0, 0, 1), "member", reference, entry, seat)
    return max(1, min(5, base + leaning + own))


def lock_sheet(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """A member scores every entry with a note, and locks."""
    marks: dict[str, scores.Mark] = {}
    notes: dict[str, str] = {}
    strong = task.reference in _strong(cast)
    for entry, competency in _entries(cast):
        figure = _score(cast, task.reference, entry.id, reader.seat, strong)
        marks[entry.id] = figure
        notes[entry.id] = words.note(competency, figure, reader.seat, task.reference)
    with cast.connection() as connection:
        at = written.own_one(
            connection,
            cast.procedure_id,
            _run(cast),
            reader.person_id,
            reader.grant_id,
            task.object_id,
        )
    sheets.lock(
        reader,
        candidate_id=task.object_id,
        marks=marks,
        notes=notes,
        version=at.version if at else 0,
    )


def record_course(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """The Chair enters what was asked when, now and then a line that broke, and the end.

    The invented clock stands while people act, so the times are entered afterwards: once
    the time allotted is over.
    """
    with cast.connection() as connection:
        run = current_run(procedure.milestones(connection, cast.procedure_id))
        view = next(
            v
            for v in courses.courses(connection, cast.procedure_id, run)
            if v.candidate_id == task.object_id
        )
        questions = courses.questions(connection, cast.procedure_id, run)
    at = view.course.started_at + timedelta(minutes=4)
    if reader.now < view.course.started_at + timedelta(minutes=view.course.allotted):
        return
    share = (view.course.allotted - 9) // max(1, len(questions))
    for question in questions:
        course.tick(
            reader,
            candidate_id=task.object_id,
            question_id=question.id,
            at=at,
            probes=cast.choose((0, 0, 1, 1, 2), "probes", task.reference, question.id),
        )
        longer = cast.choose((-1, -1, 0, 0, 0), "minutes", task.reference, question.id)
        at += timedelta(minutes=max(2, share + longer))
    if cast.choose((False, False, False, True), "broken", task.reference):
        course.interrupt(
            reader,
            candidate_id=task.object_id,
            at=view.course.started_at + timedelta(minutes=20),
            minutes=3,
            what=words.LINE_LOST,
            remedy=words.LINE_BACK,
        )
    course.end(reader, candidate_id=task.object_id, at=min(at, reader.now))


def record_consent(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """Each interviewed candidate consents and gives a biography and two referees."""
    with cast.connection() as connection:
        name = next(
            (
                s.name
                for s in invited.invited(connection, cast.procedure_id, _run(cast))
                if s.candidate_id == task.object_id
            ),
            None,
        )
    consents.record(
        reader,
        candidate_id=task.object_id,
        named=True,
        biography=words.biography(
            name or task.reference,
            11 + cast.number("years", task.reference) % 12,
            cast.choose(
                ("Head of Policy", "Programme Director", "Deputy Director"), "title", task.reference
            ),
            cast.choose(
                ("a regional mine action centre", "an international organisation", "a foundation"),
                "employer",
                task.reference,
            ),
            cast.choose(
                ("English, French and Spanish", "English and Arabic", "English and French"),
                "languages",
                task.reference,
            ),
        ),
        referees="Referee one, former supervisor (invented)\nReferee two, partner (invented)",
        ask_referees=True,
    )


def agree(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """The panel agrees on the rounded mean, with a note for each entry."""
    run = _run(cast)
    with cast.connection() as connection:
        counting = results.sheets(connection, cast.procedure_id, run)[task.object_id]
        one = next(
            h
            for h in results.held(connection, cast.procedure_id, run)
            if h.candidate_id == task.object_id
        )
        present = [m.grant_id for m in seats.members(connection, cast.procedure_id)]
    agreed: dict[str, scores.Agreed] = {}
    for entry, competency in _entries(cast):
        seen = scores.figures(counting, entry.id)
        figure = round(seen.mean) if not isinstance(seen.mean, scores.Undefined) else 3
        spread = seen.spread if isinstance(seen.spread, int) else 0
        agreed[entry.id] = scores.Agreed(
            figure, words.debrief_note(competency, task.reference, figure, spread)
        )
    debrief.close(
        reader,
        candidate_id=task.object_id,
        agreed=agreed,
        present=present,
        version=one.version,
    )


ACTS = {
    "interviews.ask_needs": ask_needs,
    "interviews.record_needs": record_needs,
    "interviews.vote_standing_down": panel.vote_standing_down,
    "interviews.set_slots": set_slots,
    "interviews.invite": invite,
    "interviews.confirm": confirm,
    "interviews.start": start,
    "interviews.decide_missed": decide_missed,
    "interviews.count_missed": count_missed,
    "interviews.lock_sheet": lock_sheet,
    "interviews.record_consent": record_consent,
    "interviews.record_course": record_course,
    "interviews.agree": agree,
}
