"""Whose a database, a key store and a store of documents are, and what a rehearsal says."""

from __future__ import annotations

import io
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pikepdf
import pytest
from docx import Document
from sqlalchemy import Engine, text

from recruit.archive import writing
from recruit.core import db, installation, key_files, keys, log, models, secrets
from recruit.documents import carrying, pictures, rendering, store
from recruit.documents import operations as documents
from recruit.notices import mail
from recruit.report import working_copy

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
KINDS = ("production", "rehearsal", "demo", "development")


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    before = installation.kind()
    yield
    installation.init(before)


@pytest.mark.parametrize("own", KINDS)
@pytest.mark.parametrize("found", KINDS)
def test_each_kind_takes_its_own_and_no_other(found: str, own: str) -> None:
    if found == own:
        installation.agree(found, own, "database", "DATABASE_URL", used=True)
        return
    with pytest.raises(installation.Another) as said:
        installation.agree(found, own, "database", "DATABASE_URL", used=True)
    assert f"RECRUIT_MODE={found}" in str(said.value) and "DATABASE_URL" in str(said.value)


def test_what_has_no_mark_and_is_not_empty_is_no_rehearsals() -> None:
    for own in KINDS:
        installation.agree("", own, "database", "DATABASE_URL")
    for own in set(KINDS) - {"rehearsal"}:
        installation.agree("", own, "database", "DATABASE_URL", used=True)
    with pytest.raises(installation.Another, match="give it an empty one"):
        installation.agree("", "rehearsal", "database", "DATABASE_URL", used=True)


def test_a_database_is_marked_once_and_known_by_it(tmp_path: Path) -> None:
    models.load()
    file = tmp_path / "one.db"
    engine = db.make_engine(f"sqlite:///{file}")
    installation.init("rehearsal")
    installation.check_database(engine)
    assert not file.exists()  # to be asked makes nothing
    db.metadata.create_all(engine)
    with engine.begin() as connection:
        installation.mark(connection, NOW)
    installation.check_database(engine)
    installation.init("production")
    with pytest.raises(installation.Another, match="that of a rehearsal installation"):
        installation.check_database(engine)
    with engine.begin() as connection:
        installation.mark(connection, NOW)  # production's name is never written over it
    assert installation.of_database(engine) == ("rehearsal", False)
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM core_installation"))
        log.open_log(connection, "site")
        log.append(
            connection,
            "site",
            at=NOW,
            act="x",
            capacity="operator",
            actor=None,
            object="",
            facts={},
        )
    installation.check_database(engine)
    installation.init("rehearsal")
    with pytest.raises(installation.Another, match="was not made by a rehearsal"):
        installation.check_database(engine)
    engine.dispose()


def test_a_database_that_did_not_answer_at_the_start_is_asked_when_it_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    models.load()
    file = tmp_path / "one.db"
    made = db.make_engine(f"sqlite:///{file}")
    db.metadata.create_all(made)
    installation.init("rehearsal")
    with made.begin() as connection:
        installation.mark(connection, NOW)
    made.dispose()
    file.rename(tmp_path / "away.db")
    file.mkdir()  # what lies at the address can't be opened
    engine = db.make_engine(f"sqlite:///{file}")
    installation.init("production")
    installation.check_database(engine)
    file.rmdir()
    (tmp_path / "away.db").rename(file)
    with pytest.raises(installation.Another, match="rehearsal"):
        engine.connect()
    installation.init("rehearsal")
    engine.connect().close()
    engine.dispose()


@pytest.fixture
def unused(tmp_path: Path) -> Engine:
    """A database that is not there yet."""
    return db.make_engine(f"sqlite:///{tmp_path / 'none.db'}")


def test_a_key_store_is_marked_while_it_is_empty_and_its_copy_too(
    tmp_path: Path, unused: Engine
) -> None:
    made = keys.KeyStore(tmp_path / "keys.db")
    installation.init("rehearsal")
    installation.check_keys(made, unused)
    keys.KeyRing(made, b"m" * 32).make("site", keys.master(), NOW)
    made.copy_to(tmp_path / "copy.db")
    installation.init("production")
    for file in ("keys.db", "copy.db"):
        with pytest.raises(installation.Another, match="KEYSTORE_PATH"):
            installation.check_keys(keys.KeyStore(tmp_path / file), unused)
    earlier = keys.KeyStore(tmp_path / "earlier.db")  # from before there were marks
    keys.KeyRing(earlier, b"m" * 32).make("site", keys.master(), NOW)
    installation.check_keys(earlier, unused)
    installation.init("rehearsal")
    with pytest.raises(installation.Another, match="was not made by a rehearsal"):
        installation.check_keys(earlier, unused)


def test_a_store_of_documents_is_known_by_its_mark_and_the_mark_is_no_document(
    tmp_path: Path,
) -> None:
    url, other = f"file://{tmp_path / 'one'}", f"file://{tmp_path / 'two'}"
    documents.init(url)
    installation.init("rehearsal")
    documents.mark_store()
    assert list(store.kept()) == [] and store.mark() == "rehearsal"
    installation.init("production")
    with pytest.raises(installation.Another, match="STORE_URL"):
        documents.check_store()
    documents.init(other)
    documents.mark_store()
    with pytest.raises(ValueError, match="production"):
        carrying.move(url, other, NOW)
    carrying.move(url, f"file://{tmp_path / 'three'}", NOW, remove=True)
    assert store.at(f"file://{tmp_path / 'three'}").mark() == "rehearsal"
    assert store.at(url).mark() == ""


def test_a_bucket_bears_the_mark_too(object_store: object) -> None:
    url = object_store.bucket()  # type: ignore[attr-defined]
    documents.init(url)
    installation.init("rehearsal")
    documents.mark_store()
    documents.check_store()
    assert list(store.kept()) == []
    installation.init("production")
    with pytest.raises(installation.Another, match="STORE_URL"):
        documents.check_store()
    carrying.empty()
    assert store.mark() == ""


def test_a_secret_that_others_may_read_is_refused_with_what_to_do(tmp_path: Path) -> None:
    file = tmp_path / "secret.key"
    made = secrets.text_secret(file)
    assert file.stat().st_mode & 0o777 == 0o600 and secrets.text_secret(file) == made
    assert [path.name for path in tmp_path.iterdir()] == ["secret.key"]
    file.chmod(0o640)
    with pytest.raises(key_files.Unsafe, match="secret.key: its mode must be 0600. Call chmod 600"):
        secrets.text_secret(file)


# --- what a rehearsal says ------------------------------------------------------------


def _subject(tmp_path: Path) -> tuple[str, str, str]:
    mail.init("", "recruitment@recruit.example", "https://x.example", tmp_path)
    built = mail.message(mail.Mail("1", "a@x.example", "A subject", ["Text."]), NOW)
    bodies = [built.get_body((kind,)) for kind in ("plain", "html")]
    plain, rich = [body.get_content() for body in bodies if body is not None]
    return str(built["Subject"]), plain, rich


def test_a_mail_of_a_rehearsal_says_so_in_subject_text_and_page(tmp_path: Path) -> None:
    installation.init("production")
    assert _subject(tmp_path)[0] == "A subject"
    assert not any("REHEARSAL" in part for part in _subject(tmp_path))
    installation.init("rehearsal")
    subject, plain, rich = _subject(tmp_path)
    assert subject == "REHEARSAL · A subject"
    assert plain.startswith("REHEARSAL. Nothing here is real, and nothing done here counts.")
    assert "<title>REHEARSAL · A subject</title>" in rich
    assert "<strong>REHEARSAL. Nothing here is real" in rich


def test_a_pdf_and_a_working_copy_of_a_rehearsal_say_so_on_each_page() -> None:
    installation.init("rehearsal")
    page = {"kind": "text", "text": "word " * 900}
    parts = [{"title": "One", "level": 1, "items": [page]}]
    sheet = {"title": "The report", "over": "", "date": [2026, 3, 2], "lang": "en"} | {
        "region": "GB",
        "running": "Copy",
        "foot": "",
        "lead": [],
        "mark": [],
        "parts": parts,
    }
    made = rendering.pdf(sheet, NOW)
    with pikepdf.open(io.BytesIO(made)) as found:
        assert str(found.docinfo["/Title"]) == "REHEARSAL · The report"
        many = len(found.pages)
    import pypdfium2

    texts = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(made)]
    assert many > 1 and all("REHEARSAL · Copy" in said for said in texts)
    assert all(said.count("REHEARSAL") >= 2 for said in texts)  # the mark behind it too
    copy = working_copy.docx("The report", "", parts, reader="A Member", number="1", at=NOW)
    document = Document(io.BytesIO(copy))
    section = document.sections[0]
    for place in (section.header, section.footer):
        assert place.paragraphs[0].text.startswith("REHEARSAL · Working copy 1")
    assert document.core_properties.title == "REHEARSAL · The report"


def test_every_page_stands_in_the_one_frame_that_says_it() -> None:
    folder = Path(__file__).resolve().parents[3] / "templates"
    whole = {
        str(path.relative_to(folder))
        for path in folder.rglob("*.html")
        if "<html" in path.read_text(encoding="utf-8")
    }
    assert whole == {"base.html", "notices/mail.html"}
    frame = (folder / "base.html").read_text(encoding="utf-8")
    head, body = frame.split("</head>")
    assert "<title>{% if mode_word|default(none) %}{{ mode_word }} · {% endif %}{% block" in head
    assert '<p class="mode" role="note">{{ mode_banner }}</p>' in body.split("{% block mast %}")[0]


def test_the_pages_of_an_archive_and_the_marks_over_images_say_so_too() -> None:
    installation.init("rehearsal")
    made = writing.html_page("The outcome", "<p>x</p>").decode()
    assert "<title>REHEARSAL · The outcome</title>" in made
    assert "<h1>REHEARSAL · The outcome</h1>" in made
    opened = SimpleNamespace(since=NOW, reference="abc")
    assert pictures.mark("A Member", opened)[:2] == ["REHEARSAL", "A Member"]  # type: ignore[arg-type]


def test_what_is_taken_along_from_a_rehearsal_bears_its_word() -> None:
    facts = {"round": "one"}
    installation.init("production")
    assert installation.vouched(facts) == facts
    assert installation.named("calendar.csv") == "calendar.csv"
    assert writing.table(["When"], [["now"]]).decode("utf-8-sig").splitlines() == ["When", "now"]
    installation.init("rehearsal")
    assert installation.vouched(facts) == {"round": "one", "installation": "rehearsal"}
    assert installation.named("calendar.csv") == "REHEARSAL-calendar.csv"
    marked = writing.table(["When"], [["now"]]).decode("utf-8-sig").splitlines()
    assert marked[0].strip('"').startswith("REHEARSAL.") and marked[1:] == ["When", "now"]


def test_a_key_store_that_is_away_is_asked_whose_it_is_once_it_is_back(
    tmp_path: Path, unused: Engine
) -> None:
    file = tmp_path / "keys.db"
    file.mkdir()  # another thing stands where it was
    with pytest.raises(OSError):
        keys.KeyStore(file)
    installation.init("production")
    done: list[str] = []
    away = keys.KeyStore(file, may_be_away=True)
    away.once_there(lambda: installation.check_keys(away, unused))
    away.once_there(lambda: done.append("then"))
    with pytest.raises(OSError):
        away.ids()
    file.rmdir()
    assert away.ids() == [] and away.kind() == "production" and done == ["then"]
    away.once_there(lambda: done.append("now"))
    assert done == ["then", "now"]


def test_a_key_store_of_another_kind_stays_away_when_it_is_back(
    tmp_path: Path, unused: Engine
) -> None:
    file = tmp_path / "keys.db"
    file.mkdir()
    away = keys.KeyStore(file, may_be_away=True)
    away.once_there(lambda: installation.check_keys(away, unused))
    installation.init("production")
    file.rmdir()
    rehearsals = keys.KeyStore(file)
    rehearsals.mark_as("rehearsal")
    rehearsals.close()
    for _again in range(2):
        with pytest.raises(installation.Another, match="is that of a rehearsal"):
            away.ids()


def _in_use(tmp_path: Path, *procedures: str) -> Engine:
    """A database with an entry in its record, and the logs of these procedures."""
    models.load()
    engine = db.make_engine(f"sqlite:///{tmp_path / 'used.db'}")
    db.metadata.create_all(engine)
    db.use(engine)
    log.init(tmp_path / "signer.key")
    with db.writing() as session:
        connection = session.connection()
        for origin in ("site", *(f"procedure/{one}" for one in procedures)):
            log.open_log(connection, origin)
        said = {"act": "a", "capacity": "operator", "actor": "", "object": "", "facts": {}}
        log.append(connection, "site", at=NOW, **said)
    return engine


def test_a_key_store_that_is_missing_under_a_database_in_use_is_not_made_anew(
    tmp_path: Path,
) -> None:
    file, lost = tmp_path / "keys.db", tmp_path / "lost.db"
    engine = _in_use(tmp_path, "p1")
    installation.init("production")
    ring = keys.KeyRing(keys.KeyStore(file), b"m" * 32)
    ring.make("procedure/p1", keys.master(), NOW)
    ring.store.close()
    file.rename(lost)
    for beside in ("-wal", "-shm"):
        file.with_name(f"keys.db{beside}").unlink(missing_ok=True)

    def opened() -> keys.KeyStore:
        may = {"may_be_away": installation.check_database(engine)}
        made = keys.KeyStore(file, may_be_made=lambda: installation.may_make_keys(engine), **may)
        made.once_there(lambda: installation.check_keys(made, engine))
        return made

    away = opened()
    for _again in range(2):
        with pytest.raises(OSError, match="database is in use. Put the store back"):
            keys.KeyRing(away, b"m" * 32).make("procedure/p2", keys.master(), NOW)
    assert not file.exists()
    lost.rename(file)  # found without a start
    assert away.ids() == ["procedure/p1"]
    away.close()
    # lost while at work: a further thread makes none either, and nothing of it remains
    file.unlink()
    with ThreadPoolExecutor(1) as another, pytest.raises(sqlite3.OperationalError):
        another.submit(away.ids).result()
    assert not file.exists()


def test_a_key_store_of_another_database_or_an_empty_one_is_refused(tmp_path: Path) -> None:
    engine = _in_use(tmp_path, "p1", "p2")
    installation.init("production")
    for number, held in enumerate(([], ["site"], ["site", "procedure/p3"])):
        ring = keys.KeyRing(keys.KeyStore(tmp_path / f"{number}.db"), b"m" * 32)
        for key_id in held:
            ring.make(key_id, keys.master(), NOW)
        with pytest.raises(installation.Another, match="holds no key of this database"):
            installation.check_keys(ring.store, engine)
        assert ring.store.ids() == sorted(held) and ring.store.kind() == ""
    # one of the database's own, or its tombstone, is enough
    ring.make("procedure/p2", keys.master(), NOW)
    installation.check_keys(ring.store, engine)
    ring.erase("procedure/p2", NOW)
    installation.check_keys(ring.store, engine)


def test_before_the_first_procedure_any_key_will_do_and_none_will_not(tmp_path: Path) -> None:
    engine = _in_use(tmp_path)
    installation.init("production")
    ring = keys.KeyRing(keys.KeyStore(tmp_path / "keys.db"), b"m" * 32)
    with pytest.raises(installation.Another, match="holds no key of this database"):
        installation.check_keys(ring.store, engine)
    ring.make("site", keys.master(), NOW)
    installation.check_keys(ring.store, engine)


def test_a_database_that_does_not_answer_lets_no_key_store_be_made(tmp_path: Path) -> None:
    silent = db.make_engine("postgresql+psycopg://nobody@127.0.0.1:1/none?connect_timeout=1")
    assert installation.check_database(silent) and not installation.may_make_keys(silent)
    file = tmp_path / "keys.db"
    away = keys.KeyStore(
        file, may_be_away=True, may_be_made=lambda: installation.may_make_keys(silent)
    )
    with pytest.raises(OSError, match="KEYSTORE_PATH"):
        away.ids()
    assert not file.exists()


def test_secret_files_that_are_missing_under_a_database_in_use_are_not_made_anew(
    tmp_path: Path, unused: Engine
) -> None:
    engine = _in_use(tmp_path)  # which makes signer.key
    signer, master = tmp_path / "signer.key", tmp_path / "master.key"
    installation.check_secrets(unused, [signer, master])  # the first start
    with pytest.raises(installation.Another, match="no master.key in the data folder"):
        installation.check_secrets(engine, [signer, master])
    key_files.load_master(master)
    installation.check_secrets(engine, [signer, master])
    signer.unlink()
    with pytest.raises(installation.Another, match="no signer.key in the data folder"):
        installation.check_secrets(engine, [signer, master])
