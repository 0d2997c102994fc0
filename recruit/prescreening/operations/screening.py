"""Screening a file: draft, lock, settle (para. 54(b); readings A2 to A5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlmodel import col, select

from recruit.access.actions import Action
from recruit.access.frame import Act, act, nothing
from recruit.access.rules import Capacity, Reader
from recruit.applications.operations import standing
from recruit.core import ids, keys, vault
from recruit.core.errors import Kind, Refusal, Refused, require
from recruit.core.words import _
from recruit.prescreening import models
from recruit.prescreening.operations import comparing, completing, files
from recruit.prescreening.rules import assigning, circulation, criteria
from recruit.prescreening.rules import outcome as rules
from recruit.prescreening.rules.completing import LOCKING
from recruit.prescreening.rules.written import Written, check_complete, plain
from recruit.procedure import queries as procedure
from recruit.procedure.rules.days import start_of
from recruit.procedure.rules.milestones import Audience, MilestoneKind, latest
from recruit.vacancy import queries as vacancies


def _mine(a: Act, candidate_id: str) -> tuple[dict[int, files.Held], files.Held]:
    """The file's places and the reader's own. Raises Refusal (nothing) without one."""
    found = files.candidate(a, candidate_id)
    places = files.held(a, candidate_id)
    own = next(
        (
            h
            for place, h in places.items()
            if place in assigning.BLIND and h.assignment.person_id == a.reader.person_id
        ),
        None,
    )
    if own is None:
        raise nothing()
    answer = circulation.may_screen(
        files.application(found),
        in_conflict=a.reader.person_id in files.barred(a, candidate_id),
        declared_outside_line=own.assignment.outside_line,
    )
    if isinstance(answer, Refused):
        raise Refusal("A7", "reading A7", answer.reason, kind=Kind.CLOSED)
    return places, own


def _keep(a: Act, own: files.Held, written: Written, version: int) -> models.Vote:
    """Write what was typed into the vote's row; a first save makes it. Version 0: none yet."""
    vote, candidate_id = own.vote, own.assignment.candidate_id
    if vote is not None and vote.locked_at is not None:
        raise Refusal("A5", "reading A5", _("This vote is locked; first votes stay."))
    if (vote.version if vote else 0) != version:
        raise Refusal(
            "R24",
            "reading R24",
            _("You saved another version in another window. What you typed here is kept below."),
            todo=_("Compare it with the version now saved, then save again."),
        )
    vote_id = vote.id if vote else ids.new()
    sealed = vault.seal(
        keys.file_key(candidate_id, a.procedure_id),
        plain(written),
        "prescreening_vote",
        vote_id,
    )
    if vote is None:
        vote = models.Vote(
            id=vote_id,
            assignment_id=own.assignment.id,
            candidate_id=candidate_id,
            sealed=sealed,
            saved_at=a.now,
        )
    else:
        vote.sealed, vote.version, vote.saved_at = sealed, vote.version + 1, a.now
    a.session.add(vote)
    a.session.flush()
    return vote


def save(
    reader: Reader, *, candidate_id: str, written: Written, version: int, key: str = ""
) -> int:
    """Keep one's own draft; the new version (0 stands for none yet). No entry in the record.

    Raises Refusal where it is locked, where another window saved in between, where nothing
    is assigned to the reader, and where a declaration of theirs stands.
    """
    with act(reader, Action.SCREENING_DO, key) as a:
        a.silent = True
        _places, own = _mine(a, candidate_id)
        return _keep(a, own, written, version).version


def lock(
    reader: Reader, *, candidate_id: str, written: Written, version: int, key: str = ""
) -> str:
    """Lock one's own answers for good; the receipt. The first lock begins the stage (R2).

    With the second lock the outcome is computed and stored where the votes agree (A4); a
    difference waits to be settled (A5). Raises Refusal for what is not complete (A2), not
    reached by the dated periods (A3), too early (R2), or one person's twice (A5).
    """
    with act(reader, Action.SCREENING_DO, key) as a:
        places, own = _mine(a, candidate_id)
        require(assigning.BEGINNING, _beginning(a))
        require(LOCKING, completing.waits(a, candidate_id))
        check_complete(written)
        others = [h for p, h in places.items() if p in assigning.BLIND and h is not own]
        other = files.as_rule(a, others[0]) if others else None
        mine = rules.Vote(reader.person_id, written.findings(), written.path)
        rules.lock(mine, other)
        rules.agrees(mine.answers, written.summary(files.last_day(a)), written.path)
        vote = _keep(a, own, written, version)
        vote.locked_at = own.assignment.locked_at = a.now
        a.session.add_all((vote, own.assignment))
        a.session.flush()
        _locked(
            a,
            candidate_id,
            other,
            rules.Vote(reader.person_id, mine.answers, mine.path, a.now),
            written,
        )
        a.record(candidate_id, vote=vote.id, place=own.assignment.place)
    return a.receipt


def _beginning(a: Act) -> assigning.Beginning:
    connection = a.session.connection()
    vacancy = vacancies.vacancy(connection, a.procedure_id)
    window = next(w for w in procedure.windows(connection, a.procedure_id) if w.para == "54(b)")
    return assigning.Beginning(
        a.now,
        vacancy.closes_at if vacancy and vacancy.posted_at else None,
        start_of(window.first_in_force) if window.first_in_force else None,
    )


def _locked(
    a: Act, candidate_id: str, other: rules.Vote | None, mine: rules.Vote, written: Written
) -> None:
    counts = files.progress(a)
    both = other is not None and other.locked_at is not None
    if both:
        counts.locked_twice += 1
    else:
        counts.locked_once += 1
    if latest(a.milestones, MilestoneKind.SCREENING_BEGUN) is None:
        a.milestone(MilestoneKind.SCREENING_BEGUN, Audience.GICHD, object_id=candidate_id)
    if other is not None and both:
        comparing.compare(a, candidate_id, other, mine)
    if other is not None and both and not rules.differences(other, mine):
        result = rules.screened(other, mine, ())
        if result is not None:
            said = plain(written)["answers"]
            _outcome(a, candidate_id, result, said, written.path, "agreed")
            counts.settled += 1
    a.session.add(counts)


def _outcome(
    a: Act,
    candidate_id: str,
    result: rules.Result,
    answers: dict[str, Any],
    path: str,
    how: str,
) -> None:
    row_id = ids.new()
    sealed = vault.seal(
        keys.file_key(candidate_id, a.procedure_id),
        {"answers": answers, "path": str(path)},
        "prescreening_outcome",
        row_id,
    )
    a.session.add(
        models.Outcome(
            id=row_id,
            procedure_id=a.procedure_id,
            candidate_id=candidate_id,
            outcome=result.outcome,
            equivalence=result.equivalence,
            sealed=sealed,
            how=how,
            terms_version=criteria.TERMS_VERSION,
            by_person=None if how == "agreed" else a.reader.person_id,
            at=a.now,
        )
    )
    a.session.flush()
    standing.screened(a, candidate_id, not_suitable=result.outcome is rules.Outcome.NOT_SUITABLE)


def settle(
    reader: Reader, *, candidate_id: str, settlements: Sequence[rules.Settlement], key: str = ""
) -> str:
    """Settle every difference of a file, by a third person or by one of the two with a note
    (A5); the receipt. The outcome is then computed; the first votes stay as they are.

    The focal point settles under that capacity's own action; anybody else needs a place on
    the file (the third, or one of the two). Raises Refusal.
    """
    focal = reader.capacity is Capacity.FOCAL_POINT
    action = Action.SCREENING_SETTLE if focal else Action.SCREENING_DO
    with act(reader, action, key) as a:
        found = files.candidate(a, candidate_id)
        places = files.held(a, candidate_id)
        holders = {h.assignment.person_id for h in places.values()}
        if reader.person_id in files.barred(a, found.id):
            raise nothing()
        if not focal and reader.person_id not in holders:
            raise nothing()
        if not set(assigning.BLIND) <= places.keys():
            raise Refusal(
                "A5", "reading A5", _("A difference is known once both votes are locked.")
            )
        first, second = (files.as_rule(a, places[place]) for place in assigning.BLIND)
        third = reader.person_id not in (first.screener, second.screener)
        if _has_outcome(a, candidate_id):
            raise Refusal("A5", "reading A5", _("This file has its outcome already."))
        done: list[rules.Settlement] = []
        for one in settlements:
            own = rules.Settlement(one.criterion, reader.person_id, one.note, one.finding, one.path)
            done.append(rules.settle(first, second, own, third_person=third))
        left = rules.unsettled(first, second, done)
        if left:
            raise Refusal(
                "A5",
                "reading A5",
                _("Not settled yet: %(differences)s.", differences=", ".join(left)),
                kind=Kind.INVALID,
            )
        stands = rules.settled(first, second, done)
        if stands is None:
            raise nothing()
        result = rules.outcome(stands.answers, stands.path)
        said = _settled_words(a, places, stands, done)
        how = "third" if third else "note"
        _outcome(a, candidate_id, result, said, stands.path, how)
        comparing.settled(a, candidate_id)
        counts = files.progress(a)
        counts.settled += 1
        a.session.add(counts)
        a.record(candidate_id, how=how, differences=[s.criterion for s in done])
    return a.receipt


def _has_outcome(a: Act, candidate_id: str) -> bool:
    return (
        a.session.exec(
            select(models.Outcome.id).where(col(models.Outcome.candidate_id) == candidate_id)
        ).first()
        is not None
    )


def _settled_words(
    a: Act,
    places: Mapping[int, files.Held],
    stands: rules.Settled,
    done: Sequence[rules.Settlement],
) -> dict[str, Any]:
    """The answers that stand with their reasons: of the vote that agrees, else the note."""
    votes = [plain(files.read_vote(a, places[place].vote))["answers"] for place in assigning.BLIND]
    notes = {s.criterion: s.note.strip() for s in done}
    said = {}
    for criterion, finding in stands.answers.items():
        agreeing = next((v[criterion] for v in votes if v[criterion]["answer"] == finding), None)
        said[criterion] = {
            "answer": str(finding),
            "reason": notes.get(criterion) or (agreeing or votes[0][criterion])["reason"],
            "evidence": (agreeing or votes[0][criterion])["evidence"],
            "settled": criterion in notes,
        }
    return said
