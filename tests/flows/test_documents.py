"""Documents from keeping to reading: one door, an entry before the first byte, no way round."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from recruit.access import guard
from recruit.access.actions import Action
from recruit.access.rules import Capacity, Reader
from recruit.accounts import operations as accounts
from recruit.accounts.models import Session
from recruit.core import clock, db, ids, keys, log, sealing, times
from recruit.core.errors import Kind, Refusal
from recruit.core.words import _, ngettext
from recruit.correspondence.operations import letters as correspondence
from recruit.correspondence.queries import letters
from recruit.documents import door, operations, page_image, pictures, queries, store, tending, views
from recruit.documents.models import Document, Text, View
from recruit.notices import outbox
from recruit.notices.models import Delivery
from recruit.notices.operations import tell
from recruit.web.rules import data_kinds
from tests import ground
from tests.unit.documents import making

LIMIT = 5 * 1024 * 1024
PDF = making.pdf()  # made once: its identifier tells the second


@dataclass
class World:
    """A candidate with a file, and those who want to read it."""

    place: ground.Place
    gichd: Reader
    chair: Reader
    ada: Reader
    bo: Reader
    candidate: str
    document: str

    def keep(
        self,
        content: bytes,
        name: str = "CV.pdf",
        candidate: str = "",
        action: Action = Action.APPLICATION_READ,
    ) -> str:
        object_id = candidate or self.candidate
        with self.place.acting(self.gichd, Action.APPLICATION_FILE) as a:
            return operations.store(
                a,
                content=content,
                name=name,
                kind="cv",
                object_id=object_id,
                action=action,
                key_id=keys.file_key(object_id, self.place.procedure_id),
                received_at=clock.now(),
                limit=LIMIT,
            ).id

    def give(self, to: Reader, candidate: str = "") -> None:
        self.place.disclose(candidate or self.candidate)
        self.place.clear(to, candidate or self.candidate, "cleared")

    def reads(self, reader: Reader, document: str = "") -> bytes | None:
        """What the door gives, None where it gives nothing."""
        reader = self.place.reader(reader.name, reader.capacity)
        try:
            return b"".join(door.open_document(reader, document or self.document).chunks)
        except Refusal as refusal:
            if refusal.kind is not Kind.UNKNOWN:
                raise
            return None


@pytest.fixture
def world(tmp_path: object, request: pytest.FixtureRequest) -> Iterator[World]:
    with ground.made(tmp_path, request.config.getoption("--database")) as place:  # type: ignore[arg-type]
        gichd = place.reader("Fo Cal", Capacity.FOCAL_POINT)
        chair = place.reader("Chair Person", Capacity.CHAIR)
        ada = place.reader("Ada Example", Capacity.MEMBER, seat=1)
        bo = place.reader("Bo Example", Capacity.MEMBER, seat=2)
        candidate = place.candidate("D22-101", gichd)
        made = World(place, gichd, chair, ada, bo, candidate, "")
        made.document = made.keep(PDF, "Мария Иванова.pdf")
        place.circulate(gichd)
        yield made


def _views() -> list[View]:
    return ground.rows(View)  # type: ignore[return-value]


def test_what_is_kept_is_encrypted_and_comes_back_whole(world: World) -> None:
    content = making.pdf("Secret words")
    kept = world.keep(content, "Curriculum vitae.pdf")
    on_disk = b"".join(store.read(kept))
    assert b"Secret" not in on_disk
    assert len(on_disk) == sealing.encrypted_length(len(content))
    (row,) = [d for d in ground.rows(Document) if d.id == kept]  # type: ignore[attr-defined]
    assert b"Curriculum" not in row.sealed  # type: ignore[attr-defined]
    assert world.reads(world.gichd, kept) == content


@pytest.mark.rule("A1")
@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"MZ programme", "CV.pdf"),
        (PDF, "CV.docx"),
        (b"", "CV.pdf"),
        (b"x" * (LIMIT + 1), "a"),
    ],
)
def test_what_is_not_a_document_leaves_nothing_behind(
    world: World, content: bytes, name: str
) -> None:
    before = list(store.kept()), len(ground.rows(Document))
    with pytest.raises(Refusal, match="file|kinds|bytes"):
        world.keep(content, name)
    assert (list(store.kept()), len(ground.rows(Document))) == before


def test_an_act_that_failed_leaves_a_file_that_is_removed_an_hour_later(world: World) -> None:
    with pytest.raises(RuntimeError), world.place.acting(world.gichd) as a:
        operations.store(
            a,
            content=making.word(),
            name="CV.docx",
            kind="cv",
            object_id=world.candidate,
            action=Action.APPLICATION_READ,
            key_id=keys.file_key(world.candidate, world.place.procedure_id),
            received_at=clock.now(),
            limit=LIMIT,
        )
        raise RuntimeError("failed")
    assert len(list(store.kept())) == 2
    world.place.wait(minutes=59)
    assert tending.reconcile(clock.now()).files == ()
    world.place.wait(minutes=2)
    done = tending.reconcile(clock.now())
    assert (len(done.files), done.missing) == (1, ())
    assert [document for document, _at in store.kept()] == [world.document]
    assert world.reads(world.gichd) is not None


def test_a_store_that_looks_like_another_installations_is_left_as_it_is(world: World) -> None:
    strangers = [ids.new() for _file in range(tending.STRANGERS + 1)]
    for file_id in strangers:
        store.write(file_id, [b"somebody else's document"], clock.now())
    world.place.wait(minutes=61)
    assert tending.reconcile(clock.now()).files == ()
    assert {file_id for file_id, _at in store.kept()} == {world.document, *strangers}
    store.remove(strangers.pop())
    done = tending.reconcile(clock.now())
    assert set(done.files) == set(strangers)
    assert [file_id for file_id, _at in store.kept()] == [world.document]


def test_a_missing_file_is_reported_and_a_key_without_a_row_is_removed(world: World) -> None:
    ring, orphan = keys.ring(), keys.file_key("nobody", world.place.procedure_id)
    ring.make(orphan, keys.procedure_key(world.place.procedure_id), clock.now())
    own = keys.file_key(world.candidate, world.place.procedure_id)
    tending.register_keys("file/", lambda _connection: {own})
    store.remove(world.document)
    assert tending.reconcile(clock.now()) == tending.Reconciled((), (), (world.document,))
    world.place.wait(hours=2)
    assert tending.reconcile(clock.now()).keys == (orphan,)
    assert own in ring.ids()
    assert keys.panel_key(world.place.procedure_id) in ring.ids()


@pytest.mark.rule("P53b-3")
def test_a_member_reads_what_was_given_and_cleared_and_nothing_else(world: World) -> None:
    assert world.reads(world.gichd) == PDF
    assert world.reads(world.ada) is None
    world.place.disclose(world.candidate)
    assert world.reads(world.ada) is None
    world.place.clear(world.ada, world.candidate, "cleared")
    assert world.reads(world.ada) == PDF
    assert world.reads(world.bo) is None


@pytest.mark.rule("C5")
def test_while_one_declaration_is_undecided_its_maker_opens_no_file(world: World) -> None:
    world.give(world.ada)
    world.give(world.bo)
    other = world.place.candidate("D22-102", world.gichd)
    world.place.clear(world.ada, other, "undecided")
    assert world.reads(world.ada) is None
    assert world.reads(world.bo) is not None
    world.place.clear(world.ada, other, "conflict")
    assert world.reads(world.ada) is not None


@pytest.mark.rule("A7")
def test_a_screener_in_conflict_does_not_open_that_candidates_file(world: World) -> None:
    other = world.place.candidate("D22-102", world.gichd)
    second = world.keep(making.word(), "CV.docx", other)
    for status in ("undecided", "conflict"):
        world.place.clear(world.gichd, world.candidate, status)
        assert world.reads(world.gichd) is None
        assert world.reads(world.gichd, second) is not None
    world.place.clear(world.gichd, world.candidate, "cleared")
    assert world.reads(world.gichd) is not None


def test_a_disclosure_that_ended_or_has_not_begun_gives_nothing(world: World) -> None:
    world.place.clear(world.ada, world.candidate, "cleared")
    world.place.disclose(world.candidate, until=clock.now() + timedelta(hours=1))
    assert world.reads(world.ada) is not None
    world.place.wait(hours=1)
    assert world.reads(world.ada) is None


@pytest.mark.rule("R7")
def test_one_document_may_be_given_without_the_rest_of_the_file(world: World) -> None:
    second = world.keep(making.word(), "letter.docx")
    world.place.clear(world.ada, world.candidate, "cleared")
    world.place.disclose(second)
    assert world.reads(world.ada, second) is not None
    assert world.reads(world.ada) is None


@pytest.mark.parametrize(
    "capacity",
    [
        Capacity.PRESIDENT,
        Capacity.OFFICE,
        Capacity.CHAIR,
        Capacity.SURROGATE,
        Capacity.DELEGATE,
        Capacity.COMMITTEE,
        Capacity.ADMINISTRATOR,
        Capacity.AUDITOR,
        Capacity.FORMER_MEMBER,
        Capacity.AGENCY,
    ],
)
def test_nobody_else_opens_a_candidates_file(world: World, capacity: Capacity) -> None:
    world.place.disclose(world.candidate)
    other = (
        world.place.reader("Ot Her", capacity) if capacity is not Capacity.CHAIR else world.chair
    )
    world.place.clear(other, world.candidate, "cleared")
    assert world.reads(other) is None
    assert world.reads(world.gichd) is not None


def test_a_replaced_member_opens_nothing_with_the_reader_that_was_there_before(
    world: World,
) -> None:
    world.give(world.ada)
    stale = world.place.reader(world.ada.name, Capacity.MEMBER)
    assert door.open_document(stale, world.document)
    world.place.end(world.ada)
    with pytest.raises(Refusal):
        door.open_document(world.place.again(stale), world.document)


def test_a_download_under_way_ends_when_the_right_ends(world: World) -> None:
    world.give(world.ada)
    large = PDF + b"%" + bytes(range(1, 10)) * 200_000 + b"\n%%EOF"
    document = world.keep(large)
    opened = door.open_document(world.place.reader(world.ada.name, Capacity.MEMBER), document)
    assert next(opened.chunks)
    world.place.end(world.ada)
    with pytest.raises(door.Closed):
        next(opened.chunks)


def test_a_download_under_way_ends_when_its_session_is_ended(world: World) -> None:
    world.give(world.ada)
    document = world.keep(PDF + b"%" + bytes(range(1, 10)) * 200_000 + b"\n%%EOF")
    reader = world.place.reader(world.ada.name, Capacity.MEMBER)
    stolen, own = ids.new(), ids.new()
    with db.writing() as session:
        for id_ in (stolen, own):
            made = {"token": id_, "person_id": reader.person_id, "csrf": "", "held": "{}"}
            session.add(Session(id=id_, made_at=clock.now(), seen_at=clock.now(), **made))
    opened = [
        door.open_document(replace(reader, session_id=id_), document) for id_ in (stolen, own)
    ]
    assert all(next(each.chunks) for each in opened)
    accounts.end_other_sessions(replace(reader, session_id=own, capacity=Capacity.ANYBODY), key="")
    with pytest.raises(door.Closed):
        next(opened[0].chunks)
    assert next(opened[1].chunks)


def test_page_images_go_with_their_half_hour_though_nobody_asks_again(world: World) -> None:
    pictures.let_go(clock.now() + timedelta(days=1))
    reader = world.place.reader(world.gichd.name, Capacity.FOCAL_POINT)
    opened = door.open_pages(reader, world.document)
    words = pictures.mark(reader.name, opened)
    image = pictures.picture(opened, 1, page_image.Size.PAGE, words)
    assert image is not None and pictures.picture(opened, 1, page_image.Size.PAGE, words) is image
    timer = pictures._waiting[0]
    assert timer.is_alive() and timer.daemon and timer.interval == 1800
    world.place.wait(minutes=29)
    pictures._clear()
    assert pictures.picture(opened, 1, page_image.Size.PAGE, words) is image
    world.place.wait(minutes=2)
    pictures._clear()
    assert not pictures._kept and not pictures._waiting


def test_a_document_of_another_procedure_is_nothing(world: World) -> None:
    from recruit.procedure import operations as procedures

    with db.writing() as session:
        second = procedures.create(
            session, clock.now(), name="two", preset_name=ground.PRESET, closure_at=None
        ).id
    elsewhere = ground.Place(world.place.folder, world.place.url, second, "two")
    stranger = elsewhere.reader("Stran Ger", Capacity.FOCAL_POINT)
    with pytest.raises(Refusal):
        door.open_document(stranger, world.document)
    # nor with an id of one procedure and a grant of another
    with pytest.raises(Refusal):
        door.open_document(replace(stranger, procedure_id=world.place.procedure_id), world.document)


@pytest.mark.rule("D2")
def test_an_opening_is_recorded_before_the_first_byte_once_in_a_half_hour(world: World) -> None:
    world.give(world.ada)
    reader = world.place.reader(world.ada.name, Capacity.MEMBER)
    opened = door.open_document(reader, world.document)
    assert [v.reference for v in _views()] == [opened.reference]  # no byte was asked for yet
    door.open_text(reader, world.document)
    door.open_document(reader, world.document)
    assert len(_views()) == 1
    world.place.wait(minutes=30)
    door.open_document(world.place.again(reader), world.document)
    world.place.wait(seconds=1)
    world.reads(world.gichd)
    assert len(_views()) == 3
    with db.reading() as connection:
        listed = queries.openings(connection, world.document)
        entries = connection.execute(
            select(log.core_entry.c.body).where(log.core_entry.c.log_id.like("panel/%"))
        ).scalars()
        recorded = [e for e in entries if b"prescreening:file:read" in e]
    assert [o.person_name for o in listed] == ["Ada Example", "Ada Example", "Fo Cal"]
    assert len(recorded) == 2


def test_a_refused_opening_is_no_opening(world: World) -> None:
    assert world.reads(world.ada) is None
    assert world.reads(world.gichd, ids.new()) is None
    assert _views() == []


@pytest.mark.rule("A9")
def test_a_withdrawn_document_is_closed_to_all_with_its_text_and_mails(world: World) -> None:
    world.give(world.ada)
    tending.extract_due(clock.now())
    with world.place.acting(world.chair) as a:
        tell(a, "test-withdrawn", "panel", object_id=world.document)
    outbox.expand(clock.now())
    with world.place.acting(world.gichd, Action.APPLICATION_READ) as a:
        row = a.session.get(Document, world.document)
        assert row is not None
        with pytest.raises(Refusal, match="reason"):
            operations.withdraw(a, row, " ")
        operations.withdraw(a, row, "It belongs to another application.")
        with pytest.raises(Refusal, match="before"):
            operations.withdraw(a, row, "Again.")
    assert world.reads(world.ada) is None
    assert world.reads(world.gichd) is None
    assert ground.rows(Text) == []
    assert {d.status for d in ground.rows(Delivery)} == {"dropped"}  # type: ignore[attr-defined]
    assert tending.extract_due(clock.now()) == 0
    with db.reading() as connection:
        assert queries.listed(connection, [world.candidate]) == {world.candidate: []}
        (shown,) = queries.listed(connection, [world.candidate], withdrawn=True)[world.candidate]
    assert (shown.withdrawn, shown.withdrawn_why) == (True, "It belongs to another application.")


def test_a_document_moved_to_another_candidates_row_does_not_open(world: World) -> None:
    other = world.place.candidate("D22-102", world.gichd)
    with db.engine().begin() as connection:
        connection.execute(update(Document).values(object_id=other))
    reader = world.place.reader(world.gichd.name, Capacity.FOCAL_POINT)
    with pytest.raises(sealing.Broken):
        door.open_document(reader, world.document)


def test_a_file_that_was_cut_breaks_off_before_it_is_whole(world: World) -> None:
    large = PDF + b"%" + bytes(range(1, 10)) * 100_000 + b"\n%%EOF"
    document = world.keep(large)
    (path,) = world.place.folder.joinpath("documents").glob(f"??/??/{document}")
    path.write_bytes(path.read_bytes()[:-20_000])
    opened = door.open_document(
        world.place.reader(world.gichd.name, Capacity.FOCAL_POINT), document
    )
    with pytest.raises(sealing.Broken):
        b"".join(opened.chunks)


@pytest.mark.rule("D3")
def test_once_the_key_is_erased_there_is_nothing_to_open_or_to_name(world: World) -> None:
    tending.extract_due(clock.now())
    keys.ring().erase(keys.file_key(world.candidate, world.place.procedure_id), clock.now())
    reader = world.place.reader(world.gichd.name, Capacity.FOCAL_POINT)
    for opening in (door.open_document, door.open_text):
        with pytest.raises(Refusal):
            opening(reader, world.document)
    with db.reading() as connection:
        (shown,) = queries.listed(connection, [world.candidate])[world.candidate]
    assert shown.name == ""


def test_the_same_bytes_are_found_again_and_others_are_not(world: World) -> None:
    other = world.place.candidate("D22-102", world.gichd)
    world.place.wait(seconds=1)
    world.keep(PDF, "another name.pdf", other)
    with world.place.acting(world.gichd) as a:
        assert operations.same_content(a, PDF) == [world.candidate, other]
        assert operations.same_content(a, making.word()) == []


def test_text_is_taken_by_the_worker_and_sealed(world: World) -> None:
    reader = world.place.reader(world.gichd.name, Capacity.FOCAL_POINT)
    assert door.open_text(reader, world.document).status == ""
    hostile = world.keep(making.with_programme(), "other.pdf")
    assert tending.extract_due(clock.now()) == 2
    assert tending.extract_due(clock.now()) == 0
    said = door.open_text(reader, world.document)
    assert (said.status, said.text.strip(), said.pages) == ("read", "Ten years of clearance", 1)
    assert door.open_text(reader, hostile).status == "unreadable"
    assert all(b"clearance" not in (t.sealed or b"") for t in ground.rows(Text))  # type: ignore[attr-defined]


# Letters


@pytest.mark.rule("S8")
def test_a_letter_is_registered_with_its_file_and_sealed_words(world: World) -> None:
    office = world.place.reader("Of Fice", Capacity.OFFICE)
    key = keys.procedure_key(world.place.procedure_id)
    sent = making.pdf("Objection")
    given = {
        "sender": "ALB",
        "kind": "objection",
        "channel": "post",
        "evidence": "stamp of the registry",
        "content": sent,
        "name": "note verbale.pdf",
        "summary": "Albania objects.",
        "key_id": key,
    }
    with world.place.acting(office) as a:
        with pytest.raises(Refusal, match="future"):
            correspondence.register(a, received_at=a.now + timedelta(seconds=1), **given)  # type: ignore[arg-type]
        early = a.now - timedelta(hours=2)
        with pytest.raises(Refusal, match="reason"):
            correspondence.register(a, received_at=early, **given)  # type: ignore[arg-type]
        letter = correspondence.register(
            a,
            received_at=early,
            late_reason="It lay in the registry.",
            **given,  # type: ignore[arg-type]
        )
    assert b"Albania" not in letter.sealed
    with db.reading() as connection:
        (shown,) = letters.of_kinds(connection, world.place.procedure_id, ["objection"])
        assert letters.of_sender(connection, world.place.procedure_id, "ALB") == [shown]
        assert letters.one(connection, "another", shown.id) is None
    assert (shown.summary, shown.received_at) == ("Albania objects.", early)
    assert world.reads(office, shown.document_id) == sent
    assert world.reads(world.gichd, shown.document_id) is None


# Over HTTP


@pytest.fixture
def client(world: World) -> FlaskClient:
    root = views.__file__.rsplit("/recruit/", 1)[0]
    app = Flask("recruit", template_folder=f"{root}/templates", static_folder=f"{root}/static")
    app.jinja_env.globals.update(_=_, ngettext=ngettext)
    app.jinja_env.globals.update(data_told=lambda kind: data_kinds.told(kind, {}))
    app.jinja_env.filters.update(moment=times.moment)
    app.testing = True

    def loader(_connection: object) -> guard.Signed | None:
        from flask import request

        who = request.headers.get("X-Who", "")
        reader = {"ada": world.ada, "gichd": world.gichd, "bo": world.bo}.get(who)
        if reader is None:
            return None
        return guard.Signed(
            reader.person_id, reader.name, "Europe/Zurich", "en", "s", "c" * 43, clock.now()
        )

    with db.writing() as session:
        made = {"id": "s", "token": "s", "csrf": "c" * 43, "held": "{}"}
        session.add(Session(made_at=clock.now(), seen_at=clock.now(), **made))
    app.register_error_handler(Refusal, lambda refusal: ("nothing", 404))
    app.register_error_handler(404, lambda refusal: ("nothing", 404))
    app.register_blueprint(views.bp)
    guard.init(app, loader)
    guard.check_boot(app)
    return app.test_client()


def _path(document: str, capacity: str = "gichd", rest: str = "") -> str:
    return f"/p/one/{capacity}/document/{document}{rest}"


def test_bytes_are_sent_as_an_attachment_that_can_do_nothing(
    world: World, client: FlaskClient
) -> None:
    sent = client.get(_path(world.document, "focal-point", "/original"), headers={"X-Who": "gichd"})
    assert (sent.status_code, sent.data) == (200, PDF)
    assert sent.headers["Content-Length"] == str(len(PDF))
    assert sent.headers["Content-Type"] == "application/pdf"
    assert sent.headers["Content-Disposition"].startswith("attachment; ")
    assert "filename*=UTF-8''%D0%9C%D0%B0" in sent.headers["Content-Disposition"]
    assert sent.headers["X-Content-Type-Options"] == "nosniff"
    assert sent.headers["Content-Security-Policy"].startswith("sandbox")
    assert "no-store" in sent.headers["Cache-Control"]
    assert "ETag" not in sent.headers
    assert "Last-Modified" not in sent.headers


def test_a_part_of_a_file_cannot_be_asked_for(world: World, client: FlaskClient) -> None:
    sent = client.get(
        _path(world.document, "focal-point", "/original"),
        headers={"X-Who": "gichd", "Range": "bytes=0-9"},
    )
    assert (sent.status_code, len(sent.data)) == (200, len(PDF))


def test_what_is_closed_looks_like_what_never_existed(world: World, client: FlaskClient) -> None:
    world.give(world.ada)
    assert client.get(_path(world.document, "member"), headers={"X-Who": "ada"}).status_code == 200
    for rest in ("", "/original", "/text", "/read", "/page/1.png", "/page/1.png?size=thumb"):
        closed, never = (
            client.get(_path(document, "member", rest), headers={"X-Who": "bo"})
            for document in (world.document, ids.new())
        )
        assert closed.status_code == never.status_code == 404
        assert closed.data == never.data
        assert dict(closed.headers) == dict(never.headers)
    assert {v.person_id for v in _views()} == {world.ada.person_id}


def test_a_capacity_that_one_does_not_hold_opens_nothing(world: World, client: FlaskClient) -> None:
    asked = _path(world.document, "focal-point")
    assert client.get(asked, headers={"X-Who": "ada"}).status_code == 404
    assert client.post(asked, headers={"X-Who": "gichd"}).status_code == 404
    assert client.get(asked, headers={"X-Who": "gichd"}).status_code == 200


@pytest.mark.rule("D2")
def test_pages_and_text_ride_on_one_entry(world: World, client: FlaskClient) -> None:
    tending.extract_due(clock.now())
    who = {"X-Who": "gichd"}
    read = client.get(_path(world.document, "focal-point", "/read"), headers=who)
    assert read.status_code == 200
    assert "Мария Иванова.pdf" in read.text
    assert _path(world.document, "focal-point", "/page/1.png") in read.text
    assert "Page 1 of 1" in read.text
    image = client.get(_path(world.document, "focal-point", "/page/1.png"), headers=who)
    assert image.data.startswith(b"\x89PNG")
    assert "no-store" in image.headers["Cache-Control"]
    text = client.get(_path(world.document, "focal-point", "/text"), headers=who)
    assert "Ten years of clearance" in text.text
    assert len(_views()) == 1
    beyond = client.get(_path(world.document, "focal-point", "/page/2.png"), headers=who)
    assert beyond.status_code == 404
    beyond = client.get(_path(world.document, "focal-point", "/read?page=2"), headers=who)
    assert beyond.status_code == 404


def test_words_of_a_hostile_file_are_words_on_the_page(world: World, client: FlaskClient) -> None:
    kept = world.keep(making.word("<script>alert(1)</script>"), "<img src=x onerror=y>.docx")
    tending.extract_due(clock.now())
    shown = client.get(_path(kept, "focal-point", "/read"), headers={"X-Who": "gichd"}).text
    assert "&lt;script&gt;alert(1)" in shown
    assert "<script>alert" not in shown
    assert "<img src=x" not in shown
