"""A start without the keys of a database that is in use: real processes."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from recruit.core import key_files, keys
from tests.worlds import World


def _started(world: World) -> subprocess.CompletedProcess[str]:
    """Any command starts the application over the world's folder."""
    settings = {
        "PATH": os.environ["PATH"],
        "RECRUIT_MODE": "development",
        "RECRUIT_DATA_DIR": str(world.folder),
        "RECRUIT_WORKER": "apart",
    }
    asked = [sys.executable, "-m", "flask", "--app", "wsgi", "policy"]
    return subprocess.run(asked, capture_output=True, text=True, env=settings, cwd=Path.cwd())


def test_a_start_makes_no_keys_in_the_place_of_lost_ones(a_procedure: Callable[..., World]) -> None:
    world = a_procedure(at="opened")
    file, elsewhere = world.folder / "keys.db", world.folder / "kept.db"
    keys.ring().store.copy_to(elsewhere)
    keys.ring().store.close()
    for beside in ("", "-wal", "-shm"):
        file.with_name(f"keys.db{beside}").unlink(missing_ok=True)

    # missing: it starts, since objecting needs no key, and says what to do
    away = _started(world)
    assert away.returncode == 0 and "the key store is away" in away.stderr
    assert "Put the store back" in away.stderr and not file.exists()

    # another one in its place, such as an earlier start made: it does not start
    other = keys.KeyRing(keys.KeyStore(file), key_files.load_master(world.folder / "master.key"))
    other.make("site", keys.master(), world.now)
    other.store.close()
    refused = _started(world)
    assert refused.returncode != 0 and "holds no key of this database" in refused.stderr
    assert other.store.ids() == ["site"]
    other.store.close()

    # put back, all is as it was
    elsewhere.replace(file)
    for beside in ("-wal", "-shm"):
        file.with_name(f"keys.db{beside}").unlink(missing_ok=True)
    back = _started(world)
    assert back.returncode == 0 and "away" not in back.stderr

    for name in ("signer.key", "master.key"):
        secret = world.folder / name
        secret.rename(world.folder / "put-aside")
        refused = _started(world)
        assert refused.returncode != 0 and f"no {name} in the data folder" in refused.stderr
        assert not secret.exists()
        (world.folder / "put-aside").rename(secret)
