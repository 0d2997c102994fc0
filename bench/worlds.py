"""The recruitments that are measured: 500 applications, 100, and 10,000.

``made(500)`` opens the invented recruitment and carries it through the operations to the
first morning of interviews: every application is really filed (with a small PDF of its
own), screened by two people, listed, declared on by each member. It is kept in
build/bench until the schema or this file changes. ``made(100)`` is the same with 100.

``many(folder)`` makes 10,000 of the 500 by SQL, which takes seconds instead of an hour:
every row that belongs to an application is there twenty times, with ids, references and
places on the list of its own (bench/copying.py). The fifty that a page shows are among the
first 500, whose rows and keys are untouched, so each shown name is opened under its own
key. The copies stand behind the page.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import Flask

import config as settings
from bench import copying
from recruit import create_app
from recruit.access.rules import Capacity, Reader
from recruit.accounts import sessions
from recruit.accounts.models import Session
from recruit.applications import models as applications
from recruit.applications.operations import filing
from recruit.core import clock, db, ids, key_files, keys, log, migrate
from recruit.demo import calendar, keeping, living, opening
from recruit.demo.applications import SUITABLE
from recruit.demo.cast import Cast
from recruit.documents import operations as documents
from recruit.notices import mail, outbox

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / "build" / "bench"
AT = datetime(2022, 12, 12, 10, 0, tzinfo=clock.GENEVA)
_DAY = datetime(2022, 12, 12, 0, 0, tzinfo=clock.GENEVA)
FILED = datetime(2022, 9, 23, 12, 0, tzinfo=clock.GENEVA)
_SCHEMA = ("migrations", "recruit/applications/models.py", "recruit/prescreening/models.py")
COPIES = 20
SCORES = "member_malawi"
"""The member who reads and scores: the others lock at once, this one's sheets are open."""


@dataclass(frozen=True, slots=True)
class World:
    """A recruitment in a folder of its own, and who looks at it."""

    folder: Path
    procedure_id: str
    procedure: str
    people: dict[str, str]


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session: what the browser sends. csrf: the token of its forms."""

    cookie: str
    csrf: str


_app: Flask | None = None


def environment(folder: Path) -> dict[str, str]:
    """The settings of an installation in this folder, nothing else running beside it."""
    return {
        "RECRUIT_MODE": "development",
        "RECRUIT_DATA_DIR": str(folder),
        "RECRUIT_WORKER": "apart",
    }


def application(folder: Path) -> Flask:
    """The application over this folder, in this process."""
    global _app
    chosen = settings.load(environment(folder))
    if _app is None:
        _app = create_app(chosen)
        return _app
    db.init(chosen.database_url)
    clock.init(chosen.data / "clock.json")
    keys.init(chosen.keystore, key_files.load_master(chosen.data / "master.key"))
    log.init(chosen.data / "signer.key")
    sessions.ensure_key()
    documents.init(chosen.store_url)
    mail.init(chosen.mail_url, chosen.mail_from, chosen.base_url, chosen.data / "mail")
    _app.extensions["config"] = chosen
    return _app


def schema(*files: Path) -> str:
    """What a kept recruitment was made by: of the schema, this file and these."""
    digest = hashlib.sha256(Path(__file__).read_bytes())
    for file in files:
        digest.update(file.read_bytes())
    for place in _SCHEMA:
        path = ROOT / place
        for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


def _paper(name: str, number: int) -> bytes:
    """A small PDF of one page that says whose it is; no two are alike."""
    words = f"BT /F1 12 Tf 72 720 Td (Application {number} of {name}) Tj ET".encode()
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        b"/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>",
        b"<</Length %d>>\nstream\n%s\nendstream" % (len(words), words),
    ]
    out, places = b"%PDF-1.4\n", []
    for n, part in enumerate(parts, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (n, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(parts) + 1
    return (
        out
        + b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
        + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, len(out))
    )


def file_applications(cast: Cast, reader: Reader, how_many: int) -> None:
    """File applications of invented suitable people, each under a name of its own."""
    begin = datetime(2022, 9, 6, 8, 0, tzinfo=clock.GENEVA)
    step = (FILED - begin) / (how_many + 1)
    pool = [p for p in SUITABLE if p.path == "a" and p.answers == p.second_answers]
    for number in range(how_many):
        like = pool[number % len(pool)]
        first, _space, family = like.name.partition(" ")
        name = f"{first} {chr(65 + number % 26)}{family.lower()}-{number:03d}"
        address, received = f"applicant-{number:03d}@post.example", begin + step * (number + 1)
        done = filing.file_application(
            reader,
            name=name,
            mail=address,
            channel=applications.Channel.MAIL,
            received_at=received,
            evidence=f"Received: from relay.example; {received:%d %b %Y %H:%M:%S} +0200",
            files=[(f"application-{number:03d}.pdf", _paper(name, number))],
            sheet=filing.Sheet(like.nationalities, like.gender),
        )
        cast.applications[done.reference] = replace(like, name=name, mail=address)


def _live(_folder: Path, how_many: int) -> Cast:
    migrate.upgrade(db.engine())
    with db.writing() as session:
        log.open_log(session.connection(), "site")
    clock.freeze(calendar.BEGIN)
    cast = opening.open_recruitment(how_many=0)
    living.live_until(cast, calendar.BEGIN, FILED)
    clock.freeze(FILED)
    with db.reading() as connection:
        reader = living.reader_of(
            connection, cast.procedure_id, cast.memory["focal_point"], Capacity.FOCAL_POINT
        )
    if reader is None:
        raise RuntimeError("nobody is the focal point")
    file_applications(cast, reader, how_many)
    living.live_until(cast, FILED, _DAY)
    clock.freeze(_DAY)
    for at in calendar.moments(_DAY, AT):
        with clock.at(at):
            living.do_due(cast, without=[cast.memory[SCORES]])
    outbox.expand(AT)
    clock.freeze(None)
    return cast


def made(how_many: int, *, fresh: bool = False) -> Path:
    """The kept recruitment with this many applications: its folder."""
    return kept_as(str(how_many), lambda folder: _live(folder, how_many), fresh=fresh)


def kept_as(name: str, live: Callable[[Path], Cast], *, fresh: bool = False) -> Path:
    """The folder of a recruitment that is made once and kept: live makes it, its cast is saved."""
    folder = KEPT / f"{name}-{schema()}"
    if fresh or not (folder / "made").exists():
        for old in KEPT.glob(f"{name}-*"):
            shutil.rmtree(old, ignore_errors=True)
        folder.mkdir(parents=True)
        app = application(folder)
        with app.app_context():
            cast = live(folder)
        (folder / "cast.json").write_text(json.dumps(keeping.to_json(cast)))
        db.engine().dispose()
        (folder / "made").write_text("")
    return folder


@contextmanager
def copied(kept: Path, name: str, at: datetime = AT) -> Iterator[World]:
    """A copy to measure, its clock on the morning of the first interview unless told; removed
    after."""
    folder = KEPT / f"run-{name}"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(kept, folder, ignore=shutil.ignore_patterns("documents", "made"))
    saved = json.loads((folder / "cast.json").read_text())
    application(folder)
    clock.set_to(at)
    try:
        yield World(folder, saved["procedure_id"], saved["procedure_name"], saved["memory"])
    finally:
        db.engine().dispose()
        shutil.rmtree(folder, ignore_errors=True)


def sign_in(world: World, person: str) -> SignedIn:
    """A session of this person as sign-in with a second factor makes it."""
    application(world.folder)
    return signed_in(world.people[person])


def signed_in(person_id: str) -> SignedIn:
    """The same by the person's id, in the recruitment that is set up."""
    made = SignedIn(ids.token(), ids.token())
    with db.writing() as session:
        session.add(signing_in(made, person_id, clock.now()))
    return made


def signing_in(made: SignedIn, person_id: str, now: datetime) -> Session:
    """The row of such a session."""
    return Session(
        token=ids.digest(made.cookie),
        person_id=person_id,
        csrf=made.csrf,
        held=json.dumps({"_user_id": person_id, "_fresh": True}),
        made_at=now,
        seen_at=now,
        second_at=now,
    )


def many(world: World, copies: int = COPIES, *, but: str = "") -> None:
    """Make each application of this copy twenty times, by SQL (see the head of this file)."""
    engine = application(world.folder) and db.engine()
    with engine.connect() as connection:
        copying.copy(connection.connection.driver_connection, copies, but=but)


def listed(world: World) -> dict[str, Any]:
    """Counts of the copy, to say what was measured."""
    application(world.folder)
    with db.reading() as connection:
        count = connection.exec_driver_sql
        return {
            "applications": count("SELECT count(*) FROM applications_candidate").scalar_one(),
            "listed": count("SELECT count(*) FROM prescreening_listed").scalar_one(),
        }
