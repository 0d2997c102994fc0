"""What a child process gives up before it touches a file from outside."""

from __future__ import annotations

import ctypes
import os
import resource
import sys

_CLONE_NEWUSER = 0x10000000
_CLONE_NEWNET = 0x40000000
_NO_NEW_PRIVILEGES = 38
_REFUSED = (
    "socket.",
    "subprocess.",
    "os.system",
    "os.exec",
    "os.posix_spawn",
    "os.spawn",
    "os.fork",
    "os.kill",
    "os.remove",
    "os.rename",
    "os.mkdir",
    "os.link",
    "os.symlink",
    "shutil.",
    "urllib.",
    "ftplib.",
    "smtplib.",
)


def confine(memory: int, processor: int) -> None:
    """Give up network, files, programmes and all but this much memory and time.

    memory: bytes of address space. processor: seconds of processor time. A network
    of its own (empty) where the kernel allows it; sockets are refused in any case,
    and that can't be taken back within the process.
    """
    _alone()
    _limits(memory, processor, written=0, files=64)
    sys.addaudithook(_refuse)


def limit(memory: int, processor: int) -> None:
    """The limits alone, no file written, no programme started; the network stays.

    For a process that must ask a server and reads nothing from outside but its answer.
    """
    _limits(memory, processor, written=0, files=64)
    sys.addaudithook(_refuse_but_asking)


def confine_programme(memory: int, processor: int, written: int) -> None:
    """What stays with a programme that this process turns into: no new privileges, a
    network of its own (empty) where the kernel allows it, and limits.

    memory: bytes of address space. processor: seconds. written: most bytes of one file.
    """
    _alone()
    _limits(memory, processor, written=written, files=512)


def _alone() -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    if libc.unshare(_CLONE_NEWNET) != 0:
        libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET)


def _limits(memory: int, processor: int, *, written: int, files: int) -> None:
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, processor),
        (resource.RLIMIT_FSIZE, written),
        (resource.RLIMIT_NOFILE, files),
        (resource.RLIMIT_CORE, 0),
    ):
        _soft, hard = resource.getrlimit(what)
        value = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (value, value))


def _refuse(event: str, args: tuple[object, ...]) -> None:
    if event.startswith(_REFUSED):
        raise PermissionError(f"not in a reading process: {event}")
    if event == "open" and len(args) > 2:
        flags = args[2]
        if isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            raise PermissionError("not in a reading process: open for writing")


def _refuse_but_asking(event: str, args: tuple[object, ...]) -> None:
    if not event.startswith(("socket.", "urllib.")):
        _refuse(event, args)
