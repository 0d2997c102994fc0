"""A1: documents are read in a child process that gives up network, files and patience."""

from __future__ import annotations

import subprocess
import sys
from email.message import EmailMessage

import pytest

from recruit.core.errors import Refusal
from recruit.documents.reading import Read, admit, read
from recruit.documents.rules import FileKind
from tests.unit.documents import making

pytestmark = pytest.mark.rule("A1")


@pytest.mark.parametrize(
    ("kind", "content", "said"),
    [
        (FileKind.PDF, making.pdf(), "Ten years of clearance"),
        (FileKind.DOCX, making.word(), "Ten years of clearance\nin a table"),
        (FileKind.ODT, making.odt("Мария"), "Curriculum vitae\nМария"),
        (FileKind.EML, making.mail(), "Please find my application."),
    ],
)
def test_the_text_of_each_kind_is_read(kind: FileKind, content: bytes, said: str) -> None:
    result = read(kind, content)
    assert said in result.text
    assert (result.pages, result.encrypted) == (1, False)


def test_a_scan_has_a_page_and_no_text() -> None:
    assert read(FileKind.PNG, making.image("PNG")) == Read("", 1, False, "")


def test_where_each_page_of_a_pdf_begins_in_its_text_is_known() -> None:
    found = read(FileKind.PDF, making.pdf_saying("First words", "", "Third page"))
    assert found.text == "First words\n\nThird page"
    assert [found.text[at:][:5] for at in found.starts] == ["First", "\n\nThi", "Third"]
    assert read(FileKind.DOCX, making.word()).starts == ()


def test_a_pdf_that_needs_a_password_is_refused_when_admitted() -> None:
    with pytest.raises(Refusal, match="password") as caught:
        admit("CV.pdf", making.pdf(password="secret"))
    assert "without a password" in caught.value.todo


def test_a_pdf_that_only_forbids_printing_is_read() -> None:
    accepted, result = admit("CV.pdf", making.pdf(owner="secret"))
    assert accepted.kind is FileKind.PDF
    assert result.encrypted
    assert "Ten years" in result.text


@pytest.mark.parametrize("content", [making.with_programme(), making.with_hidden_programme()])
def test_a_pdf_that_runs_a_programme_is_refused(content: bytes) -> None:
    with pytest.raises(Refusal, match="programme"):
        read(FileKind.PDF, content)


def test_a_pdf_of_too_many_pages_is_refused_and_five_hundred_are_read() -> None:
    assert read(FileKind.PDF, making.pdf_of(500)).pages == 500
    with pytest.raises(Refusal, match="more than 500 pages"):
        read(FileKind.PDF, making.pdf_of(501))


def test_a_mail_names_its_attachments_and_one_with_a_programme_is_refused() -> None:
    def carrying(content: bytes) -> bytes:
        message = EmailMessage()
        message["From"] = "rowan@post.example"
        message["To"] = "vacancy@gichd.example"
        message["Subject"] = "Application"
        message.set_content("Please find it attached.")
        message.add_attachment(content, maintype="application", subtype="pdf", filename="CV.pdf")
        return message.as_bytes()

    _accepted, result = admit("mail.eml", carrying(making.pdf()))
    assert result.parts == ("CV.pdf",)
    assert "Please find it attached." in result.text
    with pytest.raises(Refusal, match="programme"):
        admit("mail.eml", carrying(b"MZ" + bytes(100)))


@pytest.mark.parametrize("kind", list(FileKind))
def test_nonsense_is_refused_and_never_an_error(kind: FileKind) -> None:
    if kind is FileKind.EML:
        assert read(kind, b"nonsense").pages == 1
        return
    with pytest.raises(Refusal, match="damaged"):
        read(kind, b"nonsense" * 100)


def test_a_child_that_takes_too_long_is_ended_and_told_in_words() -> None:
    with pytest.raises(Refusal, match="more time or memory"):
        read(FileKind.PDF, making.pdf(), seconds=0.001)


def _confined(act: str) -> subprocess.CompletedProcess[str]:
    code = (
        "import socket, subprocess, os\n"
        "from recruit.documents.confinement import confine\n"
        f"confine(1 << 30, 2)\n{act}\nprint('done')"
    )
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    "act",
    [
        "socket.create_connection(('127.0.0.1', 9))",
        "socket.getaddrinfo('elsewhere.example', 80)",
        "subprocess.run(['true'])",
        "os.system('true')",
        "open('left-behind.txt', 'w')",
        "os.remove('nothing')",
        "bytearray(2 << 30)",
        "while True: pass",
    ],
)
def test_the_child_can_neither_call_out_nor_write_nor_start_nor_grow(act: str) -> None:
    ended = _confined(act)
    assert ended.returncode != 0
    assert "done" not in ended.stdout


def test_within_its_limits_the_child_works() -> None:
    assert _confined("x = sum(range(1000))").stdout == "done\n"
