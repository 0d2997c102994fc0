"""A member's own ballot: saved as it is typed, then locked; and who is recorded absent (R15)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from recruit.access.actions import Action
from recruit.access.frame import Act, act
from recruit.access.rules import Reader
from recruit.core import db, ids, keys, vault
from recruit.core.errors import Checked, Kind, Refusal, examine, require
from recruit.core.words import _
from recruit.procedure.rules.days import end_of
from recruit.shortlist import models
from recruit.shortlist.operations import facts
from recruit.shortlist.operations.facts import run_of, somebody_else_saved
from recruit.shortlist.queries import ballots as queries
from recruit.shortlist.rules import ballots as rules
from recruit.shortlist.rules import drafts, reveal

Content = Mapping[str, Any]


def _content(given: Content, eligible: Mapping[str, str]) -> dict[str, Any]:
    """What is stored of what was sent: ranks as 1, 2, 2, 4, no empty texts, ids of candidates."""
    strangers = {c for part in given.values() for c in part} - set(eligible)
    if strangers:
        raise Refusal(
            "P54c",
            "para. 54(c)",
            _("A candidate on this page is no longer on the list. Read the list, then go on."),
            kind=Kind.INVALID,
        )
    return {
        "chosen": rules.normalised(given.get("chosen", {})),
        "marks": {c: dict(m) for c, m in given.get("marks", {}).items() if m},
        "reasons": {c: t.strip() for c, t in given.get("reasons", {}).items() if t.strip()},
    }


def _criteria(a: Act) -> queries.CriteriaView:
    found = queries.criteria(a.session.connection(), a.procedure_id, run_of(a))
    if found is None or found.locked_at is None:
        raise Refusal(
            "J1",
            rules.PARAGRAPH,
            _("The Chair has not locked the criteria yet; no ballot is begun before."),
        )
    return found


def _row(a: Act) -> models.Ballot | None:
    return db.locked(
        a.session,
        models.Ballot,
        procedure_id=a.procedure_id,
        run=run_of(a),
        grant_id=a.reader.grant_id,
    )


def _write(a: Act, row: models.Ballot | None, given: Content, version: int) -> models.Ballot:
    """Save what was typed. Refused for a sixth, an unknown name, a locked or a newer ballot."""
    criteria, eligible = _criteria(a), facts.eligible(a)
    if row is not None and row.locked_at is not None:
        raise Refusal("R24", "reading R24", _("Your ballot is locked; it is your vote."))
    if version != (row.version if row else 0):
        raise somebody_else_saved()
    content = _content(given, eligible)
    rules.check_ballot(
        drafts.ballot_of(content, eligible),
        frozenset(eligible.values()),
        drafts.criterion_ids(criteria.items),
    )
    if row is None:
        row = models.Ballot(
            id=ids.new(),
            procedure_id=a.procedure_id,
            run=run_of(a),
            grant_id=a.reader.grant_id,
            sealed=b"",
            version=0,
            saved_at=a.now,
        )
    row.sealed = vault.seal(
        keys.ballots_key(a.procedure_id, run_of(a)), content, "shortlist_ballot", row.id
    )
    row.version += 1
    row.saved_at = a.now
    a.session.add(row)
    a.session.flush()
    return row


def save(reader: Reader, *, content: Content, version: int = 0, key: str = "") -> int:
    """Save one's own draft; the new version. Leaves no trace in the record.

    content: {chosen: {candidate id: rank}, marks: {candidate id: {criterion: 1 to 5}},
    reasons: {candidate id: text}}; any whole numbers do as ranks. version: the one that
    was read, 0 where there was none. Refused before the criteria are locked (J1), for a
    sixth (R3), once locked or recorded absent, and where a newer version is saved (R24).
    """
    with act(reader, Action.BALLOT_OWN, key) as a:
        a.silent = True
        state = facts.state(a)
        if state.decided_at is not None or reader.grant_id in state.ballots.absent:
            raise Refusal(
                "R15",
                "para. 54(c), reading R15",
                _("No ballot of yours is awaited in this run any more."),
            )
        return _write(a, _row(a), content, version).version


def locking(a: Act, row: models.Ballot | None) -> rules.Locking:
    """The facts on which the one who acts locks a ballot, candidates named by reference."""
    state, eligible, names = facts.state(a), facts.eligible(a), facts.names(a)
    standing = facts.declared(a)
    criteria = queries.criteria(a.session.connection(), a.procedure_id, run_of(a))
    content = (
        vault.unseal(
            keys.ballots_key(a.procedure_id, run_of(a)), row.sealed, "shortlist_ballot", row.id
        )
        if row is not None
        else {}
    )
    return locking_facts(
        reader_grant=a.reader.grant_id,
        state=state,
        eligible=eligible,
        names=names,
        declared=standing.declared_on,
        undecided=bool(standing.undecided),
        criteria=criteria,
        content=content,
        locked=row is not None and row.locked_at is not None,
    )


def locking_facts(
    *,
    reader_grant: str,
    state: queries.State,
    eligible: Mapping[str, str],
    names: list[queries.Name],
    declared: frozenset[str],
    undecided: bool,
    criteria: queries.CriteriaView | None,
    content: Content,
    locked: bool,
) -> rules.Locking:
    """The same facts from what a page has read already."""
    asked = [n for n in names if not n.withdrawn]
    return rules.Locking(
        ballot=drafts.ballot_of(content, eligible),
        listed=frozenset(eligible.values()),
        named=frozenset(n.reference for n in asked),
        declared=frozenset(n.reference for n in asked if n.candidate_id in declared),
        criteria=drafts.criterion_ids(criteria.items) if criteria else frozenset(),
        criteria_locked=criteria is not None and criteria.locked_at is not None,
        seated=reader_grant in state.ballots.living,
        undecided=undecided,
        locked=locked,
        absent=reader_grant in state.ballots.absent,
        decided=state.decided_at is not None,
        equivalences_open=frozenset(n.reference for n in names if n.equivalence_open),
        borderline_open=frozenset(n.reference for n in names if n.borderline_open),
    )


def checklist(found: rules.Locking) -> list[Checked]:
    """What the lock still needs, for the page."""
    return examine(rules.LOCKING, found)


def lock(reader: Reader, *, content: Content | None = None, version: int = 0, key: str = "") -> str:
    """Lock one's own ballot for good; the receipt's reference. It is the vote from now on.

    content: what stands on the page, saved first under the same rules as a draft; None
    locks what is saved. Raises Refusal naming everything that is missing (C4, C5, J1, A4,
    A6, R15, C7), with nothing changed.
    """
    with act(reader, Action.BALLOT_LOCK, key) as a:
        row = _row(a)
        if content is not None:
            row = _write(a, row, content, version)
        require(rules.LOCKING, locking(a, row))
        if row is None:
            raise Refusal("J1", rules.PARAGRAPH, _("There is no ballot to lock yet."))
        row.locked_at = a.now
        row.version += 1
        # the seal holds under the row's id; only the lock is new
        a.session.add(row)
        a.record(row.id, run=run_of(a), sealed=ids.digest(row.sealed.hex()))
    return a.receipt


def record_absence(reader: Reader, *, grant_id: str, reason: str, key: str = "") -> str:
    """The Chair records a member absent from the ballot, after its last day (R15).

    grant_id: the member's seat. Refused before the Chair's own lock with nothing said of
    anybody's, before the last day is over, and where fewer than four have locked.
    """
    with act(reader, Action.ABSENCE_RECORD, key) as a:
        state = facts.state(a)
        criteria = queries.criteria(a.session.connection(), a.procedure_id, run_of(a))
        ballots = state.ballots
        last = criteria.last_day if criteria else None
        require(
            reveal.ABSENCE,
            reveal.Absence(
                now=a.now,
                last_day_ends=end_of(last) if last else None,
                reason=reason,
                member=grant_id,
                chair=state.seat_of(reader.person_id),
                locks=ballots.locks,
                living=ballots.living,
            ),
        )
        if grant_id in ballots.absent or state.decided_at is not None:
            raise Refusal(
                "R15",
                reveal.READING,
                _("This member is recorded absent already, or the shortlist is decided."),
            )
        absence = models.Absence(
            procedure_id=a.procedure_id,
            run=run_of(a),
            grant_id=grant_id,
            reason=reason.strip(),
            at=a.now,
        )
        a.session.add(absence)
        a.record(absence.id, run=run_of(a), grant=grant_id, reason=reason)
    return a.receipt
