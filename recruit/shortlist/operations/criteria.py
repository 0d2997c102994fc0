"""The shortlist criteria: drafted from the Terms of Reference, locked before any ballot (J1)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from recruit.access.actions import Action
from recruit.access.frame import Act, act
from recruit.access.rules import Reader
from recruit.core import db, ids, keys, vault
from recruit.core.errors import Kind, Refusal, require
from recruit.core.words import _
from recruit.notices import operations as notices
from recruit.procedure import queries as procedure
from recruit.procedure.rules.days import end_of
from recruit.procedure.rules.milestones import Audience, MilestoneKind
from recruit.shortlist import models
from recruit.shortlist.operations.facts import run_of, somebody_else_saved, state
from recruit.shortlist.rules import drafts
from recruit.shortlist.rules.ballots import CRITERIA, PARAGRAPH, Criteria
from recruit.vacancy import queries as vacancies

Items = Sequence[dict[str, Any]]


def _row(a: Act) -> models.Criteria | None:
    return db.locked(a.session, models.Criteria, procedure_id=a.procedure_id, run=run_of(a))


def _numbered(items: Items) -> list[dict[str, Any]]:
    return [{**item, "id": f"c{n}"} for n, item in enumerate(items, start=1)]


def _write(
    a: Act, row: models.Criteria | None, items: Items, last_day: date | None
) -> models.Criteria:
    if row is None:
        row = models.Criteria(
            id=ids.new(), procedure_id=a.procedure_id, run=run_of(a), sealed=b"", version=0
        )
    row.sealed = vault.seal(
        keys.panel_key(a.procedure_id), _numbered(items), "shortlist_criteria", row.id
    )
    row.version += 1
    row.last_day = last_day
    a.session.add(row)
    return row


def _check_version(row: models.Criteria | None, version: int) -> None:
    if version != (row.version if row else 0):
        raise somebody_else_saved()


def draft(
    reader: Reader,
    *,
    items: Items | None = None,
    last_day: date | None = None,
    version: int = 0,
    key: str = "",
) -> int:
    """Save the draft of the criteria; the new version. None: drawn from Annex I.

    version: the one that was read, 0 where there was none. Refused once locked (J1), or
    where somebody saved in between (R24).
    """
    with act(reader, Action.CRITERIA_LOCK, key) as a:
        a.silent = True
        row = _row(a)
        if row is not None and row.locked_at is not None:
            raise Refusal("J1", PARAGRAPH, _("The criteria are locked already."))
        _check_version(row, version)
        if items is None:
            items = drafts.default_criteria(
                procedure.terms(a.session.connection(), a.procedure_id)[1]
            )
        return _write(a, row, items, last_day).version


def _open_again(a: Act) -> bool:
    """Whether the panel reopened the vacancy and it has not closed yet (S12)."""
    view = vacancies.vacancy(a.session.connection(), a.procedure_id)
    return view is not None and view.reopened_to is not None and a.now < view.reopened_to


def lock(
    reader: Reader,
    *,
    last_day: date,
    items: Items | None = None,
    version: int | None = None,
    key: str = "",
) -> str:
    """Lock the criteria of the run, with the ballots' last day; the receipt's reference.

    items: None locks the draft as saved, or Annex I's default where none is. The run's
    ballots key is made before the row says that ballots may be cast. Refused where no
    criterion is written, a ballot is locked, or the last day is over (J1, R15).
    """
    with act(reader, Action.CRITERIA_LOCK, key) as a:
        run, row = run_of(a), _row(a)
        if version is not None:
            _check_version(row, version)
        panel_key = keys.panel_key(a.procedure_id)
        if items is None:
            items = (
                vault.unseal(panel_key, row.sealed, "shortlist_criteria", row.id)
                if row is not None
                else drafts.default_criteria(
                    procedure.terms(a.session.connection(), a.procedure_id)[1]
                )
            )
        require(
            CRITERIA,
            Criteria(
                tuple(item["text"] for item in items),
                locked=row is not None and row.locked_at is not None,
                ballots_locked=bool(state(a).ballots.locks),
                vacancy_open=_open_again(a),
            ),
        )
        if a.now >= end_of(last_day):
            raise Refusal(
                "R15",
                "para. 54(c), reading R15",
                _("The last day for the ballots is over already; choose a later one."),
                kind=Kind.INVALID,
            )
        try:
            keys.ring().make(keys.ballots_key(a.procedure_id, run), panel_key, a.now)
        except keys.KeyExists:
            pass  # a lock that failed after its key was made; the key holds nothing
        row = _write(a, row, items, last_day)
        row.locked_at = a.now
        a.milestone(MilestoneKind.CRITERIA_LOCKED, Audience.PANEL, run=run, object_id=row.id)
        notices.tell(a, "shortlist.criteria", "panel", object_id=row.id)
        a.record(row.id, run=run, last_day=last_day.isoformat(), criteria=len(items))
    return a.receipt
