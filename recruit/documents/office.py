"""DOCX and ODT as PDF, by LibreOffice where it is installed; the worker does it once.

LibreOffice is started through this module run by itself, which first gives up what it can:
new privileges, the network, and all but so much memory, time and bytes written. It works
in a folder of its own (in memory where the machine has /dev/shm), with a fresh profile that
runs no macro and follows no link; a file that links to other files is not given to it.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import zipfile
from functools import lru_cache
from pathlib import Path

from recruit.documents.rules import FileKind

KINDS = (FileKind.DOCX, FileKind.ODT)
MOST_MEMORY = 4 * 1024 * 1024 * 1024  # bytes of address space, most of it never touched
MOST_PROCESSOR = 60  # seconds of processor time
MOST_TIME = 90.0  # seconds on the wall
MOST_OUTPUT = 64 * 1024 * 1024  # bytes of PDF
_ROOT = Path(__file__).resolve().parents[2]
_MEMORY = Path("/dev/shm")  # noqa: S108 - a folder with a random name is made in it
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop>
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop>
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop>
<prop oor:name="DisableActiveContent" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""
_SMALLEST = (
    b'<?xml version="1.0" encoding="UTF-8"?><office:document office:version="1.2" '
    b'office:mimetype="application/vnd.oasis.opendocument.text" '
    b'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    b'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body>'
    b"<office:text><text:p>A</text:p></office:text></office:body></office:document>"
)
_TAG = re.compile(rb"<([\w.:-]+)([^<]*)")
_ODT_LINK = re.compile(rb":href\s*=\s*[\"']([^\"']*)[\"']")
_ODT_OWN = (b"#", b"Pictures/", b"./", b"Object")
_ODT_FOLLOWED = (b"http:", b"https:", b"mailto:", b"tel:")  # by a person, from these:
_ODT_ANCHORS = (b"text:a", b"draw:a")
_DOCX_FIELD = re.compile(rb"<w:instrText[^>]*>([^<]*)|w:instr\s*=\s*[\"']([^\"']*)", re.DOTALL)
_DOCX_LINKS = re.compile(rb"INCLUDE|DDE|LINK\b|IMPORT|RD\b", re.IGNORECASE)
_HYPERLINK = re.compile(rb"HYPERLINK", re.IGNORECASE)


def programme() -> str | None:
    """Where LibreOffice's programme is, None where it is not installed."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def works() -> bool:
    """Whether it is installed and can make a PDF of a text; tried once in this process."""
    found = programme()
    return found is not None and _tried(found)


@lru_cache(maxsize=4)
def _tried(found: str) -> bool:
    return _converted(found, "fodt", _SMALLEST) is not None


def pdf(kind: FileKind, content: bytes) -> bytes | None:
    """The document as PDF; None where it can't be made, or the file links to other files."""
    found = programme()
    if found is None or kind not in KINDS or links(kind, content):
        return None
    return _converted(found, kind.value, content)


def links(kind: FileKind, content: bytes) -> bool:
    """Whether the file asks for other files to be read when it is opened.

    Links that a person follows (to a page, to a mail address) are none. Where the file
    can't be looked into the answer is yes.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as bundle:
            parts = [bundle.read(name) for name in bundle.namelist() if name.endswith(".xml")]
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, ValueError):
        return True
    if kind is FileKind.ODT:
        return any(map(_reads_others, parts))
    for part in parts:
        said = b"".join(one or other for one, other in _DOCX_FIELD.findall(part))
        if _DOCX_LINKS.search(_HYPERLINK.sub(b"", said)):
            return True
    return False


def _reads_others(part: bytes) -> bool:
    """Whether a part of an ODT names what LibreOffice would fetch by itself."""
    if part.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True  # written so that it is not looked through here
    return any(
        target
        and not target.startswith(_ODT_OWN)
        and not (tag in _ODT_ANCHORS and target.startswith(_ODT_FOLLOWED))
        for tag, rest in _TAG.findall(part)
        for target in _ODT_LINK.findall(rest)
    )


def _converted(found: str, ending: str, content: bytes) -> bytes | None:
    inside = str(_MEMORY) if os.access(_MEMORY, os.W_OK) else None
    with tempfile.TemporaryDirectory(
        prefix="office", dir=inside, ignore_cleanup_errors=True
    ) as name:
        folder = Path(name)
        user = folder / "profile" / "user"
        user.mkdir(parents=True)
        (user / "registrymodifications.xcu").write_text(_PROFILE)
        (folder / f"given.{ending}").write_bytes(content)
        if not _run(found, folder, ending):
            return None
        made = folder / "given.pdf"
        if not made.is_file() or not 0 < made.stat().st_size <= MOST_OUTPUT:
            return None
        raw = made.read_bytes()
    return raw if raw.startswith(b"%PDF-") else None


def _run(found: str, folder: Path, ending: str) -> bool:
    child = subprocess.Popen(  # noqa: S603 - our own module, the programme found on the PATH
        [sys.executable, "-B", "-m", "recruit.documents.office", found, str(folder), ending],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=_ROOT,
        env={
            "PYTHONPATH": str(_ROOT),
            "PATH": os.environ.get("PATH", os.defpath),
            "LC_ALL": "C.UTF-8",
            "HOME": str(folder),
            "TMPDIR": str(folder),
        },
        close_fds=True,
        start_new_session=True,
    )
    try:
        return child.wait(timeout=MOST_TIME) == 0
    except subprocess.TimeoutExpired:
        return False
    finally:
        # it starts processes of its own: all of the session end with it
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def main() -> None:
    """The child: give up what it can, then turn into LibreOffice."""
    from recruit.documents import confinement

    found, folder, ending = sys.argv[1:4]
    confinement.confine_programme(MOST_MEMORY, MOST_PROCESSOR, MOST_OUTPUT)
    os.execv(  # noqa: S606 - no shell: the programme found on the PATH
        found,
        [
            found,
            f"-env:UserInstallation=file://{folder}/profile",
            "--headless",
            "--norestore",
            "--nolockcheck",
            "--convert-to",
            "pdf:writer_pdf_Export",
            "--outdir",
            folder,
            f"{folder}/given.{ending}",
        ],
    )


if __name__ == "__main__":
    main()
