"""Chapters of the whole recruitment: the papers, the ballots, the decision, the invited."""

from __future__ import annotations

from recruit.access.rules import Capacity
from recruit.demo import words
from recruit.shortlist.rules.grid import LEVELS
from tests.flows.whole_before import LATE, LISTED, applicant
from tests.flows.whole_house import House, actor
from tests.flows.whole_screening import declare
from tests.pages import Page, Value, words_of


def meeting(h: House, page: Page, title: str) -> Page:
    """The Chair opens a meeting with all who sit, from a page that says there is none."""
    chair = h.who("president")
    page = chair.follow(page, "Open")
    form, _button = page.form("Open the meeting")
    fields: dict[str, Value] = {
        "title": title,
        "held": _now(h),
        "present": list(form.options("present").values()),
    }
    page = chair.send(page, "Open the meeting", fields)
    assert title in page.title
    return page


def _now(h: House) -> str:
    return h.now.strftime("%Y-%m-%dT%H:%M")


def minutes(h: House, title: str) -> None:
    """The Chair writes the minutes; everybody who was present confirms them (C10)."""
    chair = h.who("president")
    page = chair.task("Write the minutes")
    assert title in page.title
    chair.send(
        page, "Lay the minutes before the members", {"minutes": words.minutes("shortlist", title)}
    )
    for key in h.members:
        visitor = h.who(key)
        if key == "president" and not any("Confirm the minutes" in t for t in visitor.tasks()):
            continue
        page = visitor.task("Confirm the minutes")
        visitor.send(page, "Confirm the minutes")


def rulings(h: House) -> None:
    """54(b): the panel asks for the applications; decides a borderline file, an equivalence."""
    h.on(10, 17)
    mover = h.who("member_malawi")
    page = mover.task("You may ask for all the applications received")
    form, _button = page.form("Move it")
    reason = "The panel answers for the choice, and wants to see from how many it was made."
    page = mover.send(page, "Move it", {"kind": "list", "reason": reason})
    chair = h.who("president")
    page = chair.get(h.path(Capacity.MEMBER, "prescreening/requests"))
    page = chair.send(page, "Send", {"objects": "no"})
    focal = h.who("focal_point")
    page = focal.task("Answer the panel's request")
    focal.send(page, "Give the answer", {"note": "Given in full."})
    page = mover.get(h.path(Capacity.MEMBER, "prescreening/given"))
    assert all(h.refs[n] in page.words for n in (*LISTED, 21)), page.words
    for key in (*h.members, "surrogate_gambia", "surrogate_guyana", "surrogate_newzealand"):
        declare(h, key, {})  # on the names that came with the answer
    h.on(10, 27)
    chair = h.who("president")
    title = f"Put borderline file {h.refs[15]} to the panel"
    page = chair.task(title)
    meeting(h, page, "Borderline files and equivalences")
    page = chair.task(title)
    fields = {"accepted": "yes", "reason": "What is unclear can be asked in the interview."}
    page = chair.send(page, "Record the decision", fields, about=h.refs[15])
    page = chair.task(f"Put the equivalence of {h.refs[12]} to the panel")
    fields = {"accepted": "yes", "reason": "A first-level degree in the field, and the years."}
    chair.send(page, "Record the decision", fields, about=h.refs[12])
    minutes(h, "Borderline files and equivalences")


def _profile(page: Page) -> dict[str, Value]:
    fields: dict[str, Value] = {}
    for key, weight, essential in words.PROFILE:
        fields |= {f"weight-{key}": str(weight), f"essential-{key}": essential}
        if key != "leadership":
            fields[f"take-{key}"] = True
        else:
            fields["own-leadership"] = "Gives direction.\nDecides, and says why."
    form, _button = page.form("Save the draft")
    for name in form.names:  # the proposal's other competencies are taken out
        if name.startswith("take-"):
            fields.setdefault(name, False)
    return fields


def _entries(page: Page, prefix: str) -> dict[str, str]:
    """The heading of each card of the page, by the name of its first field."""
    found = {}
    for card in page.tree.find_class("paper-entry"):
        name = next(e.get("name") for e in card.iter("textarea") if e.get("name", "")[:5] == prefix)
        found[name.partition("-")[2]] = words_of(next(card.find_class("card-title")[0].iter("bdi")))
    return found


def adopt(h: House, paper: str, title: str) -> None:
    """The Chair opens a meeting and records that the panel adopts a paper by consensus."""
    chair = h.who("president")
    page = chair.task(title)
    meeting(h, page, title)
    page = chair.task(title)
    page = chair.send(page, "Record the adoption", about=f"adopt/{paper}")
    assert "is in force" in page.words
    minutes(h, title)


def papers(h: House) -> None:
    """54(d), (e): competency profile, questions and grid, adopted in this order."""
    h.on(11, 1)
    member = h.who("member_malawi")
    page = member.task("Draft the competency profile")
    page = member.send(page, "Save the draft", _profile(page))
    assert "The weights sum to 100 of 100." in page.words
    h.on(11, 3)
    adopt(h, "profile", "Put the competency profile to the panel")
    h.on(11, 7)
    focal = h.who("focal_point")  # who drafts with the panel
    page = focal.task("Draft the interview questions")
    form, _button = page.form("Save the draft")
    fields: dict[str, Value] = {}
    asked = list(words.QUESTIONS.values())
    mains = [name for name in form.names if name.startswith("main-")]
    for n, name in enumerate(mains):
        question = name.removeprefix("main-")
        fields[name] = asked[n].setback if n % 4 == 1 else asked[n].main
        fields[f"probe-{question}"] = asked[n].probe
        fields[f"setback-{question}"] = n % 4 == 1
    page = focal.send(page, "Save the draft", fields)
    assert "Draft, saved" in page.words
    h.on(11, 10)
    for key in ("member_chile", "member_bulgaria"):
        visitor = h.who(key)
        page = visitor.task("Confirm the questions")
        visitor.send(page, "I confirm the questions as saved")
    h.on(11, 14)
    adopt(h, "questions", "Put the questions to the panel")
    h.on(11, 15)
    page = member_task(h, "member_bulgaria", "Draft the evaluation grid")
    form, _button = page.form("Save the draft")
    fields = {
        name: words.grid_words("leadership", int(name.rsplit("-", 1)[1]))
        for name in form.names
        if name.startswith("level-")
    }
    assert len(fields) == len(mains) * len(LEVELS)
    h.who("member_bulgaria").send(page, "Save the draft", fields)
    h.on(11, 18)
    adopt(h, "grid", "Put the evaluation grid to the panel")


def member_task(h: House, key: str, title: str) -> Page:
    """Open the page of a task that this person's home names."""
    return h.who(key).task(title)


def criteria(h: House) -> None:
    """54(c): the criteria come before the first ballot (J1)."""
    h.on(11, 19)
    member = h.who("member_chile")
    page = member.get(h.path(Capacity.MEMBER, "shortlist/ballot"))
    assert page.title == "The ballot has not begun"
    chair = h.who("president")
    page = chair.task("Lock the shortlist criteria")
    page = chair.send(page, "Lock the criteria", {"last_day": "2022-11-30"})
    assert "Last day for the ballots: Wednesday 30 November 2022" in page.words


def ballot(h: House, key: str, order: list[int]) -> Page:
    """A ballot with script off: five chosen and ranked, marks and a reason for everybody."""
    visitor = h.who(key)
    page = visitor.task("Consider the candidates and draft your ballot")
    for number in order[:5]:
        page = visitor.send(page, "Choose", value=h.refs[number])
    form, _button = page.form("Lock my ballot")
    fields: dict[str, Value] = {}
    for rank, number in enumerate(order[:5], start=1):
        fields[f"rank-{h.refs[number]}"] = str(rank)
    for name in form.names:
        kind, _dash, rest = name.partition("-")
        number = next((n for n in order if h.refs[n] in rest), 0)
        if kind == "mark":
            fields[name] = str(max(2, 5 - order.index(number)))
        elif kind == "reason":
            fields[name] = f"{reason(key)} on {h.refs[number]}: the papers show it."
    return visitor.send(page, "Save the draft", fields)


def reason(key: str) -> str:
    """How this member's reasons begin, to be known again."""
    return f"In the view of {actor(key).state}"


ORDERS = {
    0: [1, 3, 2, 5, 12, 15, 38],
    1: [3, 1, 5, 2, 38, 12, 15],
    2: [1, 2, 3, 12, 5, 38, 15],
    3: [2, 1, 3, 5, 12, 38, 15],
    4: [1, 5, 3, 2, 12, 15, 38],
}


def ballots(h: House) -> None:
    """54(c): five ballots, blind to each other until all are locked (R15)."""
    h.on(11, 23)
    for place, key in enumerate(h.members):
        page = ballot(h, key, ORDERS[place])
        assert "Draft, saved" in page.words
        others = [other for other in h.members if other != key]
        for other in others:
            assert reason(other) not in page.words
    h.later(6)  # the second factor is asked again where it is not fresh
    for place, key in enumerate(h.members):
        visitor = h.who(key)
        page = visitor.task("Lock your ballot")
        before = visitor.get(h.path(Capacity.MEMBER, "shortlist/"))
        assert "Still missing" not in before.words  # not before one's own lock (R15)
        form, _button = page.form("Lock my ballot")
        assert "code" in form.names  # the step-up
        if key not in h.secrets:
            visitor = h.again(key)
            page = visitor.task("Lock your ballot")
            fields: dict[str, Value] = {}
        else:
            fields = {"code": h.code(key)}
        page = visitor.send(page, "Lock my ballot", fields)
        assert page.title == "Your ballot is locked" or "locked" in page.words
        page = visitor.get(h.path(Capacity.MEMBER, "shortlist/"))
        if place < 4:
            missing = [actor(k).name for k in h.members[place + 1 :]]
            assert all(name in page.words for name in missing)
            assert all(reason(k) not in page.words for k in h.members if k != key)
        else:
            assert all(reason(k) in page.words for k in h.members)


CHOSEN, SUBSTITUTES = (1, 3, 2, 5, 12), (38, 15)


def decision(h: House) -> None:
    """54(c): at most five, with substitutes in order; R16: released by the Chair alone."""
    h.on(12, 2)
    chair = h.who("president")
    title = "Record the panel's decision on the shortlist"
    meeting(h, chair.task(title), "Shortlist")
    page = chair.task(title)
    fields: dict[str, Value] = {"how": "consensus"}
    for number in LISTED:
        fields[f"reason-{h.refs[number]}"] = f"The panel on {h.refs[number]}: as the ballots say."
        fields[f"place-{h.refs[number]}"] = "in" if number in CHOSEN else ""
    sixth = fields | {f"place-{h.refs[LATE]}": "in"}
    refused = chair.send(page, "Record the decision", sixth, status=422)
    assert "five" in refused.words and "The panel on" in refused.source  # all is still there
    for n, number in enumerate(SUBSTITUTES, start=1):
        fields[f"place-{h.refs[number]}"] = f"s{n}"
    page = chair.send(refused, "Record the decision", fields)
    minutes(h, "Shortlist")
    page = h.who("member_malawi").get(h.path(Capacity.MEMBER, "shortlist/"))
    assert all(h.refs[n] in page.words for n in (*CHOSEN, *SUBSTITUTES))
    h.on(12, 5)
    for key in (*h.members, "surrogate_gambia", "surrogate_guyana", "surrogate_newzealand"):
        visitor = h.who(key)
        page = visitor.task("Has anything changed since you declared?")  # C4: everybody's
        form, _button = page.form("Answer")
        value = next(iter(form.options("answer").values()))
        page = visitor.send(page, "Answer", {"answer": value})
        assert "You have answered." in page.words
    focal = h.who("focal_point")
    invited = h.path(Capacity.FOCAL_POINT, "interviews/invited")
    page = focal.get(invited)  # R16: nothing tells the GICHD before the release
    assert "No names have been released." in page.words
    assert all(h.refs[n] not in page.words for n in CHOSEN)
    assert not any("slots" in t for t in focal.tasks())
    h.on(12, 7)
    chair = h.who("president")
    page = chair.task("Release the names of the invited to the GICHD")
    chair.send(page, "Release the names of the invited")
    page = h.who("focal_point").get(invited)
    names = sorted(applicant(n).name for n in CHOSEN)
    assert all(name in page.words for name in names)
    assert applicant(15).name not in page.words  # a substitute's name is the panel's
