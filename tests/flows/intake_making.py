"""Drops made by code for the tests of intake: mails, mailboxes, archives, lists."""

from __future__ import annotations

import io
from email.message import EmailMessage
from typing import Any

import openpyxl

from recruit.access.rules import Capacity
from tests.unit.documents import making

FOCAL = Capacity.FOCAL_POINT
FILES = {"content_type": "multipart/form-data"}


def mail(
    name: str,
    address: str,
    *,
    received: str = "Mon, 12 Sep 2022 14:03:20 +0000",
    carried: dict[str, bytes] | None = None,
    body: str = "Please find my application attached.",
) -> bytes:
    """A mail as the vacancy's mailbox holds it; received '' leaves the Received line out."""
    message = EmailMessage()
    if received:
        message["Received"] = f"from relay.example by mx.gichd.example; {received}"
        message["Received"] = "from laptop.example by relay.example; Mon, 12 Sep 2022 09:00 +0000"
    message["From"] = f'"{name}" <{address}>'
    message["To"] = "vacancy@gichd.example"
    message["Date"] = "Sun, 04 Sep 2022 09:00:00 +0000"
    message["Subject"] = "Application as Director"
    message.set_content(body)
    for file_name, content in (carried or {}).items():
        message.add_attachment(
            content, maintype="application", subtype="octet-stream", filename=file_name
        )
    return message.as_bytes()


def mailbox(*mails: bytes) -> bytes:
    """An mbox of these mails."""
    return b"\n".join(b"From sender@post.example Mon Sep 12 14:03:20 2022\n" + m for m in mails)


def workbook(*rows: tuple[str, ...]) -> bytes:
    """An Excel list of these rows."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def everything() -> dict[str, bytes]:
    """A drop of an archive of two folders, a mailbox of two mails, a list and a loose file."""
    archive = making.archive(
        {
            "applications/Ivanova Мария/cv.pdf": making.pdf("Write to m.ivanova@post.example"),
            "applications/Ivanova Мария/letter.docx": making.word("Dear panel, M."),
            "applications/Tarn/CV.pdf": making.pdf("Tarn, eleven years"),
            "__MACOSX/applications/Tarn/._CV.pdf": b"resource",
            "applications/Tarn/tool.exe": b"MZ\x90\0" + b"\0" * 300,
        }
    )
    box = mailbox(
        mail("Okello, Grace", "grace@okello.example", carried={"CV.pdf": making.pdf("Okello")}),
        mail(
            "Tomas Lindqvist-Baum",
            "tomas@baum.example",
            received="Tue, 13 Sep 2022 06:00:00 +0000",
            carried={"CV Baum.odt": making.odt("Baum"), "degree.png": making.image("PNG")},
        ),
    )
    listed = (
        b"Name;Mail;Received;Evidence;Channel;Nationality;Files\n"
        b"Wilhelmina Tarn-Osprey;w.tarn@osprey.example;12.09.2022 16:30;stamp of the post room;"
        b"post;CHE MEX;Tarn\n"
        b"Nobody Atall;nobody@post.example;2022-09-12 10:00;stamp;hand;;missing.pdf\n"
    )
    return {"inbox.zip": archive, "vacancy.mbox": box, "candidates.csv": listed}


def sent(files: dict[str, bytes]) -> dict[str, Any]:
    """Files as a form sends them."""
    return {"files": [(io.BytesIO(content), name) for name, content in files.items()]}


def drop(browser: Any, files: dict[str, bytes], *, into: str = "") -> str:
    """Drop files as a person does and look until they are read; the address of the drop."""
    path = f"{into}/files" if into else browser.path(FOCAL, "applications/intake/")
    done = browser.post(path, sent(files), **FILES)
    assert done.status_code == 303, done.get_data(as_text=True)
    return look(browser, done.headers["Location"])


def look(browser: Any, address: str) -> str:
    """Look at a drop until nothing is under way any more."""
    for _n in range(40):
        if 'http-equiv="refresh"' not in browser.get(address).get_data(as_text=True):
            return address
    raise AssertionError("the drop is never through")
