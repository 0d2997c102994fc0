"""What is proposed for each application of a drop, where each value is from, what is missing.

Nothing here files anything: a person reads and corrects it first. Receipt is the time in
the topmost Received line (A1), never the Date header and never the drop's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from recruit.applications.rules import (
    BY_MAIL,
    RECEIVING,
    Receiving,
    normal_mail,
    normal_name,
    received_line,
    signed,
)
from recruit.applications.rules.grouping import Group, person_in
from recruit.core.errors import Kind, Refusal
from recruit.core.errors import examine as examine_gates
from recruit.core.words import Code, _
from recruit.procedure.rules.days import GENEVA

CHANNELS = ("mail", "post", "hand", "agency")
_ADDRESS = re.compile(r"[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")
_TIMES = (
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%d.%m.%Y %H:%M:%S",
    "%d.%m.%Y %H:%M",
    "%d/%m/%Y %H:%M:%S",
    "%d/%m/%Y %H:%M",
)


@dataclass(frozen=True, slots=True)
class Draft:
    """An application as it would be filed. received: ISO 8601 with its offset, '' unknown.

    sources: for a value that nobody typed, where it is from: 'row', 'mail', 'folder',
    'file', 'text' or 'address'. notes: what a person ought to look at, in full sentences.
    why: the reason where it was left out or refused, kept to be said again.
    """

    name: str = ""
    mail: str = ""
    phone: str = ""
    channel: str = BY_MAIL
    received: str = ""
    evidence: str = ""
    late_reason: str = ""
    nationalities: str = ""
    gender: str = ""
    staff: bool = False
    sources: Mapping[str, str] = field(default_factory=dict)
    notes: Sequence[str] = ()
    why: Code = ""

    @property
    def received_at(self) -> datetime | None:
        """The time of receipt, aware; None where it is unknown."""
        return datetime.fromisoformat(self.received) if self.received else None


@dataclass(frozen=True, slots=True)
class Facts:
    """What the reading said of one file. mail: the head of a mail ('name', 'mail',
    'received', 'date', 'subject'). addresses: mail addresses in its text, in order. heads:
    the first lines of its text."""

    name: str
    mail: Mapping[str, str] | None = None
    addresses: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()


def addresses(text: str) -> tuple[str, ...]:
    """The mail addresses in a text, each once, at most five, in their order."""
    found = (match.group().rstrip(".-'") for match in _ADDRESS.finditer(text))
    return tuple(dict.fromkeys(a for a in found if len(a) <= 200))[:5]


def moment(text: str) -> datetime | None:
    """A time in a list: ISO 8601, or day first; without an offset it is Geneva's."""
    text = " ".join(text.split())
    try:
        at = datetime.fromisoformat(text.replace("Z", "+00:00")) if ":" in text else None
    except ValueError:
        at = None
    for form in _TIMES if at is None else ():
        try:
            at = datetime.strptime(text, form)  # noqa: DTZ007 - Geneva's offset is given below
        except ValueError:
            continue
        break
    if at is None:
        return None
    return at if at.tzinfo is not None else at.replace(tzinfo=GENEVA)


def propose(group: Group, facts: Mapping[str, Facts]) -> Draft:
    """What is proposed for a group: its row's values, then its first mail's, then what
    folder and file names and the text of its documents say."""
    values: dict[str, Any] = {}
    sources: dict[str, str] = {}

    def give(name: str, value: str, source: str) -> None:
        if value and not values.get(name):
            values[name], sources[name] = value, source

    of = [facts[file_id] for file_id in group.files]
    head = next((f.mail for f in of if f.mail is not None), None)
    notes = _from_row(group, give, values)
    if head is not None:
        notes += _from_mail(head, give)
    for f in of:
        for address in f.addresses:
            give("mail", address, "text")
    label = person_in(group.label)
    signed_by, sure = _signed([f for f in of if f.mail is None], values.get("mail", ""), label)
    give("name", signed_by if sure else "", "text")
    if sources.get("name") == "text" and " " in label and not signed.shares(signed_by, label):
        notes.append(_("File or folder is called “%(name)s”: is it somebody else's?", name=label))
    give("name", label, "folder" if group.key.startswith("folder:") else "file")
    give("name", signed_by, "text")
    for f in of:
        give("name", person_in(f.name) if f.mail is None else "", "file")
    if values.get("mail"):
        give("name", _local_part(values["mail"]), "address")
    return Draft(**values, sources=sources, notes=tuple(notes))


def _signed(of: Sequence[Facts], address: str, label: str) -> tuple[str, bool]:
    """The name at the head of these documents, and whether the address, a label before it or
    the name of file or folder bears it out."""
    found = [signed.name_in(f.heads, address) for f in of]
    sure = next((name for name, is_sure in found if is_sure), "")
    covered = next((name for name, _s in found if signed.covers(name, label)), "")
    return (
        (sure or covered, True) if sure or covered else (next(filter(None, dict(found)), ""), False)
    )


def _from_row(group: Group, give: Any, values: dict[str, Any]) -> list[str]:
    if group.row is None:
        return []
    row, notes = group.row.values, []
    for name in ("name", "mail", "phone", "evidence", "nationalities"):
        give(name, row.get(name, "")[:1900], "row")
    give("late_reason", row.get("late", "")[:1000], "row")
    values["gender"] = {"f": "f", "w": "f", "m": "m", "h": "m"}.get(
        row.get("gender", "").strip().lower()[:1], ""
    )
    values["staff"] = row.get("staff", "").strip().lower() in ("yes", "y", "oui", "si", "sí", "x")
    said = row.get("channel", "").strip().lower()
    give("channel", said if said in CHANNELS else "", "row")
    at = moment(row.get("received", ""))
    if at is not None:
        give("received", at.isoformat(), "row")
    elif row.get("received", "").strip():
        notes.append(
            _(
                "The list gives “%(said)s” as receipt, which is no day and time.",
                said=row["received"][:60],
            )
        )
    for name in group.unfound:
        notes.append(
            _(
                "The list names “%(name)s”: there is no such file, or more than one.",
                name=name[:120],
            )
        )
    return notes


def _from_mail(head: Mapping[str, str], give: Any) -> list[str]:
    give("mail", head.get("mail", "") if "@" in head.get("mail", "") else "", "mail")
    name = head.get("name", "")
    if "@" not in name:
        last, comma, first = name.partition(",")
        give("name", f"{first.strip()} {last.strip()}" if comma else name, "mail")
    line = head.get("received", "")
    at = received_line(line)
    if at is not None:
        give("received", at.isoformat(), "mail")
        give("evidence", line, "mail")
        give("channel", BY_MAIL, "mail")
        return []
    return [
        _(
            "The mail has no Received line of a server with a time. Its Date header is the "
            "sender's own word and counts for nothing."
        )
    ]


def _local_part(address: str) -> str:
    words = re.findall(r"[^\W\d_]{2,}", address.partition("@")[0])
    return " ".join(w.capitalize() for w in words) if len(words) > 1 else ""


# ---------------------------------------------------------------- what is missing


def problems(
    draft: Draft, documents: int, *, now: datetime, posted_at: datetime | None
) -> list[str]:
    """What keeps it from being filed, in full sentences; empty where nothing does (A1).

    documents: how many of its files may be filed.
    """
    found = []
    if not draft.name.strip():
        found.append(_("The name is missing."))
    if not re.fullmatch(r"[^\s@<>()\[\],;:\\\"]{1,64}@[^\s@<>()\[\],;:\\\"]{1,189}", draft.mail):
        found.append(_("There is no mail address to acknowledge it at."))
    if not documents:
        found.append(_("No document belongs to it."))
    at = draft.received_at
    if at is None:
        found.append(_("The time of receipt is missing."))
        return found
    gates = examine_gates(RECEIVING, Receiving(now, posted_at, at, draft.channel, draft.evidence))
    return found + [gate.detail for gate in gates if not gate.holds]


def alike(drafts: Sequence[tuple[str, Draft]]) -> dict[str, list[str]]:
    """For each id the others that have the same address or the same name, in their order."""
    by: dict[tuple[str, str], list[str]] = {}
    for draft_id, draft in drafts:
        for what, value in (("mail", normal_mail(draft.mail)), ("name", normal_name(draft.name))):
            if value:
                by.setdefault((what, value), []).append(draft_id)
    found: dict[str, list[str]] = {}
    for same in by.values():
        for one in same:
            others = [other for other in same if other != one]
            if others:
                found[one] = list(dict.fromkeys(found.get(one, []) + others))
    return found


def why_needed(why: str) -> str:
    """The reason for leaving something out. Raises Refusal (A1) where there is none."""
    if why.strip():
        return why.strip()
    raise Refusal(
        "A1",
        "reading A1",
        _("Say why it is left out: nothing that was received is passed over silently."),
        kind=Kind.INVALID,
    )
