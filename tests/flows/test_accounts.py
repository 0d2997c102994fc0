"""Accounts through the web: how people come in, and what attackers of the sign-in try."""

from __future__ import annotations

import io
import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pyotp
import pytest
from sqlmodel import select

from recruit.access.actions import Action
from recruit.access.models import Grant, Second
from recruit.access.rules import Capacity
from recruit.accounts import models, operations
from recruit.core import clock, db
from recruit.core.errors import Refusal
from recruit.core.log_tables import core_entry
from recruit.notices.models import Broadcast
from tests.flows.accounts_world import PASSPHRASE, World, forward, unread, world


@pytest.fixture
def w(tmp_path: Path) -> Iterator[World]:
    with world(tmp_path) as made:
        yield made


def shown_codes(text: str) -> list[str]:
    return re.findall(r'<li><bdi class="ref">([^<]+)</bdi></li>', text)


def rows(table: type) -> list:
    with db.writing() as session:
        return list(session.exec(select(table)).all())


# --- signing in ----------------------------------------------------------------------


def test_passphrase_and_authenticator_sign_in(w: World) -> None:
    who = w.person("Ines Example", Capacity.PRESIDENT)
    browser = w.browser().passphrase(who, next_="/p/ccm/president/people")
    assert browser.at.startswith("/sign-in/code")
    assert not browser.is_signed_in()
    browser.get("/sign-in/code?next=/p/ccm/president/people")
    browser.post("/sign-in/code", code=who.code(), next="/p/ccm/president/people")
    assert browser.at == "/p/ccm/president/people"
    assert browser.is_signed_in() and "Ines Example" in browser.text


def test_a_code_typed_in_arabic_digits_is_that_code_and_nonsense_is_a_wrong_one(w: World) -> None:
    who = w.person("Ines Example", Capacity.PRESIDENT)
    browser = w.browser().passphrase(who)
    for nonsense in ("\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9", "\u0662\u0660", "\U0001d7ce" * 6):
        browser.get("/sign-in/code")
        browser.post("/sign-in/code", code=nonsense)
        assert browser.status == 422 and not browser.is_signed_in()
    assert len(rows(models.Attempt)) >= 3  # each was counted
    forward(seconds=31)
    browser.get("/sign-in/code")
    arabic = who.code().translate({ord("0") + n: 0x660 + n for n in range(10)})
    browser.post("/sign-in/code", code=arabic)
    assert browser.is_signed_in()


def test_a_visitor_sends_what_only_those_signed_in_may_send(w: World) -> None:
    w.app.config["MAX_GUEST_LENGTH"] = 20_000
    large = {"csrf": "x", "file": (io.BytesIO(b"x" * 30_000), "drop.zip")}
    for path in ("/sign-in", "/p/ccm/focal-point/applications/intake/", "/no/such/page"):
        answer = w.browser().client.post(path, data=dict(large))
        assert answer.status_code == 413, path
        large["file"] = (io.BytesIO(b"x" * 30_000), "drop.zip")
    browser = w.browser()
    browser.get("/sign-in")
    browser.post("/sign-in", mail="no@body.example", passphrase="nothing of the kind")
    assert browser.status == 422
    signed = w.signed_in(w.person("Ines Example", Capacity.PRESIDENT))
    answer = signed.client.post("/account/profile", data=large)
    assert answer.status_code != 413


def test_a_form_token_of_other_letters_is_refused_as_any_other(w: World) -> None:
    browser = w.browser()
    browser.get("/sign-in")
    answer = browser.client.post(
        "/sign-in", data={"csrf": "\u0162o\u0137en", "mail": "a@b.example"}
    )
    assert answer.status_code == 400
    signed = w.signed_in(w.person("Ines Example", Capacity.PRESIDENT))
    answer = signed.client.post("/account/sessions/end-others", headers={"X-CSRF": "\u00fc"})
    assert answer.status_code == 400


def test_the_cookie_says_nothing(w: World) -> None:
    who = w.person("Ines Example", Capacity.PRESIDENT)
    browser = w.browser()
    answer = browser.client.get("/sign-in").headers["Set-Cookie"]
    assert "HttpOnly" in answer and "SameSite=Lax" in answer and "Domain" not in answer
    browser.sign_in(who)
    assert unread(browser.cookie) is None and who.id not in browser.cookie
    assert browser.cookie not in [row.token for row in rows(models.Session)]
    assert [c.name if hasattr(c, "name") else c.key for c in browser.client._cookies.values()] == [
        "recruit"
    ]


def test_a_stranger_asks_whether_an_address_is_known(w: World) -> None:
    known = w.person("Ines Example", Capacity.PRESIDENT)
    with db.writing() as session:
        invited = models.Person(name="B", mail="b@mission.example", created_at=clock.now())
        session.add(invited)
    answers = []
    for mail in (known.mail, "nobody@mission.example", "b@mission.example"):
        browser = w.browser()
        browser.get("/sign-in")
        browser.post("/sign-in", mail=mail, passphrase="not this one at all", next="")
        text = browser.text.replace(mail, "MAIL").replace(browser.hidden("csrf"), "CSRF")
        answers.append((browser.status, re.sub(r'value="[\w-]{43}"', "", text)))
    assert answers[0] == answers[1] == answers[2]
    lost = []
    for mail in (known.mail, "nobody@mission.example"):
        browser = w.browser()
        browser.get("/passphrase/lost")
        browser.post("/passphrase/lost", mail=mail)
        lost.append((browser.status, browser.text))
    assert lost[0] == lost[1]
    assert len(w.mails("accounts.reset")) == 1  # the right one does get it


def test_a_stranger_measures_how_long_an_unknown_address_takes(
    w: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from recruit.accounts.operations import hashing

    known = w.person("Ines Example", Capacity.PRESIDENT)
    kept: list[str] = []
    original = hashing._hasher.verify

    class Counting:
        def verify(self, hashed: str, given: str) -> bool:
            kept.append(hashed.rsplit("$", 2)[0])
            return original(hashed, given)

        def __getattr__(self, name: str) -> object:
            return getattr(original.__self__, name)

    monkeypatch.setattr(hashing, "_hasher", Counting())
    for mail in (known.mail, "nobody@mission.example"):
        assert not operations.check_passphrase(mail, "not this one at all", "x").person_id
    assert len(kept) == 2 and kept[0] == kept[1]  # one hash each, of the same cost


def test_guessing_makes_the_guesser_wait_but_locks_nobody_out(w: World) -> None:
    who = w.person("Ines Example", Capacity.PRESIDENT)
    owner = w.signed_in(who)
    forward(minutes=1)
    guesser = w.browser()
    guesser.client.environ_base["REMOTE_ADDR"] = "203.0.113.9"
    for n in range(12):
        guesser.passphrase(who, f"wrong guess number {n}")
    assert "Too many tries" in guesser.text
    guesser.passphrase(who)
    assert "Too many tries" in guesser.text  # even the right one is not looked at now
    again = w.browser()
    again.passphrase(who)
    assert again.status == 303  # from where its owner signed in before
    assert owner.is_signed_in()
    forward(minutes=6)
    guesser.passphrase(who)
    assert guesser.status == 303  # and nobody is kept out for good


def test_guessing_over_many_accounts_from_one_address_is_slowed(w: World) -> None:
    texts = []
    for n in range(40):
        browser = w.browser()
        browser.get("/sign-in")
        browser.post("/sign-in", mail=f"p{n}@x.example", passphrase="Summer holidays 2022", next="")
        texts.append("Too many tries" in browser.text)
    assert not any(texts[:30]) and all(texts[32:])
    elsewhere = w.browser()
    elsewhere.client.environ_base["REMOTE_ADDR"] = "198.51.100.7"
    who = w.person("Ines Example", Capacity.PRESIDENT)
    assert elsewhere.passphrase(who).status == 303


def test_a_code_of_the_authenticator_is_replayed_within_its_window(w: World) -> None:
    who = w.person("Ines Example", Capacity.PRESIDENT)
    code = who.code()
    w.signed_in(who)
    forward(seconds=20)
    thief = w.browser().passphrase(who).follow()
    thief.post("/sign-in/code", code=code, next="")
    assert thief.status == 422 and not thief.is_signed_in()
    forward(seconds=30)
    thief.passphrase(who).follow().post("/sign-in/code", code=who.code(), next="")
    assert thief.is_signed_in()


def test_an_older_code_is_not_taken_after_a_newer_one(w: World) -> None:
    who = w.person("Ines Example", Capacity.PRESIDENT)
    older = pyotp.TOTP(who.secret).at(clock.now().timestamp() - 30)
    assert operations.check_second(who.id, who.code()).kind == "totp"
    assert operations.check_second(who.id, older).kind == ""


def test_a_recovery_code_is_used_twice(w: World) -> None:
    who = w.person("Ines Example", Capacity.PRESIDENT)
    owner = w.signed_in(who)
    owner.get("/account")
    owner.post("/account/codes")
    codes = shown_codes(owner.text)
    assert len(set(codes)) == 10
    first = w.browser().passphrase(who).follow()
    first.post("/sign-in/code", code=codes[0].upper().replace("-", " "), next="")
    assert first.is_signed_in()
    second = w.browser().passphrase(who).follow()
    second.post("/sign-in/code", code=codes[0], next="")
    assert second.status == 422 and not second.is_signed_in()
    assert codes[0].replace("-", "") not in str(rows(models.Code))


def test_guessing_the_second_factor_makes_wait(w: World) -> None:
    who = w.person("Ines Example", Capacity.PRESIDENT)
    thief = w.browser().passphrase(who).follow()
    for n in range(8):
        thief.post("/sign-in/code", code=f"00000{n}", next="")
    assert "Too many tries" in thief.text
    thief.post("/sign-in/code", code=who.code(), next="")
    assert not thief.is_signed_in()


def test_a_session_is_fixed_before_the_sign_in(w: World) -> None:
    who = w.person("Ines Example", Capacity.PRESIDENT)
    victim, attacker = w.browser(), w.browser()
    attacker.get("/sign-in")
    planted = attacker.cookie
    victim.client.set_cookie("recruit", planted)
    victim.sign_in(who)
    assert victim.cookie != planted
    assert victim.is_signed_in() and not attacker.is_signed_in()


def test_the_token_changes_at_each_gain_of_right(w: World) -> None:
    who = w.person("Ines Example", Capacity.PRESIDENT)
    browser = w.browser()
    seen = []
    browser.get("/sign-in")
    seen.append(browser.cookie)
    browser.passphrase(who).follow()
    seen.append(browser.cookie)
    half = w.browser()
    half.client.set_cookie("recruit", browser.cookie)
    browser.post("/sign-in/code", code=who.code(), next="")
    seen.append(browser.cookie)
    assert len(set(seen)) == 3
    assert not half.is_signed_in()


def test_tries_are_logged_by_ids_alone(w: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "recruit.security")
    who = w.person("Ines Example", Capacity.PRESIDENT)
    browser = w.browser()
    for mail, words in ((who.mail, "not this one at all"), ("no@body.example", PASSPHRASE)):
        browser.get("/sign-in")
        browser.post("/sign-in", mail=mail, passphrase=words)
    browser.passphrase(who)
    for code in ("000000", who.code()):
        browser.get("/sign-in/code")
        browser.post("/sign-in/code", code=code)
    browser.get("/no/such/page")
    browser.get("/account")
    browser.post("/sign-out", token="x" * 43)
    browser.get("/account")
    browser.post("/sign-out")
    said = [(r.levelname, *r.getMessage().split(" ")[1:3]) for r in caplog.records]
    mine = f"person={who.id}"
    assert said[:4] == [
        ("WARNING", "sign-in.refused", mine),
        ("WARNING", "sign-in.refused", "person=-"),
        ("INFO", "sign-in.passphrase", mine),
        ("WARNING", "second.refused", mine),
    ]
    assert [what for _level, what, *_who in said[4:]] == [
        "second.given",
        "nothing-there",
        "token.refused",
        "signed-out",
    ]
    whole = caplog.text.casefold()
    for never in (who.mail, "body", "ines", PASSPHRASE, "not this", "000000", "127.0.0.1"):
        assert never not in whole
    forward(seconds=31)
    signed = w.signed_in(who)
    signed.get("/account")
    token = re.search(r'name="csrf" value="([^"]+)"', signed.text)
    assert token is not None
    answer = signed.client.post("/sign-out", data={"csrf": token[1]})
    assert answer.headers["Clear-Site-Data"] == '"storage"'


def test_a_cookie_copied_before_sign_out_is_worth_nothing(w: World) -> None:
    browser = w.signed_in(w.person("Ines Example", Capacity.PRESIDENT))
    thief = w.browser()
    thief.client.set_cookie("recruit", browser.cookie)
    assert thief.is_signed_in()
    browser.get("/account")
    browser.post("/sign-out")
    assert not browser.is_signed_in() and not thief.is_signed_in()


def test_sign_out_is_forged_from_another_site(w: World) -> None:
    browser = w.signed_in(w.person("Ines Example", Capacity.PRESIDENT))
    browser.post("/sign-out", token="")
    assert browser.is_signed_in()
    browser.post("/sign-out", token="x" * 43)
    assert browser.is_signed_in()
    assert browser.get("/sign-out").status == 404
    assert browser.is_signed_in()


def test_every_writing_page_refuses_a_form_without_the_token(w: World) -> None:
    browser = w.signed_in(w.person("Ines Example", Capacity.PRESIDENT))
    before = {table: len(rows(table)) for table in (models.Person, Grant, models.Code)}
    paths = [
        rule.rule.replace("<procedure>", "ccm").replace("<capacity>", "president")
        for rule in w.app.url_map.iter_rules()
        if rule.endpoint.startswith("accounts.") and "POST" in (rule.methods or ())
    ]
    assert len(paths) > 20
    for path in paths:
        path = re.sub(r"<[^>]+>", "x", path)
        for token in ("", "forged"):
            browser.client.post(path, data={"csrf": token, "name": "A", "mail": "a@b.example"})
    assert before == {table: len(rows(table)) for table in before}
    assert browser.is_signed_in()


def test_a_login_is_forged_without_the_visitors_token(w: World) -> None:
    who = w.person("Ines Example", Capacity.PRESIDENT)
    browser = w.browser()
    answer = browser.client.post("/sign-in", data={"mail": who.mail, "passphrase": PASSPHRASE})
    assert answer.status_code == 400 and not browser.cookie


@pytest.mark.parametrize(
    "target",
    [
        "//elsewhere.example",
        "https://elsewhere.example/",
        "/\\elsewhere.example",
        "javascript:alert(1)",
        "/\t/elsewhere.example",
    ],
)
def test_a_sign_in_link_leads_elsewhere(w: World, target: str) -> None:
    who = w.person("Ines Example", Capacity.PRESIDENT)
    browser = w.browser()
    browser.get("/sign-in", query_string={"next": target})
    assert "elsewhere" not in browser.text and "javascript:" not in browser.text
    browser.post("/sign-in", mail=who.mail, passphrase=PASSPHRASE, next=target)
    assert "elsewhere" not in browser.at and browser.at.startswith("/sign-in/code")
    browser.follow()
    browser.post("/sign-in/code", code=who.code(), next=target)
    assert browser.at == "/"


def test_the_sign_in_page_is_framed_by_another_site(w: World) -> None:
    answer = w.browser().client.get("/sign-in")
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_session_ends_idle_and_in_any_case(w: World) -> None:
    who = w.person("Ines Example", Capacity.PRESIDENT)
    browser = w.signed_in(who)
    forward(minutes=29)
    assert browser.is_signed_in()
    forward(minutes=29)
    assert browser.is_signed_in()
    forward(minutes=31)
    assert not browser.is_signed_in()
    forward(minutes=1)
    browser = w.signed_in(who)
    for _n in range(35):
        forward(minutes=20)
        browser.get("/account")
    assert browser.status == 200
    forward(minutes=21)
    assert not browser.is_signed_in()


def test_a_page_in_between_writes_when_it_was_seen_at_most_once_a_minute(w: World) -> None:
    browser = w.signed_in(w.person("Ines Example", Capacity.PRESIDENT))
    begun = rows(models.Session)[-1].seen_at
    forward(seconds=30)
    browser.get("/account")
    assert rows(models.Session)[-1].seen_at == begun
    forward(seconds=31)
    browser.get("/account")
    assert rows(models.Session)[-1].seen_at == clock.now()


# --- links ---------------------------------------------------------------------------


def asked_reset(w: World, mail: str, **more: str) -> str:
    browser = w.browser()
    browser.get("/passphrase/lost")
    plain = w.app.test_client(use_cookies=False)
    plain.post(
        "/passphrase/lost",
        data={"mail": mail, "csrf": browser.hidden("csrf")},
        headers={"Cookie": f"recruit={browser.cookie}", **more},
    )
    return w.link("accounts.reset")


NEW = "a quite different row of words"


def test_a_reset_link_is_used_twice(w: World) -> None:
    who = w.person("Ines Example", Capacity.PRESIDENT)
    open_session = w.signed_in(who)
    link = asked_reset(w, who.mail)
    browser = w.browser()
    for _n in range(3):
        assert browser.get(link).status == 200  # a mail gateway opens it: nothing is spent
    browser.post(link, passphrase=NEW, again=NEW)
    assert browser.at.startswith("/sign-in/code")  # the second factor is still asked for
    assert not browser.is_signed_in() and not open_session.is_signed_in()
    thief = w.browser()
    assert thief.get(link).status == 410
    assert w.browser().passphrase(who).status == 422
    forward(minutes=1)
    assert w.browser().passphrase(who, NEW).status == 303


@pytest.mark.rule("W15")
def test_a_posted_dead_link_changes_nothing(w: World) -> None:
    who = w.person("Ines Example", Capacity.PRESIDENT)
    link = asked_reset(w, who.mail)
    other = w.browser().get(link)
    token = other.hidden("csrf")
    asked_reset(w, who.mail)  # a newer one replaces it
    other.post(link, token=token, passphrase=NEW, again=NEW)
    assert other.status == 410
    assert w.browser().passphrase(who).status == 303


def test_a_reset_link_is_used_after_a_change_or_too_late(w: World) -> None:
    who = w.person("Ines Example", Capacity.PRESIDENT)
    link = asked_reset(w, who.mail)
    owner = w.signed_in(who)
    owner.get("/account")
    owner.post("/account/passphrase", old=PASSPHRASE, new=NEW, again=NEW)
    assert owner.status == 303 and owner.is_signed_in()
    assert w.browser().get(link).status == 410
    link = asked_reset(w, who.mail)
    forward(hours=1)
    assert w.browser().get(link).status == 410


def test_a_reset_is_asked_with_a_foreign_host_header(w: World) -> None:
    who = w.person("Ines Example", Capacity.PRESIDENT)
    link = asked_reset(w, who.mail, Host="elsewhere.example")
    assert link.startswith("/passphrase/")  # the address before it is BASE_URL's
    assert "elsewhere" not in str(w.mails("accounts.reset"))


@pytest.mark.rule("W15")
def test_an_invitation_leads_to_a_passphrase_an_authenticator_and_codes(w: World) -> None:
    president = w.person("Ines Example", Capacity.PRESIDENT)
    browser = w.signed_in(president)
    browser.get("/p/ccm/president/people")
    browser.post(
        "/p/ccm/president/people",
        name="Otto Invented",
        mail="Otto@Mission.example ",
        capacity="office",
        state="",
    )
    assert browser.status == 303
    link = w.link("accounts.invitation")
    guest = w.browser()
    assert guest.get(link).status == guest.get(link).status == 200
    for weak in (
        "short",
        "password123456",
        "OttoInventedOtto",
        "qwertyuiop1234567890",
        "aaaaaaaaaaaaaa",
    ):
        guest.post(link, passphrase=weak, again=weak, zone="Africa/Harare")
        assert guest.status == 422, weak
    guest.post(link, passphrase=NEW, again=NEW, zone="Africa/Harare")
    assert guest.at.startswith("/sign-in/authenticator"), guest.text
    assert not guest.is_signed_in()
    guest.get("/sign-in/authenticator")
    assert "<svg" in guest.text and "style=" not in guest.text
    secret = re.findall(r'<bdi class="ref">([A-Z2-7 ]+)</bdi>', guest.text)[0].replace(" ", "")
    sealed = guest.hidden("sealed")
    guest.post("/sign-in/authenticator", sealed=sealed, new_code="123456", next="/")
    assert guest.status == 422 and sealed != guest.hidden("sealed")
    code = pyotp.TOTP(secret).at(clock.now())
    guest.post("/sign-in/authenticator", sealed=guest.hidden("sealed"), new_code=code, next="/")
    assert guest.status == 200 and len(shown_codes(guest.text)) == 10
    assert guest.is_signed_in()
    assert w.browser().get(link).status == 410
    otto = next(p for p in rows(models.Person) if p.name == "Otto Invented")
    assert otto.mail == "otto@mission.example" and otto.zone == "Africa/Harare"
    assert otto.passphrase.startswith("$argon2id$") and secret.encode() not in otto.totp


def test_an_invitation_sealed_for_one_session_is_confirmed_in_another(w: World) -> None:
    president = w.person("Ines Example", Capacity.PRESIDENT)
    other = w.person("Olga Other", Capacity.OFFICE)
    mine, theirs = w.signed_in(president), w.signed_in(other)
    mine.get("/account/authenticator")
    planted = mine.hidden("sealed")
    theirs.get("/account/authenticator")
    theirs.post("/account/authenticator", sealed=planted, new_code="123456")
    assert theirs.status == 422 and "another session" in theirs.text


# --- delegates (S6) --------------------------------------------------------------------


@pytest.mark.rule("S6")
def test_a_delegate_signs_in_by_passphrase_and_steps_up_by_a_one_time_code(w: World) -> None:
    who = w.person("Dina Delegate", Capacity.DELEGATE, state_id="AFG")
    browser = w.signed_in(who)
    assert browser.is_signed_in()
    browser.post("/account/codes")
    assert browser.status == 303 and "/parked/" in browser.at  # the second factor is asked for
    browser.follow()
    browser.post("/sign-in/code/mail", next=browser.at or "/account")
    body = w.mails("accounts.code")[-1]["code"]
    code = re.search(r"\d{6}", body)
    assert code
    browser.get("/account")
    browser.post("/account/codes", code=code[0])
    codes = shown_codes(browser.text)
    assert len(codes) == 10
    forward(minutes=6)
    browser.get("/account")
    browser.post("/account/codes", code=code[0])
    assert "/parked/" in browser.at  # a mailed code counts once
    browser.get("/account")
    browser.post("/account/codes", code=codes[3])
    assert len(shown_codes(browser.text)) == 10


@pytest.mark.rule("S6")
def test_a_mailed_code_dies_after_ten_minutes_and_after_five_tries(w: World) -> None:
    who = w.person("Dina Delegate", Capacity.DELEGATE, state_id="AFG")
    operations.mail_code(who.id)
    code = re.search(r"\d{6}", w.mails("accounts.code")[-1]["code"])
    assert code
    forward(minutes=10)
    assert not operations.check_second(who.id, code[0]).kind
    operations.mail_code(who.id)
    code = re.search(r"\d{6}", w.mails("accounts.code")[-1]["code"])
    assert code
    wrong = "111111" if code[0] != "111111" else "222222"
    for _n in range(5):
        operations.check_second(who.id, wrong)
        forward(seconds=40)
    assert not operations.check_second(who.id, code[0]).kind
    assert code[0] not in str(rows(models.Code))


@pytest.mark.rule("S6")
def test_a_member_asks_for_a_code_by_mail(w: World) -> None:
    who = w.person("Mo Member", Capacity.MEMBER, seat=2)
    with pytest.raises(Refusal):
        operations.mail_code(who.id)
    assert w.mails("accounts.code") == []


def test_a_delegate_who_becomes_a_member_keeps_no_session_without_second_factor(w: World) -> None:
    who = w.person("Dina Delegate", Capacity.DELEGATE, state_id="AFG")
    browser = w.signed_in(who)
    assert browser.is_signed_in()
    with db.writing() as session:
        w.grant(session, who.id, Capacity.MEMBER, seat=2)
    assert not browser.is_signed_in()
    browser.get("/sign-in/code")
    assert browser.at.startswith("/sign-in/authenticator")


# --- step-up and parked forms ---------------------------------------------------------


def test_granting_needs_a_second_factor_within_five_minutes_and_keeps_what_was_typed(
    w: World,
) -> None:
    who = w.person("Ines Example", Capacity.PRESIDENT)
    browser = w.signed_in(who)
    forward(minutes=6)
    browser.get("/p/ccm/president/people")
    path = "/p/ccm/president/people"
    typed = {"name": "Kim <b>Kept</b>", "mail": "kim@x.example", "capacity": "office", "state": ""}
    browser.post(path, **typed)
    assert browser.status == 303 and "/parked/" in browser.at
    parked = browser.at
    browser.follow()
    assert (
        "Kim &lt;b&gt;Kept" in browser.text and 'action="/p/ccm/president/people"' in browser.text
    )
    assert len(rows(Grant)) == 1
    other = w.signed_in(w.person("Olga Other", Capacity.OFFICE))
    assert other.get(parked).status == 404
    key = browser.hidden("key")
    old = browser.cookie
    browser.post(path, code=who.code(), **typed)
    assert browser.status == 303 and browser.at == path and browser.cookie != old
    browser.post(path, key=key, token=browser.get(path).hidden("csrf"), **typed)
    assert len([g for g in rows(Grant) if g.capacity == "office"]) == 2  # Olga and Kim, once
    assert b"Kept" not in b"".join(p.sealed for p in rows(models.Parked))
    forward(hours=1)
    browser.sign_in(who)
    assert browser.get(parked).status == 404


def test_a_form_whose_session_expired_comes_back_after_sign_in(w: World) -> None:
    who = w.person("Ines Example", Capacity.PRESIDENT)
    browser = w.signed_in(who)
    browser.get("/account")
    form = {"function": "Head of office, typed for an hour", "zone": "Africa/Harare"}
    forward(minutes=45)
    browser.post("/account/profile", **form)
    assert "/sign-in" in browser.at
    place = browser.at
    thief = w.browser()
    stranger = w.person("Olga Other", Capacity.OFFICE)
    browser.follow()
    next_ = browser.hidden("next")
    assert next_.startswith("/parked/")
    thief.sign_in(stranger)
    assert thief.get(next_).status == 404
    browser.post("/sign-in", mail=who.mail, passphrase=PASSPHRASE, next=next_)
    browser.follow()
    browser.post("/sign-in/code", code=who.code(), next=next_)
    assert browser.at == next_ and place
    browser.follow()
    assert form["function"] in browser.text
    browser.post("/account/profile", **form)
    assert browser.status == 303
    assert next(p for p in rows(models.Person) if p.id == who.id).function == form["function"]


def test_a_form_from_another_site_waits_for_nobody(w: World) -> None:
    browser = w.browser()
    answer = browser.client.post("/account/profile", data={"function": "planted"})
    assert "/sign-in" in answer.headers["Location"]
    assert rows(models.Parked) == []


# --- one's own account ------------------------------------------------------------------


def test_sessions_are_listed_and_ended_one_by_one_and_all(w: World) -> None:
    who = w.person("Ines Example", Capacity.PRESIDENT)
    first = w.signed_in(who)
    forward(seconds=31)
    second = w.signed_in(who)
    forward(seconds=31)
    third = w.signed_in(who)
    third.get("/account")
    ids = re.findall(r"/account/sessions/(\w{22})/end", third.text)
    assert len(ids) == 2
    oldest = next(s for s in rows(models.Session) if s.person_id == who.id and s.second_at)
    third.post(f"/account/sessions/{oldest.id}/end")
    assert not first.is_signed_in() and second.is_signed_in()
    third.get("/account")
    third.post("/account/sessions/end-others")
    assert not second.is_signed_in() and third.is_signed_in()


def test_somebody_ends_the_session_of_another(w: World) -> None:
    victim = w.signed_in(w.person("Ines Example", Capacity.PRESIDENT))
    row = next(s for s in rows(models.Session) if s.second_at)
    other = w.signed_in(w.person("Olga Other", Capacity.OFFICE))
    other.get("/account")
    other.post(f"/account/sessions/{row.id}/end")
    theirs = other.status, other.text
    other.get("/account")
    other.post(f"/account/sessions/{'0' * 22}/end")
    assert theirs == (other.status, other.text) and other.status == 404
    assert victim.is_signed_in()


def test_an_administrator_signs_out_whoever_lost_a_laptop(w: World) -> None:
    who = w.person("Ines Example", Capacity.PRESIDENT)
    stolen, home = w.signed_in(who), w.browser()
    other = w.signed_in(w.person("Olga Other", Capacity.OFFICE))
    home.passphrase(who)  # half way: the second factor is not given yet
    admin = w.signed_in(w.person("Ann Admin", Capacity.ADMINISTRATOR))
    admin.get("/site")
    admin.post("/site/sessions/end", mail=f" {who.mail.upper()} ")
    known = admin.status, admin.follow().text
    assert not stolen.is_signed_in() and other.is_signed_in() and admin.is_signed_in()
    home.follow()
    home.post("/sign-in/second", code=who.code())
    assert not home.is_signed_in()
    forward(seconds=31)
    assert w.signed_in(who).is_signed_in()  # no right was taken away
    # of an address without an account the answer is the same, and so it is of nobody signed in
    for mail in ("nobody@x.example", who.mail):
        admin.get("/site")
        admin.post("/site/sessions/end", mail=mail)
        assert (admin.status, _unkeyed(admin.follow().text)) == (known[0], _unkeyed(known[1]))
    told = [b for b in rows(Broadcast) if b.kind == "accounts.sessions_ended"]
    assert [b.recipients for b in told] == [who.id, who.id]
    with db.reading() as connection:
        said = [json.loads(body) for (body,) in connection.execute(select(core_entry.c.body))]
    acts = [e["object"] for e in said if e["act"] == Action.SESSIONS_END.value]
    assert acts == [who.id, "", who.id]


def _unkeyed(text: str) -> str:
    """A page without the keys of its forms, and without how many are signed in."""
    return re.sub(r'name="key" value="[^"]*"|<dd>\d+</dd>', "", text)


def test_an_administrator_signs_everybody_out_but_oneself(w: World) -> None:
    w.signed_in(w.person("Una Gone", Capacity.OFFICE))
    forward(seconds=31 * 60)  # hers has ended by itself: there is nothing to tell her
    people = [w.person(f"{n} Person", Capacity.OFFICE) for n in ("Ida", "Jo", "Kai")]
    browsers = [w.signed_in(one) for one in people]
    admin = w.signed_in(w.person("Ann Admin", Capacity.ADMINISTRATOR))
    admin.get("/site")
    admin.post("/site/sessions/end-all")
    assert admin.is_signed_in()
    assert not [b for b in browsers if b.is_signed_in()]
    (told,) = (b for b in rows(Broadcast) if b.kind == "accounts.sessions_ended")
    assert sorted(told.recipients.split()) == sorted(p.id for p in people)


def test_somebody_else_signs_others_out(w: World) -> None:
    victim = w.signed_in(w.person("Ines Example", Capacity.PRESIDENT))
    other = w.signed_in(w.person("Olga Other", Capacity.OFFICE))
    for path in ("/site/sessions/end", "/site/sessions/end-all"):
        other.get("/account")
        other.post(path, mail="ines@x.example")
        assert other.status == 404
    assert victim.is_signed_in()


def test_another_authenticator_takes_the_place_of_the_first(w: World) -> None:
    who = w.person("Ines Example", Capacity.PRESIDENT)
    browser = w.signed_in(who)
    browser.get("/account/authenticator")
    secret = re.findall(r'<bdi class="ref">([A-Z2-7 ]+)</bdi>', browser.text)[0].replace(" ", "")
    code = pyotp.TOTP(secret).at(clock.now())
    browser.post("/account/authenticator", sealed=browser.hidden("sealed"), new_code=code)
    assert len(shown_codes(browser.text)) == 10
    forward(minutes=1)
    assert not operations.check_second(who.id, who.code()).kind
    assert operations.check_second(who.id, pyotp.TOTP(secret).at(clock.now())).kind == "totp"


# --- who gives which capacity (R20) ------------------------------------------------------


def give(w: World, browser: object, path: str, **typed: str) -> None:
    browser.get(path)  # type: ignore[attr-defined]
    browser.post(path, **{"state": "", **typed})  # type: ignore[attr-defined]


@pytest.mark.rule("R20")
def test_the_president_names_and_ends_and_both_are_told(w: World) -> None:
    who = w.person("Ines Example", Capacity.PRESIDENT)
    browser = w.signed_in(who)
    path = "/p/ccm/president/people"
    give(
        w, browser, path, name="Cora Reader", mail="c@x.example", capacity="committee", state="AFG"
    )
    assert browser.status == 303
    grant = next(g for g in rows(Grant) if g.capacity == "committee")
    assert grant.state_id == "AFG" and grant.given_by == who.id
    told = [b for b in rows(Broadcast) if b.kind == "access.granted"]
    assert len(told) == 1 and set(told[0].recipients.split()) == {grant.person_id, who.id}
    browser.get(path)
    browser.post(f"{path}/{grant.id}/end")
    assert browser.status == 303
    assert next(g for g in rows(Grant) if g.id == grant.id).ended_how == "ended"
    ended = [b for b in rows(Broadcast) if b.kind == "access.ended"]
    assert len(ended) == 1 and ended[0].body is None


@pytest.mark.rule("R20")
@pytest.mark.parametrize("capacity", ["member", "chair", "president", "delegate", "administrator"])
def test_the_president_gives_what_is_not_the_presidents_to_give(w: World, capacity: str) -> None:
    browser = w.signed_in(w.person("Ines Example", Capacity.PRESIDENT))
    before = len(rows(Grant))
    give(w, browser, "/p/ccm/president/people", name="A B", mail="a@x.example", capacity=capacity)
    assert browser.status in (404, 422) and len(rows(Grant)) == before


@pytest.mark.rule("R20")
def test_somebody_gives_a_capacity_to_oneself(w: World) -> None:
    who = w.person("Ines Example", Capacity.PRESIDENT)
    browser = w.signed_in(who)
    give(w, browser, "/p/ccm/president/people", name="Me", mail=who.mail.upper(), capacity="office")
    assert browser.status == 409 and "oneself" in browser.text and who.mail in browser.text.lower()
    assert len(rows(Grant)) == 1


@pytest.mark.rule("R20")
@pytest.mark.rule("S6")
def test_the_office_accredits_a_delegate_on_a_note_and_hands_over_ten_codes(w: World) -> None:
    browser = w.signed_in(w.person("Olga Office", Capacity.OFFICE))
    path = "/p/ccm/office/delegates"
    typed = {"name": "Dina Delegate", "mail": "d@x.example", "capacity": "delegate"}
    give(w, browser, path, state="AFG", **typed)
    assert browser.status == 422 or browser.status == 409
    assert [g for g in rows(Grant) if g.capacity == "delegate"] == []
    give(w, browser, path, state="AFG", note="Note 12/2022 of 3 October", **typed)
    codes = shown_codes(browser.text)
    assert browser.status == 200 and len(codes) == 10
    delegate = next(g for g in rows(Grant) if g.capacity == "delegate")
    assert operations.check_second(delegate.person_id, codes[9]).kind == "one-time"
    assert not operations.check_second(delegate.person_id, codes[9]).kind
    browser.get(path)
    assert not shown_codes(browser.text)  # never again


@pytest.mark.rule("S6")
@pytest.mark.rule("W13")
def test_the_office_accredits_a_member_to_get_a_second_factor_of_theirs(w: World) -> None:
    member = w.person("Mo Member", Capacity.MEMBER, seat=2)
    browser = w.signed_in(w.person("Olga Office", Capacity.OFFICE))
    path, note = "/p/ccm/office/delegates", "Note 12/2022 of 3 October"
    typed = {"capacity": "delegate", "state": "AFG", "note": note}
    give(w, browser, path, name="Whoever", mail=member.mail, **typed)
    assert browser.status == 303 and not shown_codes(browser.text)
    assert [row for row in rows(models.Code) if row.person_id == member.id] == []
    # nor do codes that were handed over earlier open a seat that came later
    give(w, browser, path, name="Dina Delegate", mail="d@x.example", **typed)
    codes = shown_codes(browser.text)
    delegate = next(p for p in rows(models.Person) if p.mail == "d@x.example")
    assert operations.check_second(delegate.id, codes[0]).kind == "one-time"
    with db.writing() as session:
        seat = w.grant(session, delegate.id, Capacity.SURROGATE, seat=1)
    assert not operations.check_second(delegate.id, codes[1]).kind
    with db.writing() as session:
        ended = session.get(Grant, seat)
        assert ended is not None
        ended.ended_at = clock.now()
        session.add(ended)
    assert operations.check_second(delegate.id, codes[1]).kind == "one-time"


@pytest.mark.rule("C1")
@pytest.mark.rule("P54b")
def test_the_focal_point_makes_a_member_of_the_panel_a_screener(w: World) -> None:
    member = w.person("Mo Member", Capacity.MEMBER, seat=2)
    delegate = w.person("Dina Delegate", Capacity.DELEGATE, state_id="AFG")
    browser = w.signed_in(w.person("Fay Focal", Capacity.FOCAL_POINT))
    path = "/p/ccm/focal-point/people"
    for capacity in ("gichd", "agency"):
        give(w, browser, path, name="Mo", mail=member.mail, capacity=capacity)
        assert browser.status == 409 and "does not go together" in browser.text
    give(w, browser, path, name="Dina", mail=delegate.mail, capacity="agency")
    assert browser.status == 303
    held = [g.capacity for g in rows(Grant) if g.person_id == member.id and g.ended_at is None]
    assert held == ["member"]


@pytest.mark.rule("R20")
def test_the_focal_point_names_staff_and_agency_alone(w: World) -> None:
    browser = w.signed_in(w.person("Fay Focal", Capacity.FOCAL_POINT))
    path = "/p/ccm/focal-point/people"
    give(w, browser, path, name="Sam Staff", mail="s@x.example", capacity="gichd")
    assert browser.status == 303
    give(w, browser, path, name="Sam Staff", mail="s@x.example", capacity="auditor")
    assert browser.status == 422
    assert browser.get("/p/ccm/president/people").status == 404
    assert browser.get("/p/ccm/office/delegates").status == 404


@pytest.mark.rule("W2")
def test_a_member_names_an_assistant_and_sees_only_the_own(w: World) -> None:
    member = w.signed_in(w.person("Mo Member", Capacity.MEMBER, seat=2))
    other = w.signed_in(w.person("Nia Member", Capacity.MEMBER, seat=3))
    path = "/p/ccm/member/assistant"
    give(w, member, path, name="Ada Assistant", mail="ada@x.example", capacity="assistant")
    assert member.status == 303
    grant = next(g for g in rows(Grant) if g.capacity == "assistant")
    assert "Ada Assistant" in member.get(path).text
    assert "Ada Assistant" not in other.get(path).text
    other.post(f"{path}/{grant.id}/end")
    assert other.status == 404
    assert next(g for g in rows(Grant) if g.id == grant.id).ended_at is None


@pytest.mark.rule("R20")
def test_two_administrators_name_the_president_and_never_one_alone(w: World) -> None:
    first = w.person("Ann Admin", Capacity.ADMINISTRATOR)
    second = w.person("Ben Admin", Capacity.ADMINISTRATOR)
    a, b = w.signed_in(first), w.signed_in(second)
    assert a.get("/site").status == 200
    path = "/site/procedures/ccm"
    give(w, a, path, name="Pia President", mail="pia@x.example", capacity="president")
    assert a.status == 303, a.text
    asked = rows(Second)[0]
    a.get(path)
    a.post(f"{path}/asked/{asked.id}/confirm")
    assert a.status == 409 and "other administrator" in a.text
    assert [g for g in rows(Grant) if g.capacity == "president"] == []
    b.get(path)
    b.post(f"{path}/asked/{asked.id}/confirm")
    assert b.status == 303, b.text
    grant = next(g for g in rows(Grant) if g.capacity == "president")
    assert grant.procedure_id == w.procedure_id and w.link("accounts.invitation")
    give(w, b, path, name="Q", mail="q@x.example", capacity="president")
    assert b.status == 409  # one at a time
    b.get(path)
    b.post(f"{path}/end", of="president")
    ending = next(s for s in rows(Second) if s.act == "end-president")
    b.get(path)
    b.post(f"{path}/asked/{ending.id}/confirm")
    assert b.status == 409
    a.get(path)
    a.post(f"{path}/asked/{ending.id}/confirm")
    assert next(g for g in rows(Grant) if g.id == grant.id).ended_at is not None


@pytest.mark.rule("R20")
def test_an_administrator_names_oneself_or_the_other(w: World) -> None:
    first = w.person("Ann Admin", Capacity.ADMINISTRATOR)
    second = w.person("Ben Admin", Capacity.ADMINISTRATOR)
    a, b = w.signed_in(first), w.signed_in(second)
    path = "/site/procedures/ccm"
    give(w, a, path, name="Me", mail=first.mail, capacity="president")
    assert a.status == 409 or a.status == 422
    assert rows(Second) == []
    give(w, a, path, name="You", mail=second.mail, capacity="president")
    asked = rows(Second)[0]
    b.get(path)
    b.post(f"{path}/asked/{asked.id}/confirm")
    assert b.status == 409 and [g for g in rows(Grant) if g.capacity == "president"] == []


def test_an_administrator_opens_a_procedure_and_sees_no_content(w: World) -> None:
    browser = w.signed_in(w.person("Ann Admin", Capacity.ADMINISTRATOR))
    browser.get("/site")
    browser.post(
        "/site/procedures", name="ccm-next", preset="ccm-10msp", closure="2026-09-18T18:00"
    )
    assert browser.at == "/site/procedures/ccm-next", browser.text
    assert browser.follow().status == 200
    assert browser.get("/p/ccm/administrator/undertaking").status == 404
    other = w.signed_in(w.person("Ines Example", Capacity.PRESIDENT))
    assert other.get("/site").status == other.get("/site/procedures/ccm").status == 404


@pytest.mark.rule("R20")
def test_the_operator_makes_two_administrators_each_by_a_one_time_link(w: World) -> None:
    with w.app.app_context():
        link = operations.make_administrator("Ann Admin", "ann@x.example")
        operations.make_administrator("Ben Admin", "ben@x.example")
        with pytest.raises(Refusal):
            operations.make_administrator("Cy Admin", "cy@x.example")
    assert link.startswith("http://127.0.0.1:8000/invitation/")
    guest = w.browser().get(link.removeprefix("http://127.0.0.1:8000"))
    assert guest.status == 200 and "Ann Admin" in guest.text


# --- the undertaking (C3) -----------------------------------------------------------------


@pytest.mark.rule("C3")
def test_nothing_opens_before_the_undertaking_is_signed_by_name(w: World) -> None:
    browser = w.signed_in(w.person("Olga Office", Capacity.OFFICE, undertaken_at=None))
    assert browser.get("/p/ccm/office/delegates").status == 404
    path = "/p/ccm/office/undertaking"
    assert browser.get(path).status == 200 and "General declaration" in browser.text
    browser.post(path, typed_name="Olga Office")
    assert browser.status == 422 and "Olga Office" in browser.text
    browser.get(path)
    browser.post(path, agreed="y", typed_name="Somebody Else")
    assert browser.status == 422
    assert browser.get("/p/ccm/office/delegates").status == 404
    browser.get(path)
    browser.post(path, agreed="y", typed_name="olga  OFFICE")
    assert browser.status == 303
    assert "receipt" in browser.follow().text
    assert browser.get("/p/ccm/office/delegates").status == 200


@pytest.mark.rule("P53f-4")
def test_the_president_names_a_second_reader_for_a_state(w: World) -> None:
    browser = w.signed_in(w.person("Ines Example", Capacity.PRESIDENT))
    path, typed = "/p/ccm/president/people", {"capacity": "committee", "state": "AFG"}
    give(w, browser, path, name="Cora Reader", mail="c@x.example", **typed)
    assert browser.status == 303
    give(w, browser, path, name="Carl Reader", mail="k@x.example", **typed)
    assert browser.status == 409 and "one named reader" in browser.text
    give(w, browser, path, name="Ava Reader", mail="v@x.example", **{**typed, "state": "FRA"})
    assert browser.status == 303
    first = next(g for g in rows(Grant) if g.capacity == "committee" and g.state_id == "AFG")
    browser.get(path)
    browser.post(f"{path}/{first.id}/end")
    assert browser.status == 303, browser.text
    give(w, browser, path, name="Carl Reader", mail="k@x.example", **typed)
    assert browser.status == 303
    living = [g.state_id for g in rows(Grant) if g.capacity == "committee" and not g.ended_at]
    assert sorted(living) == ["AFG", "FRA"]


@pytest.mark.rule("C3")
def test_a_committee_reader_signs_the_undertaking_alone(w: World) -> None:
    who = w.person("Cora Reader", Capacity.COMMITTEE, state_id="AFG", undertaken_at=None)
    browser = w.signed_in(who)
    browser.get("/p/ccm/committee/undertaking")
    assert browser.status == 200 and "General declaration" not in browser.text


@pytest.mark.rule("W13")
def test_a_member_without_second_factor_is_let_in_by_two_people_neither_of_whom_gains(
    w: World,
) -> None:
    member = w.person("Mo Member", Capacity.MEMBER, seat=2)
    president = w.signed_in(w.person("Ines Example", Capacity.PRESIDENT))
    ann = w.person("Ann Admin", Capacity.ADMINISTRATOR)
    admin, admin_id = w.signed_in(ann), ann.id
    lost = w.signed_in(member)
    with db.writing() as session:
        session.add(
            models.Passkey(
                person_id=member.id, credential="c", public_key=b"k", made_at=clock.now()
            )
        )
    grant = next(g for g in rows(Grant) if g.capacity == "member")
    president.get("/p/ccm/president/people")
    president.post("/p/ccm/president/people/factor", grant=grant.id)
    assert president.status == 303, president.text
    asked = rows(Second)[0]
    (told,) = [b for b in rows(Broadcast) if b.kind == "accounts.factor_asked"]
    assert told.recipients == admin_id and told.body is None
    president.get("/account")
    president.post(f"/site/factors/{asked.id}/confirm")
    assert president.status == 404 and lost.is_signed_in()
    admin.get("/site")
    assert "Mo Member" in admin.text
    admin.post(f"/site/factors/{asked.id}/confirm")
    assert admin.status == 303, admin.text
    assert not lost.is_signed_in()
    assert [p.removed_at for p in rows(models.Passkey)] == [clock.now()]  # the device may be lost
    for who in (president, admin):
        assert who.get("/p/ccm/member/assistant").status == 404
    again = w.browser().passphrase(member)
    assert again.at.startswith("/sign-in/authenticator")
    assert not operations.check_second(member.id, member.code()).kind
    admin.get("/site")
    admin.post(f"/site/factors/{asked.id}/confirm")
    assert admin.status == 409


@pytest.mark.rule("W13")
def test_an_administrator_alone_takes_away_a_second_factor(w: World) -> None:
    w.person("Mo Member", Capacity.MEMBER, seat=2)
    admin = w.signed_in(w.person("Ann Admin", Capacity.ADMINISTRATOR))
    w.person("Ines Example", Capacity.PRESIDENT)
    member, president = (
        next(g for g in rows(Grant) if g.capacity == c) for c in ("member", "president")
    )
    admin.get("/site/procedures/ccm")
    admin.post("/site/procedures/ccm/factor", grant=member.id)
    assert admin.status == 404
    admin.get("/site/procedures/ccm")
    admin.post("/site/procedures/ccm/factor", grant=president.id)
    assert admin.status == 303
    admin.get("/site")
    admin.post(f"/site/factors/{rows(Second)[0].id}/confirm")
    assert admin.status == 409
    assert all(p.totp for p in rows(models.Person))
