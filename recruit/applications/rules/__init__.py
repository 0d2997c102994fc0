"""The rules of what is received: receipt, lateness, likenesses, withdrawal (A1, A11, R8, R25)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from recruit.access.duties import Facts, Task
from recruit.core.errors import Answer, Gate, Holds, Kind, Refusal, Refused
from recruit.core.words import _, kept, ngettext
from recruit.procedure.rules.days import end_of
from recruit.procedure.rules.milestones import Milestone, MilestoneKind, current_run
from recruit.vacancy.rules import closes, is_late

__all__ = ["closes", "is_late"]

BY_MAIL = "mail"
SAME_MINUTE = timedelta(seconds=60)


# ---------------------------------------------------------------- receipt (A1)


@dataclass(frozen=True, slots=True)
class Receiving:
    """What a receipt is judged by. All instants aware; channel: 'mail', 'post', ..."""

    now: datetime
    posted_at: datetime | None
    received_at: datetime
    channel: str
    evidence: str


def received_line(evidence: str) -> datetime | None:
    """The time in a Received line of a mail server (RFC 5321, 4.4), in UTC; None where
    the text is no such line."""
    text = " ".join(evidence.split())
    if not text.lower().startswith("received:") or ";" not in text:
        return None
    try:
        at = parsedate_to_datetime(text.rpartition(";")[2].strip())
    except (TypeError, ValueError, IndexError):
        return None
    return at.astimezone(UTC) if at.tzinfo is not None else None


def _posted(facts: Receiving) -> Answer:
    if facts.posted_at is not None:
        return Holds()
    return Refused(_("The vacancy is not posted yet: nothing can have been received under it."))


def _not_after_upload(facts: Receiving) -> Answer:
    if facts.received_at <= facts.now:
        return Holds()
    return Refused(_("The time of receipt lies after the upload: it can't be in the future."))


def _evidenced(facts: Receiving) -> Answer:
    if facts.evidence.strip():
        return Holds()
    if facts.channel == BY_MAIL:
        return Refused(
            _(
                "For a mail the topmost Received line of your own server is the evidence of its "
                "receipt, and none was given."
            )
        )
    return Refused(_("Say what shows the time of receipt, for example the stamp of the post room."))


def _not_the_date_header(facts: Receiving) -> Answer:
    if facts.channel == BY_MAIL and facts.evidence.strip().lower().startswith("date:"):
        return Refused(
            _("The Date header is the sender's own word; give the topmost Received line instead.")
        )
    return Holds()


def _agrees(facts: Receiving) -> Answer:
    said = received_line(facts.evidence) if facts.channel == BY_MAIL else None
    if said is None or abs(said - facts.received_at) < SAME_MINUTE:
        return Holds()
    return Refused(_("The Received line says another time than the one entered."))


RECEIVING: list[Gate[Receiving]] = [
    Gate("A1", "para. 54(a)", "The vacancy is posted", _posted),
    Gate("A1", "reading A1", "Receipt is not after the upload", _not_after_upload),
    Gate("A1", "reading A1", "There is evidence of the receipt", _evidenced),
    Gate("A1", "reading A1", "The evidence is not the Date header", _not_the_date_header),
    Gate("A1", "reading A1", "The evidence says the same time", _agrees),
]


# ---------------------------------------------------------------- reference, equality


def digits_for(taken: int) -> int:
    """How many digits a reference needs so that a drawn one is free at the first try more
    often than not: three up to 500 applications of a procedure, then one more."""
    digits = 3
    while taken >= 10**digits // 2:
        digits += 1
    return digits


def reference(closure: datetime, digits: str) -> str:
    """A neutral reference: 'D22-417'. closure: the meeting's, its year is the recruitment's."""
    return f"D{closure.year % 100:02d}-{digits}"


def normal_name(name: str) -> str:
    """A name for comparing: without case, accents, punctuation and the order of its words."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    bare = "".join(c for c in plain if not unicodedata.combining(c))
    words = re.findall(r"\w+", bare)
    return " ".join(sorted(words))


def normal_mail(mail: str) -> str:
    """A mail address for comparing: without case and surrounding white space, NFKC."""
    return unicodedata.normalize("NFKC", mail).strip().casefold()


def telephone(phone: str) -> str:
    """The digits of a telephone number that count, the last nine, since country codes are
    written in many ways; '' where there are too few to tell."""
    digits = "".join(str(unicodedata.digit(c)) for c in phone if c.isdecimal())
    return digits[-9:] if len(digits) >= 7 else ""


def told_apart(one: str, other: str) -> bool:
    """Whether two telephone numbers are known and differ: with other addresses too, equal
    names are then those of two persons (two John Smiths stay two)."""
    numbers = telephone(one), telephone(other)
    return all(numbers) and numbers[0] != numbers[1]


def by_family_name(name: str) -> tuple[str, str]:
    """What names are put in alphabetical order by: the last word, then the whole name."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    bare = "".join(c for c in plain if not unicodedata.combining(c)).strip()
    return bare.rpartition(" ")[2], bare


_KINDS = (
    ("mail", r"\.eml$"),
    ("letter", r"letter|lettre|carta|motivation|cover"),
    ("degree", r"degree|dipl|titulo|diplom|диплом|شهادة|master|bachelor|transcript"),
    ("certificate", r"certificat|zertifikat|certificado|attest"),
    ("cv", r"\bcv\b|curricul|resume|vita|hoja de vida|lebenslauf"),
)


def kind_of(name: str) -> str:
    """What a file is taken for by its name: 'cv', 'letter', 'degree', 'certificate', 'mail'
    or 'other'. For display only; nothing rests on it."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    bare = "".join(c for c in plain if not unicodedata.combining(c)).replace("_", " ")
    return next((kind for kind, words in _KINDS if re.search(words, bare)), "other")


@kept
def kind_words(kind: str) -> str:
    """The kind of a document in words."""
    return {
        "cv": _("Curriculum vitae"),
        "letter": _("Letter"),
        "degree": _("Degree"),
        "certificate": _("Certificate"),
        "mail": _("Mail"),
    }.get(kind, _("Document"))


def grounds(*, file: bool, name: bool, mail: bool) -> str:
    """Why two applications may be one person's: 'file+name+mail', '' where nothing is alike."""
    said = {"file": file, "name": name, "mail": mail}
    return "+".join(word for word, is_so in said.items() if is_so)


@kept
def grounds_words(found: str) -> str:
    """The grounds of a likeness in words."""
    words = {
        "file": _("the same file"),
        "name": _("the same name"),
        "mail": _("the same address"),
        "spelling": _("the same name in another spelling"),
        "longer": _("the same name with a further one"),
        "mailbox": _("the same mailbox, its address written otherwise"),
        "phone": _("the same telephone"),
    }
    return ", ".join(words[ground] for ground in found.split("+") if ground in words)


@dataclass(frozen=True, slots=True)
class Submission:
    """One of two submissions of the same person. documents: how many it came with."""

    id: str
    received_at: datetime
    late: bool
    documents: int


def counting(first: Submission, second: Submission) -> str:
    """A11: which of two submissions counts by default: the latest complete one received
    before the close, earlier ones are kept. Complete: it has no fewer documents than the other."""
    older, newer = sorted((first, second), key=lambda s: (s.received_at, s.id))
    if newer.late and not older.late:
        return older.id
    return newer.id if newer.documents >= older.documents else older.id


def decide_likeness(decision: str, reason: str, keep: str, pair: Collection[str]) -> None:
    """A likeness is decided once, with a reason, and never merged silently. keep: which
    one counts, where both are the same person's. Raises Refusal."""
    if decision:
        raise Refusal("A11", "reading A11", _("This likeness was decided before."))
    if not reason.strip():
        raise Refusal(
            "A11",
            "reading A11",
            _("Say why they are, or are not, the same person's."),
            kind=Kind.INVALID,
        )
    if keep and keep not in pair:
        raise Refusal(
            "A11", "reading A11", _("The one that counts is one of the two."), kind=Kind.INVALID
        )


def reverse_likeness(decision: str, reason: str) -> None:
    """A decision on a likeness is taken back with a reason, and stays in sight (R24).
    Raises Refusal."""
    if not decision:
        raise Refusal("A11", "reading A11", _("Nothing was decided on these two."))
    if not reason.strip():
        raise Refusal(
            "R24", "reading R24", _("Say why the decision is taken back."), kind=Kind.INVALID
        )


# ---------------------------------------------------------------- late ones (R8)


@dataclass(frozen=True, slots=True)
class Admitting:
    """What the admission of a late application is judged by."""

    late: bool
    admitted: bool
    withdrawn: bool
    reason: str
    criteria_locked: bool


def _is_late(facts: Admitting) -> Answer:
    return Holds() if facts.late else Refused(_("This application was received in time."))


def _open(facts: Admitting) -> Answer:
    if facts.admitted:
        return Refused(_("This application was admitted before."))
    if facts.withdrawn:
        return Refused(_("The candidate has withdrawn this application."))
    return Holds()


def _before_criteria(facts: Admitting) -> Answer:
    if not facts.criteria_locked:
        return Holds()
    return Refused(_("The criteria for the shortlist are locked: no late application is admitted."))


def _with_reason(facts: Admitting) -> Answer:
    if facts.reason.strip():
        return Holds()
    return Refused(_("Admitting a late application needs a reason."))


ADMITTING: list[Gate[Admitting]] = [
    Gate("R8", "reading R8", "The application was received late", _is_late),
    Gate("R8", "reading R8", "It is neither admitted nor withdrawn", _open),
    Gate("R8", "reading R8", "The criteria for the shortlist are not locked", _before_criteria),
    Gate("R8", "reading R8", "A reason is given", _with_reason),
]


# ---------------------------------------------------------------- what comes after (A11, R25)


def change(*, now: datetime, received_at: datetime, first_received: datetime, why: str) -> None:
    """R25: a correction or withdrawal counts from its receipt, which is not in the future
    nor before the application's own, and is registered with evidence. Raises Refusal."""
    if received_at > now:
        raise Refusal(
            "R25",
            "reading R25",
            _("The time of receipt lies in the future."),
            kind=Kind.INVALID,
        )
    if received_at < first_received:
        raise Refusal(
            "R25",
            "reading R25",
            _("The time of receipt lies before that of the application itself."),
            kind=Kind.INVALID,
        )
    if not why.strip():
        raise Refusal(
            "R25",
            "reading R25",
            _("Say what shows that the candidate asked for it, and when it was received."),
            kind=Kind.INVALID,
        )


def add_document(received_at: datetime, close: datetime) -> None:
    """A11: before the close an application may be completed. Raises Refusal for a document
    received after it."""
    if received_at >= close:
        raise Refusal(
            "A11",
            "reading A11",
            _("After the close an application is completed only by what was asked for."),
            todo=_("Keep the mail; the application stays as it was received."),
        )


# ---------------------------------------------------------------- what is to be done


def criteria_locked(milestones: Sequence[Milestone]) -> bool:
    """Whether J1's criteria are locked in the run that the panel works in."""
    run = current_run(milestones)
    return any(m.kind is MilestoneKind.CRITERIA_LOCKED and m.run == run for m in milestones)


def _file(facts: Facts) -> Task | None:
    window = facts.windows.get("54(b)")
    ends = end_of(window.first + timedelta(days=2)) if window and window.first else None
    if ends is None or facts.now >= ends:
        return None
    return Task(
        title=_("File the applications that were received"),
        text=_(
            "Each with its time of receipt and the evidence for it. Those that came in the last "
            "hours, and late ones, are filed on the day after the close."
        ),
        para="para. 54(a)",
        endpoint="applications.new",
        button=_("File an application"),
        due=ends,
        weight=4,
    )


def task(row: Any, facts: Facts) -> Task | None:
    """What there is to do on applications now: file them, decide on likenesses and late ones."""
    window = facts.windows.get("54(b)")
    closing = window.closes if window is not None else None
    if row.kind == "applications.file":
        return _file(facts)
    if row.kind == "applications.decide_likeness":
        return Task(
            title=ngettext(
                "Decide on %(n)s pair of applications that look alike",
                "Decide on %(n)s pairs of applications that look alike",
                row.n,
            ),
            text=_("Two applications may be one person's. Nothing is merged by itself."),
            para="reading A11",
            endpoint="applications.likenesses",
            button=_("Compare"),
            due=closing,
        )
    if row.kind == "applications.admit_late":
        if criteria_locked(facts.milestones):
            return None
        return Task(
            title=ngettext(
                "Look at %(n)s late application",
                "Look at %(n)s late applications",
                row.n,
            ),
            text=_(
                "Received after the close: kept, and screened only if you admit it with a reason. "
                "You see reference, times and the reason given, no name."
            ),
            para="reading R8",
            endpoint="applications.late",
            button=_("Open"),
            due=closing,
            weight=6,
        )
    return None
