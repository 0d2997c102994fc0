"""Home, calendar, record, who sees what, and the pages of errors, through HTTP."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError
from werkzeug.wrappers import Response

from recruit.access.actions import Action
from recruit.access.frame import act
from recruit.access.guard import requires
from recruit.access.models import Grant
from recruit.access.rules import Capacity, Reader
from recruit.core import clock, db, log
from recruit.core.errors import Kind, Refusal
from recruit.core.log_check import verify
from recruit.notices import kinds
from recruit.notices.models import Broadcast, Notice
from recruit.procedure import operations as procedures
from recruit.procedure.models import Amendment
from recruit.procedure.rules.milestones import Audience, MilestoneKind
from tests import ground
from tests.unit.web import making
from tests.unit.web.making import Site

K, A = MilestoneKind, Audience


def _wrong(app: Flask) -> None:
    """Pages that go wrong in each way."""

    def refuse() -> Response:
        raise Refusal("P54c", "para. 54(c)", "A sixth was chosen.", todo="Choose five.")

    def closed() -> Response:
        raise Refusal("R15", "reading R15", "It is closed.", kind=Kind.CLOSED)

    def invalid() -> Response:
        raise Refusal("R2", "reading R2", "This is no day.", kind=Kind.INVALID)

    def unknown() -> Response:
        raise Refusal("R17", "", "nothing", kind=Kind.UNKNOWN)

    def busy() -> Response:
        raise OperationalError("INSERT", {}, Exception("database is locked"))

    def broken() -> Response:
        raise ZeroDivisionError("Ana Prueba's own words")

    for view in (refuse, closed, invalid, unknown, busy, broken):
        app.add_url_rule(
            f"/wrong/{view.__name__}",
            view.__name__,
            requires(Action.ACCOUNT_OWN)(view),
            methods=["GET", "POST"],
        )


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with making.site(tmp_path, _wrong) as made:
        yield made


@pytest.fixture
def member(site: Site) -> Reader:
    return site.place.reader("Ana Prueba", Capacity.MEMBER, seat=4)


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", response.get_data(as_text=True))))


# ---------------------------------------------------------------- home


def test_without_a_session_home_leads_to_sign_in(site: Site) -> None:
    answer = site.app.test_client().get("/")
    assert answer.status_code == 302
    assert answer.location.startswith("/sign-in")


@pytest.mark.rule("W19")
def test_the_first_task_has_its_day_in_geneva_then_in_the_own_zone(site: Site) -> None:
    clock.freeze(datetime(2022, 9, 20, 9, 0, tzinfo=UTC))
    focal = site.place.reader("Flo Focal", Capacity.FOCAL_POINT)
    site.zone(focal, "America/Mexico_City")
    page = site.client(focal).get("/")
    said = text(page)
    assert "Post the vacancy announcement" in said
    assert "para. 54(a)" in said
    assert (
        "By Sunday 25 September 2022, 24:00 Geneva (UTC+2) · "
        "17:00 on Sunday 25 September 2022 in Mexico City (UTC-5)"
    ) in said
    assert "5 days left" in said
    assert "For you, now · GICHD focal point" in said


def test_the_buttons_page_opens(site: Site) -> None:
    focal = site.place.reader("Flo Focal", Capacity.FOCAL_POINT)
    client = site.client(focal)
    found = re.search(r'<a class="button" href="([^"]+)"', client.get("/").get_data(as_text=True))
    assert found is not None
    assert client.get(found[1]).status_code == 200


def test_with_nothing_due_home_is_calm_and_says_what_comes_next(
    site: Site,
) -> None:
    reader = site.place.reader("Cy Audit", Capacity.AUDITOR)
    said = text(site.client(reader).get("/"))
    assert "Nothing is due from you" in said
    assert "Next in the calendar: Interviews, from Monday 12 December 2022." in said


def test_a_person_without_any_capacity_is_told_so(site: Site) -> None:
    reader = site.place.reader("Ex Former", Capacity.AUDITOR)
    site.place.end(reader)
    said = text(site.client(reader).get("/"))
    assert "You hold no capacity at present" in said
    assert "The calendar" not in said


def test_a_capacity_that_ran_out_is_not_on_home(site: Site) -> None:
    reader = site.place.reader("Ag Ency", Capacity.AGENCY)
    with db.writing() as session:
        grant = session.get(Grant, reader.grant_id)
        assert grant is not None
        grant.until = clock.now()
        session.add(grant)
    assert "You hold no capacity" in text(site.client(reader).get("/"))


@pytest.mark.rule("C3")
def test_before_the_undertaking_home_offers_nothing_but_to_sign_it(site: Site) -> None:
    focal = site.place.reader("Flo Focal", Capacity.FOCAL_POINT)
    with db.writing() as session:
        grant = session.get(Grant, focal.grant_id)
        assert grant is not None
        grant.undertaken_at = None
        session.add(grant)
    said = text(site.client(focal).get("/"))
    assert "Sign the confidentiality undertaking" in said
    assert "Post the vacancy announcement" not in said
    assert "Opens once the undertaking is signed." in said


def test_each_task_and_capacity_stands_under_its_name(site: Site) -> None:
    person = site.place.reader("Pre Sident", Capacity.PRESIDENT)
    site.place.reader("Pre Sident", Capacity.FOCAL_POINT)
    site.place.reader("Pre Sident", Capacity.MEMBER, seat=1)
    said = text(site.client(person).get("/"))
    for name in (
        "President of the Meeting of States Parties",
        "Member of the selection panel, seat 1",
        "GICHD focal point",
    ):
        assert name in said
    assert "· GICHD focal point Post the vacancy" in said or "GICHD focal point By" in said


def _procedures(site: Site, n: int) -> None:
    for number in range(n):
        with db.writing() as session:
            made = procedures.create(
                session,
                clock.now(),
                name=f"more-{number}",
                preset_name=ground.PRESET,
                closure_at=None,
            )
            person = session.exec(ground.select(Grant)).first()
            assert person is not None
            session.add(
                Grant(
                    procedure_id=made.id,
                    person_id=person.person_id,
                    capacity=Capacity.FOCAL_POINT,
                    since=clock.now(),
                    undertaken_at=clock.now(),
                )
            )


def test_home_asks_as_many_questions_for_five_procedures_as_for_one(site: Site) -> None:
    focal = site.place.reader("Flo Focal", Capacity.FOCAL_POINT)
    client = site.client(focal)
    client.get("/")

    def asked() -> int:
        with making.counted() as said:
            assert client.get("/").status_code == 200
        return sum(1 for s in said if s.startswith(("SELECT", "INSERT", "UPDATE")))

    one = asked()
    _procedures(site, 4)
    first = asked()  # what this process has not read yet: three more, for all of them together
    assert asked() == one
    assert first <= one + 3 <= 8


def _told(site: Site, reader: Reader, kind: str, at: datetime) -> None:
    with db.writing() as session:
        broadcast = Broadcast(
            kind=kind,
            audience="panel",
            sender="chair",
            as_of=at,
            procedure_id=site.place.procedure_id,
        )
        session.add(broadcast)
        session.flush()
        session.add(
            Notice(
                broadcast_id=broadcast.id,
                procedure_id=site.place.procedure_id,
                person_id=reader.person_id,
                capacity=reader.capacity,
                kind=kind,
                at=at,
            )
        )


def test_what_is_new_since_the_last_visit_stands_apart_from_what_is_old(
    site: Site, member: Reader
) -> None:
    kinds.register("web.old", subject="Something old")
    kinds.register("web.new", subject="Something new")
    now = clock.now()
    _told(site, member, "web.old", now - timedelta(days=5))
    assert "Lately" in text(site.client(member).get("/"))
    site.place.wait(hours=1)
    _told(site, member, "web.new", clock.now())
    site.place.wait(hours=1)
    said = text(site.client(member).get("/"))
    assert "Since your last visit" in said
    assert "Something new" in said
    assert "Something old" not in said


@pytest.mark.rule("P53f-2")
@pytest.mark.parametrize(
    "capacity",
    [
        Capacity.PRESIDENT,
        Capacity.OFFICE,
        Capacity.FORMER_MEMBER,
        Capacity.SURROGATE,
        Capacity.FOCAL_POINT,
        Capacity.STAFF,
        Capacity.DELEGATE,
        Capacity.COMMITTEE,
        Capacity.AUDITOR,
    ],
)
def test_outside_the_panel_no_page_here_changes_with_the_report(
    site: Site, capacity: Capacity
) -> None:
    chair = site.place.reader("Ch Air", Capacity.CHAIR)
    reader = site.place.reader("Out Side", capacity)
    site.place.circulate(chair)
    clock.freeze(datetime(2023, 2, 16, 9, 0, tzinfo=UTC))
    client = site.client(reader)

    def seen() -> list[str]:
        pages = ["/", *(site.path(capacity, p) for p in ("calendar", "pages"))]
        if capacity is Capacity.AUDITOR:
            pages.append(site.path(capacity, "record"))
        found = [client.get(path) for path in pages]
        assert {f.status_code for f in found} == {200}
        return [re.sub(r'name="key" value="[^"]*"', "", f.get_data(as_text=True)) for f in found]

    before = seen()
    for kind in (K.SHORTLIST_DECIDED, K.INTERVIEWS_ENDED, K.REPORT_OPENED, K.REPORT_LODGED):
        with act(chair, Action.CALENDAR_READ) as a:
            a.milestone(kind, A.PANEL)
            a.silent = True
        assert seen() == before


# ---------------------------------------------------------------- calendar


def test_the_calendar_quotes_each_window_and_each_part_of_53(site: Site, member: Reader) -> None:
    said = text(site.client(member).get(site.path(Capacity.MEMBER, "calendar")))
    assert "The GICHD will post the vacancy announcement on relevant websites" in said
    assert "Friday 7 October 2022, 00:00, to Friday 9 December 2022, 24:00 Geneva" in said
    assert "By Friday 17 February 2023, 24:00 Geneva" in said
    for part in "abcdefgh":
        assert f"53({part})" in said
        assert f"54({part})" in said
    assert "Amend a window" not in said


AMENDED = {
    "para": "54(f)",
    "first": "2022-12-12",
    "last": "2023-02-03",
    "reason": "An interpreter fell ill.",
}


def _send(client: Any, path: str, **values: str) -> Any:
    return client.post(path, data={"csrf": "the-token", "key": "k1", **values})


@pytest.mark.rule("R2")
def test_the_chair_amends_a_window_shown_to_all_its_reason_to_panel_and_gichd(
    site: Site, member: Reader
) -> None:
    chair = site.place.reader("Ch Air", Capacity.CHAIR)
    client, path = site.client(chair), site.path(Capacity.CHAIR, "calendar")
    assert "Amend a window" in text(client.get(path))
    assert _send(client, path, **AMENDED).status_code == 303
    assert _send(client, path, **AMENDED).status_code == 303  # sent twice, done once
    assert len(ground.rows(Amendment)) == 1
    for capacity, sees_why in (
        (Capacity.MEMBER, True),
        (Capacity.STAFF, True),
        (Capacity.DELEGATE, False),
        (Capacity.COMMITTEE, False),
    ):
        reader = site.place.reader(f"A {capacity}", capacity, seat=5)
        said = text(site.client(reader).get(site.path(capacity, "calendar")))
        assert "to Friday 3 February 2023, 24:00 Geneva" in said
        assert "Originally: Monday 12 December 2022, 00:00, to Friday 27 January 2023" in said
        assert ("An interpreter fell ill." in said) is sees_why


@pytest.mark.rule("R2")
@pytest.mark.parametrize(
    ("changed", "status", "words"),
    [
        ({"reason": " "}, 422, "needs a reason"),
        ({"last": "2022-12-01"}, 422, "before its first"),
        ({"para": "54(g)"}, 422, "Not a valid choice"),
    ],
)
def test_an_amendment_that_cannot_be_is_refused_with_what_was_typed_kept(
    site: Site, changed: dict[str, str], status: int, words: str
) -> None:
    chair = site.place.reader("Ch Air", Capacity.CHAIR)
    path = site.path(Capacity.CHAIR, "calendar")
    answer = _send(site.client(chair), path, **{**AMENDED, **changed})
    assert answer.status_code == status
    assert words in text(answer)
    assert "2022-12-12" in answer.get_data(as_text=True)
    assert ground.rows(Amendment) == []


@pytest.mark.rule("R2")
@pytest.mark.parametrize("capacity", [Capacity.MEMBER, Capacity.PRESIDENT, Capacity.FOCAL_POINT])
def test_nobody_but_the_chair_amends_a_window(site: Site, capacity: Capacity) -> None:
    reader = site.place.reader("No Chair", capacity, seat=2)
    answer = _send(site.client(reader), site.path(capacity, "calendar"), **AMENDED)
    assert answer.status_code == 404
    assert ground.rows(Amendment) == []


# ---------------------------------------------------------------- who sees what, all pages


@pytest.mark.rule("W10")
def test_of_a_page_one_may_ask_who_can_see_it(site: Site, member: Reader) -> None:
    client = site.client(member)
    page = client.get(site.path(Capacity.MEMBER, "calendar")).get_data(as_text=True)
    found = re.search(r'href="([^"]+)">Who can see this page\?', page)
    assert found is not None
    said = text(client.get(found[1].replace("&amp;", "&")))
    assert "At all times" in said
    assert "GICHD focal point" in said
    assert "administrator of the site" not in said


@pytest.mark.rule("W10")
def test_who_can_see_it_says_when(site: Site) -> None:
    auditor = site.place.reader("Cy Audit", Capacity.AUDITOR)
    said = text(site.client(auditor).get(site.path(Capacity.AUDITOR, "who?page=web.record")))
    assert "auditor" in said
    assert "Facts, never content" in said


def test_who_can_see_it_is_answered_of_pages_that_one_may_have(site: Site, member: Reader) -> None:
    client = site.client(member)
    for endpoint in ("web.record", "no.such", ""):
        assert client.get(site.path(Capacity.MEMBER, f"who?page={endpoint}")).status_code == 404


@pytest.mark.parametrize("capacity", [c for c in Capacity if c is not Capacity.ADMINISTRATOR])
def test_a_menu_has_at_most_nine_lines_and_each_of_its_pages_opens(
    site: Site, capacity: Capacity
) -> None:
    if capacity in (Capacity.ANYBODY, Capacity.PUBLIC, Capacity.OPERATOR):
        return
    reader = site.place.reader("Re Ader", capacity, seat=1)
    client = site.client(reader)
    page = client.get(site.path(capacity, "calendar")).get_data(as_text=True)
    menu = page.split('<nav class="menu"')[1].split("</nav>")[0]
    links = re.findall(r'href="([^"]+)"', menu)
    assert 2 <= len(links) <= 9
    assert {client.get(link).status_code for link in links} == {200}


# ---------------------------------------------------------------- the record


def _recorded(site: Site, reader: Reader, action: Action) -> None:
    with act(reader, action) as a:
        a.record("object", what="done")


def test_the_auditor_reads_who_what_when_of_the_procedures_log(site: Site) -> None:
    office = site.place.reader("Of Fice", Capacity.OFFICE)
    auditor = site.place.reader("Cy Audit", Capacity.AUDITOR)
    _recorded(site, office, Action.CONTACTS_KEEP)
    said = text(site.client(auditor).get(site.path(Capacity.AUDITOR, "record")))
    assert "Kept the contacts of the missions" in said
    assert "Of Fice, as President's office" in said
    assert "Tuesday 1 November 2022, 10:00:00 Geneva (UTC+1)" in said


@pytest.mark.rule("P53f-2")
def test_the_auditors_page_is_the_same_whatever_is_in_the_panels_log(
    site: Site, member: Reader
) -> None:
    auditor = site.place.reader("Cy Audit", Capacity.AUDITOR)
    chair = site.place.reader("Ch Air", Capacity.CHAIR)
    site.place.circulate(chair)
    client = site.client(auditor)
    before = client.get(site.path(Capacity.AUDITOR, "record")).data
    for action in (Action.BALLOT_LOCK, Action.SHEET_LOCK, Action.REPORT_SIGN):
        _recorded(site, member, action)
    _recorded(site, chair, Action.REPORT_LODGE)
    _recorded(site, chair, Action.HAND_OVER)
    assert client.get(site.path(Capacity.AUDITOR, "record")).data == before
    assert client.get(site.path(Capacity.AUDITOR, "record?log=panel")).status_code == 404
    assert b"whatever there is" in before


def test_from_the_designation_the_auditor_reads_the_panels_facts_too(
    site: Site, member: Reader
) -> None:
    auditor = site.place.reader("Cy Audit", Capacity.AUDITOR)
    chair = site.place.reader("Ch Air", Capacity.CHAIR)
    site.place.circulate(chair)
    _recorded(site, member, Action.BALLOT_LOCK)
    with act(chair, Action.CALENDAR_READ) as a:
        a.milestone(K.ROUND_OPENED, A.STATES, object_id="r1")
        a.milestone(K.ROUND_CERTIFIED, A.STATES, object_id="r1")
    said = text(site.client(auditor).get(site.path(Capacity.AUDITOR, "record?log=panel")))
    assert "Locked a ballot" in said
    assert "Ana Prueba, as member of the selection panel" in said


@pytest.mark.rule("S16")
def test_of_a_round_the_auditor_reads_time_and_kind_neither_state_nor_actor(site: Site) -> None:
    auditor = site.place.reader("Cy Audit", Capacity.AUDITOR)
    chair = site.place.reader("Ch Air", Capacity.CHAIR)
    delegate = site.place.reader("Del Egate", Capacity.DELEGATE, state="NOR")
    site.place.circulate(chair)
    with act(chair, Action.CALENDAR_READ) as a:
        log.open_log(a.session.connection(), "round/r1")
        a.milestone(K.ROUND_OPENED, A.STATES, object_id="r1")
    with act(site.place.again(delegate), Action.SILENCE_BREAK) as a:
        a.round_id = "r1"
        a.record("item", state="NOR")
    page = site.client(auditor).get(site.path(Capacity.AUDITOR, "record?log=round-1"))
    said = text(page)
    assert "A communication of a State in the round" in said
    for betraying in ("Del Egate", "Norway", "NOR", "delegate", delegate.person_id):
        assert betraying not in said
    assert a.receipt
    assert a.receipt not in page.get_data(as_text=True)


def test_pages_of_the_record_follow_each_other_without_a_gap(site: Site) -> None:
    office = site.place.reader("Of Fice", Capacity.OFFICE)
    auditor = site.place.reader("Cy Audit", Capacity.AUDITOR)
    refs = []
    for _n in range(120):
        with act(office, Action.CONTACTS_KEEP) as a:
            a.record("object")
        refs.append(a.receipt)
    with db.writing() as session:
        log.fill(session.connection(), f"procedure/{site.place.procedure_id}")
    client, path, seen = site.client(auditor), site.path(Capacity.AUDITOR, "record"), []
    for _page in range(4):
        page = client.get(path).get_data(as_text=True)
        seen += re.findall(r'<bdi class="ref">([^<]+)</bdi>', page)
        further = re.search(r'href="([^"]+)" rel="next"', page)
        if further is None:
            break
        path = further[1].replace("&amp;", "&")
    assert seen == refs[::-1]


def test_a_checkpoint_is_downloaded_and_the_record_holds_against_it(
    site: Site, member: Reader
) -> None:
    auditor = site.place.reader("Cy Audit", Capacity.AUDITOR)
    origin = f"panel/{site.place.procedure_id}"
    with db.writing() as session:
        log.fill(session.connection(), origin)
        note = log.checkpoint(session.connection(), origin, log.signer(), clock.now(), "daily")
    client = site.client(auditor)
    page = client.get(site.path(Capacity.AUDITOR, "record")).get_data(as_text=True)
    found = re.search(r'class="small-button" href="([^"]+)"', page)
    assert found is not None
    answer = client.get(found[1])
    assert answer.get_data(as_text=True) == note
    assert answer.headers["Content-Disposition"].startswith("attachment")
    with db.reading() as connection:
        assert not verify(connection, public_key=log.signer().public_key(), checkpoint=answer.text)
    other = site.client(member).get(found[1].replace("auditor", "member"))
    assert other.status_code == 404


@pytest.mark.parametrize("capacity", [Capacity.PRESIDENT, Capacity.CHAIR, Capacity.FOCAL_POINT])
def test_nobody_but_the_auditor_reads_the_record(site: Site, capacity: Capacity) -> None:
    reader = site.place.reader("No Auditor", capacity)
    assert site.client(reader).get(site.path(capacity, "record")).status_code == 404


# ---------------------------------------------------------------- errors


def test_what_is_forbidden_looks_like_what_does_not_exist(site: Site, member: Reader) -> None:
    client = site.client(member)
    site.place.reader("Cy Audit", Capacity.AUDITOR)
    answers = [
        client.get(path)
        for path in (
            "/nowhere",
            site.path(Capacity.MEMBER, "nowhere"),
            site.path(Capacity.MEMBER, "record"),  # not this capacity's
            site.path(Capacity.AUDITOR, "record"),  # not this person's
            "/p/another/member/calendar",  # no such procedure
            "/p/one/nobody/calendar",  # no such capacity
            "/site",  # the administrators' own
            "/wrong/unknown",
        )
    ]
    answers.append(client.post("/nowhere", data={"csrf": "wrong"}))
    answers.append(client.post(site.path(Capacity.MEMBER, "calendar"), data={"csrf": "wrong"}))
    assert {a.status_code for a in answers} == {404}
    assert len({a.data for a in answers}) == 1
    assert len({tuple(sorted(a.headers.items())) for a in answers}) == 1
    assert b"Ana Prueba" not in answers[0].data
    assert b"seat 4" not in answers[0].data


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("refuse", 409, ("A sixth was chosen.", "para. 54(c)", "Choose five.")),
        ("closed", 403, ("It is closed.", "reading R15")),
        ("invalid", 422, ("This is no day.",)),
        ("busy", 503, ("busy", "Send it again")),
    ],
)
def test_a_refusal_says_what_happened_what_was_kept_and_what_to_do(
    site: Site, member: Reader, path: str, status: int, words: tuple[str, ...]
) -> None:
    answer = site.client(member).get(f"/wrong/{path}")
    assert answer.status_code == status
    said = text(answer)
    for word in (*words, "Nothing was changed", "What you can do"):
        assert word in said


def test_an_unexpected_error_gives_a_reference_and_no_word_of_what_was_in_it(
    site: Site, member: Reader, caplog: pytest.LogCaptureFixture
) -> None:
    site.app.testing = False
    answer = site.client(member).get("/wrong/broken")
    assert answer.status_code == 500
    found = re.search(r'<bdi class="ref">([^<]+)', answer.get_data(as_text=True))
    assert found is not None
    assert found[1] in caplog.text
    assert "ZeroDivisionError" in caplog.text
    assert "Ana Prueba" not in caplog.text
    assert b"Ana Prueba" not in answer.data


def test_a_text_with_a_null_in_it_is_not_taken_nor_looked_up(site: Site, member: Reader) -> None:
    client = site.client(member)
    answer = client.post("/wrong/refuse", data={"csrf": "the-token", "text": "a\0b"})
    assert answer.status_code == 400 and "Nothing was changed" in text(answer)
    kept = client.post("/wrong/refuse", data={"csrf": "the-token", "text": "a b"})
    assert kept.status_code != 400
    nothing = client.get("/no/such/page")
    for url in ("/p/one%00/member/panel/", "/?page=%00"):
        answer = client.get(url)
        assert (answer.status_code, answer.data) == (404, nothing.data)


def test_what_is_too_large_is_refused_in_words(site: Site, member: Reader) -> None:
    client = site.client(member)
    answer = client.post("/wrong/refuse", data={"csrf": "the-token", "text": "x" * (600 * 1024)})
    assert answer.status_code == 413
    assert "Nothing was filed." in text(answer)


def test_every_page_is_sent_with_the_headers_of_this_house(site: Site, member: Reader) -> None:
    client = site.client(member)
    pages = ("/", "/nowhere", "/wrong/broken", "/sign-in", "/static/css/none.css")
    for path in (*pages, "/static/css/base.css"):
        headers = client.get(path).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert ("no-store" in headers["Cache-Control"]) is (path in pages), path


@pytest.mark.parametrize("path", ["", "calendar", "pages", "who?page=web.calendar"])
def test_no_page_here_has_style_or_script_within(site: Site, member: Reader, path: str) -> None:
    client = site.client(member)
    page = client.get(site.path(Capacity.MEMBER, path) if path else "/").get_data(as_text=True)
    assert not re.search(r"\sstyle=|\son[a-z]+=|<style|<script(?![^>]*\ssrc=)", page)
    assert page.count("<h1") == 1
