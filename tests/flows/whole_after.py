"""Chapters of the whole recruitment: the silence procedure, the release, the contract."""

from __future__ import annotations

from typing import Any

from recruit.access.rules import Capacity
from tests.flows.whole_before import applicant
from tests.flows.whole_house import House
from tests.flows.whole_interviews import CHOSEN
from tests.pages import Value, words_of

STATEMENT = "My delegation thanks the panel for its work and welcomes the proposal."


def _text(mail: Any) -> str:
    """The words of a mail."""
    parts = [p for p in mail.walk() if p.get_content_type() == "text/plain"]
    return " ".join(str(p.get_payload(decode=True).decode()).replace("\n", " ") for p in parts)


def silence(h: House) -> None:
    """53(f): proposed to the States Parties by written silence procedure, and certified."""
    name = applicant(1).name
    h.on(2, 20)
    office = h.who("office_first")
    page = office.task("Draft the proposal's letter")
    page = office.send(page, "Save the draft")
    delegate = h.who("delegate_fra")
    address = h.path(Capacity.DELEGATE, "approval/")
    assert delegate.get(address).title == "There is no proposal yet"
    h.on(2, 21)
    office = h.who("office_first")
    page = office.task("Prove the contacts of the missions")
    office.send(page, "Send the rehearsal mail to every mission")
    asked = h.mails("mission.geneva@")
    assert len(asked) == 110 and not any(name in _text(letter) for letter in asked)
    for mail in asked[:-1]:  # W8: all but one say that it came
        link = next(w for w in _text(mail).split() if "/contact/" in w)
        anybody = h.anybody()
        page = anybody.get("/contact/" + link.partition("/contact/")[2])
        anybody.send(page, "The mail has arrived")
    h.on(2, 27)
    president = h.who("president")
    page = president.task("Propose the candidate to the States Parties")
    office = h.who("office_first")
    assert not office.get(h.path(Capacity.OFFICE, "approval/")).offers("Open the round")
    form, _button = page.form("Open the round")
    fields: dict[str, Value] = {}
    assert "1 State Party was not reached" in page.words and "named" in form.names
    fields["named"] = True
    page = president.send(page, "Open the round", fields)
    assert "round 1" in page.words
    delegate = h.who("delegate_fra")
    page = delegate.task("Read the proposal of the next Director")
    assert name in page.words and all(applicant(n).name not in page.words for n in CHOSEN[1:])
    letters = h.mails("mission.geneva@")[len(asked) :]
    assert len(letters) == 110 and all(name in _text(letter) for letter in letters)
    h.on(3, 6)
    delegate = h.who("delegate_fra")
    page = delegate.task("Read the proposal of the next Director")
    page = delegate.follow(page, "Read how silence is broken")
    form, _button = page.form("Read it once more")
    page = delegate.send(
        page,
        "Read it once more",
        {"said": "support", "text": STATEMENT, "function": "Counsellor"},
        status=200,
    )
    assert "This does not break silence." in page.words
    page = delegate.send(page, "Record it for")
    assert "It did not break silence." in page.words
    receipt = page.path
    other = h.who("delegate_mex")
    page = other.get(address)
    assert STATEMENT not in page.words and "France" not in page.words  # S16
    assert h.anybody().http.get(f"/outcome/{h.world.cast.procedure_name}").status_code == 404
    other.get(receipt, 404)  # another State's letter
    page = h.who("office_first").get(h.path(Capacity.OFFICE, "approval/items"))
    assert "France" in page.words
    h.who("member_malawi").get(h.path(Capacity.MEMBER, "approval/items"), 404)


def certified(h: House) -> None:
    """53(f): certified after the deadline; the report released by two people."""
    h.on(3, 13, 17, 59)
    president = h.who("president")
    assert not any("Certify" in t for t in president.tasks())
    h.on(3, 13, 18, 5)
    president = h.who("president")
    page = president.task("Certify the outcome of the round")
    page = president.send(page, "Certify the outcome", {"declared": True})
    assert "Approved as of" in page.words
    page = h.who("delegate_mex").get(h.path(Capacity.DELEGATE, "approval/"))
    assert "The proposal is approved" in page.words
    released = h.path(Capacity.COMMITTEE, "report/released")
    h.on(3, 15)
    page = h.who("reader_mex").get(released)
    assert "Nothing is released to you." in page.words
    president = h.who("president")
    page = president.task("Release the report to the Coordination Committee")
    page = president.send(page, "Ask for the release")
    assert "another person than you, confirms it" in page.words
    page = h.who("reader_mex").get(released)  # R27: one person is not enough
    assert "Nothing is released to you." in page.words
    h.who("reader_mex").get(f"{released}/copy", 404)
    own = president.get(h.path(Capacity.MEMBER, "report/release/second"))
    assert not own.offers("Confirm the release")
    h.on(3, 16)
    member = h.who("member_chile")
    page = member.task("Confirm the release of the report")
    member.send(page, "Confirm the release")
    h.on(3, 17)
    reader = h.who("reader_mex")
    page = reader.task("Read the released report")
    copy = reader.content(page.link("Open my copy, PDF"))
    assert copy.startswith(b"%PDF")
    page = reader.get(released)
    assert "Your copies so far" in page.words
    h.who("delegate_mex").get(released.replace("/committee/", "/delegate/"), 404)
    for key, capacity in (
        ("office_first", Capacity.OFFICE),
        ("focal_point", Capacity.FOCAL_POINT),
    ):
        h.who(key).get(h.path(capacity, "report/released"), 404)


def _step(h: House, title: str, fields: dict[str, Value]) -> None:
    focal = h.who("focal_point")
    page = focal.task(title)
    focal.send(page, "Record the step", fields)


def contract(h: House) -> None:
    """53(g), 54(h): the offer, its answer, the publication, the contract, the letters."""
    name = applicant(1).name
    public = f"/outcome/{h.world.cast.procedure_name}"
    h.on(3, 17, 11)
    offer: dict[str, Value] = {"on": "2023-03-17"}
    for named in ("salary_scale", "staff_rules", "reports_to_president"):
        offer[named] = True
    _step(h, "Make the offer", offer)
    h.on(3, 20)
    chair = h.who("president")
    page = chair.task("Write to the candidates who were interviewed")
    page = chair.send(page, "Put together")
    member = h.who("member_chile")
    page = member.task("Release the letters to candidates: Interviewed")
    member.send(page, "Release")
    assert h.refs[12] in h.mails(applicant(12).mail)[-1].as_string()
    h.on(3, 22)
    _step(h, "Record the answer to the offer", {"accepted": "yes", "on": "2023-03-22"})
    assert h.anybody().http.get(public).status_code == 404
    h.on(3, 24)
    president = h.who("president")
    page = president.task("Publish the outcome")
    president.send(page, "Publish name and position")
    page = h.anybody().get(public)
    assert name in page.words and "Director" in page.words
    for number in CHOSEN[1:]:
        assert applicant(number).name not in page.words and h.refs[number] not in page.words
    assert h.refs[1] not in page.words and "panel" not in page.words.lower()
    h.on(3, 28)
    _step(h, "Record the checks", {"on": "2023-03-28", "detail": "Degrees confirmed."})
    h.on(4, 3)
    _step(
        h,
        "Record the signature of the contract",
        {"on": "2023-04-03", "first_day": "2023-05-15", "detail": "Signed by both sides."},
    )
    page = h.who("focal_point").get(h.path(Capacity.FOCAL_POINT, "appointment/contract"))
    assert "14 May 2027" in page.words  # T2: 48 months
    assert "Starts on Monday 15 May 2023" in h.anybody().get(public).words
    h.on(4, 12)
    chair = h.who("president")
    page = chair.task("Write to the candidates of the reserve")
    chair.send(page, "Put together")
    member = h.who("member_chile")
    page = member.task("Release the letters to candidates: Reserve")
    assert h.refs[CHOSEN[1]] not in page.words  # the number alone: it is closed
    member.send(page, "Release")
    h.on(5, 15)
    _step(h, "Record the start of the term", {"on": "2023-05-15"})
    _step(h, "Record the handover", {"on": "2023-05-15", "detail": "With a list of the files."})
    page = h.who("focal_point").get(h.path(Capacity.FOCAL_POINT, "appointment/contract"))
    assert "Every step is recorded." in page.words


def the_record(h: House) -> None:
    """What was done is in the record, and every page of it verifies."""
    said = h.world.app.test_cli_runner().invoke(args=["audit", "verify"])
    assert said.exit_code == 0 and "The record is whole." in said.output
    page = h.who("auditor").get(h.path(Capacity.AUDITOR, "record"))
    assert words_of(page.tree).count("2023") > 5
