"""A member's score sheet: saved as a draft, locked for good (54(f), J5, J6, R15).

Saving is measured: the frame's four reads, where the member stands, the profile, and two
writes. Nothing of another member is read.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import bindparam, insert, update

from recruit.access.actions import Action
from recruit.access.frame import Act, act, nothing
from recruit.access.rules import Reader
from recruit.core import ids, keys, vault
from recruit.core.errors import Refusal, require
from recruit.core.words import _
from recruit.interviews import models
from recruit.interviews.queries import sheets, starting
from recruit.interviews.rules import scores
from recruit.interviews.rules.start import scoring_open
from recruit.procedure.rules.milestones import current_run

_s = models.Sheet.__table__  # type: ignore[attr-defined]
_NEW = insert(_s)
_SAVE = (
    update(_s)
    .where(
        _s.c.id == bindparam("sheet"),
        _s.c.version == bindparam("seen"),
        _s.c.locked_at.is_(None),
    )
    .values(
        sealed=bindparam("sealed"),
        version=bindparam("next"),
        saved_at=bindparam("saved_at"),
        locked_at=bindparam("locked_at"),
    )
)


def save(
    reader: Reader,
    *,
    candidate_id: str,
    marks: Mapping[str, scores.Mark],
    notes: Mapping[str, str],
    version: int,
    key: str = "",
) -> int:
    """Save the draft of one's own sheet for a candidate; the new version.

    marks: entry of the profile -> 1 to 5 or NOT_OBSERVED. version: the one that was read,
    0 for the first. Raises Refusal before the interview has started (R4), with an open
    declaration, once locked (J6), and where it was saved in another window in between.
    """
    with act(reader, Action.SHEET_OWN, key) as a:
        at, sheet, _entries = _checked(a, candidate_id, marks, notes)
        a.silent = True
        return _write(a, at, sheet, version, locked=False)


def lock(
    reader: Reader,
    *,
    candidate_id: str,
    marks: Mapping[str, scores.Mark],
    notes: Mapping[str, str],
    version: int,
    key: str = "",
) -> str:
    """Save and lock one's own sheet for good; the receipt's reference (J6).

    Raises Refusal with what is missing, and as save does.
    """
    with act(reader, Action.SHEET_LOCK, key) as a:
        at, sheet, entries = _checked(a, candidate_id, marks, notes)
        name = {e.id: e.name for e in entries}
        require(
            scores.LOCKING,
            scores.Locking(
                sheet=scores.Sheet(
                    sheet.grant,
                    sheet.candidate,
                    sheet.run,
                    {name[e]: m for e, m in sheet.marks.items()},
                    {name[e]: n for e, n in sheet.notes.items()},
                ),
                entries=tuple(e.name for e in entries),
                living=frozenset({reader.grant_id}),
                started=at.started_at is not None,
                locked=at.locked_at is not None,
                undecided=at.undecided,
            ),
        )
        _write(a, at, sheet, version, locked=True)
        a.record(a.object, candidate=candidate_id, run=sheet.run)
    return a.receipt


def _checked(
    a: Act, candidate_id: str, marks: Mapping[str, scores.Mark], notes: Mapping[str, str]
) -> tuple[sheets.Scoring, scores.Sheet, tuple[sheets.Entry, ...]]:
    reader, run = a.reader, current_run(a.milestones)
    connection = a.connection
    at = sheets.own_one(
        connection, a.procedure_id, run, reader.person_id, reader.grant_id, candidate_id
    )
    if at is None:
        raise nothing()
    answer = scoring_open(starting.begun(a.milestones), at.started_at is not None)
    if not answer:
        raise Refusal(
            "R4",
            "para. 54(f), reading R4",
            answer.reason,  # type: ignore[union-attr]
            todo=_("Keep your note; it can be entered once the Chair has started the interview."),
        )
    if at.undecided:
        raise Refusal(
            "C5",
            "para. 53(b), reading C5",
            _("A declaration of yours is not decided yet; until then you do not score."),
        )
    if at.locked_at is not None:
        raise Refusal(
            "J6",
            "para. 54(e), reading J6",
            _("A locked sheet does not change; a slip is mended by an erratum beside it."),
        )
    entries = sheets.profile_entries(connection, a.procedure_id, run)
    sheet = scores.Sheet(reader.grant_id, candidate_id, run, dict(marks), dict(notes))
    scores.check_sheet(sheet, [e.id for e in entries])
    return at, sheet, entries


def _write(a: Act, at: sheets.Scoring, sheet: scores.Sheet, version: int, *, locked: bool) -> int:
    if version != at.version:
        raise _in_between()
    sheet_id = at.sheet_id or ids.new()
    sealed = vault.seal(
        keys.judgement_key(at.candidate_id, a.procedure_id),
        sheets.joined(sheet.marks, sheet.notes),
        sheets.TABLE,
        sheet_id,
    )
    connection = a.connection
    locked_at = a.now if locked else None
    if at.sheet_id:
        done = connection.execute(
            _SAVE,
            {
                "sheet": sheet_id,
                "seen": version,
                "sealed": sealed,
                "next": version + 1,
                "saved_at": a.now,
                "locked_at": locked_at,
            },
        )
        if done.rowcount != 1:
            raise _in_between()
    else:
        connection.execute(
            _NEW,
            {
                "id": sheet_id,
                "procedure_id": a.procedure_id,
                "run": sheet.run,
                "grant_id": sheet.grant,
                "candidate_id": sheet.candidate,
                "sealed": sealed,
                "version": 1,
                "saved_at": a.now,
                "locked_at": locked_at,
            },
        )
    a.object = sheet_id
    return version + 1


def _in_between() -> Refusal:
    return Refusal(
        "R24",
        "reading R24",
        _("This sheet was saved in another window while you were writing. Yours is kept below."),
        todo=_("Compare it with the version now saved, then save again."),
    )
