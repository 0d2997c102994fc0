"""One mail to one recipient: put together, and handed to a server or into a folder.

What may have been taken by the server without our knowing is told apart from what
certainly was not, so that nothing is ever sent twice.
"""

from __future__ import annotations

import base64
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from jinja2 import Environment, FileSystemLoader, select_autoescape

from recruit.core import installation, languages
from recruit.core.words import _

if TYPE_CHECKING:
    import smtplib
    from email.message import EmailMessage

# smtplib and email.policy are imported where a mail is written or sent: of several serving
# processes only one does.
PATIENCE = 20.0  # seconds that a mail server may take for one answer
_ADDRESS = re.compile(
    r"[^\s@\x00-\x20\x7f<>()\[\],;:\\\"]{1,64}@[^\s@\x00-\x20\x7f<>()\[\],;:\\\"]{1,255}"
)
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u0085\u2028\u2029]+")


def is_address(text: str) -> bool:
    """Whether a mail can be addressed so: a local part, one @, a domain, no blank or control."""
    return _ADDRESS.fullmatch(text) is not None


class Refused(Exception):
    """The server will not take this mail, or it can't be written: no use in trying again."""


class NotNow(Exception):
    """The mail was certainly not taken; it may be tried again later."""


class Unreachable(NotNow):
    """There is no server to talk to: every other mail would meet the same."""


class Unsure(Exception):
    """The mail was handed over, but the server's answer did not come: never try again."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file in a letter. name: as the recipient sees it."""

    name: str
    mime: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Calendar:
    """An invitation that calendar programs read, beside the words (RFC 6047).

    method: REQUEST or CANCEL, said in the part's head too. content: iCalendar, UTF-8. name:
    of the same file as an attachment, for programs that look only there.
    """

    method: str
    content: bytes
    name: str = "appointment.ics"


@dataclass(frozen=True, slots=True)
class Part:
    """The same words in another language. lang: BCP 47. dir: 'ltr' or 'rtl'."""

    lang: str
    dir: str
    paragraphs: Sequence[str]


@dataclass(frozen=True, slots=True)
class Mail:
    """What one recipient gets. id: stands in the Message-ID. link: whole address or ''.

    above: a courtesy translation that stands before the text; below: further ones after it.

    sign_in: the link leads to a page behind the sign-in (the mail then carries no content,
    save the time of an appointment where it has a calendar).
    """

    id: str
    to: str
    subject: str
    paragraphs: Sequence[str]
    link: str = ""
    closing: str = ""
    lang: str = "en"
    sign_in: bool = True
    attachments: Sequence[Attachment] = ()
    above: Part | None = None
    below: Sequence[Part] = ()
    calendar: Calendar | None = None


@dataclass(frozen=True, slots=True)
class _Settings:
    url: str
    sender: str
    base_url: str
    folder: Path


_settings: _Settings | None = None
_texts = Environment(
    loader=FileSystemLoader(Path(__file__).resolve().parents[2] / "templates" / "notices"),
    autoescape=select_autoescape(["html"]),
    trim_blocks=False,
)
_texts.globals["_"] = _


def init(mail_url: str, mail_from: str, base_url: str, folder: Path) -> None:
    """How mail leaves this installation.

    mail_url: smtp://[user:pass@]host[:port] (587 by default is not assumed: 25),
    smtp+starttls:// (587) or smtps:// (465); '' writes each mail as a file into folder.
    base_url: what links begin with; never taken from a request. Raises ValueError for
    another scheme or a sender that is no address.
    """
    global _settings
    if mail_url and urlsplit(mail_url).scheme not in ("smtp", "smtps", "smtp+starttls"):
        raise ValueError("MAIL_URL begins with smtp://, smtp+starttls:// or smtps://")
    if not _ADDRESS.fullmatch(mail_from):
        raise ValueError("MAIL_FROM is not a mail address")
    _settings = _Settings(mail_url, mail_from, base_url.rstrip("/"), folder)


def settings() -> _Settings:
    """The settings given to init; RuntimeError before."""
    if _settings is None:
        raise RuntimeError("mail is not set up")
    return _settings


def link(path: str) -> str:
    """The whole address of a path of this installation; home for anything but a path."""
    plain = path if path.startswith("/") and not path.startswith("//") else "/"
    return settings().base_url + _CONTROL.sub("", plain)


def one_line(text: str) -> str:
    """The text without line ends or control characters, at most 200 characters."""
    return _CONTROL.sub(" ", text).strip()[:200]


_ANY_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"']+@[^\s<>()\[\],;:\"']*")
_CUT = 4  # letters of an address at the end of a cut line that are taken for its beginning


def without_address(said: str, to: str) -> str:
    """A server's words without the address that they were about, to be kept in the clear.

    Servers say it back. A candidate's or a referee's is kept sealed and erased in its time.
    """
    said = _ANY_ADDRESS.sub("…", said)
    local = re.escape(to.rpartition("@")[0])
    said = re.sub(rf"(?<!\w){local}(?!\w)", "…", said, flags=re.IGNORECASE)
    for length in range(len(to), _CUT - 1, -1):
        if said.casefold().endswith(to[:length].casefold()):
            return f"{said[:-length]}…"
    return said


def message(mail: Mail, now: datetime) -> EmailMessage:
    """The mail as text and HTML. now: aware time, for its date. Raises Refused (address)."""
    from email import policy
    from email.headerregistry import Address
    from email.message import EmailMessage
    from email.utils import format_datetime

    if not _ADDRESS.fullmatch(mail.to):
        raise Refused("not an address")
    built = EmailMessage(policy=policy.SMTP)
    name, domain = mail.to.rsplit("@", 1)
    try:
        built["To"] = Address(username=name, domain=domain)
    except ValueError:
        raise Refused("not an address") from None
    built["From"] = settings().sender
    built["Subject"] = one_line(installation.headed(mail.subject))
    built["Date"] = format_datetime(now)
    built["Message-ID"] = f"<{mail.id}@{settings().sender.rsplit('@', 1)[1]}>"
    built["Auto-Submitted"] = "auto-generated"
    with languages.speaking(mail.lang):
        said = {
            "mail": mail,
            "direction": languages.direction(mail.lang),
            "word": installation.word(),
            "sentence": installation.sentence(),
        }
        built.set_content(_texts.get_template("mail.txt").render(said).strip() + "\n")
        built.add_alternative(_texts.get_template("mail.html").render(said), subtype="html")
    if mail.calendar is not None:
        built.add_alternative(
            mail.calendar.content.decode(),
            subtype="calendar",
            params={"method": mail.calendar.method},
        )
    built.set_boundary(f"=_{mail.id}_a")
    langs = [mail.lang, *(part.lang for part in mail.below)]
    if mail.above is not None:
        langs = [mail.above.lang, *(lang for lang in langs if lang != mail.above.lang)]
    built["Content-Language"] = one_line(", ".join(langs))
    files = list(mail.attachments)
    if mail.calendar is not None:
        files.append(Attachment(mail.calendar.name, "application/ics", mail.calendar.content))
    for attachment in files:
        main, _slash, sub = attachment.mime.partition("/")
        built.add_attachment(
            attachment.content,
            maintype=main,
            subtype=sub,
            filename=one_line(attachment.name).replace("/", "_"),
        )
    if files:
        built.set_boundary(f"=_{mail.id}_b")
    return built


def attachments(listed: Sequence[dict[str, Any]]) -> list[Attachment]:
    """Attachments as a letter's sealed text holds them: name, mime, base64."""
    return [Attachment(f["name"], f["mime"], base64.b64decode(f["base64"])) for f in listed]


class Transport:
    """A connection to the mail server, opened at the first mail and kept for the next ones."""

    def __init__(self) -> None:
        self._server: smtplib.SMTP | None = None

    def __enter__(self) -> Transport:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the connection politely where that is possible."""
        import smtplib

        server, self._server = self._server, None
        if server is not None:
            try:
                server.quit()
            except (smtplib.SMTPException, OSError):
                server.close()

    def hand_over(self, mail: Mail, now: datetime) -> str:
        """Give the mail to the server; its answer. Raises Refused, NotNow, Unsure."""
        import smtplib

        try:
            built = message(mail, now)
        except (UnicodeError, ValueError, TypeError) as wrong:
            raise Refused("it can't be written as a mail") from wrong
        if not settings().url:
            return _into_folder(built, mail.id)
        server = self._connected()
        try:
            return _converse(server, built, mail.to)
        except smtplib.SMTPServerDisconnected as gone:
            self._server = None
            server.close()
            raise NotNow(_told(gone)) from gone
        except Unsure:
            self._server = None
            server.close()
            raise

    def _connected(self) -> smtplib.SMTP:
        import smtplib

        if self._server is None:
            try:
                self._server = _connect(settings().url)
            except smtplib.SMTPAuthenticationError as refused:
                raise Unreachable("sign-in at the mail server refused") from refused
            except (smtplib.SMTPException, OSError) as gone:
                raise Unreachable(_told(gone)) from gone
        return self._server


def _told(error: Exception) -> str:
    """What went wrong, in words alone."""
    said = getattr(error, "strerror", None) or str(error)
    return one_line(said or "The connection was closed.")


def _connect(url: str) -> smtplib.SMTP:
    import smtplib
    import ssl

    parts = urlsplit(url)
    host = parts.hostname or "localhost"
    context = ssl.create_default_context()
    if parts.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            host, parts.port or 465, timeout=PATIENCE, context=context
        )
    else:
        plain = 587 if parts.scheme == "smtp+starttls" else 25
        server = smtplib.SMTP(host, parts.port or plain, timeout=PATIENCE)
    if parts.scheme == "smtp+starttls":
        server.starttls(context=context)
    if parts.username:
        server.login(unquote(parts.username), unquote(parts.password or ""))
    server.ehlo_or_helo_if_needed()
    return server


def _converse(server: smtplib.SMTP, built: EmailMessage, to: str) -> str:
    """MAIL, RCPT, DATA, one after the other, so that each refusal is told from silence."""
    import smtplib
    from email import policy

    foreign = not to.isascii()
    if foreign and not server.has_extn("smtputf8"):
        raise Refused("the server does not take addresses in other scripts")
    content = built.as_bytes(policy=policy.SMTPUTF8 if foreign else policy.SMTP)
    try:
        _expect(server, server.mail(settings().sender, ["SMTPUTF8"] if foreign else []))
        _expect(server, server.rcpt(to))
        _expect(server, server.docmd("DATA"), 354)
    except TimeoutError as slow:
        raise smtplib.SMTPServerDisconnected(str(slow)) from slow
    try:
        server.send(re.sub(rb"(?m)^\.", b"..", content).rstrip(b"\r\n") + b"\r\n.\r\n")
        answer = server.getreply()
    except (smtplib.SMTPException, OSError) as silence:
        raise Unsure(_told(silence)) from silence
    _expect(server, answer)
    return one_line(f"{answer[0]} {answer[1].decode('ascii', 'replace')}")


def _expect(server: smtplib.SMTP, answer: tuple[int, bytes], code: int = 0) -> None:
    import smtplib

    given, words = answer
    if given == code or (not code and 200 <= given < 300):
        return
    said = one_line(f"{given} {words.decode('ascii', 'replace')}")
    if given == 421 or given < 0:
        raise smtplib.SMTPServerDisconnected(said)
    try:
        server.rset()
    except (smtplib.SMTPException, OSError):
        server.close()
    raise (Refused if 500 <= given < 600 else NotNow)(said)


def _into_folder(built: EmailMessage, name: str) -> str:
    from email import policy

    folder = settings().folder
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = folder / f"{name}.new"
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as out:
        out.write(built.as_bytes(policy=policy.SMTPUTF8))
    draft.replace(folder / f"{name}.eml")
    return "written to the folder"
