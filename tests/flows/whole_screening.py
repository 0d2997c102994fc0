"""Chapters of the whole recruitment: the screening, the list, the declarations on its names."""

from __future__ import annotations

from recruit.access.rules import Capacity
from recruit.demo import people
from recruit.demo.acts.prescreening import written as demo_written
from recruit.prescreening.rules.written import Written
from tests.flows.whole_before import APPLICANTS, LISTED, TWICE, applicant
from tests.flows.whole_house import House, actor
from tests.pages import Form, Page, Value


def _answers(form: Form, written: Written) -> dict[str, Value]:
    """What a screener types, from the demonstration's invented answers."""
    fields: dict[str, Value] = {"path": str(written.path)}
    for n, dated in enumerate(written.periods):
        period = dated.period
        length = 4 if str(period.known) == "year" else 7
        fields |= {
            f"p{n}-what": dated.what,
            f"p{n}-first": period.first.isoformat()[:length],
            f"p{n}-last": period.last.isoformat()[:length] if period.last else "",
            f"p{n}-share": str(period.share),
            f"p{n}-work": str(period.work),
            f"p{n}-m2": period.m2,
            f"p{n}-m4": period.m4,
        }
        if period.decided:
            fields |= {f"p{n}-decided": "no", f"p{n}-why": period.decided.reason}
    for criterion, said in written.answers.items():
        fields |= {
            f"{criterion}-answer": str(said.finding),
            f"{criterion}-evidence": said.evidence,
            f"{criterion}-reason": said.reason,
        }
    assert set(fields) <= set(form.names), sorted(set(fields) - set(form.names))
    return fields


def screening(h: House) -> None:
    """54(b): each file judged by two, blind to each other; a difference settled; circulated."""
    h.on(9, 28)
    focal = h.who("focal_point")
    page = focal.task("Give the files to two screeners each")
    form, _button = page.form("Give them out evenly")
    two = [form.options("persons")[actor(k).name] for k in ("screener_one", "screener_two")]
    focal.send(page, "Give them out evenly", {"persons": two})
    h.on(9, 30)
    screened = [n for n in APPLICANTS if n != TWICE]
    for key, second in (("screener_one", False), ("screener_two", True)):
        visitor = h.who(key)
        page = visitor.get(h.path(Capacity.STAFF, "prescreening/"))
        for number in screened:
            file = visitor.follow(page, h.refs[number])
            if number == 5 and second:  # A5: the other has locked; nothing of it is shown
                assert applicant(5).answers["M3"].reason not in file.words
                assert "Closed. Two judgements are two only" in file.words
            form, _button = file.form("Lock these answers")
            written = demo_written(applicant(number), second=second)
            file = visitor.send(file, "Lock these answers", _answers(form, written))
            assert "error" not in file.title.lower()
        assert visitor.get(page.path).words.count("locked") > len(screened)
    h.on(10, 4)
    focal = h.who("focal_point")
    for _file in range(2):
        page = focal.task("Settle where two screeners differ")
        form, _button = page.form("Settle")
        person = next(applicant(n) for n in screened if h.refs[n] in page.title)
        answers = {str(criterion): answer for criterion, answer in person.answers.items()}
        fields: dict[str, Value] = {}
        for name in form.names:
            criterion, _dash, part = name.partition("-")
            if part == "value":
                fields[name] = str(answers[criterion].value)
            elif part == "note":
                fields[name] = answers[criterion].reason
        focal.send(page, "Settle", fields)
    member = h.who("member_bulgaria")
    assert not any("Declare on" in t for t in member.tasks())  # there is no list yet
    member.get(h.path(Capacity.MEMBER, "prescreening/candidates"), 404)
    h.on(10, 6)
    focal = h.who("focal_point")
    page = focal.task("Circulate the list of suitable candidates to the panel")
    listed = [h.refs[n] for n in LISTED]
    assert all(ref in page.words for ref in listed) and h.refs[21] not in page.words
    page = focal.send(page, "Circulate version 1")
    assert "Version 1" in page.words and "7 names" in page.words


def declare(h: House, key: str, relations: dict[str, tuple[str, str]]) -> Page:
    """Declare on every name that is asked: these relations, on the others none."""
    visitor = h.who(key)
    page = visitor.task("Declare on the names of the list")
    form, _button = page.form("Declare on all of them")
    fields: dict[str, Value] = {}
    for line in form.element.iter("fieldset"):
        kind = next(line.iter("select")).get("name")
        reference = next(e.text_content() for e in line.find_class("ref"))
        relation, words = relations.get(reference, ("none", ""))
        fields[kind] = relation
        if words:
            fields[kind.replace("kind", "text")] = words
    assert fields
    return visitor.send(page, "Declare on all of them", fields)


def declarations(h: House) -> None:
    """53(b): names first; one may have a conflict, and the first surrogate takes the seat."""
    h.on(10, 10)
    address = h.path(Capacity.MEMBER, "prescreening/candidates")
    member = h.who("member_malawi")
    page = member.get(address)
    assert "First declare on the names" in page.words  # C4
    assert applicant(1).name not in page.words
    held = {
        "member_norway": {h.refs[3]: ("same_employer", "We worked in one department until 2020.")},
        "member_chile": {h.refs[2]: ("acquaintance", "We met at two conferences.")},
    }
    for key in (*h.members, *(a.key for a in people.SURROGATES)):
        page = declare(h, key, held.get(key, {}))
        assert page.title == "You have declared on every name"
    page = member.get(address)
    names = [applicant(n).name for n in LISTED]
    assert all(name in page.words for name in names) and applicant(21).name not in page.words
    assert "Alphabetical" in page.words or "alphabetical" in page.words
    page = member.follow(page, applicant(1).name)
    assert "The screening's answers, as settled" in page.words
    document = page.link("as text CV")
    assert member.get(document).words.count(applicant(1).posts[0].title)
    page = h.who("member_norway").get(address)
    assert "No file and no judgement is open to you now" in page.words  # C5
    h.who("member_norway").get(document, 404)
    h.on(10, 12)
    chair = h.who("president")
    page = chair.task("Decide on a declaration")
    assert "among the candidate's nationalities" in page.words  # found by comparison (A7)
    page = chair.send(
        page,
        "Record the decision",
        {"reason": "Doubt is conflict: paragraph 53(b) speaks of a possible one."},
        about=h.refs[3],
    )
    h.on(10, 14)
    chair = h.who("president")
    page = chair.task("A seat is vacant: seat the next surrogate")
    form, _button = page.form("Seat this surrogate")
    lebanon = actor("surrogate_lebanon").name
    value = next(v for words, v in form.options("surrogate").items() if lebanon in words)
    fields = {"surrogate": value, "reason": "The order of surrogates, as it was composed."}
    chair.send(page, "Seat this surrogate", fields)
    h.who("member_norway").get(address, 404)  # the capacity has ended, whole
    h.members[4] = "surrogate_lebanon"
