"""A ballot drafted on a sheet without network: made, read again, merged into the draft (W7).

By reference alone, no name. It never locks: what is on it is a draft until its author locks
the ballot.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.engine import Connection

from recruit.access.rules import Reader
from recruit.core import db, keys, plain_sheet, vault
from recruit.core.errors import Refusal
from recruit.core.plain_sheet import Form, Line, Merged, Sheet, refuse
from recruit.core.words import _, english
from recruit.documents import odt_sheet
from recruit.panel.queries import declarations
from recruit.prescreening.queries import lists
from recruit.procedure import queries as procedure
from recruit.procedure.rules.milestones import current_run
from recruit.shortlist.operations import ballots
from recruit.shortlist.queries import ballots as queries
from recruit.shortlist.rules.ballots import BEST, PARAGRAPH

KIND = "ballot"


def whose(reader: Reader) -> str:
    """What stands on a sheet for its author: told to nobody by it."""
    return vault.fingerprint(keys.panel_key(reader.procedure_id), f"sheet|{reader.grant_id}")[:16]


def _ground(
    connection: Connection, reader: Reader
) -> tuple[int, queries.CriteriaView, queries.BallotView | None, dict[str, str]]:
    """The run, its locked criteria, one's own draft, and who may stand on one's sheet:
    reference to candidate's id."""
    procedure_id = reader.procedure_id
    run = current_run(procedure.milestones(connection, procedure_id))
    state = queries.state(connection, procedure_id, run, reader.grant_id)
    if state.criteria is None or state.criteria.locked_at is None:
        raise Refusal(
            "J1",
            PARAGRAPH,
            _("The Chair has not locked the criteria yet; no ballot is begun before."),
        )
    standing = declarations.standing(connection, procedure_id, reader.person_id)
    cleared = standing.declared_on - standing.undecided - standing.conflict
    listed = lists.ballotable(connection, procedure_id)
    return (
        run,
        state.criteria,
        state.own,
        {e.reference: e.candidate_id for e in listed if e.candidate_id in cleared},
    )


def _name(connection: Connection, procedure_id: str) -> str:
    found = procedure.by_id(connection, procedure_id)
    return found.name if found else ""


def _values(
    saved: queries.BallotView | None, who: Mapping[str, str], criteria: queries.CriteriaView
) -> dict[tuple[str, str], str]:
    content: Mapping[str, Any] = saved.content if saved else {}
    values: dict[tuple[str, str], str] = {}
    for reference, candidate in who.items():
        if rank := content.get("chosen", {}).get(candidate):
            values[reference, "rank"] = str(rank)
        for n, item in enumerate(criteria.items, start=1):
            if mark := content.get("marks", {}).get(candidate, {}).get(item["id"]):
                values[reference, f"mark {n}"] = str(mark)
        if text := content.get("reasons", {}).get(candidate, ""):
            values[reference, "reason"] = text
    return values


@english
def form(reader: Reader) -> Form:
    """The sheet with one's own draft as it is saved. Raises Refusal (J1)."""
    with db.reading() as connection:
        run, criteria, saved, who = _ground(connection, reader)
        name = _name(connection, reader.procedure_id)
    values = _values(saved, who, criteria)
    about = [
        _("Your ballot for the shortlist, to fill in where there is no network."),
        _("Write after each colon; leave empty what you do not know yet. Up to five have a rank."),
        _("By reference alone. Uploaded, it is a draft: nothing is locked by it."),
        *(f"mark {n}: {item['label']}: {item['text']}" for n, item in enumerate(criteria.items, 1)),
    ]
    head = {
        "sheet": KIND,
        "procedure": name,
        "run": str(run),
        "for": whose(reader),
        "version": criteria.id,
        "draft": str(saved.version if saved else 0),
    }
    parts = [
        (
            reference,
            [
                Line("rank", _("1 to 5, where chosen"), values.get((reference, "rank"), "")),
                *(
                    Line(
                        f"mark {n}",
                        _("%(what)s, 1 to 5", what=item["label"]),
                        values.get((reference, f"mark {n}"), ""),
                    )
                    for n, item in enumerate(criteria.items, start=1)
                ),
                Line("reason", "", values.get((reference, "reason"), "")),
            ],
        )
        for reference in sorted(who)
    ]
    return Form(_("Ballot for the shortlist"), about, head, parts)


def make(reader: Reader) -> bytes:
    """The sheet as plain text. Raises Refusal as ``form`` does."""
    return plain_sheet.write(form(reader))


def make_odt(reader: Reader) -> bytes:
    """The sheet as an ODT. Raises Refusal as ``form`` does."""
    return odt_sheet.write(form(reader))


def take_over(reader: Reader, content: bytes, *, key: str = "") -> Merged:
    """Merge a filled sheet into one's own draft; what was taken over, and what was left.

    Raises Refusal (W7) for a sheet of another person, run or version, for a reference that
    is not on one's list, for a figure that is none; and as saving a draft does.
    """
    with db.reading() as connection:
        run, criteria, saved, who = _ground(connection, reader)
        name = _name(connection, reader.procedure_id)
    marks = {f"mark {n}": item["id"] for n, item in enumerate(criteria.items, start=1)}
    sheet = plain_sheet.read(odt_sheet.plain(content), {"rank", "reason", *marks})
    plain_sheet.check(
        sheet,
        kind=KIND,
        procedure=name,
        run=run,
        whose=whose(reader),
        version=criteria.id,
    )
    _check(sheet, who)
    version = saved.version if saved else 0
    merged = plain_sheet.merge(
        _values(saved, who, criteria), sheet, untouched=sheet.head.get("draft") == str(version)
    )
    ballots.save(reader, content=_content(saved, merged, who, marks), version=version, key=key)
    return merged


def _check(sheet: Sheet, who: Mapping[str, str]) -> None:
    for reference, fields in sheet.parts.items():
        if fields and reference not in who:
            raise refuse(
                _("%(reference)s is not on your list now.", reference=reference),
                _("Take this candidate out of the sheet, then upload it again."),
            )
        for name, value in fields.items():
            if name != "reason" and value not in tuple(map(str, range(1, BEST + 1))):
                raise refuse(
                    _(
                        "%(reference)s, %(field)s: '%(value)s' is no whole number from 1 to 5.",
                        reference=reference,
                        field=name,
                        value=value[:40],
                    )
                )


def _content(
    saved: queries.BallotView | None,
    merged: Merged,
    who: Mapping[str, str],
    marks: Mapping[str, str],
) -> dict[str, Any]:
    """The draft with what was taken over; what stands on no sheet of one's own stays as it is."""
    before: Mapping[str, Any] = saved.content if saved else {}
    content: dict[str, Any] = {
        "chosen": dict(before.get("chosen", {})),
        "marks": {c: dict(given) for c, given in before.get("marks", {}).items()},
        "reasons": dict(before.get("reasons", {})),
    }
    for reference, name in merged.taken:
        candidate, value = who[reference], merged.values[reference, name]
        if name == "rank":
            content["chosen"][candidate] = int(value)
        elif name == "reason":
            content["reasons"][candidate] = value
        else:
            content["marks"].setdefault(candidate, {})[marks[name]] = int(value)
    return content
