"""A1: a file is what its bytes say, and its name can do no harm."""

from __future__ import annotations

import unicodedata
from email.message import Message

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recruit.core.errors import Kind, Refusal
from recruit.documents.rules import (
    DEFAULT_LIMIT,
    FileKind,
    content_disposition,
    display_name,
    download_name,
    examine,
)
from tests.unit.documents import making

pytestmark = pytest.mark.rule("A1")

GENUINE = [
    ("CV.pdf", making.pdf(), FileKind.PDF, "pdf"),
    ("CV.docx", making.word(), FileKind.DOCX, "docx"),
    ("CV.odt", making.odt(), FileKind.ODT, "odt"),
    ("mail.eml", making.mail(), FileKind.EML, "eml"),
    ("scan.JPEG", making.image("JPEG"), FileKind.JPEG, "jpg"),
    ("scan.png", making.image("PNG"), FileKind.PNG, "png"),
]


@pytest.mark.parametrize(
    ("name", "content", "kind", "extension"),
    GENUINE,
    ids=[str(case[2]) + str(n) for n, case in enumerate(GENUINE)],
)
def test_each_of_the_six_kinds_is_recognised_from_its_content(
    name: str, content: bytes, kind: FileKind, extension: str
) -> None:
    accepted = examine(name, content, DEFAULT_LIMIT)
    assert (accepted.kind, accepted.extension) == (kind, extension)
    assert examine("without an ending", content, DEFAULT_LIMIT) == accepted


HOSTILE = [
    ("CV.pdf", b"", "is empty"),
    ("CV.pdf", making.pdf()[:-200], "cut short"),
    ("CV.pdf", making.archive({"a.txt": "a"}), "ZIP archive"),
    ("CV.docx", making.archive({"a.txt": "a"}), "ZIP archive"),
    ("CV.docx", making.pdf(), "content is PDF"),
    ("CV.pdf.exe", making.pdf(), "ends in “.exe”"),
    ("CV.txt", making.mail(), "ends in “.txt”"),
    ("CV.pdf", making.word(), "content is DOCX"),
    ("CV.docx", making.word_with({"word/vbaProject.bin": b"x"}), "macros"),
    ("CV.docx", making.word_with({"word/embeddings/o.bin": b"x"}), "embedded"),
    (
        "CV.docx",
        making.word_with(
            {
                "word/_rels/settings.xml.rels": making.relations(
                    "attachedTemplate", "https://elsewhere.example/t.dotm"
                )
            }
        ),
        "from elsewhere",
    ),
    (
        "CV.docx",
        making.word_with(
            {
                "word/_rels/document.xml.rels": making.relations(
                    "image", "\\\\elsewhere.example\\share\\p.png"
                )
            }
        ),
        "from elsewhere",
    ),
    (
        "CV.docx",
        making.word_with({"word/document.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}),
        "entities",
    ),
    (
        "CV.docx",
        making.word_with(
            {
                "word/document.xml": '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a>'.encode(
                    "utf-16"
                )
            }
        ),
        "entities",
    ),
    ("CV.docx", making.word_with({"inner.bin": making.archive({"a": "a"})}), "another archive"),
    ("CV.docx", making.word_with({"../../escape.xml": "<a/>"}), "points outside"),
    ("CV.docx", making.lying(making.word(), 5), "false sizes"),
    ("CV.docx", making.lying(making.word(), 4_000_000_000), "false sizes"),
    ("CV.docx", making.word_with({"word/big.xml": bytes(120_000_000)}), "ZIP bomb"),
    ("CV.docx", making.word_with({f"word/p{n}.xml": "" for n in range(2_001)}), "more than 2000"),
    ("CV.docx", making.word() + b"hidden behind", "hidden behind"),
    (
        "sheet.docx",
        making.archive({"[Content_Types].xml": "<Types/>", "xl/w.xml": ""}),
        "office file",
    ),
    (
        "CV.odt",
        making.archive({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}),
        "office",
    ),
    (
        "CV.odt",
        making.archive(
            {
                "mimetype": "application/vnd.oasis.opendocument.text",
                "content.xml": "<a/>",
                "META-INF/manifest.xml": "<m><encryption-data/></m>",
            }
        ),
        "password",
    ),
    (
        "CV.odt",
        making.archive(
            {
                "mimetype": "application/vnd.oasis.opendocument.text",
                "content.xml": "<a/>",
                "Basic/Standard/Module1.xml": "<a/>",
            }
        ),
        "macros",
    ),
    ("CV.docx", making.old_word("EncryptedPackage"), "password"),
    ("CV.doc", making.old_word("WordDocument"), "old Word format"),
    ("CV.pdf", making.pdf() + making.archive({"a": "a"}), "two kinds"),
    ("scan.jpg", making.image("JPEG") + making.archive({"a": "a"}), "two kinds"),
    ("scan.jpg", making.image("JPEG") + b"<script>x</script>", "two kinds"),
    ("scan.png", making.image("PNG") + b"%PDF-1.7", "two kinds"),
    ("scan.png", making.image("PNG")[:-20], "damaged or cut short"),
    ("scan.jpg", making.image("JPEG")[:-20], "damaged or cut short"),
    ("scan.png", making.png_of(40_000, 40_000), "far more than a scanned page"),
    ("CV.pdf", b"MZ\x90\0" + bytes(200), "a programme"),
    ("CV.html", b"<!DOCTYPE html><html></html>", "web page"),
    ("CV.svg", b"<svg onload='x'/>", "SVG"),
    ("CV.rtf", b"{\\rtf1 hello}", "RTF"),
    ("notes.txt", b"only words", "plain text"),
    ("CV.bin", bytes(range(256)), "none of the kinds"),
    ("m.eml", making.mail("Content-Type: text/plain\r\n" * 201), "parts"),
]


@pytest.mark.parametrize(
    ("name", "content", "why"),
    HOSTILE,
    ids=[f"{n}-{case[0][:24]}" for n, case in enumerate(HOSTILE)],
)
def test_everything_else_is_refused_in_words_that_say_what_to_do(
    name: str, content: bytes, why: str
) -> None:
    with pytest.raises(Refusal) as caught:
        examine(name, content, DEFAULT_LIMIT)
    assert why in caught.value.reason
    assert caught.value.rule == "A1"
    assert caught.value.kind is Kind.INVALID
    assert caught.value.todo.endswith(".")


def test_a_file_of_exactly_the_limit_is_taken_and_one_byte_more_is_not() -> None:
    content = making.pdf()
    assert examine("CV.pdf", content, len(content)).kind is FileKind.PDF
    with pytest.raises(Refusal, match="too large"):
        examine("CV.pdf", content, len(content) - 1)


def test_a_word_file_made_from_a_template_on_the_writers_own_disk_is_taken() -> None:
    local = making.relations("attachedTemplate", "file:///C:\\Users\\r\\Normal.dotm")
    link = making.relations("hyperlink", "https://profile.example/rowan")
    content = making.word_with(
        {"word/_rels/settings.xml.rels": local, "word/_rels/document.xml.rels": link}
    )
    assert examine("CV.docx", content, DEFAULT_LIMIT).kind is FileKind.DOCX


@given(st.binary(max_size=300), st.sampled_from([content for _n, content, _k, _e in GENUINE]))
def test_whatever_bytes_come_the_answer_is_a_kind_or_a_refusal(noise: bytes, real: bytes) -> None:
    for content in (noise, real[:150] + noise, real[: len(real) // 2] + noise + real[-80:]):
        try:
            kind = examine("x", content, DEFAULT_LIMIT).kind
        except Refusal:
            continue
        assert kind in FileKind


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("Мария Иванова.pdf", "Мария Иванова.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\Rowan\\My CV.pdf", "My CV.pdf"),
        ("cv\u202efdp.exe", "cvfdp.exe"),
        ("a\0b\x07c.pdf", "abc.pdf"),
        ("two\r\nlines.pdf", "two lines.pdf"),
        ("...hidden.pdf", "hidden.pdf"),
        ("CON.pdf", "_CON.pdf"),
        ("", "document"),
        ("///", "document"),
        ("سيرة ذاتية.docx", "سيرة ذاتية.docx"),
        ("می\u200cخواهم.pdf", "می\u200cخواهم.pdf"),
    ],
)
def test_a_name_keeps_its_letters_and_loses_paths_controls_and_direction_marks(
    sent: str, shown: str
) -> None:
    assert display_name(sent) == shown


def test_two_spellings_of_one_name_become_one() -> None:
    assert display_name("Zoe\u0308.pdf") == display_name("Zo\u00eb.pdf")


def test_a_very_long_name_keeps_its_ending() -> None:
    shown = display_name("x" * 400 + ".pdf")
    assert len(shown) == 150
    assert shown.endswith("….pdf")


@given(st.text(max_size=300))
def test_no_name_is_too_long_or_holds_a_control(name: str) -> None:
    shown = display_name(name)
    assert 1 <= len(shown) <= 150
    assert not {"/", "\\", "\u202e"} & set(shown)
    assert all(unicodedata.category(c) not in {"Cc", "Cs"} for c in shown)


def test_what_is_downloaded_is_named_by_reference_and_number() -> None:
    assert download_name("CCM/2022/017", 3, "PDF") == "CCM-2022-017-03.pdf"
    assert download_name("../..", 1, "p/df") == "document-01.pdf"


@given(st.text(max_size=200))
def test_no_name_breaks_out_of_the_header(name: str) -> None:
    value = content_disposition(name)
    assert value.isascii()
    assert "\r" not in value
    assert "\n" not in value
    header = Message()
    header["Content-Disposition"] = value
    assert header.get_content_disposition() == "attachment"
    assert value.count('"') == 2


def test_the_header_carries_the_whole_name_and_a_plain_one() -> None:
    value = content_disposition("Мария Иванова.pdf")
    assert 'filename="document.pdf"' in value
    assert "filename*=UTF-8''%D0%9C%D0%B0%D1%80%D0%B8%D1%8F%20" in value
    assert 'filename="Zoe CV.pdf"' in content_disposition("Zoë CV.pdf")
