"""Making a procedure and changing its calendar.

Writing functions: a later room calls them inside its own act, with its transaction.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date, datetime

from sqlmodel import Session, select

from recruit.core import keys, log
from recruit.core.errors import Kind, Refusal
from recruit.core.words import _
from recruit.procedure.models import Amendment, Procedure, TermsOfReference, Window
from recruit.procedure.presets import ccm_10msp
from recruit.procedure.presets.form import Preset
from recruit.procedure.rules import calendar
from recruit.procedure.rules.days import geneva_day
from recruit.states import operations as states
from recruit.states.models import CommitteeSeat, State

PRESETS: dict[str, Preset] = {ccm_10msp.PRESET.name: ccm_10msp.PRESET}


def preset(name: str) -> Preset:
    """The preset of this name. Raises Refusal for an unknown one."""
    if name not in PRESETS:
        raise Refusal(
            "R18",
            "reading R18",
            _("There is no preset of the name %(name)s.", name=name),
            kind=Kind.INVALID,
        )
    return PRESETS[name]


def create(
    session: Session, now: datetime, *, name: str, preset_name: str, closure_at: datetime | None
) -> Procedure:
    """A procedure of the preset's rules, its windows kept at their distance from the closure.

    closure_at: the instant of the meeting's closure, aware; None for the preset's own.
    Its keys are made before any row; its logs are opened. A copy takes rules, never people
    or files (R18). Raises Refusal where the name is taken.
    """
    rules = preset(preset_name)
    closure_at = closure_at or rules.closure
    if session.exec(select(Procedure).where(Procedure.name == name)).first() is not None:
        raise Refusal(
            "R18",
            "reading R18",
            _("A procedure of the name %(name)s exists already.", name=name),
            todo=_("Choose another name."),
            kind=Kind.INVALID,
        )
    moved = geneva_day(closure_at) - geneva_day(rules.closure)
    procedure = Procedure(
        name=name,
        title=rules.title,
        preset=rules.name,
        meeting=rules.document,
        closure_at=closure_at,
        president_from=rules.president_first + moved,
        president_until=rules.president_last + moved,
        settings=json.dumps({s.key: s.value for s in rules.settings}),
        created_at=now,
    )
    ring = keys.ring()
    ring.make(keys.procedure_key(procedure.id), keys.master(), now)
    ring.make(keys.panel_key(procedure.id), keys.master(), now)
    ring.make(keys.report_key(procedure.id), keys.panel_key(procedure.id), now)
    session.add(procedure)
    session.flush()
    windows = calendar.redate(rules.windows, rules.closure, closure_at)
    for place, window in enumerate(windows, start=1):
        session.add(
            Window(
                procedure_id=procedure.id,
                place=place,
                para=window.para,
                who=window.who,
                what=window.what,
                first=window.first,
                last=window.last,
            )
        )
    session.add(
        TermsOfReference(
            procedure_id=procedure.id,
            version=rules.terms_of_reference.version,
            text=json.dumps(asdict(rules.terms_of_reference), default=str),
            at=now,
        )
    )
    if session.exec(select(State.id)).first() is None:
        states.import_states(session)
    for seat in rules.committee:
        session.add(
            CommitteeSeat(
                procedure_id=procedure.id,
                state_id=seat.iso3,
                role=seat.office.value if not seat.area else f"{seat.office.value}: {seat.area}",
                since=seat.first + moved,
                until=seat.last + moved if seat.last else None,
            )
        )
    session.flush()
    connection = session.connection()
    for origin in (f"procedure/{procedure.id}", f"panel/{procedure.id}"):
        log.open_log(connection, origin)
    return procedure


def amend(
    session: Session,
    now: datetime,
    *,
    procedure_id: str,
    grant_id: str,
    para: str,
    first: date,
    last: date,
    reason: str,
) -> Amendment:
    """The Chair's decision on another window for a deliverable, recorded before it (R2).

    Days in Geneva, both inclusive. Raises Refusal where the rules do not allow it.
    """
    row = session.exec(
        select(Window).where(Window.procedure_id == procedure_id, Window.para == para)
    ).one()
    window = calendar.Window(row.para, row.who, row.what, row.first, row.last)
    answer = calendar.check_amendment(window, calendar.Amendment(para, first, last, reason, now))
    if not answer:
        raise Refusal("R2", "reading R2", answer.reason, kind=Kind.INVALID)  # type: ignore[union-attr]
    amendment = Amendment(
        procedure_id=procedure_id,
        para=para,
        first=first,
        last=last,
        reason=reason,
        grant_id=grant_id,
        at=now,
    )
    session.add(amendment)
    session.flush()
    return amendment
