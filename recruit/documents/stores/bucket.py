"""A bucket of an S3-compatible object store.

STORE_URL is s3://BUCKET/PREFIX?endpoint=https://HOST[:PORT]&region=REGION; the credentials
come from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY and stand in no address and no log.
What lies there is ciphertext; the bucket has to exist, private and without versions, since
an erased file must not live on as an older version.
"""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

from recruit.documents.stores.rules import MARK, PIECE, Away, Missing, is_id

CONNECT, ANSWER, TRIES = 5.0, 20.0, 3  # seconds, seconds, times
_SPOOLED = 4 * 1024 * 1024  # bytes of ciphertext held in memory while its length is unknown
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_NONE = frozenset({"NoSuchKey", "NoSuchObject"})


class Bucket:
    """Files below a prefix of a bucket. Raises ValueError for an address that names none."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        asked = parse_qs(parts.query)
        endpoint = urlsplit(asked.get("endpoint", [""])[0])
        secure = endpoint.scheme == "https"
        if not parts.netloc or not endpoint.netloc or endpoint.scheme not in ("http", "https"):
            raise ValueError("STORE_URL is s3://BUCKET/PREFIX?endpoint=https://HOST&region=REGION")
        if not secure and endpoint.hostname not in _LOOPBACK:
            raise ValueError("STORE_URL names an endpoint by https")
        import urllib3
        from minio import Minio
        from minio.credentials import EnvAWSProvider

        self._bucket = parts.netloc
        self._prefix = f"{parts.path.strip('/')}/" if parts.path.strip("/") else ""
        self._client = Minio(
            endpoint.netloc,
            credentials=EnvAWSProvider(),
            secure=secure,
            region=asked.get("region", ["us-east-1"])[0],
            http_client=urllib3.PoolManager(
                timeout=urllib3.Timeout(connect=CONNECT, read=ANSWER),
                retries=urllib3.Retry(
                    total=TRIES, backoff_factor=0.2, status_forcelist=(500, 502, 503, 504)
                ),
                maxsize=8,
            ),
        )

    def _name(self, document_id: str) -> str:
        if not is_id(document_id):
            raise Missing(document_id)
        return f"{self._prefix}{document_id[:2]}/{document_id[2:4]}/{document_id}"

    def write(self, document_id: str, pieces: Iterable[bytes], at: datetime) -> int:
        """Keep a file, and see that it is there whole; its length in bytes."""
        name = self._name(document_id)
        if self.has(document_id):
            raise FileExistsError(document_id)
        with tempfile.SpooledTemporaryFile(_SPOOLED) as whole:
            length = sum(whole.write(piece) for piece in pieces)
            whole.seek(0)
            with _asking(document_id):
                self._client.put_object(self._bucket, name, whole, length)  # type: ignore[arg-type]
                there = self._client.stat_object(self._bucket, name).size
        if there != length:
            self.remove(document_id)
            raise Away(f"{there} bytes of {length} were kept")
        return length

    def read(self, document_id: str) -> Iterator[bytes]:
        """The file's bytes in pieces. Raises Missing and Away at once where it can."""
        name = self._name(document_id)
        with _asking(document_id):
            answer: Any = self._client.get_object(self._bucket, name)

        def pieces() -> Iterator[bytes]:
            try:
                with _asking(document_id):
                    yield from answer.stream(PIECE)
            finally:
                answer.close()
                answer.release_conn()

        return pieces()

    def has(self, document_id: str) -> bool:
        """Whether there is a file of this document."""
        name = self._name(document_id)
        try:
            with _asking(document_id):
                self._client.stat_object(self._bucket, name)
        except Missing:
            return False
        return True

    def remove(self, document_id: str) -> None:
        """Remove the file; nothing happens where there is none."""
        name = self._name(document_id)
        with _asking(document_id):
            self._client.remove_object(self._bucket, name)

    def kept(self) -> Iterator[tuple[str, datetime]]:
        """Every id that has a file, with the store's own time of keeping it (UTC)."""
        with _asking(""):
            for found in self._client.list_objects(
                self._bucket, prefix=self._prefix, recursive=True
            ):
                name = (found.object_name or "").rsplit("/", 1)[-1]
                if is_id(name) and found.last_modified is not None:
                    yield name, found.last_modified.astimezone(UTC)

    def remove_draft(self, document_id: str) -> None:
        """A bucket shows nothing that was not finished."""

    def mark(self) -> str:
        """The kind of installation whose store this is; '' where none was noted."""
        try:
            with _asking(MARK):
                answer: Any = self._client.get_object(self._bucket, self._prefix + MARK)
                try:
                    return str(answer.read().decode("ascii").strip())
                finally:
                    answer.close()
                    answer.release_conn()
        except Missing:
            return ""

    def mark_as(self, kind: str) -> None:
        """Note whose store this is; '' takes the mark away."""
        name, said = self._prefix + MARK, f"{kind}\n".encode("ascii")
        with _asking(MARK):
            if kind:
                self._client.put_object(self._bucket, name, io.BytesIO(said), len(said))
            else:
                self._client.remove_object(self._bucket, name)


@contextmanager
def _asking(document_id: str) -> Iterator[None]:
    """What the store answers, in the house's own words. Raises Missing and Away."""
    from minio.error import MinioException, S3Error
    from urllib3.exceptions import HTTPError

    try:
        yield
    except S3Error as error:
        if error.code in _NONE:
            raise Missing(document_id) from None
        raise Away(f"the store says {error.code}") from None
    except (MinioException, HTTPError, OSError) as error:
        raise Away(type(error).__name__) from None
