"""The acts on a round that wait for the acting Chair where the President is in conflict (R5).

The acting Chair reads the one item with its evidence and sender: of a letter that letter, of
a deadline the two deadlines, never who else wrote, how many did or what.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.engine import Connection

from recruit.access.actions import Action
from recruit.access.frame import Act
from recruit.approval import forms
from recruit.approval.operations import items, outcome, rounds, standing
from recruit.approval.queries import items as letters
from recruit.approval.queries import rounds as reading
from recruit.approval.rules.after import Path
from recruit.approval.rules.items import ItemKind
from recruit.core import times
from recruit.core.words import _
from recruit.countersigning import kinds
from recruit.countersigning.kinds import Asked, Kind, Shown
from recruit.countersigning.rules import PresidentialAct


def _lengthen(a: Act, asked: Asked) -> None:
    row, facts = standing.under_lock(a, asked.object_id)
    deadline = datetime.fromisoformat(asked.values["deadline"])
    rounds.longer(a, row, facts, deadline, asked.values["reason"])


def _cancel(a: Act, asked: Asked) -> None:
    row, facts = standing.under_lock(a, asked.object_id)
    rounds.cancelled(a, row, facts, asked.values["reason"])


def _settle(a: Act, asked: Asked) -> None:
    items.settled_now(a, asked.object_id, ItemKind(asked.values["settled"]))


def _path(a: Act, asked: Asked) -> None:
    row, facts = standing.under_lock(a, asked.object_id)
    path = Path(asked.values["path"])
    outcome.path_now(a, row, facts, path, asked.values["reason"], asked.by_grant)


def _end_dispute(a: Act, asked: Asked) -> None:
    said = asked.values
    outcome.ask_office(a, said["item"], said["annul"], said["reason"], asked.person_id)


def _round(connection: Connection, asked: Asked, now: datetime) -> list[tuple[str, str]]:
    view = reading.one(connection, asked.object_id)
    if view is None:
        return []
    deadline = times.moment(view.deadline(now), seconds=True)
    return [(_("Round"), view.reference), (_("Deadline in force"), deadline)]


def _show_longer(connection: Connection, asked: Asked, now: datetime) -> Shown:
    deadline = datetime.fromisoformat(asked.values["deadline"])
    later = (_("Deadline asked for"), times.moment(deadline, seconds=True))
    why = (_("Reason, told to all States Parties"), asked.values["reason"])
    return Shown([*_round(connection, asked, now), later], [why])


def _show_cancel(connection: Connection, asked: Asked, now: datetime) -> Shown:
    why = (_("Reason, told to all States Parties"), asked.values["reason"])
    return Shown(_round(connection, asked, now), [why])


def _show_path(_connection: Connection, asked: Asked, _now: datetime) -> Shown:
    path = (_("Path"), forms.path_words(asked.values["path"]))
    return Shown([path], [(_("What to keep beside it"), asked.values["reason"])])


def _letter(connection: Connection, item_id: str) -> tuple[list[tuple[str, str]], str]:
    item = letters.one(connection, item_id)
    if item is None:
        return [], ""
    facts = [
        (_("Sender"), item.state or item.author),
        (_("How it came"), forms.channel_words(item.channel)),
        (_("Received"), times.moment(item.received_at, seconds=True)),
        (_("Registered"), times.moment(item.registered_at, seconds=True)),
        (_("Taken at receipt as"), forms.kind_words(item.kind)),
    ]
    if item.evidence:
        facts.append((_("Evidence"), item.evidence))
    if item.late_reason:
        facts.append((_("Why it was registered late"), item.late_reason))
    if item.words.get("name"):
        facts.append((_("Signed by"), f"{item.words['name']}, {item.words.get('function', '')}"))
    said = [item.words.get("text", ""), item.words.get("reasons", "")]
    return facts, "\n\n".join(text for text in said if text)


def _show_settle(connection: Connection, asked: Asked, _now: datetime) -> Shown:
    facts, said = _letter(connection, asked.object_id)
    taken = (_("The President takes it as"), forms.kind_words(asked.values["settled"]))
    return Shown([*facts, taken], [(_("What it says"), said)])


def _show_dispute(connection: Connection, asked: Asked, _now: datetime) -> Shown:
    facts, said = _letter(connection, asked.values["item"])
    end = (
        _("The certificate is annulled") if asked.values["annul"] else _("The receipt is rejected")
    )
    return Shown(
        [*facts, (_("How the review ends"), end)],
        [
            (_("What it says"), said),
            (_("Reason, given to the State concerned"), asked.values["reason"]),
        ],
    )


def register() -> None:
    """Let these acts wait for countersignatures."""
    acts = {
        PresidentialAct.LENGTHEN: Kind(Action.ROUND_LENGTHEN, _lengthen, _show_longer),
        PresidentialAct.CANCEL: Kind(Action.ROUND_CANCEL, _cancel, _show_cancel),
        PresidentialAct.SETTLE: Kind(Action.ITEM_SETTLE, _settle, _show_settle),
        PresidentialAct.PATH: Kind(Action.PATH_RECORD, _path, _show_path),
        PresidentialAct.END_DISPUTE: Kind(Action.DISPUTE_SETTLE, _end_dispute, _show_dispute),
    }
    for act, kind in acts.items():
        kinds.register(act, kind)
