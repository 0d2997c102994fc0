"""The report's narrative, written by several members; separate opinions (54(g), J9).

Nobody outside the living occupants is told, and every entry is in the panel's own log.
"""

from __future__ import annotations

from sqlmodel import func, select

from recruit.access.actions import Action
from recruit.access.frame import Act, act, nothing
from recruit.access.rules import Capacity, Reader
from recruit.core import ids, keys, vault
from recruit.core.errors import Refusal
from recruit.core.words import _
from recruit.interviews.queries import results, sheets
from recruit.notices import operations as notices
from recruit.procedure.rules.milestones import Audience, MilestoneKind, current_run
from recruit.report import models
from recruit.report.queries import references, versions
from recruit.report.queries import reports as queries
from recruit.report.queries.facts import MANDATE
from recruit.report.rules.references import later

LONGEST = 20_000  # characters of one part


def judging(a: Act) -> None:
    """Refuse a member with a declaration that is not decided: no judgement until then (C5)."""
    if sheets.undecided(a.session.connection(), a.procedure_id, a.reader.person_id):
        raise Refusal(
            "C5",
            "para. 53(b), reading C5",
            _("A declaration of yours is not decided yet; until then the report is closed."),
        )


def of_run(a: Act) -> models.Report | None:
    """The report of the current run."""
    return a.session.exec(
        select(models.Report)
        .where(
            models.Report.procedure_id == a.procedure_id,
            models.Report.run == current_run(a.milestones),
        )
        .order_by(models.Report.number.desc())  # type: ignore[attr-defined]
    ).first()


def _addendum_due(a: Act, report: models.Report) -> bool:
    if report.lodged_at is None:
        return False
    decision = queries.decision(a.session.connection(), a.procedure_id, report.run)
    if decision is not None and decision.id != report.decision_id:
        return True
    found = references.references(a.session.connection(), a.procedure_id)
    return later(report.lodged_at, [r.answered_at for r in found if r.answered_at])


def _carry_over(a: Act, before: models.Report, report: models.Report) -> None:
    """The lodged text as the addendum's first one; a separate opinion is given anew."""
    key = keys.report_key(a.procedure_id)
    for part in a.session.exec(select(models.Part).where(models.Part.report_id == before.id)).all():
        text = vault.unseal(key, part.sealed, "report_part", part.id)
        new_id = ids.new()
        a.session.add(
            models.Part(
                id=new_id,
                report_id=report.id,
                name=part.name,
                sealed=vault.seal(key, text, "report_part", new_id),
                version=1,
                by_grant=a.reader.grant_id,
                saved_at=a.now,
            )
        )
        a.session.flush()
        _keep_version(a, new_id, 1, text)
    a.session.flush()


def _keep_version(a: Act, part_id: str, number: int, text: str) -> None:
    """Keep a part's text as this version of it."""
    version_id = ids.new()
    a.session.add(
        models.PartVersion(
            id=version_id,
            part_id=part_id,
            number=number,
            sealed=vault.seal(keys.report_key(a.procedure_id), text, versions.TABLE, version_id),
            by_grant=a.reader.grant_id,
            at=a.now,
        )
    )


def _keep_former(a: Act, part: models.Part) -> None:
    """Keep what a part says before it is written over, where it was saved when versions were
    not kept yet."""
    kept = a.session.exec(
        select(models.PartVersion).where(
            models.PartVersion.part_id == part.id, models.PartVersion.number == part.version
        )
    ).first()
    if kept is None:
        text = vault.unseal(keys.report_key(a.procedure_id), part.sealed, "report_part", part.id)
        _keep_version(a, part.id, part.version, text)


def opened(a: Act) -> models.Report:
    """The report of the current run. Raises Refusal where it was not opened yet."""
    found = of_run(a)
    if found is None:
        raise Refusal("P54g", "para. 54(g)", _("The report is not opened for drafting yet."))
    return found


def open_draft(reader: Reader, *, key: str = "") -> str:
    """Open the report for drafting; the stage's first act (R2). The receipt's reference.

    After a lodged report it is an addendum, numbered on (J10): in a new run, or in the same
    one when a reference came after the lodging or another candidate was named (S12, T3); it
    then begins with the lodged text. Raises Refusal before the last debrief is closed, and
    where it is open.
    """
    with act(reader, Action.REPORT_DRAFT, key) as a:
        judging(a)
        run = current_run(a.milestones)
        before = of_run(a)
        if before is not None and not _addendum_due(a, before):
            raise Refusal(
                "P54g",
                "para. 54(g)",
                _("The report is lodged, and nothing came since that an addendum would tell.")
                if before.lodged_at
                else _("The report is open for drafting already."),
            )
        if not results.ended(a.session.connection(), a.procedure_id, run):
            raise Refusal(
                "P53f-1",
                "para. 53(f)",
                _("The report is on the interviews; a debrief is not closed yet."),
            )
        lodged = a.session.exec(
            select(func.count())
            .select_from(models.Report)
            .where(models.Report.procedure_id == a.procedure_id)
            .where(models.Report.lodged_at.is_not(None))  # type: ignore[union-attr]
        ).one()
        number = a.session.exec(
            select(func.count())
            .select_from(models.Report)
            .where(models.Report.procedure_id == a.procedure_id)
        ).one()
        report = models.Report(
            id=ids.new(),
            procedure_id=a.procedure_id,
            number=number + 1,
            kind="addendum" if lodged else "report",
            run=run,
            opened_at=a.now,
        )
        a.session.add(report)
        a.session.flush()
        if before is not None:
            _carry_over(a, before, report)
        a.milestone(
            MilestoneKind.REPORT_OPENED,
            Audience.PANEL,
            run=run,
            object_id=report.id,
            number=report.number,
        )
        notices.tell(a, "report.opened", "panel", object_id=report.id, sender=Capacity.CHAIR)
        a.record(report.id, number=report.number, run=run)
    return a.receipt


def changed(a: Act, report: models.Report) -> None:
    """A change of the text: a call to sign is withdrawn with it, and all signatures fall (J9).

    Raises Refusal once it is lodged: it then changes by an addendum only.
    """
    if report.lodged_at is not None:
        raise Refusal(
            "R24", "reading R24", _("The report is lodged; it changes by an addendum only.")
        )
    if report.called_at is not None:
        report.called_at, report.frozen, report.content_hash = None, None, ""
        report.decision_id = None
        a.session.add(report)
        for row in a.session.exec(
            select(models.Unsigned).where(models.Unsigned.report_id == report.id)
        ).all():
            a.session.delete(row)  # a reason was given on a text that is no longer there
        a.session.flush()
        notices.tell(a, "report.changed", "panel", object_id=report.id, sender=Capacity.CHAIR)


def write(reader: Reader, *, name: str, text: str, version: int, key: str = "") -> int:
    """Save a part of the narrative; the new version.

    name: 'mandate', or the id of an interviewed candidate. version: the one that was read, 0
    for the first. Raises Refusal where another member saved in between: both texts are then
    shown, and nothing is overwritten.
    """
    with act(reader, Action.REPORT_DRAFT, key) as a:
        judging(a)
        report = opened(a)
        held = results.interviewed(a.session.connection(), a.procedure_id, report.run)
        if name != MANDATE and name not in held:
            raise nothing()
        if len(text) > LONGEST:
            raise Refusal(
                "J9",
                "para. 54(g), reading J9",
                _("A part has at most %(n)s characters.", n=LONGEST),
            )
        part = a.session.exec(
            select(models.Part).where(models.Part.report_id == report.id, models.Part.name == name)
        ).first()
        if version != (part.version if part else 0):
            raise Refusal(
                "R24",
                "reading R24",
                _("Another member saved this part while you were writing. Yours is kept below."),
                todo=_("Compare it with what is saved now, then save again."),
            )
        changed(a, report)
        if part is not None:
            _keep_former(a, part)
        if part is None:
            part = models.Part(
                id=ids.new(),
                report_id=report.id,
                name=name,
                sealed=b"",
                version=0,
                by_grant=reader.grant_id,
                saved_at=a.now,
            )
        part.sealed = vault.seal(
            keys.report_key(a.procedure_id), text.strip(), "report_part", part.id
        )
        part.version, part.by_grant, part.saved_at = part.version + 1, reader.grant_id, a.now
        a.session.add(part)
        a.session.flush()
        _keep_version(a, part.id, part.version, text.strip())
        a.record(report.id, part=part.id, version=part.version)
        return part.version


def give_opinion(reader: Reader, *, text: str, version: int, key: str = "") -> int:
    """Save one's own separate opinion, annexed to the report; an empty one is none (J9).

    It is part of the text: after the call to sign it lets all signatures fall.
    """
    with act(reader, Action.REPORT_DRAFT, key) as a:
        judging(a)
        report = opened(a)
        if len(text) > LONGEST:
            raise Refusal(
                "J9",
                "para. 54(g), reading J9",
                _("A part has at most %(n)s characters.", n=LONGEST),
            )
        found = a.session.exec(
            select(models.Opinion).where(
                models.Opinion.report_id == report.id,
                models.Opinion.grant_id == reader.grant_id,
            )
        ).first()
        if version != (found.version if found else 0):
            raise Refusal(
                "R24",
                "reading R24",
                _("Your opinion was saved in another window in between. It is kept below."),
            )
        changed(a, report)
        if found is None:
            found = models.Opinion(
                id=ids.new(),
                report_id=report.id,
                grant_id=reader.grant_id,
                sealed=b"",
                version=0,
                at=a.now,
            )
        found.sealed = vault.seal(
            keys.report_key(a.procedure_id), text.strip(), "report_opinion", found.id
        )
        found.version, found.at = found.version + 1, a.now
        a.session.add(found)
        a.record(report.id, opinion=found.id, version=found.version)
        return found.version
