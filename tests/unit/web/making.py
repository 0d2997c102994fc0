"""A small application for tests of the pages above the rooms: ground, accounts, vacancy, web.

``with making.site(folder) as site`` sets up the ground in a folder, its clock standing,
and the frame, guard and error pages as the whole application has them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from recruit.access import guard
from recruit.access.rules import Capacity, Reader
from recruit.accounts import sessions
from recruit.accounts.models import Person, Session
from recruit.core import clock, db, ids
from recruit.procedure.models import Milestone
from recruit.procedure.rules.milestones import Audience, MilestoneKind
from recruit.web import errors, frame
from tests import ground

ROOT = Path(__file__).resolve().parent.parent.parent.parent


@dataclass
class Site:
    """The application over a ground, with people who are signed in."""

    app: Flask
    place: ground.Place

    def client(self, reader: Reader) -> FlaskClient:
        """A browser in which this person is signed in, with a fresh second factor."""
        client = self.app.test_client()
        token = ids.token()
        with db.writing() as session:
            session.add(
                Session(
                    token=ids.digest(token),
                    person_id=reader.person_id,
                    csrf="the-token",
                    held=json.dumps({"_user_id": reader.person_id, "_fresh": True}),
                    made_at=clock.now(),
                    seen_at=clock.now(),
                    second_at=clock.now(),
                )
            )
        client.set_cookie("recruit", token)
        return client

    def milestone(
        self, kind: MilestoneKind, audience: Audience, at: datetime, object_id: str = ""
    ) -> None:
        """Record a fact of the procedure as it would stand after the act."""
        with db.writing() as session:
            session.add(
                Milestone(
                    procedure_id=self.place.procedure_id,
                    place=ids.digits(8),  # type: ignore[arg-type]
                    kind=kind,
                    audience=audience,
                    at=at,
                    object_id=object_id,
                )
            )

    def zone(self, reader: Reader, zone: str) -> None:
        """Set the person's own zone."""
        with db.writing() as session:
            person = session.get(Person, reader.person_id)
            assert person is not None
            person.zone = zone
            session.add(person)

    def path(self, capacity: Capacity, rest: str) -> str:
        """The address of a page of this capacity."""
        return f"/p/{self.place.name}/{capacity.value}/{rest}"


@contextmanager
def site(folder: Path, mode: Callable[[Flask], None] | None = None) -> Iterator[Site]:
    """The site in this folder, at ground.START (1 November 2022, 10:00 in Geneva)."""
    with ground.made(folder) as place:
        app = Flask(
            "recruit",
            root_path=str(ROOT / "recruit"),
            template_folder=str(ROOT / "templates"),
            static_folder=str(ROOT / "static"),
        )
        app.config["SECRET_KEY"] = "for tests alone"
        app.config["MAX_CONTENT_LENGTH"] = 512 * 1024
        app.testing = True
        frame.init(app)
        sessions.init(app)
        guard.init(app, sessions.load)
        errors.init(app)
        for room in ("accounts", "vacancy", "web"):
            views = import_module(f"recruit.{room}.views")
            for blueprint in views.blueprints:
                app.register_blueprint(blueprint)
        if mode is not None:
            mode(app)
        yield Site(app, place)


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements that the application's database executes while inside."""
    said: list[str] = []

    def hear(_c: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        said.append(statement)

    event.listen(db.engine(), "before_cursor_execute", hear)
    try:
        yield said
    finally:
        event.remove(db.engine(), "before_cursor_execute", hear)
