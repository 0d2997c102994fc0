"""A mail carries a link and no content, to one recipient, and nothing can be put into its head."""

from __future__ import annotations

import email
import email.policy
from datetime import UTC, datetime
from pathlib import Path

import pytest

from recruit.notices import mail

NOW = datetime(2022, 11, 1, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path) -> Path:
    mail.init("", "recruitment@recruit.example", "https://recruit.example/", tmp_path / "mail")
    return tmp_path / "mail"


def _mail(**values: object) -> mail.Mail:
    given = {
        "id": "d1",
        "to": "ada@people.example",
        "subject": "Your ballot",
        "paragraphs": ["One & two <b>"],
        "link": mail.link("/p/one/member/ballot"),
    }
    return mail.Mail(**(given | values))  # type: ignore[arg-type]


def test_a_mail_has_text_and_html_that_say_the_same() -> None:
    built = mail.message(_mail(), NOW)
    text = built.get_body(("plain",))
    html = built.get_body(("html",))
    assert text is not None
    assert html is not None
    assert "One & two <b>" in text.get_content()
    assert "One &amp; two &lt;b&gt;" in html.get_content()
    for part in (text, html):
        assert "https://recruit.example/p/one/member/ballot" in part.get_content()
    assert (built["To"], built["Cc"], built["Bcc"]) == ("ada@people.example", None, None)


def test_the_same_mail_is_the_same_bytes() -> None:
    assert mail.message(_mail(), NOW).as_bytes() == mail.message(_mail(), NOW).as_bytes()


@pytest.mark.parametrize(
    "subject",
    ["Ballot\r\nBcc: spy@elsewhere.example", "Ballot\nX: y", "Ballot\u2028X: y", "a\x00b"],
)
def test_a_subject_cannot_open_another_header(subject: str) -> None:
    raw = mail.message(_mail(subject=subject), NOW).as_bytes()
    read = email.message_from_bytes(raw, policy=email.policy.default)
    assert read["Bcc"] is None
    assert read["X"] is None
    assert {name.lower() for name in read} == {
        *("to", "from", "subject", "date", "message-id", "auto-submitted"),
        *("content-language", "mime-version", "content-type"),
    }


@pytest.mark.parametrize(
    "address",
    [
        "ada@people.example\r\nBcc: spy@elsewhere.example",
        "ada@people.example, spy@elsewhere.example",
        "<ada@people.example>",
        "ada",
        "",
        "a b@people.example",
    ],
)
def test_what_is_not_one_address_is_refused(address: str) -> None:
    with pytest.raises(mail.Refused):
        mail.message(_mail(to=address), NOW)


@pytest.mark.parametrize("path", ["//elsewhere.example/x", "https://elsewhere.example", "", "x"])
def test_a_link_leads_to_this_installation_only(path: str) -> None:
    assert mail.link(path) == "https://recruit.example/"


def test_an_attachment_cannot_name_a_folder_or_open_a_header() -> None:
    letter = _mail(
        attachments=[mail.Attachment("../a\r\nX: y.txt", "text/plain", b"words")], sign_in=False
    )
    built = mail.message(letter, NOW)
    (part,) = built.iter_attachments()
    assert part.get_filename() == ".._a X: y.txt"
    assert part.get_payload(decode=True) == b"words"
    assert part["X"] is None


def test_without_a_server_mails_are_files_that_nobody_else_reads(folder: Path) -> None:
    with mail.Transport() as transport:
        transport.hand_over(_mail(), NOW)
    (file,) = folder.iterdir()
    assert file.name == "d1.eml"
    assert file.stat().st_mode & 0o077 == 0
    assert b"Subject: Your ballot" in file.read_bytes()


@pytest.mark.parametrize("url", ["http://mail.example", "file:///tmp", "smtpx://mail.example"])
def test_an_unknown_way_to_send_is_refused_at_the_start(url: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="MAIL_URL"):
        mail.init(url, "recruitment@recruit.example", "https://recruit.example", tmp_path)


def test_an_invitation_is_a_part_of_the_mail_that_says_its_method_and_a_file() -> None:
    content = b"BEGIN:VCALENDAR\r\nMETHOD:CANCEL\r\nX-NAME:G\xc3\xa4ste\r\nEND:VCALENDAR\r\n"
    built = mail.message(_mail(calendar=mail.Calendar("CANCEL", content)), NOW)
    read = email.message_from_bytes(built.as_bytes(), policy=email.policy.default)
    kinds = [part.get_content_type() for part in read.walk()]
    assert kinds == [
        *("multipart/mixed", "multipart/alternative"),
        *("text/plain", "text/html", "text/calendar", "application/ics"),
    ]
    inside, file = list(read.walk())[-2:]
    assert inside["Content-Type"].params["method"] == "CANCEL"
    assert inside["Content-Type"].params["charset"] == "utf-8"
    assert inside.get_content().encode().replace(b"\r\n", b"\n") == content.replace(b"\r\n", b"\n")
    assert (file.get_filename(), file.get_content()) == ("appointment.ics", content)
    said = read.get_body(("plain",))
    assert said is not None and "carries no content" not in said.get_content()


@pytest.mark.rule("D3")
@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("550 5.1.1 <ana.p@post.example>: Recipient address rejected", "550 5.1.1 <…>: Recipient"),
        ("550 ana.p: no such user; try <other@post.example>", "550 …: no such user; try <…>"),
        ("451 4.7.1 Ana.P@POST.example greylisted", "451 4.7.1 … greylisted"),
        ("552 banana.pie is full", "552 banana.pie is full"),
        ("550 rejected: ana.p@po", "550 rejected: …"),
        ("550 cut here: ana.", "550 cut here: …"),
        ("250 2.0.0 Ok: queued as 4F1", "250 2.0.0 Ok: queued as 4F1"),
    ],
)
def test_what_a_server_says_is_kept_without_the_address(said: str, kept: str) -> None:
    assert mail.without_address(said, "ana.p@post.example").startswith(kept)


def test_what_cannot_be_written_as_a_mail_is_refused_and_not_left_unknown(folder: Path) -> None:
    broken = mail.Mail("d9", "ada@people.example", "Words", ["half a letter \udc80"])
    with mail.Transport() as transport, pytest.raises(mail.Refused):
        transport.hand_over(broken, NOW)
    assert list(folder.glob("*")) == []


def test_the_lines_of_a_letters_head_stay_lines_in_html() -> None:
    letter = _mail(paragraphs=["The President\nTo all <States>\n27 February 2023"], link="")
    built = mail.message(letter, NOW)
    html = built.get_body(("html",))
    assert html is not None
    said = html.get_content()
    assert "The President<br>\nTo all &lt;States&gt;<br>\n27 February 2023</p>" in said
    assert said.startswith("<!doctype html>")
