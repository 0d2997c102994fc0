"""What many files are and hold, found out by one confined child that outputs plain values.

The child is this module run by itself. It gets the files' bytes through memory that only
the two share, their names through standard input, and says what it found in frames: a line
of JSON, then the bytes of a file taken out of a container. Where it ends before its time,
the file that it was at is known, and the others are read by another child.
"""

from __future__ import annotations

import contextlib
import json
import mmap
import os
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, cast

from recruit.core import words
from recruit.core.errors import Refusal
from recruit.core.words import _
from recruit.documents import reading
from recruit.documents.rules import FileKind, bundles, display_name, examine, lists
from recruit.documents.rules.unfit import Unfit

MOST_PROCESSOR = 120  # seconds of processor time
MOST_TIME = 180.0  # seconds on the wall
MOST_TEXT = 20_000  # characters of each document's text
MOST_WORDS = 4000  # characters of a reason with its values
MOST_HEAD = 8 * 1024 * 1024  # bytes of one frame's JSON
ZIP, MBOX, LIST, MAIL = "zip", "mbox", "list", "eml"
MAIL_FOLD = 3  # a mail may be this many times larger than a file: it carries several
_ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Given:
    """One file for the child. depth: in how many containers it lies. pieces: its bytes."""

    name: str
    depth: int
    pieces: Iterable[bytes]


@dataclass(slots=True)
class Said:
    """What the child says of the file with this number, in this order: its kind, then its
    members one by one, and at last that it is done. member: bytes and path, or the reason
    why it is left out. kept: whether the file itself is a document that may be filed.
    why: '' or why it is refused; then it has no kind. Reasons are kept as ``words.Code``, for
    readers of any language.
    """

    number: int
    kind: str = ""
    kept: bool = False
    why: words.Code = ""
    todo: words.Code = ""
    facts: dict[str, Any] = field(default_factory=dict)
    member: bundles.Member | None = None
    done: bool = False


def over_limits() -> tuple[words.Code, words.Code]:
    """What is said of a file on which the child met its limits: why, and what to do."""
    return (
        _("The file could not be read: reading it took more time or memory than is allowed."),
        _("Export the document to a new PDF and send that."),
    )


def unpack(files: Sequence[Given], limit: int, seconds: float = MOST_TIME) -> Iterator[Said]:
    """What each of the files is and holds. limit: bytes a document. seconds: on the wall.

    Ends early, without the 'done' of a file, where the child met its limits at that file.
    """
    shared = os.memfd_create("files", os.MFD_CLOEXEC)
    try:
        told = [{"name": f.name, "depth": f.depth, "size": _copy(f.pieces, shared)} for f in files]
        yield from _child(shared, {"limit": limit, "files": told}, limit, seconds)
    finally:
        os.close(shared)


def _copy(pieces: Iterable[bytes], into: int) -> int:
    size = 0
    for piece in pieces:
        view = memoryview(piece)
        while view:
            n = os.write(into, view)
            view, size = view[n:], size + n
    return size


def _child(shared: int, order: dict[str, Any], limit: int, seconds: float) -> Iterator[Said]:
    child = subprocess.Popen(  # noqa: S603 - our own module
        [sys.executable, "-B", "-m", "recruit.documents.unpacking", str(shared)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=_ROOT,
        env={"PYTHONPATH": str(_ROOT), "PATH": os.defpath, "LC_ALL": "C.UTF-8"},
        pass_fds=(shared,),
        start_new_session=True,
    )
    into, out = cast(IO[bytes], child.stdin), cast(IO[bytes], child.stdout)
    timer = threading.Timer(seconds, child.kill)
    timer.start()
    try:
        with contextlib.suppress(OSError), into:
            into.write(json.dumps(order).encode())
        yield from _frames(out, limit)
    finally:
        child.kill()
        out.close()
        child.wait()
        timer.cancel()


def _frames(out: IO[bytes], limit: int) -> Iterator[Said]:
    """Frames as they come; nothing in them is believed beyond its length and form."""
    together = 0
    while len(size := out.read(4)) == 4:
        length = int.from_bytes(size, "big")
        if length > MOST_HEAD:
            return
        try:
            head = json.loads(out.read(length))
            n = int(head.get("size", -1))
            if n > MAIL_FOLD * limit:
                return
            content = out.read(n) if n >= 0 else None
            together += max(n, 0)
            if together > bundles.MOST_TOGETHER or (content is not None and len(content) != n):
                return
            said = Said(int(head["number"]))
            if "path" in head:
                said.member = bundles.Member(
                    str(head["path"])[:1000],
                    content,
                    _words(head.get("why", "")),
                    _words(head.get("todo", "")),
                )
            else:
                said.kind, said.kept = str(head.get("kind", "")), bool(head.get("kept"))
                said.why, said.todo = _words(head.get("why", "")), _words(head.get("todo", ""))
                said.facts, said.done = dict(head.get("facts", {})), bool(head.get("done"))
        except (ValueError, KeyError, TypeError):
            return
        yield said


def _words(kept: Any) -> words.Code:
    """A reason as the child keeps it, no longer than one can be."""
    if isinstance(kept, list) and len(json.dumps(kept)) <= MOST_WORDS and words.again(kept):
        return kept
    return kept[:500] if isinstance(kept, str) else ""


# ---------------------------------------------------------------- the child


def main() -> None:
    """The child: confine itself, then say what each file is and holds."""
    from recruit.documents import confinement

    confinement.confine(reading.MOST_MEMORY, MOST_PROCESSOR)
    with words.remembered():
        _say_all()
    sys.stdout.buffer.flush()
    os._exit(0)


def _say_all() -> None:
    order = json.loads(sys.stdin.buffer.read())
    shared, at = int(sys.argv[1]), 0
    whole: Any = b""
    if any(told["size"] for told in order["files"]):
        whole = mmap.mmap(shared, 0, prot=mmap.PROT_READ)
    for number, told in enumerate(order["files"]):
        size = told["size"]
        alone = len(order["files"]) == 1 and size
        content = whole if alone else whole[at : at + size]
        at += size
        try:
            for head, body in _said(told["name"], content, told["depth"], order["limit"]):
                _frame({"number": number, **head}, body)
        except Unfit as unfit:
            _frame({"number": number, "why": unfit.why, "todo": unfit.todo}, None)
        except Refusal as refused:
            _frame({"number": number, "why": refused.reason, "todo": refused.todo}, None)
        _frame({"number": number, "done": True}, None)


def _frame(head: dict[str, Any], body: bytes | None) -> None:
    if body is not None:
        head = {**head, "size": len(body)}
    for name in ("why", "todo"):
        if name in head:
            head = {**head, name: words.code(head[name])}
    line = json.dumps(head).encode()
    sys.stdout.buffer.write(len(line).to_bytes(4, "big") + line + (body or b""))
    sys.stdout.buffer.flush()


_Frames = Iterator[tuple[dict[str, Any], bytes | None]]


def _said(name: str, content: Any, depth: int, limit: int) -> _Frames:
    head = bytes(content[:4096])
    if bundles.is_mailbox(head):
        yield {"kind": MBOX}, None
        yield from _members(bundles.mailbox(content, MAIL_FOLD * limit), depth)
        return
    if head.startswith(b"PK\x03\x04"):
        if not bundles.looks_like_office(content):
            yield {"kind": ZIP}, None
            yield from _members(bundles.archive(content, limit), depth)
            return
        if bundles.is_workbook(content) and len(content) <= limit:
            rows = lists.from_workbook(bytes(content))
            yield {"kind": LIST, "facts": {"rows": rows}}, None
            return
    if display_name(name).lower().endswith((".csv", ".tsv")) and len(content) <= limit:
        yield {"kind": LIST, "facts": {"rows": lists.from_csv(bytes(content))}}, None
        return
    if len(content) > MAIL_FOLD * limit:
        examine(name, bytes(content[: limit + 1]), limit)
    content = bytes(content)
    kind = examine(name, content, MAIL_FOLD * limit).kind
    if kind is not FileKind.EML:
        examine(name, content, limit)
    yield from (
        _mail(name, content, depth, limit) if kind is FileKind.EML else _document(kind, content)
    )


def _document(kind: FileKind, content: bytes) -> _Frames:
    facts = _text(kind, content)
    yield {"kind": kind.value, "kept": True, "facts": facts}, None


def _text(kind: FileKind, content: bytes) -> dict[str, Any]:
    from recruit.documents import extraction

    said = extraction.extract(kind.value, content, MOST_TEXT, reading.MOST_PAGES)
    if "fault" in said:
        raise reading.told(str(said["fault"]))
    return {"text": said["text"]}


def _mail(name: str, content: bytes, depth: int, limit: int) -> _Frames:
    head = bundles.mail(content, limit)
    facts: dict[str, Any] = {
        "name": head.name,
        "mail": head.mail,
        "subject": head.subject,
        "received": head.received,
        "date": head.date,
    }
    why = ""
    try:
        examine(name, content, limit)
        facts |= _text(FileKind.EML, content)
    except Refusal as refused:
        why = refused.reason
    yield {"kind": MAIL, "kept": not why, "facts": {**facts, "not_kept": words.code(why)}}, None
    yield from _members(iter(head.members), depth)


def _members(members: Iterator[bundles.Member], depth: int) -> _Frames:
    for member in members:
        if depth >= bundles.MOST_DEPTH:
            raise Unfit(
                _("It lies too deep: a container in a container in a container."),
                _("Take it out of its container and drop it by itself."),
            )
        told = {"path": member.path.encode("utf-8", "replace").decode()}
        if member.content is None:
            yield {**told, "why": member.why, "todo": member.todo}, None
        else:
            yield told, member.content


if __name__ == "__main__":
    main()
