"""Chapters of the whole recruitment: the interviews, the debriefs, the report, the hand-over."""

from __future__ import annotations

from recruit.access.rules import Capacity
from tests.flows.whole_before import LATE, applicant
from tests.flows.whole_house import House, actor
from tests.flows.whole_shortlist import CHOSEN, meeting, minutes
from tests.pages import Page, Value

DAYS = {1: (12, 9), 3: (12, 13), 2: (13, 9), 5: (13, 13), 12: (14, 9)}
"""Day of December and hour of each interview, by the number of the candidate."""
STRENGTH = {1: 5, 3: 4, 2: 4, 5: 3, 12: 2}
"""What the panel thinks of each, from 1 to 5."""


def slots(h: House) -> None:
    """54(f): slots for the invited, letters, their answers; letters to the not suitable."""
    h.on(12, 8)
    focal = h.who("focal_point")
    page = focal.task("Set the interview slots")
    form, _button = page.form("Set the slots")
    fields: dict[str, Value] = {"minutes": "75"}
    for line in form.element.iter("li"):
        day, hour = next(DAYS[n] for n in CHOSEN if h.refs[n] in line.text_content())
        for control in line.iter("input"):
            kind = control.get("name").partition("-")[0]
            if kind == "hours":  # no time there is early or late
                continue
            fields[control.get("name")] = {
                "at": f"2022-12-{day}T{hour:02d}:30",
                "zone": "Africa/Nairobi",
                "place": "https://rooms.gichd.example/director",
            }[kind]
    page = focal.send(page, "Set the slots", fields)
    page = focal.task("Send the invitations")
    page = focal.send(page, "Send the invitations")
    letter = h.mails(applicant(1).mail)[-1].as_string()
    assert "interview" in letter.lower() and applicant(3).name not in letter
    h.on(12, 9)
    focal = h.who("focal_point")
    for number in CHOSEN:
        page = focal.task(f"Record the answer of {h.refs[number]} to the invitation")
        page = focal.send(page, "Confirmed", about=h.refs[number])
    page = focal.task("Write to the applicants who are not suitable")
    page = focal.send(page, "Put together 1 letter")
    assert "1 letter waits for a second person" in page.words
    second = h.who("screener_one")  # W9: not the same person
    page = second.task("Release the letters to candidates: Not suitable")
    assert h.refs[21] in page.words
    second.send(page, "Release 1 letter")
    page = focal.get(h.path(Capacity.FOCAL_POINT, "appointment/letters"))
    assert "1 letter was sent on 9 December 2022" in page.words
    assert h.refs[21] in h.mails(applicant(21).mail)[-1].as_string()


def sheet(h: House, key: str, number: int) -> None:
    """A member scores each entry with a note, and locks."""
    visitor = h.who(key)
    page = visitor.task(f"Score {h.refs[number]} and lock your sheet")
    form, _button = page.form("Lock my sheet")
    fields: dict[str, Value] = {}
    for place, name in enumerate(n for n in form.names if n.startswith("score-")):
        score = max(1, min(5, STRENGTH[number] - (place == 2 and key == "member_malawi") * 2))
        fields[name] = str(score)
        fields[f"note-{name.removeprefix('score-')}"] = (
            f"{said(h, key, number)}, entry {place + 1}."
        )
    saved = visitor.send(page, "Save the draft", fields)
    locked = visitor.send(saved, "Lock my sheet", {"sure": True})
    assert not locked.offers("Lock my sheet")


def said(h: House, key: str, number: int) -> str:
    """How this member's notes on this candidate begin, to be known again."""
    return f"Heard of {h.refs[number]} for {actor(key).state}"


def interviews(h: House) -> None:
    """54(f): started by the Chair, scored by each alone (R15), consents asked of all."""
    for number in CHOSEN:
        day, hour = DAYS[number]
        h.on(12, day, hour, 30)
        chair = h.who("president")
        ref = h.refs[number]
        member = h.who("member_chile")
        assert not any(f"Score {ref}" in t for t in member.tasks())
        page = chair.task(f"Start the interview of {ref}")
        form, _button = page.form("The interview starts now", about=ref)
        present = list(form.options("present").values())
        chair.send(page, "The interview starts now", {"present": present}, about=ref)
        for key in h.members:
            if key == "member_bulgaria":
                page = h.who(key).get(h.path(Capacity.MEMBER, "interviews/debrief"))
                assert said(h, "member_malawi", number) not in page.words  # R15
            sheet(h, key, number)
        page = h.who("member_malawi").get(h.path(Capacity.MEMBER, "interviews/debrief"))
        assert said(h, "member_bulgaria", number) in page.words  # all have locked
        page = chair.task(f"Record what {ref} answered on being named")
        fields: dict[str, Value] = {
            "named": "yes",
            "biography": f"{applicant(number).name} has led teams of a treaty's secretariat.",
            "ask_referees": "yes",
            "referees": "Referee one (invented)",
        }
        page = chair.send(page, "Record the answer", fields)
        assert "Referee one" in page.words  # the Chair reads it, the other seats do not
        seen = member.get(page.path.replace("/chair/", "/member/"))
        assert "The answer is recorded" in seen.words and "Referee" not in seen.words
    h.on(12, 14, 15)
    focal = h.who("focal_point")
    page = focal.task("Write to the candidates who are not invited")
    focal.send(page, "Put together 2 letters")
    second = h.who("screener_one")  # W9: not the same person
    page = second.task("Release the letters to candidates: Suitable, not invited")
    second.send(page, "Release 2 letters")
    page = focal.get(h.path(Capacity.FOCAL_POINT, "interviews/"))
    assert said(h, "member_chile", 1) not in page.words


def debriefs(h: House) -> None:
    """54(f), J6: the panel agrees on scores, talking first where its members differ."""
    h.on(1, 20)
    title = "Record the agreed scores of "
    for number in CHOSEN:
        chair = h.who("president")
        page = chair.get(h.path(Capacity.MEMBER, "interviews/debrief"))
        assert "Ranking, as advice" not in page.words  # not before the last debrief
        page = chair.task(title + h.refs[number])
        form, _button = page.form("Record for good")
        fields: dict[str, Value] = {"present": list(form.options("present").values())}
        for name in form.names:
            if name.startswith("score-"):
                fields[name] = str(STRENGTH[number])
        if number == CHOSEN[0]:  # members differ by two points: a note is needed
            refused = chair.send(page, "Record for good", fields, status=409)
            assert "a note is missing" in refused.words
        notes = {n: "Agreed after talking." for n in form.names if n.startswith("note-")}
        page = chair.send(page, "Record for good", fields | notes)
    page = h.who("member_bulgaria").get(h.path(Capacity.MEMBER, "interviews/debrief"))
    assert "Ranking, as advice" in page.words
    assert not any(title in t for t in h.who("president").tasks())


OUTSIDE = (
    ("president", Capacity.PRESIDENT, "approval/"),
    ("office_first", Capacity.OFFICE, "approval/"),
    ("focal_point", Capacity.FOCAL_POINT, "interviews/"),
    ("focal_point", Capacity.FOCAL_POINT, "appointment/letters"),
    ("reader_mex", Capacity.COMMITTEE, "report/released"),
    ("delegate_fra", Capacity.DELEGATE, "approval/"),
)
"""Pages of those who learn nothing of the report before it is released (P53f-2)."""


def outside(h: House) -> dict[str, str]:
    """What those outside the seats read, page by page; with what is public."""
    found = {}
    for key, capacity, rest in OUTSIDE:
        visitor = h.who(key)
        answer = visitor.http.get(h.path(capacity, rest))
        page = Page(rest, answer.status_code, answer.get_data(as_text=True))
        found[f"{capacity} {rest}"] = f"{page.status}: {page.words}"
        if key != "president":  # who sits in the Chair too
            found[f"{capacity} tasks"] = str(list(visitor.tasks()))
    public = h.anybody().http.get(f"/outcome/{h.world.cast.procedure_name}")
    found["public"] = f"{public.status_code}: {Page('', 0, public.get_data(as_text=True)).words}"
    return found


def report(h: House) -> None:
    """54(g), 53(f): decided, written, called, signed, lodged; nobody outside learns of it."""
    for key in ("reader_mex", "office_second", "auditor"):
        h.sign_undertaking(key)
    h.on(2, 1)
    before = outside(h)
    chair = h.who("president")
    task = next(t for t in chair.tasks() if "final decision" in t.lower())
    meeting(h, chair.task(task), "The final decision")
    page = chair.task(task)
    form, _button = page.form("Record the decision")
    name = applicant(1).name
    preferred = next(v for words_, v in form.options("preferred").items() if name in words_)
    fields: dict[str, Value] = {
        "preferred": preferred,
        "reason": "The first by the agreed scores, and by the panel's own conviction.",
    }
    reserve = [n for n in form.names if n.startswith("reserve-") and preferred not in n]
    for place, field in enumerate(reserve, start=1):
        fields[field] = str(place)
    chair.send(page, "Record the decision", fields)
    minutes(h, "The final decision")
    h.on(2, 3)
    member = h.who("member_chile")
    page = member.send(member.task("Open the report for drafting"), "Open it for drafting")
    assert page.title == "Write the report"
    h.on(2, 6)
    member = h.who("member_chile")
    page = member.task("Write the panel's narrative")
    parts = [f for f in page.forms if "/part/" in f.action]
    assert len(parts) == 1 + len(CHOSEN)  # the mandate, and each interviewed candidate
    for part in parts:
        text = "What the panel saw and heard, in its own words; checked against the sheets."
        page = member.send(page, "Save this part", {"text": text}, about=part.action)
    h.on(2, 9)
    chair = h.who("president")
    page = chair.task("Call the members to sign")
    page = chair.send(page, "Call the members to sign")
    h.on(2, 10)
    for key in h.members:
        visitor = h.who(key)
        page = visitor.task("Sign the report")
        whole = visitor.follow(page, "Read the whole text")
        assert applicant(1).name in whole.words
        assert applicant(LATE).name not in whole.words  # not shortlisted: by reference only
        page = visitor.send(page, "Sign the report", about="/report/sign")
    h.on(2, 15)
    chair = h.who("president")
    page = chair.task("Lodge the report")
    page = chair.send(page, "Lodge the report")
    assert page.title == "The report is lodged"
    page = h.who("member_malawi").get(h.path(Capacity.MEMBER, "report/"))
    download = page.link("Download, PDF")
    assert h.who("member_malawi").content(download).startswith(b"%PDF")
    for capacity in (Capacity.PRESIDENT, Capacity.CHAIR):
        h.who("president").get(download.replace("/member/", f"/{capacity}/"), 404)
    after = outside(h)
    for name, words_ in after.items():
        assert words_ == before[name], name  # P53f-2: not even that there is a report


def hand_over(h: House) -> None:
    """53(f): the President gets the name, the biography, and that the conditions hold."""
    h.on(2, 17)
    office = h.who("office_first")
    page = office.get(h.path(Capacity.OFFICE, "approval/"))
    assert page.title == "No hand-over"
    chair = h.who("president")
    page = chair.task("Hand over")
    page = chair.send(page, "Hand over", _pronoun(page))
    assert applicant(1).name in page.words
    page = h.again("office_first").get(h.path(Capacity.OFFICE, "approval/"))
    assert applicant(1).name in page.words
    assert all(applicant(n).name not in page.words for n in CHOSEN if n != 1)
    h.who("office_first").get(h.path(Capacity.OFFICE, "report/"), 404)


def _pronoun(page: Page) -> dict[str, Value]:
    form, _button = page.form("Hand over")
    return {"pronoun": list(form.options("pronoun").values())[-1]}
