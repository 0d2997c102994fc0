"""The report for those who sit on the panel: draft, text, signatures, the lodged file.

To everybody else these addresses are what does not exist, whatever stands (P53f-2).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, g, request, url_for
from sqlalchemy.engine import Connection
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from recruit.access.actions import Action
from recruit.access.guard import read, requires
from recruit.access.policy import allows
from recruit.accounts import queries as accounts
from recruit.accounts.passkeys import assertion_options
from recruit.accounts.views.passkeys import site
from recruit.core.comparing import Piece, compared
from recruit.core.errors import examine
from recruit.core.pages import page as draw
from recruit.core.pages import say, submit
from recruit.core.words import _
from recruit.documents import operations as documents
from recruit.documents.rules import content_disposition
from recruit.interviews.queries import sheets
from recruit.panel.queries import seats
from recruit.procedure import queries as procedure
from recruit.procedure.rules.calendar import Window
from recruit.procedure.rules.days import quiet_days, right_opens
from recruit.procedure.rules.milestones import current_run
from recruit.report import forms, layout, working_copy
from recruit.report.operations import drafting, signing
from recruit.report.operations import working_copy as working_copies
from recruit.report.queries import ahead as asking
from recruit.report.queries import facts
from recruit.report.queries import reports as queries
from recruit.report.rules import signing as rules
from recruit.report.rules import statement
from recruit.report.rules.content import COMPLETE
from recruit.report.rules.tasks import counted_back

room = Blueprint("report", __name__, url_prefix="/p/<procedure>/<capacity>/report")


def holidays() -> Any:
    """The days of this procedure that are no working days (R1)."""
    return quiet_days(g.procedure.settings)


def ahead(*, conflicts: bool = True) -> Connection:
    """The request's connection with everything ahead that these pages ask."""
    run = current_run(g.milestones)
    return asking.ahead(read(), g.procedure.id, run, g.reader.person_id, conflicts=conflicts)


def last_day(connection: Connection) -> Any:
    """The latest days of decision, call and lodging, counted back from 54(g)'s window."""
    view = next(w for w in procedure.windows(connection, g.procedure.id) if w.para == "54(g)")
    if view.last_in_force is None:
        return None, False
    closes = Window(view.para, view.who, view.what, view.first, view.last_in_force).closes
    late = closes is not None and rules.late(g.now, closes)
    return counted_back(view.last_in_force, holidays()), late


def standing_of(
    connection: Connection, report: queries.ReportView, living: frozenset[str]
) -> rules.Signing:
    """The facts on which the report is signed and lodged, for a page."""
    return rules.Signing(
        report.text_id,
        tuple(
            rules.Signature(s.grant_id, f"{s.edition}:{s.content_hash}")
            for s in queries.signatures(connection, report.id)
        ),
        living,
        report.called_at is not None,
        right_opens(report.called_at, rules.DAYS_TO_SIGN, holidays()) if report.called_at else None,
        report.lodged_at is not None,
    )


def content_of(
    connection: Connection, report: queries.ReportView
) -> tuple[dict[str, Any], facts.Assembled | None]:
    """The content: as frozen where it was called to sign, else as the facts give it now."""
    canonical = queries.canonical(connection, g.procedure.id, report.id)
    if canonical is not None:
        return json.loads(canonical), None
    made = facts.assemble(connection, g.procedure, report.run, report, g.now)
    return made.content, made


def closed_to(connection: Connection) -> bool:
    """Whether a declaration of this reader's is undecided (C5)."""
    return sheets.undecided(connection, g.procedure.id, g.reader.person_id)


def _show(
    typed: tuple[str, str, int] | None = None,
    part_form: forms.PartForm | None = None,
    decline_form: forms.DeclineForm | None = None,
) -> Response:
    """typed: part, text and version of a save that was refused; shown beside what is saved."""
    connection = ahead()
    if closed_to(connection):
        return draw("report/page.html", closed=True, report=None)
    run = current_run(g.milestones)
    every = queries.reports(connection, g.procedure.id)
    report = next((r for r in every if r.run == run), None)
    members = {m.grant_id: m for m in seats.members(connection, g.procedure.id)}
    counted, late = last_day(connection)
    may = allows(Action.REPORT_DRAFT, g.reader.capacity, g.reader.column)
    if report is None:
        return draw(
            "report/page.html",
            closed=False,
            report=None,
            may=may,
            counted=counted,
            late=late,
            earlier=every,
        )
    content, made = content_of(connection, report)
    at = standing_of(connection, report, frozenset(members))
    final = queries.decision(connection, g.procedure.id, run)
    parts = made.parts if made else queries.parts(connection, g.procedure.id, report.id)
    mine = g.reader.grant_id
    given = made.opinions if made else queries.opinions(connection, g.procedure.id, report.id)
    opinions = {o.grant_id: o for o in given}
    reasons = {u.grant_id: u.text for u in queries.unsigned(connection, g.procedure.id, report.id)}
    may_sign = (
        allows(Action.REPORT_SIGN, g.reader.capacity, g.reader.column)
        and report.called_at is not None
        and report.lodged_at is None
        and mine not in rules.standing(at)
    )
    return draw(
        "report/page.html",
        closed=False,
        report=report,
        may=may and report.lodged_at is None,
        addendum_due=may
        and report.lodged_at is not None
        and final is not None
        and final.id != report.decision_id,
        may_sign=may_sign,
        passkeys=_options(connection, report) if may_sign else "",
        counted=counted,
        late=late and report.lodged_at is None,
        parts=parts,
        narratives=narratives_of(
            made.held if made else facts.parts_of(connection, g.procedure.id, report.run), content
        ),
        members=members,
        signed=rules.standing(at),
        fallen=rules.fallen(at),
        due=at.due,
        reasons=reasons,
        opinion=opinions.get(mine),
        gates=examine(COMPLETE, made.report) if made else [],
        typed=typed,
        beside=_beside(typed, parts),
        part_form=part_form or forms.PartForm(),
        decline_form=decline_form or forms.DeclineForm(),
        earlier=[r for r in every if r.id != report.id],
    )


def _beside(
    typed: tuple[str, str, int] | None, parts: Mapping[str, queries.PartView]
) -> tuple[Piece, ...]:
    """What a refused save would change of what is saved now; nothing without one."""
    if typed is None or typed[0] not in parts:
        return ()
    return compared(parts[typed[0]].text, typed[1])


def narratives_of(held: list[tuple[str, str]], content: dict[str, Any]) -> list[dict[str, str]]:
    """The parts to be written: the mandate, and one for each interviewed candidate."""
    named = {n["reference"]: n["name"] for n in content["narratives"]}
    return [
        {"name": facts.MANDATE, "title": _("Mandate, and how the panel worked")},
        *(
            {
                "name": candidate,
                "title": f"{named.get(reference, '')} ({reference})"
                if named.get(reference)
                else reference,
            }
            for candidate, reference in held
        ),
    ]


@room.get("/")
@requires(Action.REPORT_READ)
def page() -> Response:
    """Where the report stands: parts, checklist, signatures."""
    return _show()


@room.get("/text")
@requires(Action.REPORT_READ)
def text() -> Response:
    """The whole text, as it would be or was called to sign."""
    connection = ahead()
    report = queries.of_run(connection, g.procedure.id, current_run(g.milestones))
    if report is None or closed_to(connection):
        raise NotFound
    content, _made = content_of(connection, report)
    return draw("report/text.html", report=report, parts=layout.sections(content))


@room.get("/file/<document_id>")
@requires(Action.REPORT_READ)
def download(document_id: str) -> Response:
    """The lodged report or its certificate, through the one door to documents."""
    if closed_to(read()):
        raise NotFound
    opened = documents.open_document(g.reader, document_id)
    body: Any = [] if request.method == "HEAD" else opened.chunks
    response = Response(body, mimetype=opened.mime)
    response.headers["Content-Length"] = str(opened.size)
    response.headers["Content-Disposition"] = content_disposition(opened.name)
    return guarded(response)


def guarded(response: Response) -> Response:
    """What a PDF is sent with: never inside a page of ours, kept nowhere."""
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cache-Control"] = "no-store, private"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@room.post("/open")
@requires(Action.REPORT_DRAFT)
def open_draft() -> Response:
    """Open the report for drafting."""
    return submit(
        None,
        do=lambda key: drafting.open_draft(g.reader, key=key),
        then=url_for(".page"),
        again=_show,
        said=_("It is open for drafting. Nobody outside the panel learns of it."),
    )


@room.post("/draft.docx")
@requires(Action.REPORT_DRAFT_TAKE, fresh=True)
def take_draft() -> Response:
    """A working copy with one's own name and number; recorded before the first byte."""
    made = working_copies.take(g.reader)
    response = Response(made.content, mimetype=working_copy.MIME)
    response.headers["Content-Disposition"] = content_disposition(made.name)
    return guarded(response)


@room.post("/part/<name>")
@requires(Action.REPORT_DRAFT)
def write(name: str) -> Response:
    """Save a part of the narrative."""
    form = forms.PartForm(request.form)
    given = (name, form.text.data or "", form.version.data or 0)
    return submit(
        form,
        do=lambda key: drafting.write(
            g.reader, name=name, text=given[1], version=given[2], key=key
        ),
        then=url_for(".page") + f"#part-{name}",
        again=lambda: _show(given, form),
        said=_("The part is saved."),
    )


@room.post("/opinion")
@requires(Action.REPORT_DRAFT)
def opinion() -> Response:
    """Save one's own separate opinion."""
    form = forms.PartForm(request.form)
    given = ("opinion", form.text.data or "", form.version.data or 0)
    return submit(
        form,
        do=lambda key: drafting.give_opinion(g.reader, text=given[1], version=given[2], key=key),
        then=url_for(".page") + "#opinion",
        again=lambda: _show(given, form),
        said=_("Your opinion is saved and will be annexed."),
    )


@room.post("/sign")
@requires(Action.REPORT_SIGN, fresh=True)
def sign() -> Response:
    """Sign the text that was on the page."""

    def do(key: str) -> None:
        text_id = request.form.get("text_id", "")
        receipt = signing.sign(g.reader, text_id=text_id, key=key)
        say(_("You have signed the report. Receipt %(r)s.", r=receipt))

    return submit(None, do=do, then=url_for(".page"), again=_show)


@room.post("/sign/passkey")
@requires(Action.REPORT_SIGN)
def sign_by_passkey() -> Response:
    """Sign by a passkey: its assertion, with the user verified, is a factor given this moment."""

    def do(key: str) -> None:
        receipt = signing.sign(
            g.reader,
            text_id=request.form.get("text_id", ""),
            site=site(),
            answer=request.form.get("answer", ""),
            key=key,
        )
        say(_("You have signed the report by your passkey. Receipt %(r)s.", r=receipt))

    return submit(None, do=do, then=url_for(".page"), again=_show)


def _options(connection: Connection, report: queries.ReportView) -> str:
    """What the browser needs to ask one's passkeys for the signature; '' without any."""
    held = accounts.passkeys(connection, g.reader.person_id)
    if not held:
        return ""
    said = signing.said_by(g.reader, report.number, report.edition, report.content_hash)
    known = [one.credential for one in held]
    return assertion_options(site(), challenge=statement.challenge(said), known=known)


@room.post("/decline")
@requires(Action.REPORT_SIGN)
def decline() -> Response:
    """Say why one does not sign."""
    form = forms.DeclineForm(request.form)
    return submit(
        form,
        do=lambda key: signing.decline(g.reader, reason=form.reason.data or "", key=key),
        then=url_for(".page"),
        again=lambda: _show(decline_form=form),
        said=_("Your reason is recorded; it stands in the certificate."),
    )
