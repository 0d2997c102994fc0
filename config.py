"""The settings, read once from the environment and validated; each with its meaning.

Nothing needs to be set for the embedded default (SQLite, a folder, an own key file).
Production refuses to start with a default secret, with debug or where the clock could
be set, and says which setting is missing.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class Mode(StrEnum):
    """RECRUIT_MODE. The clock may be set in all but production; acting as another
    exists in demo alone."""

    PRODUCTION = "production"
    REHEARSAL = "rehearsal"
    DEMO = "demo"
    DEVELOPMENT = "development"


class Misconfigured(RuntimeError):
    """A setting is missing or can't be; the message names it."""


@dataclass(frozen=True, slots=True)
class Config:
    """The settings of one installation.

    mode: RECRUIT_MODE, default development.
    data: RECRUIT_DATA_DIR, a folder readable by its owner only; default ./instance.
    database_url: DATABASE_URL, sqlite or postgresql+psycopg; default a file in data.
    store_url: STORE_URL, where encrypted documents lie: file:///folder (default one in data) or
    s3://bucket/prefix?endpoint=https://host&region=region, with AWS_ACCESS_KEY_ID and
    AWS_SECRET_ACCESS_KEY in the environment.
    keystore: KEYSTORE_PATH, a file of its own, apart from the database and its backups.
    master_key: MASTER_KEY, 32 bytes in hexadecimal; b'' makes a key file in data.
    master_key_next: MASTER_KEY_NEXT, the one that takes over by ``flask keys rotate``.
    secret_key: SECRET_KEY, for what Flask signs; a file in data where not set.
    base_url: BASE_URL, the address in mails and what passkeys are bound to (its host; on
    another one they sign nothing any more); never taken from a request.
    mail_url: MAIL_URL, smtp://[user:pass@]host:port, smtps:// or smtp+starttls://; ''
    keeps mails in the outbox and shows them in the data folder.
    mail_from: MAIL_FROM, the sender's address.
    clamd_url: CLAMD_URL, tcp://host:port or unix:/path of ClamAV's clamd, which then judges
    every file from outside before anybody reads it; '' scans nothing, and the pages say so.
    tsa_url: SEAL_TSA_URL, http:// or https:// of a time-stamp authority (RFC 3161) outside, which
    is sent the hash of each seal; '' asks none, and the seals then say no time but their own.
    max_file: MAX_FILE, bytes a file, default 25 MiB. max_request: bytes a request.
    worker: RECRUIT_WORKER, 'inside' (the web process runs one) or 'apart'.
    secure_cookies: whether the address is https; browsers are then told to use no other.
    proxies: TRUSTED_PROXIES, how many proxies of one's own stand before the application, each
    adding itself to X-Forwarded-For and -Proto; 0, the default, believes neither header.
    """

    mode: Mode
    data: Path
    database_url: str
    store_url: str
    keystore: Path
    master_key: bytes
    master_key_next: bytes
    secret_key: str
    base_url: str
    mail_url: str
    mail_from: str
    clamd_url: str
    tsa_url: str
    max_file: int
    max_request: int
    worker: str
    secure_cookies: bool
    proxies: int

    @property
    def clock_can_be_set(self) -> bool:
        """Whether this mode allows a set clock."""
        return self.mode is not Mode.PRODUCTION


_TSA = re.compile(r"https?://[^\s/?#@]+(/[^\s#@]*)?")
_CLAMD = re.compile(r"tcp://(\[[0-9a-fA-F:.]+\]|[^/?#@:\s]+):[0-9]{1,5}/?|unix:/[^?#]+")


def _hex_key(text: str) -> bytes:
    if not text:
        return b""
    try:
        key = bytes.fromhex(text)
    except ValueError:
        raise Misconfigured("MASTER_KEY is not hexadecimal") from None
    if len(key) != 32:
        raise Misconfigured("MASTER_KEY is not 32 bytes in hexadecimal")
    return key


def _number(env: Mapping[str, str], name: str, default: int) -> int:
    try:
        return int(env.get(name, default))
    except ValueError:
        raise Misconfigured(f"{name} is not a whole number") from None


def load(env: Mapping[str, str] | None = None) -> Config:
    """The settings from env (the process's own by default). Raises Misconfigured."""
    env = os.environ if env is None else env
    try:
        mode = Mode(env.get("RECRUIT_MODE", Mode.DEVELOPMENT))
    except ValueError:
        raise Misconfigured(
            "RECRUIT_MODE is none of production, rehearsal, demo, development"
        ) from None
    data = Path(env.get("RECRUIT_DATA_DIR", "instance")).resolve()
    config = Config(
        mode=mode,
        data=data,
        database_url=env.get("DATABASE_URL", f"sqlite:///{data / 'recruit.db'}"),
        store_url=env.get("STORE_URL", f"file://{data / 'documents'}"),
        keystore=Path(env.get("KEYSTORE_PATH", data / "keys.db")),
        master_key=_hex_key(env.get("MASTER_KEY", "")),
        master_key_next=_hex_key(env.get("MASTER_KEY_NEXT", "")),
        secret_key=env.get("SECRET_KEY", ""),
        base_url=env.get("BASE_URL", "http://127.0.0.1:8000").rstrip("/"),
        mail_url=env.get("MAIL_URL", ""),
        mail_from=env.get("MAIL_FROM", "recruitment@recruit.example"),
        clamd_url=env.get("CLAMD_URL", ""),
        tsa_url=env.get("SEAL_TSA_URL", ""),
        max_file=_number(env, "MAX_FILE", 25 * 1024 * 1024),
        max_request=_number(env, "MAX_REQUEST", 512 * 1024 * 1024),
        worker=env.get("RECRUIT_WORKER", "inside"),
        secure_cookies=env.get("BASE_URL", "").startswith("https://"),
        proxies=_number(env, "TRUSTED_PROXIES", 0),
    )
    if config.clamd_url and not _CLAMD.fullmatch(config.clamd_url):
        raise Misconfigured("CLAMD_URL is neither tcp://host:port nor unix:/path")
    if config.tsa_url and not _TSA.fullmatch(config.tsa_url):
        raise Misconfigured("SEAL_TSA_URL is not an address that begins with http:// or https://")
    if not 0 <= config.proxies <= 9:
        raise Misconfigured("TRUSTED_PROXIES is a number of proxies, from 0 to 9")
    if mode is Mode.PRODUCTION:
        for name in ("SECRET_KEY", "MASTER_KEY", "BASE_URL", "MAIL_URL", "DATABASE_URL"):
            if not env.get(name):
                raise Misconfigured(f"production needs {name}")
        if len(config.secret_key) < 32:
            raise Misconfigured("SECRET_KEY is shorter than 32 characters")
        if not config.secure_cookies:
            raise Misconfigured("BASE_URL does not begin with https://")
        if env.get("FLASK_DEBUG", "0") not in ("", "0"):
            raise Misconfigured("FLASK_DEBUG is set")
    return config
