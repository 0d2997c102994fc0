"""An S3-compatible server of the tests' own: a process on a free loopback port, ended by its id.

It is moto's server; credentials are invented. Nothing of it is kept.
"""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

USER, SECRET = "tests", "tests-of-the-store"


@dataclass(frozen=True, slots=True)
class ObjectStore:
    """The running server."""

    endpoint: str
    process: subprocess.Popen[bytes]

    def bucket(self) -> str:
        """A new empty bucket, as STORE_URL."""
        from minio import Minio

        name = f"documents-{secrets.token_hex(6)}"
        client = Minio(
            self.endpoint.removeprefix("http://"),
            access_key=USER,
            secret_key=SECRET,
            secure=False,
            region="us-east-1",
        )
        client.make_bucket(name)
        return f"s3://{name}/files?endpoint={self.endpoint}&region=us-east-1"


@contextmanager
def server() -> Iterator[ObjectStore]:
    """The server while the block runs; the environment names its credentials meanwhile."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = int(one.getsockname()[1])
    named = {"AWS_ACCESS_KEY_ID": USER, "AWS_SECRET_ACCESS_KEY": SECRET}
    before = {key: os.environ.get(key) for key in named}
    running = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        os.environ.update(named)
        _answers(port, running)
        yield ObjectStore(f"http://127.0.0.1:{port}", running)
    finally:
        for key, value in before.items():
            if value is None:
                os.environ.pop(key, None)
            else:
                os.environ[key] = value
        running.terminate()
        running.wait(timeout=20)


def _answers(port: int, running: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and running.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError("the object store did not start")
