"""The seal by itself: its key and certificates, and an authority that stamps it or is away."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import io
import re
import runpy
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa

import config
from recruit.core import installation, keys, seal_key
from recruit.core.errors import Refusal
from recruit.core.keys import KeyStore
from recruit.documents import impressing, rendering, seal

NOW = datetime(2023, 2, 14, 10, 0, tzinfo=UTC)
STAMPED = datetime(2023, 2, 14, 10, 0, 3, tzinfo=UTC)
SCRIPT = Path(__file__).resolve().parents[3] / "static" / "verify" / "verify_seal.py"
PROGRAM = runpy.run_path(str(SCRIPT))
SHEET = {
    "title": "Report",
    "date": [2023, 2, 14],
    "lang": "en",
    "region": "GB",
    "mark": [],
    "running": "r",
    "foot": "f",
    "over": "o",
    "lead": [],
    "parts": [{"title": "A", "level": 1, "items": [{"kind": "text", "text": "تقرير اللجنة"}]}],
}
_drawn: list[bytes] = []


@pytest.fixture
def ring(tmp_path: Path) -> Iterator[keys.KeyRing]:
    before, kind = keys._ring, installation.kind()
    installation.init("production")
    yield keys.init(tmp_path / "keys.db", b"m" * 32)
    installation.init(kind)
    keys._ring = before


@pytest.fixture
def pdf(ring: keys.KeyRing) -> bytes:
    if not _drawn:
        _drawn.append(rendering.pdf(SHEET, NOW))
    return _drawn[0]


def impressed(pdf: bytes, authority: str) -> tuple[bytes, str]:
    """What the child does, here, so that its library is loaded once."""
    made = seal_key.current(NOW)
    asked = {
        "certificate": base64.b64encode(made.der).decode(),
        "key": base64.b64encode(seal_key.private_der(made)).decode(),
        "at": NOW.isoformat(),
        "what": "A report",
        "authority": authority,
    }
    loop = asyncio.new_event_loop()
    try:
        return impressing.impress(pdf, asked, loop)
    finally:
        loop.close()


# -- the key ------------------------------------------------------------------------------


def test_a_seal_is_made_once_and_its_certificate_never_changes(ring: keys.KeyRing) -> None:
    first = seal_key.current(NOW)
    assert seal_key.current(NOW + timedelta(days=9)) == first
    read = x509.load_der_x509_certificate(first.der)
    read.public_key().verify(  # type: ignore[union-attr, call-arg]
        read.signature,
        read.tbs_certificate_bytes,
        read.signature_algorithm_parameters,  # type: ignore[arg-type]
    )
    assert read.not_valid_before_utc == NOW and read.not_valid_after_utc.year == 9999
    assert x509.load_pem_x509_certificate(first.pem.encode()) == read
    # the same key again from the same store, and the master key wraps it
    again = keys.init(ring.store.file, b"m" * 32)
    assert seal_key.certificates() == [first]
    again.rotate(b"n" * 32)
    assert seal_key.sign(seal_key.private_der(first), b"x") == seal_key.sign(
        seal_key.private_der(seal_key.current(NOW)), b"x"
    )
    assert seal_key.private_der(first) not in ring.store.file.read_bytes()


def test_a_replaced_seal_seals_no_more_and_its_certificate_stays(ring: keys.KeyRing) -> None:
    first = seal_key.current(NOW)
    second = seal_key.replace(NOW + timedelta(days=30))
    assert (second.number, seal_key.current(NOW)) == (2, second)
    assert seal_key.certificates() == [second, first]
    assert second.fingerprint != first.fingerprint


def test_a_start_under_a_lost_master_key_makes_no_seal(ring: keys.KeyRing, tmp_path: Path) -> None:
    ring.make("procedure/p", keys.master(), NOW)
    keys.init(tmp_path / "keys.db", b"another" + bytes(25))
    seal_key.ensure(NOW)
    assert KeyStore(tmp_path / "keys.db").ids() == ["procedure/p"]


# -- the child ----------------------------------------------------------------------------


@pytest.mark.rule("J9")
def test_the_same_file_sealed_twice_in_children_of_their_own_has_the_same_bytes(
    pdf: bytes,
) -> None:
    one = seal.seal(pdf, NOW, "A report")
    assert (one.content, one.stamp) == impressed(pdf, "")
    assert one.certificate == seal_key.current(NOW).fingerprint
    certificate, _signature, stamp = PROGRAM["checked"](*PROGRAM["opened"](one.content))
    assert certificate == seal_key.current(NOW).der and not stamp
    assert one.content.startswith(pdf)


def test_what_cannot_be_sealed_is_refused_and_nothing_comes_back(ring: keys.KeyRing) -> None:
    with pytest.raises(Refusal, match="could not be sealed"):
        seal.seal(b"%PDF-1.7 and nothing else", NOW, "A report")


def test_a_certificate_that_carries_the_members_assertions_keeps_them_under_the_seal(
    ring: keys.KeyRing,
) -> None:
    said = b'{"how":"...","signatures":[]}'
    raw, _stamp = impressed(rendering.pdf(SHEET, NOW, {"assertions.json": said}), "")
    PROGRAM["checked"](*PROGRAM["opened"](raw))
    with pikepdf.open(io.BytesIO(raw)) as opened:
        about = opened.open_metadata()
        assert (about["pdfaid:part"], about["pdfuaid:part"]) == ("3", "1")
        assert opened.attachments["assertions.json"].get_file().read_bytes() == said


# -- the authority ------------------------------------------------------------------------


class Authority:
    """A time-stamp authority on a loopback port; turned, it stamps something else."""

    def __init__(self) -> None:
        from asn1crypto import keys as asn1_keys
        from asn1crypto import tsp
        from asn1crypto import x509 as asn1_x509
        from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper

        key = rsa.generate_private_key(65537, 2048)
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Invented authority")])
        made = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(7)
            .not_valid_before(NOW - timedelta(days=1))
            .not_valid_after(NOW + timedelta(days=9999))
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .add_extension(
                x509.ExtendedKeyUsage([x509.ExtendedKeyUsageOID.TIME_STAMPING]), critical=True
            )
            .sign(key, hashes.SHA256())
        )
        self.pem = made.public_bytes(serialization.Encoding.PEM)
        der = key.private_bytes(
            serialization.Encoding.DER,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        stamper = DummyTimeStamper(
            asn1_x509.Certificate.load(made.public_bytes(serialization.Encoding.DER)),
            asn1_keys.PrivateKeyInfo.load(der),
            fixed_dt=STAMPED,
        )
        self.turned = False
        self.asked: list[bytes] = []
        authority = self

        class Answering(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                raw = self.rfile.read(int(self.headers["Content-Length"]))
                authority.asked.append(raw)
                request = tsp.TimeStampReq.load(raw)
                if authority.turned:
                    request["message_imprint"]["hashed_message"] = hashlib.sha256(b"x").digest()
                answer = stamper.request_tsa_response(request).dump()
                self.send_response(200)
                self.send_header("Content-Type", "application/timestamp-reply")
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_said: Any) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Answering)
        self.url = f"http://127.0.0.1:{self.server.server_port}/tsa"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def end(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture
def authority() -> Iterator[Authority]:
    made = Authority()
    yield made
    made.end()


def test_an_authority_outside_stamps_the_seal_and_other_programs_verify_it(
    pdf: bytes, authority: Authority, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    raw, stamp = impressed(pdf, authority.url)
    assert seal.stamped_at(stamp) == STAMPED
    assert hashlib.sha256(pdf).digest() not in authority.asked[0]  # of the seal, not of the file
    (tmp_path / "report.pdf").write_bytes(raw)
    (tmp_path / "tsa.pem").write_bytes(authority.pem)
    given = [str(tmp_path / "report.pdf"), seal_key.current(NOW).fingerprint, str(tmp_path / "tst")]
    assert PROGRAM["main"](given) == 0
    said = capsys.readouterr().out
    assert "A time-stamp is with it: 2023-02-14 10:00:03 UTC" in said
    digest = re.search(r"-digest ([0-9a-f]{64})", said)
    assert digest
    if shutil.which("openssl"):
        call = [*"openssl ts -verify -token_in -in tst -CAfile tsa.pem -digest".split(), digest[1]]
        done = subprocess.run(call, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    # a stamp of another seal in its place is found
    token, _when = PROGRAM["stamped"](
        PROGRAM["checked"](*PROGRAM["opened"](raw))[2],
        PROGRAM["checked"](*PROGRAM["opened"](raw))[1],
    )
    assert token == (tmp_path / "tst").read_bytes()
    with pytest.raises(PROGRAM["Wrong"]):
        PROGRAM["stamped"](PROGRAM["checked"](*PROGRAM["opened"](raw))[2], b"another signature")


def free() -> str:
    """An address at which nobody answers."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{asked.getsockname()[1]}/"


def test_a_seal_waits_for_no_authority_that_is_away_or_stamps_something_else(
    pdf: bytes, authority: Authority
) -> None:
    bare, _none = impressed(pdf, "")
    assert impressed(pdf, free()) == (bare, seal.AWAY)
    authority.turned = True
    assert impressed(pdf, authority.url) == (bare, seal.AWAY)
    assert authority.asked and seal.stamped_at(seal.AWAY) is None


def test_the_child_that_seals_asks_the_authority_that_is_named(
    pdf: bytes, authority: Authority
) -> None:
    seal.stamp_with(authority.url)
    try:
        assert seal.stamped_at(seal.seal(pdf, NOW, "A report").stamp) == STAMPED
    finally:
        seal.stamp_with("")


@pytest.mark.parametrize("url", ["file:///etc/passwd", "tsa.example", "https://", "http://u@x/"])
def test_an_address_that_is_none_is_refused_at_the_start(url: str) -> None:
    with pytest.raises(config.Misconfigured, match="SEAL_TSA_URL"):
        config.load({"SEAL_TSA_URL": url})
    assert config.load({}).tsa_url == ""
    assert config.load({"SEAL_TSA_URL": "https://tsa.example/x?y=1"}).tsa_url


def test_a_process_that_serves_never_loads_what_seals() -> None:
    said = (
        "import sys; import recruit.documents.seal, recruit.core.seal_key; "
        "print([m for m in ('pyhanko', 'asn1crypto', 'cryptography.x509') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
