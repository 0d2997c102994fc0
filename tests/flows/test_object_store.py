"""Documents in an object store: filed, read, away, and moved from one store to another."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest

from recruit.access.rules import Capacity
from recruit.core import clock, ids
from recruit.documents import carrying, store
from recruit.documents.models import Document
from tests import ground, worlds
from tests.object_store import ObjectStore


@pytest.fixture
def filled(a_procedure: Any) -> worlds.World:
    """Applications that were filed with their documents."""
    made: worlds.World = a_procedure(at="composition")
    return made


def test_a_recruitment_is_moved_and_reads_on(
    filled: worlds.World, object_store: ObjectStore
) -> None:
    origin = f"file://{filled.folder / 'documents'}"
    target = object_store.bucket()
    files = {name: b"".join(store.read(name)) for name, _at in store.kept()}
    assert len(files) > 10
    first = carrying.move(origin, target, clock.now())
    assert (first.copied, first.there, first.removed) == (len(files), 0, 0)
    again = carrying.move(origin, target, clock.now(), remove=True)
    assert (again.copied, again.there, again.removed) == (0, len(files), len(files))
    assert list(store.kept()) == []
    store.init(target)
    assert {name: b"".join(store.read(name)) for name, _at in store.kept()} == files
    focal = filled.client("focal_point")
    document = ground.rows(Document)[0].id  # type: ignore[attr-defined]
    sent = focal.get(focal.path(Capacity.FOCAL_POINT, f"document/{document}/original"))
    assert sent.status_code == 200 and len(sent.data) > 100


def test_a_file_that_is_another_stops_the_moving(
    filled: worlds.World, object_store: ObjectStore
) -> None:
    target = object_store.bucket()
    name = next(name for name, _at in store.kept())
    store.at(target).write(name, [b"another"], clock.now())
    with pytest.raises(ValueError, match=name):
        carrying.move(f"file://{filled.folder / 'documents'}", target, clock.now(), remove=True)
    assert store.has(name)


def test_a_store_that_is_away_is_a_sentence_and_nothing_is_half_kept(
    filled: worlds.World, object_store: ObjectStore
) -> None:
    focal = filled.client("focal_point")
    document = ground.rows(Document)[0].id  # type: ignore[attr-defined]
    bucket = store.at(object_store.bucket())
    gone = object_store.bucket().replace("s3://documents-", "s3://nowhere-")
    store.init(gone)
    sent = focal.get(focal.path(Capacity.FOCAL_POINT, f"document/{document}/original"))
    assert sent.status_code == 503
    assert "does not answer" in sent.text and "nothing is lost" in sent.text
    with pytest.raises(store.Away):
        store.write(ids.new(), [b"one"], clock.now())
    assert list(bucket.kept()) == []


@pytest.mark.parametrize(
    "url",
    [
        "s3://bucket",
        "s3://?endpoint=https://store.example",
        "s3://bucket?endpoint=ftp://store.example",
        "s3://bucket?endpoint=http://store.example",
    ],
)
def test_a_bucket_without_a_safe_endpoint_is_refused_at_the_start(url: str) -> None:
    with pytest.raises(ValueError, match="STORE_URL"):
        store.at(url)


def test_the_client_of_object_stores_is_imported_by_who_has_one_alone() -> None:
    said = "import sys; import recruit.documents.store; print('minio' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
