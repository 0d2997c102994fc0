"""Mail handed over under TLS, by a real server: smtps, STARTTLS, and what gets none of it."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from recruit.notices import mail
from tests.faults.test_mail_server import _free_port

NOW = datetime(2022, 11, 1, 9, 0, tzinfo=UTC)
LETTER = mail.Mail("d1", "ada@people.example", "Words", ["Something is waiting."])


class Box:
    """What a server took, who signed in, and whether under TLS."""

    def __init__(self) -> None:
        self.taken: list[bool] = []
        self.signed_in: list[tuple[str, bool]] = []

    async def handle_DATA(self, server: SMTP, _session: Session, _envelope: Envelope) -> str:
        self.taken.append(_under_tls(server))
        return "250 OK"

    def __call__(
        self, server: SMTP, _session: Session, _envelope: Envelope, _way: str, given: Any
    ) -> AuthResult:
        assert isinstance(given, LoginPassword)
        self.signed_in.append((given.login.decode(), _under_tls(server)))
        return AuthResult(success=given.password == b"p@ss/word", handled=False)


def _under_tls(server: SMTP) -> bool:
    assert server.transport is not None
    return server.transport.get_extra_info("ssl_object") is not None


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of 127.0.0.1 signed by itself, with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail.example")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "mail.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return file


@pytest.fixture
def trusted(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine trusts this certificate, as it would one of a public authority."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))


@contextmanager
def _server(box: Box, tmp_path: Path, scheme: str, **how: Any) -> Iterator[None]:
    port = _free_port()
    controller = Controller(box, hostname="127.0.0.1", port=port, authenticator=box, **how)
    controller.start()
    url = f"{scheme}://relay:p%40ss%2Fword@127.0.0.1:{port}"
    mail.init(url, "recruitment@recruit.example", "https://recruit.example", tmp_path / "mail")
    try:
        yield
    finally:
        controller.stop()


def _context(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


def _ways(certificate: Path) -> dict[str, dict[str, Any]]:
    context = _context(certificate)
    return {
        "smtps": {"ssl_context": context, "auth_require_tls": False},  # it is under TLS at once
        "smtp+starttls": {"tls_context": context, "require_starttls": True},
    }


@pytest.mark.parametrize("scheme", ["smtps", "smtp+starttls"])
@pytest.mark.usefixtures("trusted")
def test_a_mail_and_its_sign_in_go_under_tls(
    tmp_path: Path, certificate: Path, scheme: str
) -> None:
    box = Box()
    with (
        _server(box, tmp_path, scheme, **_ways(certificate)[scheme]),
        mail.Transport() as transport,
    ):
        assert transport.hand_over(LETTER, NOW).startswith("250")
    assert box.taken == [True]
    assert box.signed_in == [("relay", True)]


@pytest.mark.parametrize("scheme", ["smtps", "smtp+starttls"])
def test_a_server_that_nobody_vouches_for_learns_neither_password_nor_mail(
    tmp_path: Path, certificate: Path, scheme: str
) -> None:
    box = Box()
    with (
        _server(box, tmp_path, scheme, **_ways(certificate)[scheme]),
        mail.Transport() as transport,
        pytest.raises(mail.Unreachable, match="CERTIFICATE_VERIFY_FAILED"),
    ):
        transport.hand_over(LETTER, NOW)
    assert not box.taken and not box.signed_in


def test_somebody_between_takes_starttls_away_and_gets_nothing(tmp_path: Path) -> None:
    box = Box()
    with (
        _server(box, tmp_path, "smtp+starttls", auth_require_tls=False),
        mail.Transport() as transport,
        pytest.raises(mail.Unreachable, match="STARTTLS"),
    ):
        transport.hand_over(LETTER, NOW)
    assert not box.taken and not box.signed_in


@pytest.mark.usefixtures("trusted")
def test_a_wrong_password_is_no_fault_of_the_mail_and_is_not_told(
    tmp_path: Path, certificate: Path
) -> None:
    box = Box()
    way = _ways(certificate)["smtp+starttls"]
    with _server(box, tmp_path, "smtp+starttls", **way):
        url = mail.settings().url.replace("p%40ss%2Fword", "another")
        mail.init(url, "recruitment@recruit.example", "https://recruit.example", tmp_path)
        with mail.Transport() as transport, pytest.raises(mail.Unreachable) as told:
            transport.hand_over(LETTER, NOW)
    assert str(told.value) == "sign-in at the mail server refused"
    assert box.taken == []
