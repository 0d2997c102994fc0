"""Files that hold others: archives of folders, mailboxes, mails; each member by itself.

One bad member is left out with its reason, and the rest is taken; what makes the whole
dangerous (a bomb, overlapping parts, too many of them) refuses the whole. Sizes that a
container declares are not believed. Run in the confined child only
(recruit.documents.unpacking).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message
from email.utils import getaddresses
from typing import Any

from recruit.core.words import Code, _
from recruit.documents.rules import containers
from recruit.documents.rules.unfit import Unfit

MOST_FILES = 5_000
"""Files that one archive may hold."""
MOST_MAILS = 2_000
"""Mails that one mailbox may hold."""
MOST_PARTS = 200
"""Parts that one mail may have."""
MOST_TOGETHER = 2 * 1024 * 1024 * 1024
"""Bytes that all members of one container may have together once unfolded."""
MOST_DEPTH = 3
"""How deep containers may lie in each other: a mailbox in an archive, a mail in that one."""
_FOLDING, _FREE = 100, 64 * 1024 * 1024
_SYSTEMS_OWN = re.compile(r"(?i)(^|/)(__macosx/|\._|\.ds_store$|thumbs\.db$|desktop\.ini$)")


@dataclass(frozen=True, slots=True)
class Member:
    """What a container gave: a file, or why one of its files is left out.

    path: as the container names it, its folders divided by '/'. content: None where it is
    left out; why and todo then say it in full sentences.
    """

    path: str
    content: bytes | None
    why: Code = ""
    todo: Code = ""


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What the head of a mail says. received: its topmost Received line, unfolded, whole;
    '' where there is none. name and mail: of the sender, as the sender writes them."""

    name: str = ""
    mail: str = ""
    subject: str = ""
    received: str = ""
    date: str = ""
    members: list[Member] = field(default_factory=list)


def _alone() -> str:
    return _("Take it out of its container and drop it by itself.")


def _too_large(limit: int) -> str:
    return _("It has more than %(mb)s MB.", mb=limit // (1024 * 1024))


# ---------------------------------------------------------------- archives


def archive(content: Any, limit: int) -> Iterator[Member]:
    """The files of a ZIP archive, one after the other. limit: bytes a file.

    Raises Unfit for the whole where it is damaged, holds more than 5,000 files, unfolds
    beyond measure or where its parts overlap; a member with a password, a name that points
    elsewhere, a link, or of too many bytes is left out by itself.
    """
    members = [m for m in containers.listed(content, most=MOST_FILES) if not m.is_dir()]
    if not members:
        raise Unfit(_("The archive is empty."), _("Look into it on your own computer."))
    places: dict[int, tuple[int, int]] = {}
    bad: dict[int, Unfit] = {}
    for n, member in enumerate(members):
        try:
            containers.proper(member)
            places[n] = containers.place(content, member)
        except Unfit as unfit:
            bad[n] = unfit
    containers.apart([(members[n].header_offset, end) for n, (_start, end) in places.items()])
    left = min(MOST_TOGETHER, max(_FREE, _FOLDING * len(content)))
    seen: set[str] = set()
    for n, member in enumerate(members):
        path = _path(member)
        if _SYSTEMS_OWN.search(path):
            continue
        if n in bad:
            yield Member(path, None, bad[n].why, bad[n].todo)
            continue
        if path in seen:
            yield Member(path, None, _("Two files of the archive have this name."), _alone())
            continue
        seen.add(path)
        start, end = places[n]
        found, size = bytearray(), 0
        try:
            for piece in containers.pieces(content[start:end], member.compress_type):
                size += len(piece)
                left -= len(piece)
                if left < 0:
                    raise _Bomb
                if size <= limit:
                    found += piece
        except _Bomb:
            raise containers.unfit(
                _("It unfolds to a size beyond any post (a so-called ZIP bomb).")
            ) from None
        except Unfit as unfit:
            yield Member(path, None, unfit.why, unfit.todo)
            continue
        if size > limit:
            yield Member(path, None, _too_large(limit), _alone())
        elif size != member.file_size:
            yield Member(
                path,
                None,
                _("The archive gives a false size for it, as in a so-called ZIP bomb."),
                _alone(),
            )
        elif bytes(found[:4]) in containers.ARCHIVES and _is_archive(bytes(found)):
            yield Member(path, None, _("It is an archive inside an archive."), _alone())
        else:
            yield Member(path, bytes(found))


class _Bomb(Exception):
    pass


def _path(member: Any) -> str:
    """The member's name; old archives that mean UTF-8 without saying so are understood."""
    name = str(member.filename)
    if not member.flag_bits & 0x800:
        try:
            name = name.encode("cp437").decode("utf-8")
        except UnicodeError:
            pass
    return name.replace("\\", "/")


def _is_archive(content: bytes) -> bool:
    if not content.startswith(b"PK\x03\x04"):
        return True
    try:
        return not looks_like_office(content)
    except Unfit:
        return False  # damaged: examined, and refused, as a document


def looks_like_office(content: Any) -> bool:
    """Whether a ZIP container is an office file by the names of its parts. Raises Unfit."""
    names = {m.filename for m in containers.listed(content, most=MOST_FILES)}
    return "[Content_Types].xml" in names or "mimetype" in names


def is_workbook(content: Any) -> bool:
    """Whether an office container is an Excel workbook by the names of its parts."""
    return any(m.filename == "xl/workbook.xml" for m in containers.listed(content, most=MOST_FILES))


# ---------------------------------------------------------------- mailboxes


_FROM = re.compile(rb"From \S.*\d{4}\s*$")
_QUOTED = re.compile(rb"(?m)^>(>*From )")


def may_hold(name: str, head: bytes) -> bool:
    """Whether a file with this beginning may hold others: an archive, a mailbox, a mail.

    A mail has no beginning of its own; what is surely something else has one.
    """
    if head.startswith(b"PK\x03\x04") or is_mailbox(head):
        return True
    if head.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"MZ", b"\xd0\xcf\x11\xe0")):
        return False
    return not name.lower().endswith((".csv", ".tsv", ".txt"))


def is_mailbox(head: bytes) -> bool:
    """Whether a file begins as an mbox does (RFC 4155): 'From ', a sender, a date."""
    return bool(_FROM.match(head.split(b"\n", 1)[0].rstrip(b"\r")))


def mailbox(content: Any, limit: int) -> Iterator[Member]:
    """The mails of an mbox, named by their number. limit: bytes a mail.

    Raises Unfit before the first where it holds more than 2,000.
    """
    starts = []
    for found in re.finditer(rb"(?m)^From \S[^\n]*\d{4}[ \t\r]*$", content):
        begin = found.start()
        if begin == 0 or content[max(0, begin - 2) : begin] in (b"\n\n", b"\r\n"):
            starts.append((begin, found.end() + 1))
        if len(starts) > MOST_MAILS:
            raise Unfit(
                _("The mailbox holds more than %(n)s mails.", n=MOST_MAILS),
                _("Divide it: export only the folder of the vacancy, or a few days of it."),
            )
    ends = [begin for begin, _body in starts[1:]] + [len(content)]
    for n, ((_begin, body), end) in enumerate(zip(starts, ends, strict=True), 1):
        path = f"{n:04d}.eml"
        if end - body > limit:
            yield Member(path, None, _too_large(limit), _alone())
            continue
        yield Member(path, _QUOTED.sub(rb"\1", content[body:end]).rstrip(b"\r\n") + b"\n")


# ---------------------------------------------------------------- mails


def mail(content: bytes, limit: int) -> Letterhead:
    """The head of a mail and the files that it carries. limit: bytes a file.

    Images shown within its text stay where they are. Raises Unfit for a mail of more than
    200 parts, or one that can't be read.
    """
    from email import message_from_bytes, policy  # imported late: the child alone needs it

    try:
        message = message_from_bytes(content, policy=policy.default)
        return _letterhead(message, limit)
    except Unfit:
        raise
    except Exception:  # whatever a damaged mail makes the parser throw is one answer
        raise containers.unfit(_("It is damaged: the mail can't be read.")) from None


def _letterhead(message: Message, limit: int) -> Letterhead:
    received = message.get_all("Received") or []
    sender = getaddresses([str(message["From"] or "")])
    name, address = sender[0] if sender else ("", "")
    members = [_member(part, n, limit) for n, part in enumerate(_carried(message), 1)]
    return Letterhead(
        name.strip()[:200],
        address.strip()[:200],
        " ".join(str(message["Subject"] or "").split())[:300],
        f"Received: {' '.join(str(received[0]).split())}"[:1900] if received else "",
        str(message["Date"] or "")[:100],
        members,
    )


def _carried(message: Message) -> Iterator[Message]:
    waiting, count = [message], 0
    while waiting:
        part = waiting.pop(0)
        count += 1
        if count > MOST_PARTS:
            raise containers.unfit(_("The mail consists of more than %(n)s parts.", n=MOST_PARTS))
        if part.get_content_type() == "message/rfc822" and part is not message:
            yield part
        elif part.is_multipart():
            waiting[:0] = [p for p in part.get_payload() if isinstance(p, Message)]
        elif part is not message and _is_file(part):
            yield part


def _is_file(part: Message) -> bool:
    how = part.get_content_disposition()
    within_text = bool(part["Content-ID"]) and part.get_content_maintype() == "image"
    if within_text and how != "attachment":
        return False
    return bool(part.get_filename()) or how == "attachment"


def _member(part: Message, n: int, limit: int) -> Member:
    name = str(part.get_filename() or "").replace("/", "_").replace("\\", "_")
    if part.get_content_type() == "message/rfc822":
        inner = part.get_payload(0)
        content = inner.as_bytes() if isinstance(inner, Message) else b""
        name = name if name.lower().endswith(".eml") else f"{name or f'mail {n}'}.eml"
    else:
        payload = part.get_payload(decode=True)
        content = payload if isinstance(payload, bytes) else b""
    name = name or f"{n:02d}"
    if len(content) > limit:
        return Member(name, None, _too_large(limit), _alone())
    return Member(name, content)
