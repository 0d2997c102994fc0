"""The pages of approval and appointment, through HTTP: what each reader gets, and no more."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from recruit.access.rules import Capacity, Reader
from recruit.accounts.models import Person
from recruit.accounts.operations import factors
from recruit.approval.operations import items, outcome
from recruit.approval.rules.after import Path as Way
from recruit.approval.rules.items import ItemKind
from recruit.approval.rules.round import RoundState
from recruit.core import checkpoint, clock, db, log
from recruit.core.log_tables import core_entry
from recruit.procedure.rules.milestones import Audience, Column, MilestoneKind
from recruit.report.models import Report
from tests import ground, silence
from tests.silence import DEADLINE, NAME, OPENING, World
from tests.worlds import Browser


@pytest.fixture
def world(tmp_path: Path, pytestconfig: pytest.Config) -> Iterator[World]:
    with silence.made(tmp_path, pytestconfig.getoption("--database")) as made:
        yield made


def entries() -> int:
    with db.reading() as connection:
        return int(connection.execute(select(func.count()).select_from(core_entry)).scalar_one())


def at(browser: Browser, capacity: Capacity, rest: str = "approval/") -> str:
    return browser.path(capacity, rest)


def text(browser: Browser, capacity: Capacity, rest: str = "approval/", status: int = 200) -> str:
    found = browser.get(at(browser, capacity, rest))
    assert found.status_code == status, found.text[-2000:]
    return found.text


LETTER = {
    "said": "objection",
    "text": "My authorities do not agree.",
    "name": "Tarn Okellby",
    "function": "Second Secretary",
}


@pytest.mark.rule("P53f-2")
@pytest.mark.rule("S1")
def test_the_presidents_page_is_the_same_whether_or_not_a_report_exists(tmp_path: Path) -> None:
    seen = []
    for number, has_report in enumerate((False, True)):
        folder = tmp_path / str(number)
        folder.mkdir()
        with silence.made(folder, handed_over=False) as world:
            if has_report:
                with db.writing() as session:
                    session.add(
                        Report(
                            id="r",
                            procedure_id=world.procedure_id,
                            number=1,
                            run=1,
                            opened_at=clock.now(),
                            lodged_at=clock.now(),
                        )
                    )
                silence.fact(world, MilestoneKind.REPORT_LODGED, Audience.PANEL)
            browser = silence.browser(world, world.president)
            page = text(browser, Capacity.PRESIDENT)
            assert "No hand-over" in page
            seen.append(re.sub(r'(name="(?:csrf|key)" value=")[^"]*', r"\1", page))
    assert seen[0] == seen[1]


@pytest.mark.rule("P53f-3")
@pytest.mark.rule("S2")
def test_the_president_reads_the_letter_sets_the_deadline_and_opens(world: World) -> None:
    clock.freeze(OPENING)
    browser = silence.stale(world, world.president)
    page = text(browser, Capacity.PRESIDENT)
    assert NAME in page and 'value="2023-03-13"' in page and 'value="18:00' in page
    sent = {"on": "2023-03-13", "at": "18:00"}
    parked = browser.post(at(browser, Capacity.PRESIDENT, "approval/open"), sent)
    assert parked.status_code == 303 and world.column() is Column.JUDGING
    fresh = silence.browser(world, world.president)
    weekend = fresh.post(
        at(fresh, Capacity.PRESIDENT, "approval/open"), {"on": "2023-03-12", "at": "18:00"}
    )
    assert weekend.status_code == 409 and "Monday to Friday" in weekend.text
    done = fresh.post(at(fresh, Capacity.PRESIDENT, "approval/open"), sent)
    assert done.status_code == 303
    assert world.round().deadline(clock.now()) == DEADLINE


@pytest.mark.rule("W19")
@pytest.mark.rule("S8")
def test_the_delegations_page_gives_the_deadline_in_its_zones_and_the_time_left(
    world: World,
) -> None:
    world.open()
    clock.freeze(datetime(2023, 3, 8, 8, 30, tzinfo=UTC))
    browser = silence.browser(world, world.delegate("CHL"))
    page = text(browser, Capacity.DELEGATE)
    assert "Monday 13 March 2023, 18:00:00" in page and "UTC+1" in page
    assert "Monday 13 March 2023, 17:00:00" in page
    assert "5 days, 8 hours and 30 minutes" in page
    assert NAME in page and "A State that keeps silence agrees" in page
    assert page.count('aria-current="date"') == 1
    clock.freeze(DEADLINE - timedelta(minutes=9))
    near = silence.browser(world, world.delegate("CHL"))
    assert "server" in text(near, Capacity.DELEGATE)


@pytest.mark.rule("W15")
@pytest.mark.rule("S6")
def test_no_get_writes_and_a_link_alone_never_breaks_silence(world: World) -> None:
    world.open()
    browser = silence.browser(world, world.delegate("CHL"))
    before = entries()
    for rest in ("approval/", "approval/break", "approval/break?said=objection&text=x"):
        text(browser, Capacity.DELEGATE, rest)
    assert browser.get(at(browser, Capacity.DELEGATE, "approval/break/summary")).status_code == 404
    summary = browser.post(at(browser, Capacity.DELEGATE, "approval/break/summary"), LETTER)
    assert summary.status_code == 200 and "This breaks silence" in summary.text
    assert entries() == before and world.state() is RoundState.OPEN


@pytest.mark.rule("S6")
@pytest.mark.rule("W15")
def test_breaking_asks_a_second_factor_and_gives_a_receipt_in_the_past_tense(
    world: World,
) -> None:
    world.open()
    clock.freeze(OPENING + timedelta(days=2))
    stale = silence.stale(world, world.delegate("CHL"))
    stale.post(at(stale, Capacity.DELEGATE, "approval/break"), LETTER)
    assert world.state() is RoundState.OPEN
    browser = silence.browser(world, world.delegate("CHL"))
    sent = browser.post(at(browser, Capacity.DELEGATE, "approval/break"), LETTER)
    assert sent.status_code == 303
    receipt = browser.get(sent.headers["Location"])
    assert receipt.status_code == 200
    assert "Your objection was recorded" in receipt.text
    assert "silence was broken. The proposal was not approved." in receipt.text
    reference = re.search(r"R1-[0-9A-Z]{4}-[0-9A-Z]{4}", receipt.text)
    assert reference and "Tarn Okellby" in receipt.text
    assert world.state() is RoundState.BROKEN
    # another State's delegate finds nothing at that address
    other = silence.browser(world, world.delegate("MEX"))
    refused = other.get(sent.headers["Location"])
    never = other.get(at(other, Capacity.DELEGATE, "approval/letters/R1-0000-0000"))
    assert refused.status_code == never.status_code == 404 and refused.text == never.text


@pytest.mark.rule("S9")
def test_a_letter_after_the_deadline_is_acknowledged_as_late(world: World) -> None:
    world.open()
    clock.freeze(DEADLINE + timedelta(seconds=1))
    browser = silence.browser(world, world.delegate("CHL"))
    sent = browser.post(at(browser, Capacity.DELEGATE, "approval/break"), LETTER)
    page = browser.get(sent.headers["Location"]).text
    assert "recorded as late" in page and "has no effect" in page


@pytest.mark.rule("S5")
def test_a_signatorys_receipt_says_that_nothing_changes(world: World) -> None:
    world.open()
    browser = silence.browser(world, world.delegate("AGO"))
    sent = browser.post(at(browser, Capacity.DELEGATE, "approval/break"), LETTER)
    assert "no standing" in browser.get(sent.headers["Location"]).text
    assert world.state() is RoundState.OPEN


@pytest.mark.rule("S16")
@pytest.mark.rule("R12")
def test_who_sees_what_of_a_break(world: World) -> None:
    world.open()
    world.object("CHL")
    world.object("NOR")
    member = world.place.reader("A Member", Capacity.MEMBER, seat=2, state="GMB")

    def seen(reader: Reader) -> str:
        return text(silence.browser(world, reader), reader.capacity)

    for reader in (world.delegate("MEX"), member, world.focal_point):
        page = seen(reader)
        assert "Silence was broken" in page
        assert not re.search(r"\d+ States? objected", page)
        assert "Chile" not in page and "Norway" not in page
    clock.freeze(DEADLINE + timedelta(seconds=1))
    after = seen(world.delegate("MEX"))
    assert "2 States objected" in after and "Chile" not in after and "Norway" not in after
    for reader in (member, world.focal_point):
        assert not re.search(r"\d+ States? objected", seen(reader))
    for reader in (world.president, world.office):
        page = text(silence.browser(world, reader), reader.capacity, "approval/items")
        assert "Chile" in page and "Norway" in page
    for reader in (world.delegate("MEX"), member, world.focal_point, world.chair):
        found = silence.browser(world, reader)
        assert found.get(at(found, reader.capacity, "approval/items")).status_code == 404


@pytest.mark.rule("S16")
def test_two_worlds_that_differ_in_who_broke_silence_look_alike_to_others(tmp_path: Path) -> None:
    pages = []
    for who in ("CHL", "NOR"):
        folder = tmp_path / who
        folder.mkdir()
        with silence.made(folder) as world:
            world.open()
            world.object(who)
            clock.freeze(DEADLINE + timedelta(days=1))
            member = world.place.reader("A Member", Capacity.MEMBER, seat=2, state="GMB")
            for reader in (world.delegate("MEX"), member, world.focal_point):
                page = text(silence.browser(world, reader), reader.capacity)
                page = re.sub(r'(name="(?:csrf|key)" value=")[^"]*', r"\1", page)
                # each of the two houses has a signing key of its own
                pages.append(page.replace(checkpoint.public_text(log.signer()), ""))
    assert pages[:3] == pages[3:]


@pytest.mark.rule("S6")
@pytest.mark.rule("S8")
def test_the_office_registers_a_note_with_its_document(world: World) -> None:
    world.open()
    clock.freeze(OPENING + timedelta(days=1))
    browser = silence.browser(world, world.office)
    page = text(browser, Capacity.OFFICE, "approval/items")
    assert "A State that keeps silence agrees" in page and "Register what came" in page
    sent = {
        "channel": "note_verbale",
        "said": "objection",
        "state": "CHL",
        "others": ["MEX"],
        "received_on": "2023-02-28",
        "received_at": "09:59:30",
        "evidence": "Stamp of the registry",
        "summary": "Both missions do not agree.",
    }
    early = browser.post(
        at(browser, Capacity.OFFICE, "approval/items"), {**sent, "received_on": "2023-02-26"}
    )
    assert early.status_code in (409, 422) and "before the opening" in early.text
    assert "Both missions do not agree." in early.text  # nothing typed is lost
    done = browser.post(at(browser, Capacity.OFFICE, "approval/items"), sent)
    assert done.status_code == 303, done.text[-1500:]
    page = text(browser, Capacity.OFFICE, "approval/items")
    assert "Chile" in page and "Mexico" in page and "joint letter" in page
    assert world.state() is RoundState.BROKEN


@pytest.mark.rule("S13")
def test_certified_on_the_page_with_declaration_and_second_factor(world: World) -> None:
    world.open()
    clock.freeze(DEADLINE + timedelta(days=1))
    browser = silence.browser(world, world.president)
    page = text(browser, Capacity.PRESIDENT)
    assert "Certify the outcome" in page and "What is registered so far" in page
    bare = browser.post(at(browser, Capacity.PRESIDENT, "approval/certify"), {})
    assert bare.status_code == 422
    done = browser.post(at(browser, Capacity.PRESIDENT, "approval/certify"), {"declared": "y"})
    assert done.status_code == 303 and world.column() is Column.DESIGNATED
    assert "The proposal is approved" in text(browser, Capacity.PRESIDENT)


@pytest.mark.rule("S12")
@pytest.mark.rule("S15")
def test_the_paths_are_offered_to_the_president_alone(world: World) -> None:
    world.open()
    world.object("CHL")
    office = silence.browser(world, world.office)
    assert "How the procedure goes on" not in text(office, Capacity.OFFICE)
    browser = silence.browser(world, world.president)
    assert "How the procedure goes on" in text(browser, Capacity.PRESIDENT)
    refused = office.post(at(office, Capacity.OFFICE, "approval/path"), {"path": "referred"})
    assert refused.status_code == 404
    browser.post(at(browser, Capacity.PRESIDENT, "approval/path"), {"path": "same_candidate"})
    assert world.column() is Column.JUDGING
    # what was sent to delegations stays readable to them
    delegate = silence.browser(world, world.delegate("CHL"))
    assert NAME in text(delegate, Capacity.DELEGATE)


@pytest.mark.rule("S20")
def test_a_question_is_no_break_and_the_answer_is_that_states(world: World) -> None:
    world.open()
    mine = silence.browser(world, world.delegate("CHL"))
    mine.post(at(mine, Capacity.DELEGATE, "approval/question"), {"text": "Sent or received?"})
    assert world.state() is RoundState.OPEN
    president = silence.browser(world, world.president)
    page = text(president, Capacity.PRESIDENT, "approval/items")
    address = re.search(r'action="([^"]*/answer)"', page)
    assert address
    president.post(address.group(1), {"text": "Received."})
    assert "Received." in text(mine, Capacity.DELEGATE)
    other = silence.browser(world, world.delegate("MEX"))
    assert "Sent or received?" not in text(other, Capacity.DELEGATE)


@pytest.mark.rule("S6")
def test_before_a_round_the_president_is_shown_whose_delegates_need_a_mail_to_object(
    world: World,
) -> None:
    said = "whose delegates can&#39;t object here without a mail"

    def shown() -> bool:
        president = silence.browser(world, world.president)
        page = text(president, Capacity.PRESIDENT, "approval/")
        listed = text(silence.browser(world, world.office), Capacity.OFFICE, "approval/states")
        assert (f"1 State {said}" in page) == ("no way without mail" in listed)
        return said in page

    def has(**values: object) -> None:
        with db.writing() as session:
            row = session.get(Person, delegate.person_id)
            for name, value in values.items():
                setattr(row, name, value)
            session.add(row)

    assert not shown()  # Chile has no delegate at all, which is told apart
    delegate = world.delegate("CHL")
    assert shown()  # invited, and has not chosen a passphrase
    has(passphrase="$argon2id$")
    assert shown()
    with world.place.acting(delegate) as a:
        codes = factors.make_codes(a, delegate.person_id, "one-time")
    assert not shown()
    for code in codes:
        assert factors.check_second(delegate.person_id, code).kind == "one-time"
    assert shown()  # all ten are used
    has(totp=b"sealed")
    assert not shown()
    assert "no way" not in text(
        silence.browser(world, world.delegate("CHL")), Capacity.DELEGATE, "approval/"
    )


@pytest.mark.rule("S19")
@pytest.mark.rule("S4")
def test_the_states_page_lists_110_and_the_office_alone_keeps_contacts(world: World) -> None:
    world.open()
    browser = silence.browser(world, world.office)
    page = text(browser, Capacity.OFFICE, "approval/states")
    assert "110 States Parties" in page and "mission@chl.example" in page
    sent = {"state": "CHL", "mail": "second@chl.example", "evidence": "Note 12"}
    done = browser.post(at(browser, Capacity.OFFICE, "approval/states/contacts"), sent)
    assert done.status_code == 303
    assert "second@chl.example" in text(browser, Capacity.OFFICE, "approval/states")
    assert world.round().deadline(clock.now()) == DEADLINE
    first = next(c for c in ground.rows(silence.Contact) if c.mail == "mission@chl.example")
    ended = browser.post(
        at(browser, Capacity.OFFICE, "approval/states/contacts/end"),
        {"contact": first.id, "evidence": "Note 13"},
    )
    assert ended.status_code == 303
    assert "mission@chl.example" not in text(browser, Capacity.OFFICE, "approval/states")
    president = silence.browser(world, world.president)
    path = at(president, Capacity.PRESIDENT, "approval/states/contacts")
    assert president.post(path, sent).status_code == 404
    correction = {"state": "CHL", "affected": "no", "reason": "Clearance declared complete."}
    path = at(president, Capacity.PRESIDENT, "approval/states/correct")
    assert president.post(path, correction).status_code == 303


@pytest.mark.rule("S14")
def test_under_review_for_all_and_no_state_named(world: World) -> None:
    world.certified()
    items.register(
        world.office,
        silence.paper(received_at=DEADLINE - timedelta(hours=1), late_reason="Wrong tray."),
    )
    for reader in (world.delegate("MEX"), world.focal_point):
        page = text(silence.browser(world, reader), reader.capacity)
        assert "under review" in page and "Chile" not in page
    president = silence.browser(world, world.president)
    page = text(president, Capacity.PRESIDENT, "approval/items")
    asks = re.search(r'action="([^"]*/dispute)"', page)
    assert asks
    president.post(asks.group(1), {"end": "reject", "reason": "The stamp is another office's."})
    office = silence.browser(world, world.office)
    page = text(office, Capacity.OFFICE, "approval/items")
    confirms = re.search(r'action="([^"]*/confirm)"', page)
    assert confirms
    office.post(confirms.group(1))
    assert world.state() is RoundState.CERTIFIED


@pytest.mark.rule("S18")
@pytest.mark.rule("P53g-1")
@pytest.mark.rule("T1")
@pytest.mark.rule("T2")
def test_contract_and_publication_through_the_pages(world: World) -> None:
    stranger = silence.browser(world)
    public = f"/outcome/{world.place.name}"
    assert stranger.get(public).status_code == 404
    world.certified()
    focal = silence.browser(world, world.focal_point)
    path = at(focal, Capacity.FOCAL_POINT, "appointment/contract")
    day = "2023-03-14"
    assert "salary scale" in text(focal, Capacity.FOCAL_POINT, "appointment/contract")
    bare = focal.post(path, {"step": "offer", "on": day})
    assert bare.status_code == 409 and "salary scale must be named" in bare.text
    names = dict.fromkeys(("salary_scale", "staff_rules", "reports_to_president"), "y")
    assert focal.post(path, {"step": "offer", "on": day, **names}).status_code == 303
    assert focal.post(path, {"step": "answer", "on": day, "accepted": "yes"}).status_code == 303
    assert stranger.get(public).status_code == 404
    president = silence.browser(world, world.president)
    assert "Publish" in text(president, Capacity.PRESIDENT, "appointment/outcome")
    president.post(at(president, Capacity.PRESIDENT, "appointment/outcome"))
    page = stranger.get(public)
    assert page.status_code == 200 and NAME in page.text and "Starts on" not in page.text
    checks = {"step": "checks", "on": day, "skipped": "Made in the earlier post."}
    assert focal.post(path, checks).status_code == 303
    signed = {"step": "signed", "on": day, "first_day": "2023-05-01"}
    assert focal.post(path, signed).status_code == 303
    assert "Starts on Monday 1 May 2023" in stranger.get(public).text
    page = text(focal, Capacity.FOCAL_POINT, "appointment/contract")
    assert "Friday 30 April 2027" in page and "opens it" in page
    delegate = silence.browser(world, world.delegate("CHL"))
    assert NAME in text(delegate, Capacity.DELEGATE, "appointment/outcome")
    for reader in (world.president, world.office, world.chair, world.delegate("CHL")):
        found = silence.browser(world, reader)
        there = found.path(reader.capacity, "appointment/contract")
        assert found.get(there).status_code == found.post(there, signed).status_code == 404


@pytest.mark.rule("D5")
def test_the_letters_pages_are_each_their_senders(world: World) -> None:
    found = silence.judged(world)
    silence.fact(world, MilestoneKind.INVITED_RELEASED, Audience.RELEASED)
    focal = silence.browser(world, world.focal_point)
    page = text(focal, Capacity.FOCAL_POINT, "appointment/letters")
    assert "Ulla Nonesuch" in page and "Otto Other" not in page and found
    assert "first interview opens them" in page
    done = focal.post(
        at(focal, Capacity.FOCAL_POINT, "appointment/letters"), {"kind": "not_suitable"}
    )
    assert done.status_code == 303
    page = text(focal, Capacity.FOCAL_POINT, "appointment/letters")
    assert "1 letter waits for a second person" in page and "was sent" not in page
    forbidden = focal.post(
        at(focal, Capacity.FOCAL_POINT, "appointment/letters"), {"kind": "interviewed"}
    )
    assert forbidden.status_code == 404
    world.certified()
    chair = silence.browser(world, world.chair)
    page = text(chair, Capacity.CHAIR, "appointment/chair-letters")
    assert "Otto Other" in page and "Ulla" not in page
    focal = silence.browser(world, world.focal_point)
    there = focal.path(Capacity.FOCAL_POINT, "appointment/chair-letters")
    assert focal.get(there).status_code == 404


@pytest.mark.rule("R26")
def test_the_president_closes_after_a_referral(world: World) -> None:
    world.open()
    world.object("CHL", ItemKind.AMENDMENT)
    outcome.record_path(world.president, path=Way.REFERRED)
    browser = silence.browser(world, world.president)
    assert "Close without result" in text(browser, Capacity.PRESIDENT)
    text(browser, Capacity.PRESIDENT, "appointment/close")
    done = browser.post(
        at(browser, Capacity.PRESIDENT, "appointment/close"),
        {"ground": "referred", "reason": "The Meeting takes it up."},
    )
    assert done.status_code == 303 and world.column() is Column.CLOSED
    assert "Closed without result" in text(browser, Capacity.PRESIDENT, "appointment/outcome")


@pytest.mark.rule("S1")
def test_before_any_round_there_is_no_proposal_for_anybody_else(world: World) -> None:
    for reader in (world.delegate("CHL"), world.focal_point):
        page = text(silence.browser(world, reader), reader.capacity)
        assert "There is no proposal yet" in page and NAME not in page
