"""A passkey registered and the report signed by it in a real browser, with a virtual
authenticator; the certificate's signature checked by a few lines that know nothing of the
application."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pikepdf
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

from recruit.access.rules import Capacity
from recruit.accounts import queries as accounts
from recruit.core import db
from recruit.documents import operations as documents
from recruit.report.operations import signing
from recruit.report.queries import reports as queries
from tests.browser.waiting import PATIENCE, until
from tests.flows.interviews_world import Room
from tests.flows.test_report import report_of, sign, write_all

M = Capacity.MEMBER


@dataclass
class Seen:
    """The world, the member's page in the browser, its devtools session, and the address."""

    room: Room
    who: str
    page: Page
    devtools: Any
    base: str


@pytest.fixture
def seen(a_procedure: Any, chromium: Browser) -> Iterator[Seen]:
    """Called to sign; a member at a browser with an authenticator that knows its user."""
    room = Room(a_procedure(at="report"))
    write_all(room)
    signing.call(room.chair)
    app = room.world.app
    server = make_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    base = f"http://localhost:{server.server_port}"
    before = app.extensions["config"]
    app.extensions["config"] = replace(before, base_url=base)
    who = room.others[0]
    cookie = room.world.client(who).http.get_cookie("recruit")
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(PATIENCE * 1000)
    context.add_cookies([{"name": "recruit", "value": cookie.value, "url": base}])
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    yield Seen(room, who, page, devtools, base)
    context.close()
    app.extensions["config"] = before
    server.shutdown()


def register(seen: Seen) -> None:
    seen.page.goto(f"{seen.base}/account/passkeys")
    seen.page.fill("#label", "blue key")
    seen.page.click("[data-passkey=create]")
    seen.page.wait_for_selector("main table")


def attached(certificate: bytes) -> Any:
    with pikepdf.open(io.BytesIO(certificate)) as pdf:
        assert pdf.open_metadata()["pdfaid:part"] == "3"
        return json.loads(pdf.attachments["assertions.json"].get_file().read_bytes())


def checked(one: dict[str, str], content_sha256: str) -> bool:
    """The signature of a certificate, by nothing but what the certificate says."""

    def raw(text: str) -> bytes:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))

    hashed = hashlib.sha256(b"recruit/report-signature/v1\0" + one["statement"].encode())
    client = raw(one["client_data"])
    said = json.loads(client)
    if said["type"] != "webauthn.get" or raw(said["challenge"]) != hashed.digest():
        return False
    if json.loads(one["statement"])["content_sha256"] != content_sha256:
        return False
    authenticator = raw(one["authenticator_data"])
    if not authenticator[32] & 0b100:  # the user was verified
        return False
    key = serialization.load_der_public_key(base64.b64decode(one["public_key"]))
    assert isinstance(key, ec.EllipticCurvePublicKey)
    try:
        signed = authenticator + hashlib.sha256(client).digest()
        key.verify(raw(one["signature"]), signed, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True


@pytest.mark.rule("J9")
def test_a_member_signs_by_passkey_and_anybody_checks_the_signature(seen: Seen) -> None:
    room, page = seen.room, seen.page
    register(seen)
    report = report_of(room)
    path = room.world.client(seen.who).path(M, "report/")
    page.goto(seen.base + path)
    with page.expect_navigation():
        page.click("[data-passkey=get]")
    assert "signed the report by your passkey" in page.inner_text("body")
    with db.reading() as connection:
        (mine,) = queries.signatures(connection, report.id)
    assert mine.how == "passkey" and mine.grant_id == room.member(seen.who).grant_id
    sign(room, [key for key in room.keys if key != seen.who])
    signing.lodge(room.chair)
    lodged = report_of(room)
    opened = documents.open_document(room.member(room.keys[0]), lodged.certificate_id or "")
    found = attached(b"".join(opened.chunks))
    (one,) = found["signatures"]
    assert "SHA-256" in found["how"]
    assert checked(one, lodged.content_hash)
    assert json.loads(one["statement"])["seat"] == room.member(seen.who).seat
    # any change breaks it
    assert not checked(one, "0" * 64)
    other = one["statement"].replace(lodged.content_hash, "0" * 64)
    assert not checked(one | {"statement": other}, "0" * 64)
    flipped = ("A" if one["signature"][20] != "A" else "B") + one["signature"][21:]
    assert not checked(one | {"signature": one["signature"][:20] + flipped}, lodged.content_hash)


@pytest.mark.rule("J9")
def test_another_text_another_site_or_an_unverified_user_signs_nothing(seen: Seen) -> None:
    room, page = seen.room, seen.page
    register(seen)
    path = room.world.client(seen.who).path(M, "report/")
    page.goto(seen.base + path)
    page.evaluate("() => { HTMLFormElement.prototype.submit = function () {}; }")
    page.click("[data-passkey=get]")
    until(page, "document.querySelector('[name=answer]').value")
    answer = page.input_value("[name=answer]")
    browser = room.world.client(seen.who)
    text = report_of(room).text_id
    app = room.world.app
    here = app.extensions["config"]

    def send(**more: str) -> int:
        fields = {"text_id": text, "answer": answer} | more
        return browser.post(browser.path(M, "report/sign/passkey"), fields).status_code

    app.extensions["config"] = replace(here, base_url="https://elsewhere.example")
    assert send() == 422
    app.extensions["config"] = replace(
        here, base_url=seen.base.replace("localhost:", "localhost:1")
    )
    assert send() == 422  # the same host, another origin
    app.extensions["config"] = here
    assert send(answer="{}") == 422 and send(answer="x" * 9_000) == 422
    said = json.loads(answer)
    raw = base64.urlsafe_b64decode(said["response"]["authenticatorData"] + "==")
    unverified = raw[:32] + bytes([raw[32] & 0b11111011]) + raw[33:]
    said["response"]["authenticatorData"] = (
        base64.urlsafe_b64encode(unverified).decode().rstrip("=")
    )
    assert send(answer=json.dumps(said)) == 422
    another = room.world.client(room.others[1])  # another member, with this member's passkey
    fields = {"text_id": text, "answer": answer}
    assert another.post(another.path(M, "report/sign/passkey"), fields).status_code == 422
    with db.reading() as connection:
        assert not queries.signatures(connection, report_of(room).id)
    assert send() == 303
    with db.reading() as connection:
        assert [s.how for s in queries.signatures(connection, report_of(room).id)] == ["passkey"]
    # the text changes: the signature falls, and the old answer signs nothing of the new text
    write_all(room, "Another text of the panel on this candidate.")
    signing.call(room.chair)
    text = report_of(room).text_id
    assert send(text_id=text) == 422
    # a removed passkey signs nothing more
    with db.reading() as connection:
        (held,) = accounts.passkeys(connection, room.member(seen.who).person_id)
    assert another.post(f"/account/passkeys/{held.id}/remove").status_code == 404
    assert browser.post(f"/account/passkeys/{held.id}/remove").status_code == 303
    page.goto(seen.base + path)
    assert page.locator("[data-passkey=get]").count() == 0
    assert page.locator("form[action$='/report/sign']").count() == 1  # by code, without script too
