"""The languages of pages and mails: who is spoken to how; what is written stays English."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, select

from recruit.access.actions import Action
from recruit.access.rules import Capacity
from recruit.accounts import operations as accounts
from recruit.accounts.models import Person
from recruit.accounts.operations.persons import new_link
from recruit.approval.wording import tongues
from recruit.core import clock, db, ids, languages, words
from recruit.languages import gathering
from recruit.notices import kinds, outbox
from recruit.notices.models import Broadcast, Delivery
from recruit.notices.operations import broadcast
from recruit.states.models import Contact
from tests.worlds import Browser, World

ROOMS = {path.name for path in Path(kinds.__file__).parents[1].iterdir() if path.is_dir()}
NEW = "four or five words will do"
Made = Callable[..., World]


def spoken(text: str) -> tuple[str, str]:
    """The language and direction that a page says it has."""
    found = re.search(r'<html lang="(\w+)" dir="(\w+)"', text)
    assert found is not None
    return found[1], found[2]


@pytest.fixture
def world(a_procedure: Made) -> World:
    return a_procedure(at="silence")


def test_a_visitor_reads_what_the_browser_asks_for_until_choosing(world: World) -> None:
    browser = world.app.test_client()
    assert spoken(browser.get("/sign-in").text) == ("en", "ltr")
    asked = {"Accept-Language": "ar-EG,ar;q=0.9,en;q=0.5"}
    assert spoken(browser.get("/sign-in", headers=asked).text) == ("ar", "rtl")
    page = browser.get("/sign-in?next=/account", headers=asked).text
    assert 'href="/language/fr?next=%2Fsign-in%3Fnext%3D%252Faccount"' in page
    chosen = browser.get("/language/fr?next=/sign-in%3Fnext%3D%252Faccount", headers=asked)
    assert chosen.status_code == 302 and chosen.headers["Location"] == "/sign-in?next=%2Faccount"
    cookie = chosen.headers["Set-Cookie"]
    assert cookie.startswith("language=fr;") and "HttpOnly" in cookie and "SameSite=Lax" in cookie
    page = browser.get("/sign-in", headers=asked).text
    assert spoken(page) == ("fr", "ltr") and 'aria-current="true">Français' in page
    # nothing but the four, and nowhere but here
    assert browser.get("/language/de").status_code == 404
    away = browser.get("/language/es?next=//elsewhere.example/")
    assert away.headers["Location"] == "/"


def test_who_is_signed_in_is_spoken_to_in_their_own_language_and_nobody_else_is(
    world: World,
) -> None:
    president, office = world.client("president"), world.client("office_first")
    home = president.path(Capacity.PRESIDENT, "")
    english = president.get(home).text
    assert spoken(english) == ("en", "ltr")
    sent = president.post("/account/language", {"lang": "ar", "next": home})
    assert sent.status_code == 303 and sent.headers["Location"] == home
    arabic = president.get(home).text
    assert spoken(arabic) == ("ar", "rtl")
    assert re.search("[\u0600-\u06ff]{4}", arabic)
    assert spoken(office.get(office.path(Capacity.OFFICE, "")).text) == ("en", "ltr")
    assert spoken(world.app.test_client().get("/sign-in").text) == ("en", "ltr")
    # the person's own counts, not what the browser asks for
    asked = president.http.get(home, headers={"Accept-Language": "fr"}).text
    assert spoken(asked) == ("ar", "rtl")
    # an unknown one is English, and the account's page has the same choice
    president.post("/account/language", {"lang": "de", "next": "//elsewhere.example"})
    assert spoken(president.get("/account").text) == ("en", "ltr")
    form = {"function": "President", "zone": "Europe/Zurich", "lang": "fr"}
    assert president.post("/account/profile", form).status_code == 303
    assert spoken(president.get("/account").text) == ("fr", "ltr")
    assert spoken(president.get("/no/such/page").text)[0] == "fr"
    assert words.language() == "en"  # what comes after a request is nobody's


def test_what_is_wrong_with_a_form_is_said_in_the_readers_language(world: World) -> None:
    browser = world.client("president")
    browser.post("/account/language", {"lang": "fr", "next": "/"})
    answer = browser.post("/account/passphrase", {"old": "", "new": "x" * 1025, "again": "y"})
    assert answer.status_code == 422
    with languages.speaking("fr"):
        assert words._("Type it.") in answer.text
        assert words._("At most %(n)s characters.", n=1024) in answer.text
        assert words._("The new passphrase") in answer.text
    assert "Type it." not in answer.text


def test_a_refusal_is_said_in_the_readers_language(world: World) -> None:
    browser = world.client("president")
    browser.post("/account/language", {"lang": "es", "next": "/"})
    fresh = {
        "old": "not the passphrase",
        "new": "four or five words do",
        "again": "four or five words do",
    }
    answer = browser.post("/account/passphrase", fresh)
    assert answer.status_code in (409, 422)
    with languages.speaking("es"):
        assert words._("This was not done") in answer.text or 'class="err' in answer.text
    english = re.search(r'class="notice stop refusal".*?<p>(.*?)</p>', answer.text, re.S)
    assert english is None or not re.search(r"\b(the|was|not)\b", english[1])


def test_mails_are_in_the_language_of_whom_they_reach(world: World) -> None:
    now = clock.now()
    with db.writing() as session:
        person = session.get(Person, world.person("president"))
        assert person is not None
        person.lang = "fr"
        session.add(person)
    with db.writing() as session:
        told = broadcast(
            session,
            now,
            world.cast.procedure_id,
            "approval.broken",
            "capacities:president+office",
            object_id="",
            sender=Capacity.OFFICE,
        )
        told_id = told.id
    outbox.expand(now)
    while outbox.send_due(now):
        pass
    with db.reading() as connection:
        rows = connection.execute(
            select(Delivery.recipient, Delivery.id).where(Delivery.broadcast_id == told_id)
        ).all()
    assert len(rows) >= 2
    found = {who: mail_of(world, row_id) for who, row_id in rows}
    mine = found.pop(world.person("president"))
    with languages.speaking("fr"):
        opening = words._("Open it here, after signing in:")
    assert opening in mine and "Open it here" not in mine
    assert all("Open it here, after signing in:" in other for other in found.values())


def mail_of(world: World, delivery_id: str) -> str:
    """The text of a mail as it was written into the folder."""
    message: Any = email.message_from_bytes(
        (world.folder / "mail" / f"{delivery_id}.eml").read_bytes(), policy=email.policy.default
    )
    return str(message.get_body(("plain",)).get_content())


def test_a_delegate_is_invited_in_the_language_of_the_mission(world: World) -> None:
    office = world.reader("office_first", Capacity.OFFICE)
    with db.writing() as session:
        contact = session.exec(
            select(Contact)
            .where(
                Contact.procedure_id == world.cast.procedure_id,
                col(Contact.ended_at).is_(None),
            )
            .order_by(Contact.state_id, Contact.mail)
        ).first()
        assert contact is not None
        contact.lang = "es"
        session.add(contact)
        state = contact.state_id
    accounts.give_capacity(
        office,
        Action.GRANT_BY_OFFICE,
        name="Delia Invented",
        mail="delia@mission.example",
        capacity=Capacity.DELEGATE,
        state_id=state,
        note="Note verbale 12",
        key=ids.token(),
    )
    outbox.expand(clock.now())
    while outbox.send_due(clock.now()):
        pass
    with db.reading() as connection:
        person = connection.execute(
            select(Person.id, Person.lang).where(Person.mail == "delia@mission.example")
        ).one()
        assert person.lang == "es"
        invited = connection.execute(
            select(Delivery.id)
            .join(Broadcast, col(Broadcast.id) == Delivery.broadcast_id)
            .where(Broadcast.kind == "accounts.invitation", Delivery.recipient == person.id)
        ).scalar_one()
    mail = mail_of(world, invited)
    with languages.speaking("es"):
        words_of = words._("You are invited to take part in the recruitment of the Director.")
    assert words_of in mail and "You are invited" not in mail and "/invitation/" in mail


def test_who_reads_the_invitation_in_a_language_goes_on_in_it(world: World) -> None:
    with db.writing() as session:
        person = Person(name="Iva Invented", mail="iva@mission.example", created_at=clock.now())
        session.add(person)
        session.flush()
        token = new_link(session, person.id, "invitation", clock.now(), timedelta(days=7))
        person_id = person.id
    browser = Browser(world.app.test_client(), "")
    asked = {"Accept-Language": "ar"}
    page = browser.http.get(f"/invitation/{token}", headers=asked).text
    assert spoken(page) == ("ar", "rtl")
    browser.csrf = re.findall(r'name="csrf" value="([^"]+)"', page)[0]
    form = {"passphrase": "five words put together by me", "zone": "Africa/Tunis"}
    form["again"] = form["passphrase"]
    sent = browser.post(f"/invitation/{token}", form, headers=asked)
    assert sent.status_code == 303, sent.text
    with db.reading() as connection:
        lang = connection.execute(select(Person.lang).where(Person.id == person_id)).scalar_one()
    assert lang == "ar"


def test_every_kind_of_notice_has_its_words_in_the_catalogues(world: World) -> None:
    known = {text if isinstance(text, str) else text[0] for text in gathering.texts()}
    said = {name: kinds.of(name).subject() for name in kinds.known()}
    lines = {name: kinds.of(name).line("") for name in kinds.known() if kinds.of(name).in_app}
    ours = {name for name in said if name.split(".")[0] in ROOMS}
    assert len(ours) > 90
    assert {name: said[name] for name in ours if said[name] not in known} == {}
    plain = {n: lines[n] for n in ours if n in lines and lines[n] not in known}
    # a line with a value in it is made from a text with a place
    assert all(any(alike(line, text) for text in known if "%(" in text) for line in plain.values())


def alike(line: str, text: str) -> bool:
    """Whether the line is this text with its places filled in."""
    parts = re.split(r"%\(\w+\)s", text)
    return bool(re.fullmatch(".*".join(re.escape(part) for part in parts), line))

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)


def test_pages_name_states_as_the_reader_calls_them(world: World) -> None:
    delegate, office = world.client("delegate_che"), world.client("office_first")
    for browser in (delegate, office):
        browser.post("/account/language", {"lang": "es", "next": "/"})
    page = delegate.get(delegate.path(Capacity.DELEGATE, "approval/")).text
    assert "En calidad de delegado de Suiza" in page
    table = office.get(office.path(Capacity.OFFICE, "approval/states")).text
    shown = re.findall(r'<th scope="row">([^<]+)<', table)
    assert shown[0] == "Afganistán" and "Suiza" in shown and "Switzerland" not in shown
    assert shown.index("Bélgica") < shown.index("Belice") < shown.index("Benin")
    chosen = re.findall(r'<option value="[A-Z]{3}">([^<]+)<', table)
    assert "Alemania" in chosen and "Germany" not in chosen


def test_an_arabic_page_cites_in_arabic_and_quotes_from_the_left(world: World) -> None:
    browser = world.client("delegate_fra")
    browser.post("/account/language", {"lang": "ar", "next": "/"})
    pages = [browser.get(browser.path(Capacity.DELEGATE, to)).text for to in ("", "approval/")]
    pages.append(browser.get(browser.path(Capacity.DELEGATE, "calendar")).text)
    for page in pages:
        own = re.sub(r'<(\w+)[^>]* lang="en".*?</\1>', "", page, flags=re.S)
        told = re.sub(r"<[^>]*>", " ", own)
        assert re.findall(r"para\.|reading [A-Z]|5[34]\([a-h]\)", told) == []
    assert '<blockquote class="quote" lang="en" dir="ltr"><p>The GICHD will post' in pages[2]
    deadline = re.search(r"\d{4}(.) \d\d:\d\d:\d\d", pages[1])
    assert deadline is not None and deadline[1] == "\u060c"


@pytest.mark.rule("R17")
@pytest.mark.parametrize("lang", list(languages.NAMES))
def test_what_is_closed_looks_like_what_does_not_exist_in_every_language(
    world: World, lang: str
) -> None:
    browser = world.client("president")
    browser.post("/account/language", {"lang": lang, "next": "/"})
    name = world.cast.procedure_name
    closed = [
        f"/p/{name}/focal-point/prescreening/",
        f"/p/{name}/auditor/record",
        f"/p/{name}/president/report/",
        "/site/people",
    ]
    nothing = ["/no/such/page", "/p/no-such/president/", f"/p/{name}/president/no/such", "/\0"]
    answers = []
    for path in [*closed, *nothing]:
        for answer in (browser.get(path), browser.post(path)):
            answers.append((answer.status_code, sorted(answer.headers), answer.data))
    assert all(answer == answers[0] for answer in answers)
    assert answers[0][0] == 404 and spoken(answers[0][2].decode())[0] == lang
    # the same for whoever comes without a session, whatever the browser asks for
    visitor = world.app.test_client()
    asked = {"Accept-Language": lang}
    shown = [visitor.get(path, headers=asked) for path in ("/outcome/none", "/vacancies/none")]
    assert {(a.status_code, a.data) for a in shown} == {(404, shown[0].data)}


def test_what_the_browser_does_not_want_is_not_spoken(world: World) -> None:
    for accepted, lang in (
        ("fr;q=0", "en"),
        ("ar;q=0, es;q=0.1", "es"),
        ("en;q=0.1, fr;q=0.9", "fr"),
        ("arn, es;q=0.5", "es"),  # Mapudungun is no Arabic
        ("*, ;;, " + "de," * 900 + "fr;q=x", "en"),
    ):
        answer = world.app.test_client().get("/sign-in", headers={"Accept-Language": accepted})
        assert (answer.status_code, spoken(answer.text)[0]) == (200, lang), accepted[:30]


def test_a_choice_of_language_leads_nowhere_else(world: World) -> None:
    browser = world.app.test_client()
    for aim in ("//e.x", "/\\e.x", "\\\\e.x", "https:e.x", "/\t/e.x", "javascript:x", "/a\r\nX: y"):
        answer = browser.get("/language/fr", query_string={"next": aim})
        assert (answer.status_code, answer.headers["Location"]) == (302, "/"), aim
        assert len(answer.headers.getlist("Set-Cookie")) == 1


def test_the_letter_stands_in_the_readers_language_beside_the_english(world: World) -> None:
    browser = world.client("delegate_che")
    letter = browser.path(Capacity.DELEGATE, "approval/letter")
    for lang, beside in (("en", "fr"), ("es", "es"), ("ar", "ar")):
        browser.post("/account/language", {"lang": lang, "next": "/"})
        page = browser.get(letter).text
        text = page.partition("<main")[2]
        assert f'lang="{beside}"' in text and "I have the honour to refer" in text
        assert str(tongues.words(beside)["sender"]) in text
        assert spoken(page)[0] == lang
