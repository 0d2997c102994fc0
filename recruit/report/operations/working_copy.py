"""A member's working copy of the draft, before the call to sign: numbered and recorded."""

from __future__ import annotations

from dataclasses import dataclass

from recruit.access.actions import Action
from recruit.access.frame import act
from recruit.access.rules import Reader
from recruit.core import ids
from recruit.core.errors import Refusal
from recruit.core.words import _
from recruit.procedure import queries as procedure
from recruit.report import layout, working_copy
from recruit.report.operations import drafting
from recruit.report.queries import facts
from recruit.report.queries import reports as queries
from recruit.report.rules.content import Section


@dataclass(frozen=True, slots=True)
class Taken:
    """A working copy: its number, a file's name, its bytes."""

    number: str
    name: str
    content: bytes


def take(reader: Reader) -> Taken:
    """The draft as it stands, as a DOCX with the member's name and a number of its own.

    Recorded in the panel's log before the first byte (D2). Raises Refusal once the members are
    called to sign: the frozen text is read in the page, the lodged one as the sealed PDF.
    """
    with act(reader, Action.REPORT_DRAFT_TAKE) as a:
        drafting.judging(a)
        report = drafting.opened(a)
        if report.called_at is not None:
            raise Refusal(
                "J9",
                "para. 54(g), reading J9",
                _("The text is frozen; working copies are of a draft."),
                todo=_("Read the text in the page; once lodged it is here as a PDF."),
            )
        connection = a.session.connection()
        view = queries.of_run(connection, a.procedure_id, report.run)
        about = procedure.by_id(connection, a.procedure_id)
        if view is None or about is None:
            raise LookupError(report.id)
        content = facts.assemble(connection, about, report.run, view, a.now).content
        number, at = ids.reference(), a.now
        a.record(report.id, working_copy=number)
    mandate = content[Section.MANDATE]
    made = working_copy.docx(
        "Draft of the report" if view.kind == "report" else "Draft of the addendum",
        f"{mandate['procedure']}, number {mandate['number']}",
        layout.sections(content),
        reader=reader.name,
        number=number,
        at=at,
    )
    return Taken(number, f"{view.kind}-{view.number}-draft-{number}.docx", made)
