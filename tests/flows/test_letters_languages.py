"""What missions get: letters in the language that they chose, and word of changed contacts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from recruit.access.rules import Capacity
from recruit.approval.operations import contacts
from recruit.approval.wording import tongues
from recruit.core import clock, db
from recruit.core.errors import Refusal
from recruit.notices import mail, outbox
from recruit.notices.models import Broadcast, Delivery, DeliveryStatus
from recruit.states import queries as registry
from tests import ground, silence
from tests.silence import World

PRESIDENT = Capacity.PRESIDENT


@pytest.fixture
def world(tmp_path: Path, pytestconfig: pytest.Config) -> Iterator[World]:
    with silence.made(tmp_path, pytestconfig.getoption("--database")) as made:
        yield made


def letters_sent(folder: Path) -> dict[str, EmailMessage]:
    """The proposal's letter by the address that it went to."""
    found = [message_from_bytes(f.read_bytes(), policy=policy.default) for f in folder.glob("*")]
    return {
        str(one["To"]): one
        for one in found
        if isinstance(one, EmailMessage) and "ISU-DIR" in str(one["Subject"])
    }


def text(one: EmailMessage) -> str:
    return str(one.get_body(("plain",)).get_content())  # type: ignore[union-attr]


@pytest.mark.rule("S17")
def test_each_address_gets_its_own_language_above_the_english(world: World, tmp_path: Path) -> None:
    contacts.add_contact(
        world.office, state_id="CHL", mail="es@chl.example", evidence="Note 1", lang="es"
    )
    contacts.add_contact(
        world.office, state_id="LBN", mail="ar@lbn.example", evidence="Note 2", lang="ar"
    )
    mail.init("", "house@recruit.example", "https://recruit.example", tmp_path / "out")
    world.open()
    outbox.expand(clock.now())
    outbox.send_due(clock.now(), 2000)
    sent = letters_sent(tmp_path / "out")
    spanish, arabic = sent["es@chl.example"], sent["ar@lbn.example"]
    assert spanish["Content-Language"] == "es, en" and arabic["Content-Language"] == "ar, en"
    assert "lunes, 13 de marzo de 2023, 18:00:00, hora de Ginebra (UTC+1)" in text(spanish)
    for one in (spanish, arabic):
        said = text(one)
        assert said.index("CCM/MSP/2022/12") < said.rindex("I have the honour to refer")
        assert tongues.words("en")["authentic"] in said
    english = [one for to, one in sent.items() if to not in ("es@chl.example", "ar@lbn.example")]
    assert english and all(one["Content-Language"] == "en" for one in english)


@pytest.mark.rule("S17")
@pytest.mark.rule("W15")
def test_the_draft_is_looked_at_in_every_language_and_nothing_is_sent(world: World) -> None:
    browser = silence.browser(world, world.president)
    before = len(ground.rows(Broadcast))
    for lang in tongues.COURTESY:
        shown = browser.get(browser.path(PRESIDENT, f"approval/letter?draft=1&lang={lang}"))
        assert shown.status_code == 200
        assert f'lang="{lang}" dir="{tongues.words(lang)["dir"]}"' in shown.text
        assert tongues.words(lang)["authentic"] in shown.text
    drawn = browser.get(browser.path(PRESIDENT, "approval/letter.pdf?draft=1"))
    assert drawn.status_code == 200 and drawn.data.startswith(b"%PDF-")
    assert len(ground.rows(Broadcast)) == before
    # nobody else sees a draft, and nothing was sent
    other = silence.browser(world, world.delegate("CHL"))
    for rest in ("approval/letter", "approval/letter?draft=1", "approval/letter.pdf?draft=1"):
        assert other.get(other.path(Capacity.DELEGATE, rest)).status_code == 404


def delivered(kind: str, status: DeliveryStatus = DeliveryStatus.SENT) -> list[str]:
    """The addresses to which notices of this kind went, in order of the alphabet."""
    told = {b.id for b in ground.rows(Broadcast) if b.kind == kind and ":" in b.audience}
    return sorted(
        d.address
        for d in ground.rows(Delivery)
        if d.broadcast_id in told and d.status == status and "@chl" in d.address
    )


@pytest.mark.rule("S19")
def test_a_changed_contact_needs_evidence_is_told_to_old_and_new_and_moves_no_deadline(
    world: World, tmp_path: Path
) -> None:
    mail.init("", "house@recruit.example", "https://recruit.example", tmp_path / "out")
    world.open()
    clock.freeze(clock.now() + timedelta(hours=2))
    for evidence in ("", "   "):
        with pytest.raises(Refusal):
            contacts.add_contact(
                world.office, state_id="CHL", mail="new@chl.example", evidence=evidence
            )
    with pytest.raises(Refusal):  # a delegation does not register its own
        contacts.add_contact(
            world.delegate("CHL"), state_id="CHL", mail="new@chl.example", evidence="Note"
        )
    before = world.round().deadline(clock.now())
    contacts.add_contact(
        world.office, state_id="CHL", mail="new@chl.example", evidence="Note 7", lang="es"
    )
    outbox.expand(clock.now())
    outbox.send_due(clock.now(), 2000)
    both = ["mission@chl.example", "new@chl.example"]
    assert delivered("approval.contacts") == both
    assert delivered("approval.opened") == both  # the letter, again
    clock.freeze(clock.now() + timedelta(hours=1))
    with db.reading() as connection:
        old = next(
            c
            for c in registry.contacts(connection, world.procedure_id)["CHL"]
            if c.mail.startswith("mission")
        )
    with pytest.raises(Refusal):
        contacts.end_contact(world.office, contact_id=old.id, evidence=" ")
    contacts.end_contact(world.office, contact_id=old.id, evidence="Note 8")
    clock.freeze(clock.now() + timedelta(minutes=5))  # it has ended when the mail leaves
    outbox.expand(clock.now())
    outbox.send_due(clock.now(), 2000)
    assert delivered("approval.contacts") == sorted([*both, *both])
    assert world.round().deadline(clock.now()) == before
