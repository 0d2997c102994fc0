"""What is proposed of a group, where it is from, and what is missing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from recruit.applications.rules import proposing, signed
from recruit.applications.rules.grouping import Group, Row
from recruit.applications.rules.proposing import Draft, Facts, alike, problems, propose
from recruit.core.errors import Refusal

LINE = "Received: from relay.example by mx.example; Mon, 12 Sep 2022 14:03:20 +0000"
HEAD = {
    "name": "Okello, Grace",
    "mail": "grace@okello.example",
    "received": LINE,
    "date": "Sun, 04 Sep 2022 09:00:00 +0000",
}
NOW, POSTED = datetime(2022, 9, 13, 7, tzinfo=UTC), datetime(2022, 9, 5, 7, tzinfo=UTC)


def missing(draft: Draft, documents: int = 1) -> list[str]:
    return problems(draft, documents, now=NOW, posted_at=POSTED)


@pytest.mark.rule("A1")
def test_a_mails_receipt_is_its_topmost_received_line_and_never_its_date() -> None:
    draft = propose(Group("mail:m", ("m",)), {"m": Facts("1.eml", HEAD)})
    assert draft.name == "Grace Okello" and draft.mail == "grace@okello.example"
    assert draft.received_at == datetime(2022, 9, 12, 14, 3, 20, tzinfo=UTC)
    assert draft.evidence == LINE and missing(draft) == []
    without = propose(Group("mail:m", ("m",)), {"m": Facts("1.eml", HEAD | {"received": ""})})
    assert without.received == "" and "sender's own word" in without.notes[0]
    assert missing(without) == ["The time of receipt is missing."]


@pytest.mark.rule("A1")
def test_a_rows_values_come_first_and_what_it_lacks_from_the_mail() -> None:
    row = Row("l", 1, {"name": "G. A. Okello", "nationalities": "UGA", "gender": "F", "staff": "x"})
    draft = propose(Group("row:l:1", ("m",), "", row), {"m": Facts("1.eml", HEAD)})
    assert draft.name == "G. A. Okello" and draft.mail == "grace@okello.example"
    assert draft.sources["name"] == "row" and draft.sources["mail"] == "mail"
    assert (draft.nationalities, draft.gender, draft.staff) == ("UGA", "f", True)


@pytest.mark.rule("A1")
def test_without_mail_or_row_names_and_text_are_asked() -> None:
    facts = {"1": Facts("cv.pdf", None, ("ana@lopez.example", "boss@work.example"))}
    draft = propose(Group("folder:z:Ana", ("1",), "Ana López CV"), facts)
    assert draft.name == "Ana López" and draft.sources["name"] == "folder"
    assert draft.mail == "ana@lopez.example" and draft.sources["mail"] == "text"
    bare = propose(Group("file:1", ("1",)), {"1": Facts("cv.pdf", None, ("a.lopez@x.example",))})
    assert bare.name == "" or bare.sources["name"] == "address"


CV = "Curriculum vitae\n\nJosé Ángel Núñez Ibáñez\nMonterrey · jose@nunez.example\n2014-2020"


@pytest.mark.rule("A1")
@pytest.mark.parametrize(
    ("file", "text", "name", "source"),
    [
        ("Europass.pdf", CV, "José Ángel Núñez Ibáñez", "text"),  # the address bears it out
        ("CV_Núñez.docx", CV.split("jose@")[0], "José Ángel Núñez Ibáñez", "text"),  # the file does
        ("CV Ana López.pdf", "Global Health Trust\nGeneva", "Ana López", "file"),  # nothing does
        ("2.pdf", "Global Health Trust\nGeneva", "Global Health Trust", "text"),  # a guess at least
        (
            "form.pdf",
            "Application form\nFull name: AMINA AL-SAYYID\n3 May",
            "Amina Al-Sayyid",
            "text",
        ),
        (
            "2.pdf",
            "Życiorys\nŁucja Żółtowska-Wąż\nlucja@post.example",
            "Łucja Żółtowska-Wąż",
            "text",
        ),
        ("简历.docx", "李小明\n日内瓦", "李小明", "text"),
        ("Ana Berg.pdf", "Łucja Wąż\nlucja@post.example", "Łucja Wąż", "text"),
        ("2.pdf", "Dear Madam\nGeneva, 3 May\nI am glad to apply", "", ""),
    ],
)
def test_the_head_of_a_document_says_whose_it_is(
    file: str, text: str, name: str, source: str
) -> None:
    found = proposing.addresses(text)
    facts = {"1": Facts(file, None, found, signed.heads(text))}
    draft = propose(Group("file:1", ("1",), file), facts)
    assert (draft.name, draft.sources.get("name", "")) == (name, source)
    assert any("Ana Berg" in note for note in draft.notes) == (file == "Ana Berg.pdf")


@pytest.mark.rule("A1")
@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2022-09-12 16:03", (14, 3)),
        ("2022-09-12T14:03:00Z", (14, 3)),
        ("12.09.2022 16:03", (14, 3)),
        ("12/09/2022 16:03:00", (14, 3)),
        ("2022-09-12T16:03:00+02:00", (14, 3)),
    ],
)
def test_a_time_in_a_list_is_genevas_unless_it_says_another(
    text: str, utc: tuple[int, int]
) -> None:
    at = proposing.moment(text)
    assert at is not None and at.astimezone(UTC) == datetime(2022, 9, 12, *utc, tzinfo=UTC)


@pytest.mark.rule("A1")
@pytest.mark.parametrize("text", ["2022-09-12", "yesterday", "", "13/13/2022 10:00"])
def test_a_day_without_time_is_no_receipt(text: str) -> None:
    assert proposing.moment(text) is None


@pytest.mark.rule("A1")
def test_what_keeps_a_proposal_from_being_filed_is_said() -> None:
    whole = propose(Group("mail:m", ("m",)), {"m": Facts("1.eml", HEAD)})
    assert "name" in missing(replace(whole, name=" "))[0]
    assert "address" in missing(replace(whole, mail="nobody"))[0]
    assert "document" in missing(whole, 0)[0]
    assert "future" in missing(replace(whole, received="2022-09-20T10:00:00+00:00"))[0]
    assert "another time" in missing(replace(whole, received="2022-09-12T10:00:00+00:00"))[0]
    assert "evidence" in missing(replace(whole, evidence=""))[0]
    before_posting = problems(whole, 1, now=NOW, posted_at=None)
    assert "not posted" in before_posting[0]


@pytest.mark.rule("A11")
def test_the_same_name_or_address_is_pointed_out_and_nothing_is_merged() -> None:
    drafts = [
        ("1", Draft(name="Ana López", mail="ana@x.example")),
        ("2", Draft(name="Lopez Ana", mail="other@x.example")),
        ("3", Draft(name="Bo", mail="ANA@x.example")),
        ("4", Draft()),
        ("5", Draft()),
    ]
    assert alike(drafts) == {"1": ["3", "2"], "2": ["1"], "3": ["1"]}


@pytest.mark.rule("A1")
def test_nothing_is_left_out_without_a_reason() -> None:
    with pytest.raises(Refusal):
        proposing.why_needed("  ")
    assert proposing.why_needed(" twice ") == "twice"
