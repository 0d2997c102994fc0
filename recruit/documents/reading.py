"""Reading a document's text in a child process, so that a hostile file meets nobody.

The child is this module run by itself: the content comes in through standard
input, plain values go out as JSON. It has no network, may write no file and start
no programme, and ends at its limits of memory, processor time and output. Whatever
ends it is told to the person as a refusal in words (rule A1).
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from recruit.core.errors import Refusal
from recruit.core.words import _
from recruit.documents.rules import (
    DEFAULT_LIMIT,
    Accepted,
    FileKind,
    display_name,
    examine,
    refusal,
)

MOST_MEMORY = 1024 * 1024 * 1024  # bytes of address space
MOST_PROCESSOR = 20  # seconds of processor time
MOST_TIME = 40.0  # seconds on the wall
MOST_OUTPUT = 8 * 1024 * 1024  # bytes of JSON
MOST_TEXT = 1_000_000  # characters of text
MOST_PAGES = 500
_ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Read:
    """What a document says.

    text: as far as it can be extracted, at most a million characters (a scan: none).
    pages: how many; 1 where the kind has no pages of its own. encrypted: restricted
    by its maker, but readable without a password. title: from its properties, may be
    empty. parts: names of the files that a mail or a PDF carries. bare: the pages of a PDF
    (from 1) that are an image without words. starts: where in the text each page of a PDF
    begins; empty for other kinds.
    """

    text: str
    pages: int
    encrypted: bool
    title: str
    parts: tuple[str, ...] = ()
    bare: tuple[int, ...] = ()
    starts: tuple[int, ...] = ()


def admit(name: str, content: bytes, limit: int = DEFAULT_LIMIT) -> tuple[Accepted, Read]:
    """Both judgements in one: the kind from the bytes, then what a parser says.

    Raises Refusal (A1) from either.
    """
    accepted = examine(name, content, limit)
    return accepted, read(accepted.kind, content, name=name)


def read(
    kind: FileKind | str, content: bytes, *, seconds: float = MOST_TIME, name: str = ""
) -> Read:
    """The text of a file whose kind is known.

    seconds: how long it may take on the wall. name: as it came, for the refusal's words,
    where several files come together. Raises Refusal (A1) for a document
    that needs a password, carries programmes, has more than 500 pages, can't be
    read, or takes more than the limits allow.
    """
    raw = in_child("recruit.documents.reading", FileKind(kind), content, seconds)
    if raw is None:
        raise refusal(
            _(
                "The file%(name)s could not be read: reading it took more time or memory than"
                " is allowed.",
                name=_called(name),
            ),
            _("Export the document to a new PDF and send that."),
        )
    try:
        said = json.loads(raw)
        if "fault" in said:
            raise told(str(said["fault"]), name)
        return Read(
            str(said["text"])[:MOST_TEXT],
            int(said["pages"]),
            bool(said["encrypted"]),
            str(said["title"])[:300],
            tuple(str(part)[:300] for part in said["parts"])[:200],
            tuple(int(number) for number in said.get("bare", ()))[:MOST_PAGES],
            tuple(int(at) for at in said.get("starts", ()))[:MOST_PAGES],
        )
    except (ValueError, KeyError, TypeError):
        raise told("damaged", name) from None


def _called(name: str) -> str:
    return f" “{display_name(name)}”" if name else ""


def told(fault: str, name: str = "") -> Refusal:
    """The refusal for a word of the child: password, programme, pages, or damaged."""
    called = _called(name)
    match fault:
        case "password":
            return refusal(
                _(
                    "The file%(name)s needs a password to be opened, so nobody could read it.",
                    name=called,
                ),
                _("Save it without a password and send it again."),
            )
        case "programme":
            return refusal(
                _(
                    "The file%(name)s carries a programme that runs when somebody opens it.",
                    name=called,
                ),
                _("Print it to a new PDF, which leaves the programme out, and send that."),
            )
        case "pages":
            return refusal(
                _("The file%(name)s has more than %(n)s pages.", n=MOST_PAGES, name=called),
                _("Send only the pages that belong to the application."),
            )
        case _:
            return refusal(
                _("The file%(name)s is damaged: it could not be read.", name=called),
                _("Open it on your own computer, save it again and send the new file."),
            )


def in_child(
    module: str, kind: FileKind, content: bytes, seconds: float, most: int = MOST_OUTPUT
) -> bytes | None:
    """What a confined child wrote; None when it was ended or wrote too much.

    module: one of this room's that has a ``main``. seconds: on the wall. most: bytes.
    """
    return run_child(module, [kind.value], content, seconds, most=most)


def run_child(
    module: str,
    words: list[str],
    content: bytes,
    seconds: float,
    more: Mapping[str, str] = {},
    *,
    most: int = MOST_OUTPUT,
    empty: bool = False,
) -> bytes | None:
    """What a child of this room wrote, started with these words; as ``in_child``.

    more: variables of its environment. empty: nothing written is an answer too. The words
    are ours, never from outside.
    """
    child = subprocess.Popen(  # noqa: S603 - our own module, words of our own
        [sys.executable, "-B", "-m", module, *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=_ROOT,
        env={"PYTHONPATH": str(_ROOT), "PATH": os.defpath, "LC_ALL": "C.UTF-8", **more},
        close_fds=True,
        start_new_session=True,
    )
    into, out = cast(IO[bytes], child.stdin), cast(IO[bytes], child.stdout)
    timer = threading.Timer(seconds, _end, [child])
    feeder = threading.Thread(target=_feed, args=(into, content), daemon=True)
    timer.start()
    feeder.start()
    try:
        raw = out.read(most + 1)
        too_much = len(raw) > most
        if too_much:
            _end(child)
    finally:
        out.close()
        code = child.wait()
        timer.cancel()
        feeder.join()
    return raw if code == 0 and not too_much and (raw or empty) else None


def _end(child: subprocess.Popen[bytes]) -> None:
    """End the child and whatever it started, which is in a session of its own."""
    if child.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)


def _feed(into: IO[bytes], content: bytes) -> None:
    # a child that ends before it has read everything breaks the pipe; its code tells
    with contextlib.suppress(OSError), into:
        into.write(content)


def main() -> None:
    """The child: confine itself, then read what comes in and say what it holds."""
    from recruit.documents import confinement, extraction

    confinement.confine(MOST_MEMORY, MOST_PROCESSOR)
    content = sys.stdin.buffer.read()
    said = extraction.extract(sys.argv[1], content, MOST_TEXT, MOST_PAGES)
    sys.stdout.buffer.write(json.dumps(said).encode())
    sys.stdout.buffer.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
