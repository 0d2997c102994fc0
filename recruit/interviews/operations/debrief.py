"""The Chair records what the panel agreed, candidate by candidate (54(e)-(f), J6, J7, R15)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlmodel import select

from recruit.access import operations as access
from recruit.access.actions import Action
from recruit.access.frame import Act, act, nothing
from recruit.access.rules import Capacity, Reader
from recruit.core import ids, keys, vault
from recruit.core.errors import Refusal, require
from recruit.core.words import _
from recruit.interviews import models
from recruit.interviews.queries import results, sheets
from recruit.interviews.rules import scores
from recruit.notices import operations as notices
from recruit.procedure.rules.milestones import Audience, MilestoneKind, current_run
from recruit.shortlist.queries import papers

TABLE = "interviews_debrief"


def save(
    reader: Reader,
    *,
    candidate_id: str,
    agreed: Mapping[str, scores.Agreed],
    version: int,
    key: str = "",
) -> int:
    """Save agreed scores before the debrief is closed; the new version.

    agreed: entry of the profile -> figure and note. Refused before the debrief is open
    (R15), once closed (J6), and where it was saved in between.
    """
    with act(reader, Action.AGREED_RECORD, key) as a:
        row, _named = _open(a, candidate_id, agreed)
        a.silent = True
        _put(a, row, agreed, version)
        return row.version


def close(
    reader: Reader,
    *,
    candidate_id: str,
    agreed: Mapping[str, scores.Agreed],
    present: Iterable[str],
    version: int,
    key: str = "",
) -> str:
    """Record the agreed scores of a candidate for good; the receipt's reference.

    present: grants of the occupants at the debrief. With the last candidate's the
    interviews are at their end, and totals are shown. Raises Refusal with what is missing.
    """
    with act(reader, Action.AGREED_RECORD, key) as a:
        row, named = _open(a, candidate_id, agreed)
        counting = results.sheets(a.session.connection(), a.procedure_id, row.run)
        living = frozenset(g.id for g in access.living(a, Capacity.MEMBER))
        require(
            scores.DEBRIEF,
            scores.Debrief(
                sheets=tuple(_in_words(s, named) for s in counting.get(candidate_id, [])),
                entries=tuple(named.values()),
                agreed={named[e]: line for e, line in agreed.items()},
                living=living,
                present=frozenset(present),
            ),
        )
        _put(a, row, agreed, version)
        row.closed_at = a.now
        a.session.add(row)
        a.session.flush()
        a.record(row.id, candidate=candidate_id, run=row.run)
        if results.ended(a.session.connection(), a.procedure_id, row.run):
            a.milestone(
                MilestoneKind.INTERVIEWS_ENDED, Audience.PANEL, run=row.run, object_id=row.id
            )
            notices.tell(a, "interviews.ended", "panel", object_id=row.id, sender=Capacity.CHAIR)
    return a.receipt


def _in_words(sheet: scores.Sheet, named: Mapping[str, str]) -> scores.Sheet:
    """The same sheet by the names of the profile, so that a refusal can be read."""
    return scores.Sheet(
        sheet.grant,
        sheet.candidate,
        sheet.run,
        {named[e]: m for e, m in sheet.marks.items() if e in named},
        {named[e]: n for e, n in sheet.notes.items() if e in named},
    )


def _open(
    a: Act, candidate_id: str, agreed: Mapping[str, scores.Agreed]
) -> tuple[models.Debrief, dict[str, str]]:
    run = current_run(a.milestones)
    connection = a.session.connection()
    one = next(
        (
            h
            for h in results.held(connection, a.procedure_id, run)
            if h.candidate_id == candidate_id
        ),
        None,
    )
    if one is None:
        raise nothing()
    living = frozenset(g.id for g in access.living(a, Capacity.MEMBER))
    locks = frozenset(
        k.grant_id
        for k in sheets.locks(connection, a.procedure_id, run)
        if k.candidate_id == candidate_id
    )
    if not scores.debrief_open(locks, living):
        raise Refusal(
            "R15",
            "para. 54(f), reading R15",
            _("The debrief opens when all have locked this candidate."),
        )
    if one.closed_at is not None:
        raise Refusal(
            "J6",
            "para. 54(e), reading J6",
            _("The agreed scores of this candidate are recorded; they do not change."),
        )
    adopted = papers.adopted(connection, a.procedure_id, run)
    entries = sheets.entries(adopted.profile.content if adopted.profile else None)
    named = {e.id: e.name for e in entries}
    scores.check_sheet(
        scores.Sheet("", candidate_id, run, dict.fromkeys(agreed, 1)), named
    )  # only entries of the profile
    found = a.session.exec(
        select(models.Debrief).where(
            models.Debrief.procedure_id == a.procedure_id,
            models.Debrief.run == run,
            models.Debrief.candidate_id == candidate_id,
        )
    ).first()
    if found is None:
        found = models.Debrief(
            id=ids.new(),
            procedure_id=a.procedure_id,
            run=run,
            candidate_id=candidate_id,
            sealed=b"",
            version=0,
            saved_at=a.now,
        )
    return found, named


def _put(a: Act, row: models.Debrief, agreed: Mapping[str, scores.Agreed], version: int) -> None:
    if row.version != version:
        raise Refusal(
            "R24",
            "reading R24",
            _("The agreed scores were saved in another window in between. Yours are kept below."),
            todo=_("Compare them with what is saved now, then save again."),
        )
    row.sealed = vault.seal(
        keys.judgement_key(row.candidate_id, a.procedure_id),
        {e: {"score": line.figure, "note": line.note} for e, line in agreed.items()},
        TABLE,
        row.id,
    )
    row.version, row.saved_at = row.version + 1, a.now
    a.session.add(row)
    a.session.flush()
