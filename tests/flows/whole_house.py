"""The house in which the whole recruitment is lived: its day, its people, their browsers."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from email import message_from_bytes
from typing import Any

import pyotp

from recruit import worker
from recruit.access.rules import Capacity
from recruit.core import clock
from recruit.core.clock import GENEVA
from recruit.demo import people
from recruit.demo.opening import person_by_mail
from recruit.demo.people import Actor
from tests.pages import Page, Visitor
from tests.worlds import World

PASSPHRASE = "seven herons over a slow canal"


def actor(key: str) -> Actor:
    """One of the invented people, by key."""
    return next(a for a in people.ALL if a.key == key)


@dataclass(slots=True)
class House:
    """The world with its day. secrets: the authenticators of those who set one up by hand.

    refs: the references of the applications by the number of the invented applicant.
    members: the keys of who sits, in the order of the seats.
    """

    world: World
    refs: dict[int, str] = field(default_factory=dict)
    members: list[str] = field(default_factory=list)
    secrets: dict[str, str] = field(default_factory=dict)
    notes: dict[str, Any] = field(default_factory=dict)
    _open: dict[str, Visitor] = field(default_factory=dict)

    # -- the day ---------------------------------------------------------------------

    def on(self, month: int, day: int, hour: int = 9, minute: int = 30) -> datetime:
        """It is this day and hour in Geneva; everybody comes anew, and the worker worked."""
        year = 2022 if month >= 9 else 2023
        at = datetime.combine(date(year, month, day), time(hour, minute), GENEVA)
        clock.freeze(at.astimezone(UTC))
        self._open.clear()
        return clock.now()

    @property
    def now(self) -> datetime:
        """The present moment, in Geneva's time."""
        return clock.now().astimezone(GENEVA)

    def later(self, minutes: int) -> None:
        """Minutes pass; the sessions stay open."""
        clock.freeze(clock.now() + timedelta(minutes=minutes))

    # -- people ----------------------------------------------------------------------

    def anybody(self) -> Visitor:
        """Somebody who is not signed in."""
        return Visitor(self.world.app.test_client())

    def who(self, key: str) -> Visitor:
        """This person's browser today: signed in by the page, where they set up the account."""
        if key not in self._open:
            if key in self.secrets:
                self._open[key] = self.sign_in(key)
            else:
                browser = self.world.client()
                browser.sign_in(person_by_mail(actor(key).mail))
                self._open[key] = Visitor(browser.http)
        return self._open[key]

    def again(self, key: str) -> Visitor:
        """The same person in a browser whose second factor was given just now."""
        self._open.pop(key, None)
        return self.who(key)

    def code(self, key: str) -> str:
        """What this person's authenticator shows now; each code once."""
        return pyotp.TOTP(self.secrets[key]).at(clock.now())

    def sign_in(self, key: str) -> Visitor:
        """Through the pages: address and passphrase, then the second factor."""
        visitor = self.anybody()
        page = visitor.get("/sign-in")
        page = visitor.send(page, "Go on", {"mail": actor(key).mail, "passphrase": PASSPHRASE})
        assert page.title == "Your second factor"
        home = visitor.send(page, "Sign in", {"code": self.code(key)})
        assert actor(key).name in home.words
        return visitor

    def mails(self, to: str) -> list[Any]:
        """The mails that the worker put into the folder for this address, oldest first."""
        folder, before = self.world.folder / "mail", -1
        while before != (before := len(list(folder.glob("*.eml")))):
            assert worker.tick() == []  # so many go out with each beat
        found = []
        for path in sorted(folder.glob("*.eml"), key=_made):
            mail = message_from_bytes(path.read_bytes())
            if to in str(mail["To"]):
                found.append(mail)
        return found

    def link_in_mail(self, to: str, part: str) -> str:
        """The path of the last link with this part that was mailed to this address."""
        found = ""
        for mail in self.mails(to):
            for body in mail.walk():
                if body.get_content_type() == "text/plain":
                    text = body.get_payload(decode=True).decode()
                    links = re.findall(r"https?://[^/\s]+(/\S+)", text)
                    found = next((each for each in links if part in each), found)
        assert found, f"no mail to {to} has a link to {part}"
        return found

    def enrol(self, key: str) -> Visitor:
        """By the link of the invitation: passphrase, authenticator, recovery codes."""
        visitor = self.anybody()
        page = visitor.get(self.link_in_mail(actor(key).mail, "/invitation/"))
        assert actor(key).name in page.title
        page = visitor.send(
            page,
            "Choose this passphrase",
            {"passphrase": PASSPHRASE, "again": PASSPHRASE, "zone": actor(key).zone},
        )
        assert page.title == "Set up your authenticator"
        secret = next(
            text
            for ref in page.tree.find_class("ref")
            if re.fullmatch(r"[A-Z2-7]{32}", text := "".join(ref.text_content().split()))
        )
        self.secrets[key] = secret
        codes = visitor.send(
            page, "Confirm the authenticator", {"new_code": self.code(key)}, status=200
        )
        assert codes.title == "Your recovery codes"
        self.notes[f"codes of {key}"] = [
            code.text_content() for code in codes.tree.iter("bdi") if "ref" in code.get("class", "")
        ]
        visitor.follow(codes, "I have kept them")
        self._open[key] = visitor
        return visitor

    # -- addresses -------------------------------------------------------------------

    def path(self, capacity: Capacity, rest: str = "") -> str:
        """The address of a page of this capacity in the procedure."""
        return f"/p/{self.world.cast.procedure_name}/{capacity.value}/{rest}"

    def sign_undertaking(self, key: str) -> Page:
        """Sign what home asks to be signed."""
        visitor = self.who(key)
        page = visitor.task("Sign the confidentiality undertaking")
        return visitor.send(page, "Sign", {"agreed": True, "typed_name": actor(key).name})


def _made(path: Any) -> float:
    return float(path.stat().st_mtime_ns)
