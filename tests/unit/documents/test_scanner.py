"""The client of clamd, against a real clamd and against whatever may stand in its place."""

from __future__ import annotations

import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest

import config
from recruit.documents import scanner
from recruit.documents.scanner import Down, Said, Verdict
from tests import clamd
from tests.unit.documents import making

real = pytest.mark.skipif(clamd.binary() is None, reason="clamd is not installed")


@pytest.fixture(autouse=True)
def none_afterwards() -> Iterator[None]:
    yield
    scanner.init("")


@pytest.fixture(scope="module")
def living() -> Iterator[clamd.Clamd]:
    with clamd.running(most="2M") as one:
        yield one


@contextmanager
def standing(answer: Callable[[socket.socket], None]) -> Iterator[None]:
    """Something else at the address: it does this with each connection."""
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.05)

        def serve() -> None:
            while not over.is_set():
                with suppress(OSError):
                    taken, _from = server.accept()
                    with taken:
                        answer(taken)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        scanner.init(f"tcp://127.0.0.1:{server.getsockname()[1]}")
        yield
        over.set()
        thread.join(6)


def _heard(taken: socket.socket) -> bytes:
    """What was sent until the empty piece that ends it."""
    taken.settimeout(3)
    stream = taken.makefile("rb")
    assert stream.read(10) == b"zINSTREAM\0"
    said = b""
    while length := struct.unpack("!L", stream.read(4))[0]:
        said += stream.read(length)
    return said


@real
@pytest.mark.rule("A1")
def test_a_real_clamd_says_what_is_clean_and_what_it_found(living: clamd.Clamd) -> None:
    scanner.init(living.url)
    assert scanner.ask([making.pdf("Nothing to see")], 10) == Said(Verdict.CLEAN)
    found = Said(Verdict.INFECTED, clamd.SIGNATURE)
    assert scanner.ask([b"before ", clamd.MARKER, b" after"], 10) == found
    # across two pieces, and folded inside an archive
    assert scanner.ask([b"x" + clamd.MARKER[:9], clamd.MARKER[9:]], 10) == found
    assert scanner.ask([making.archive({"a/b.txt": clamd.MARKER})], 10) == found
    assert scanner.ask([], 10) == Said(Verdict.CLEAN)


@real
@pytest.mark.rule("A1")
def test_a_real_clamd_takes_no_more_than_its_limit_and_that_is_no_verdict(
    living: clamd.Clamd,
) -> None:
    scanner.init(living.url)
    said = scanner.ask((b"z" * 100_000 for _n in range(80)), 10)
    assert said == Said(Verdict.UNKNOWN, large=True)


@real
@pytest.mark.rule("A1")
def test_a_real_clamd_killed_in_the_middle_of_a_stream_is_down() -> None:
    with clamd.running() as one:
        scanner.init(one.url)

        def pieces() -> Iterator[bytes]:
            yield b"a" * 100_000
            one.kill()
            yield b"b" * 100_000

        with pytest.raises(Down):
            scanner.ask(pieces(), 10)
        with pytest.raises(Down):
            scanner.ask([b"again"], 10)
        one.start()
        assert scanner.ask([b"again"], 10).verdict is Verdict.CLEAN


@pytest.mark.rule("A1")
def test_no_name_is_sent_and_every_byte_is() -> None:
    heard: list[bytes] = []

    def answer(taken: socket.socket) -> None:
        heard.append(_heard(taken))
        taken.sendall(b"stream: OK\0")

    with standing(answer):
        assert scanner.ask([b"one", b"", b"t" * 200_000], 5).verdict is Verdict.CLEAN
    assert heard == [b"one" + b"t" * 200_000]


@pytest.mark.rule("A1")
@pytest.mark.parametrize(
    "nonsense",
    [
        b"",
        b"HTTP/1.1 200 OK\r\n\r\n",
        b"stream: OK",  # cut off
        b"stream: OK\n\0",
        b"file: OK\0",
        b"stream: OK\0stream: Evil FOUND\0",
        b"PONG\0",
        b"stream: FOUND\0",
        b"\xff" * 5000 + b"\0",
    ],
)
def test_a_liar_that_answers_nonsense_is_the_same_as_none(nonsense: bytes) -> None:
    def answer(taken: socket.socket) -> None:
        _heard(taken)
        taken.sendall(nonsense)

    with standing(answer), pytest.raises(Down):
        scanner.ask([b"something"], 5)


@pytest.mark.rule("A1")
@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b"stream: Eicar FOUND\0", Said(Verdict.INFECTED, "Eicar")),
        (b"stream: a\x1b[31m\xe9 FOUND\0", Said(Verdict.INFECTED, "a?[31m?")),
        (b"INSTREAM size limit exceeded. ERROR\0", Said(Verdict.UNKNOWN, large=True)),
        (
            b"stream: Heuristics.Limits.Exceeded.MaxFileSize FOUND\0",
            Said(Verdict.UNKNOWN, large=True),
        ),
        (b"stream: Can't allocate memory ERROR\0", Said(Verdict.UNKNOWN)),
    ],
)
def test_every_answer_of_clamds_own_is_understood(line: bytes, said: Said) -> None:
    def answer(taken: socket.socket) -> None:
        _heard(taken)
        taken.sendall(line)

    with standing(answer):
        assert scanner.ask([b"x"], 5) == said


@pytest.mark.rule("A1")
def test_a_socket_that_says_nothing_and_one_that_trickles_end_in_time() -> None:
    over = threading.Event()

    def silent(taken: socket.socket) -> None:
        over.wait(5)

    def trickling(taken: socket.socket) -> None:
        _heard(taken)
        while not over.wait(0.05):
            taken.sendall(b"s")

    for answer in (silent, trickling):
        over.clear()
        began = time.monotonic()
        with standing(answer):
            with pytest.raises(Down):
                scanner.ask([b"x" * 1000], 0.4)
            assert time.monotonic() - began < 3
            over.set()


@pytest.mark.rule("A1")
def test_one_that_does_not_read_keeps_nobody_waiting() -> None:
    over = threading.Event()

    def deaf(taken: socket.socket) -> None:
        over.wait(5)

    began = time.monotonic()
    with standing(deaf):
        with pytest.raises(Down):
            scanner.ask((b"x" * 65536 for _n in range(2000)), 0.4)
        over.set()
    assert time.monotonic() - began < 4


@pytest.mark.rule("A1")
def test_where_nothing_listens_the_scanner_is_down(tmp_path: object) -> None:
    with socket.create_server(("127.0.0.1", 0)) as one:
        port = one.getsockname()[1]
    for url in (f"tcp://127.0.0.1:{port}", f"unix:{tmp_path}/none.sock"):
        scanner.init(url)
        with pytest.raises(Down):
            scanner.ask([b"x"], 2)
    scanner.init("")
    assert not scanner.configured()
    with pytest.raises(Down):
        scanner.ask([b"x"], 2)


@pytest.mark.parametrize(
    "url", ["http://a:1", "tcp://a", "tcp://a:99999", "tcp://a:1/x", "unix:relative", "unix://a/b"]
)
def test_an_address_of_another_form_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="CLAMD_URL"):
        scanner.init(url)


@pytest.mark.rule("A1")
def test_what_was_not_read_to_its_end_is_never_called_clean() -> None:
    def hasty(taken: socket.socket) -> None:
        taken.settimeout(3)
        taken.recv(100)
        taken.sendall(b"stream: OK\0")
        with suppress(OSError):
            while taken.recv(65536):
                pass

    def pieces() -> Iterator[bytes]:
        yield b"x"
        time.sleep(0.2)  # the answer is there before the rest is sent
        yield b"y" * 1000

    with standing(hasty), pytest.raises(Down):
        scanner.ask(pieces(), 3)


@pytest.mark.rule("A1")
def test_more_than_is_ever_sent_is_no_verdict(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scanner, "MOST_BYTES", 100_000)

    def answer(taken: socket.socket) -> None:
        with suppress(OSError, struct.error):
            _heard(taken)

    with standing(answer):
        assert scanner.ask([b"x" * 100_001], 3) == Said(Verdict.UNKNOWN, large=True)


def test_the_setting_is_checked_at_the_start() -> None:
    assert config.load({}).clamd_url == ""
    for url in ("tcp://127.0.0.1:3310", "tcp://[::1]:3310", "unix:/run/clamav/clamd.ctl"):
        assert config.load({"CLAMD_URL": url}).clamd_url == url
    for url in ("http://a:1", "clamd:3310", "tcp://user@a:1", "tcp://a", "unix:run"):
        with pytest.raises(config.Misconfigured, match="CLAMD_URL"):
            config.load({"CLAMD_URL": url})
