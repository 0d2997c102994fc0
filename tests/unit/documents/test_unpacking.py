"""Containers of files and lists, read by the confined child: genuine ones and hostile ones."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
from typing import Any

import openpyxl
import pytest

from recruit.core.words import again
from recruit.documents import unpacking
from recruit.documents.rules import bundles
from tests.unit.documents import making

LIMIT = 2 * 1024 * 1024
_FROM = b"From a@post.example Mon Sep 12 14:03:20 2022\n"


def told(name: str, content: bytes, depth: int = 0, seconds: float = 60.0) -> list[unpacking.Said]:
    given = unpacking.Given(name, depth, [content])
    return list(unpacking.unpack([given], LIMIT, seconds))


def refused(name: str, content: bytes, depth: int = 0) -> str:
    """Why the whole is refused; fails where it is taken."""
    said = told(name, content, depth)
    assert said[-1].done
    (why,) = [again(s.why) for s in said if s.why]
    return why


def members(name: str, content: bytes) -> dict[str, str]:
    """Each member with '' where it came out, else why it is left out."""
    said = told(name, content)
    assert said[-1].done and not any(s.why for s in said)
    return {s.member.path: again(s.member.why) for s in said if s.member is not None}


def test_an_archive_gives_its_files_with_their_folders_whatever_script_they_are_in() -> None:
    archive = making.archive(
        {"a/Мария Иванова.pdf": making.pdf(), "b/سيرة.docx": making.word(), "__MACOSX/b/._x": "x"}
    )
    assert members("in.zip", archive) == {"a/Мария Иванова.pdf": "", "b/سيرة.docx": ""}


def test_names_that_mean_utf_8_without_saying_so_are_understood() -> None:
    content = bytearray(making.archive({"Иванова.pdf": making.pdf()}))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        where = content.index(mark) + at
        content[where : where + 2] = b"\0\0"
    assert members("in.zip", bytes(content)) == {"Иванова.pdf": ""}


@pytest.mark.rule("A1")
def test_a_bad_member_is_left_out_by_itself() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("good/cv.pdf", making.pdf())
        archive.writestr("../../etc/cron.d/evil.pdf", making.pdf())
        archive.writestr("/root/evil.pdf", making.pdf())
        archive.writestr("C:\\evil.pdf", making.pdf())
        archive.writestr("big/scan.pdf", b"%PDF-1.7" + b"x" * (LIMIT + 1))
        archive.writestr("inner.zip", making.archive({"cv.pdf": making.pdf()}))
        archive.writestr("inner.rar", b"Rar!" + b"\0" * 50)
        link = zipfile.ZipInfo("link.pdf")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    found = members("in.zip", out.getvalue())
    assert found.pop("good/cv.pdf") == ""
    assert all(found.values()), found
    assert "outside" in found["../../etc/cron.d/evil.pdf"] and "outside" in found["/root/evil.pdf"]
    assert "2 MB" in found["big/scan.pdf"] and "link" in found["link.pdf"]
    assert "archive inside an archive" in found["inner.zip"]
    assert "archive inside an archive" in found["inner.rar"]


def _locked(content: bytes) -> bytes:
    changed = bytearray(content)
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        where = changed.index(mark) + at
        struct.pack_into("<H", changed, where, struct.unpack_from("<H", changed, where)[0] | 1)
    return bytes(changed)


@pytest.mark.rule("A1")
def test_an_archive_with_a_password_says_so_of_its_files() -> None:
    found = members("in.zip", _locked(making.archive({"cv.pdf": making.pdf()})))
    assert "password" in found["cv.pdf"]


@pytest.mark.rule("A1")
def test_a_bomb_is_refused_as_a_whole() -> None:
    packed = making.archive({f"{n}.pdf": b"\0" * (40 * 1024 * 1024) for n in range(4)})
    assert len(packed) < 200_000
    assert "bomb" in refused("in.zip", packed)


@pytest.mark.rule("A1")
def test_overlapping_parts_are_refused_as_a_whole() -> None:
    one = making.archive({"a.pdf": b"x" * 5000, "b.pdf": b"x" * 5000}, packed=False)
    changed = bytearray(one)
    first = changed.index(b"PK\x01\x02")
    second = changed.index(b"PK\x01\x02", first + 4)
    changed[second + 42 : second + 46] = changed[first + 42 : first + 46]
    changed[second + 46 : second + 51] = changed[first + 46 : first + 51]
    assert "overlap" in refused("in.zip", bytes(changed))


@pytest.mark.rule("A1")
def test_a_declared_size_is_not_believed() -> None:
    lying = making.lying(making.archive({"a.pdf": b"x" * 9000}), 10)
    assert "false size" in members("in.zip", lying)["a.pdf"]


@pytest.mark.rule("A1")
def test_an_archive_of_too_many_files_an_empty_and_a_cut_one_are_refused() -> None:
    many = making.archive({f"{n}.pdf": "x" for n in range(bundles.MOST_FILES + 1)}, packed=False)
    assert "more than" in refused("in.zip", many)
    folders = io.BytesIO()
    with zipfile.ZipFile(folders, "w") as archive:
        archive.writestr("only/", "")
    assert "empty" in refused("in.zip", folders.getvalue())
    assert "damaged" in refused("in.zip", making.archive({"a.pdf": making.pdf()})[:200])


@pytest.mark.rule("A1")
def test_a_mailbox_gives_its_mails_and_one_of_thousands_is_refused() -> None:
    quoted = making.mail("Dear all,\r\n\r\n>From here on I worked")
    box = _FROM + making.mail() + b"\n" + _FROM + quoted
    said = told("in.mbox", box)
    mails = [s.member.content or b"" for s in said if s.member is not None]
    assert len(mails) == 2 and b"\nFrom here on I worked" in mails[1]
    tiny = (_FROM + b"Subject: x\n\nx\n\n") * (bundles.MOST_MAILS + 1)
    assert "more than 2000 mails" in refused("in.mbox", tiny)


def test_a_mail_gives_its_head_and_what_it_carries() -> None:
    from tests.flows import intake_making as drops

    inner = drops.mail("Inner", "inner@post.example")
    content = drops.mail("Okello, Grace", "g@post.example", carried={"../cv.pdf": making.pdf()})
    (head, *rest) = told("x.eml", content)
    assert head.kind == "eml" and head.kept
    assert head.facts["mail"] == "g@post.example"
    assert head.facts["received"].startswith("Received: from relay.example by mx.gichd.example;")
    assert [s.member.path for s in rest if s.member] == [".._cv.pdf"]
    from email import message_from_bytes
    from email.message import EmailMessage

    outer = EmailMessage()
    for name, value in (("From", "a@b.example"), ("To", "c@d.example"), ("Subject", "Fwd")):
        outer[name] = value
    outer.set_content("see below")
    outer.add_attachment(message_from_bytes(inner, _class=EmailMessage))
    assert list(members("y.eml", outer.as_bytes())) == ["mail 1.eml"]


@pytest.mark.rule("A1")
def test_a_mail_with_a_programme_is_read_for_its_head_but_not_filed_itself() -> None:
    from tests.flows import intake_making as drops

    carried = {"cv.pdf": making.pdf(), "tool.exe": b"MZ" + b"\0" * 99}
    (head, *rest) = told("x.eml", drops.mail("A B", "a@b.example", carried=carried))
    assert not head.kept and "programme" in again(head.facts["not_kept"])
    assert len([s for s in rest if s.member]) == 2


@pytest.mark.rule("A1")
def test_containers_lie_at_most_three_deep() -> None:
    from tests.flows import intake_making as drops

    carrying = drops.mail("A B", "a@b.example", carried={"cv.pdf": making.pdf()})
    assert "too deep" in refused("x.eml", carrying, bundles.MOST_DEPTH)
    assert [s for s in told("x.eml", carrying, bundles.MOST_DEPTH - 1) if s.member]


def workbook(*rows: tuple[Any, ...]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def rows_of(name: str, content: bytes) -> list[dict[str, str]]:
    said = told(name, content)[0]
    assert said.kind == "list", said
    rows: list[dict[str, str]] = said.facts["rows"]
    return rows


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_a_list_is_read_in_its_usual_forms(encoding: str, mark: str) -> None:
    lines = [["Nom", "Prénom", "Courriel", "Fichiers"], ["Müller", "Zoé", "z@m.example", "a|b"]]
    text = "\n".join(mark.join(line) for line in lines)
    assert rows_of("liste.csv", text.encode(encoding)) == [
        {"name": "Zoé Müller", "mail": "z@m.example", "files": "a\nb"}
    ]


def test_a_workbook_is_read_with_a_title_above_its_head() -> None:
    content = workbook(
        ("Candidates of the vacancy",), (), ("Name", "Email", "Folder"), ("A B", "'=x@y.example", 7)
    )
    assert rows_of("list.xlsx", content) == [{"name": "A B", "mail": "=x@y.example", "files": "7"}]


@pytest.mark.rule("A1")
def test_a_list_without_a_head_and_a_workbook_that_unfolds_are_refused() -> None:
    assert "no column" in refused("list.csv", b"1,2,3\n4,5,6\n")
    base = workbook(("Name", "Email"), ("A", "a@b.example"))
    out = io.BytesIO(base)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/big.bin", b"\0" * (120 * 1024 * 1024))
    assert "bomb" in refused("list.xlsx", out.getvalue())


@pytest.mark.rule("A1")
def test_one_bad_file_does_not_spoil_the_others() -> None:
    given = [
        unpacking.Given("a.pdf", 0, [making.pdf("a@b.example")]),
        unpacking.Given("b.pdf", 0, [making.pdf(password="x")]),
        unpacking.Given("c.exe", 0, [b"MZ" + b"\0" * 99]),
        unpacking.Given("d.pdf", 0, [making.with_programme()]),
        unpacking.Given("e.pdf", 0, [b""]),
        unpacking.Given("f.docx", 0, [making.word("f@g.example")]),
    ]
    said = list(unpacking.unpack(given, LIMIT))
    whys = {s.number: again(s.why) for s in said if s.why}
    assert set(whys) == {1, 2, 3, 4} and {s.number for s in said if s.done} == set(range(6))
    assert "password" in whys[1] and "programme" in whys[3] and "empty" in whys[4]
    assert "f@g.example" in next(s.facts["text"] for s in said if s.number == 5 and s.kind)


@pytest.mark.rule("A1")
def test_a_child_that_is_ended_says_of_nothing_that_it_is_done() -> None:
    assert not any(s.done for s in told("a.pdf", making.pdf(), seconds=0.001))
