"""What a serving process loads at its start, and what it leaves for those who need it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent

# What few requests need is imported by these.
LATE = {
    *("pikepdf", "pypdfium2", "typst", "PIL", "docx", "odf", "pyhanko", "ocrmypdf"),  # papers
    *("alembic", "huey", "psycopg", "boto3", "botocore"),  # another database, store, the worker
    *("webauthn", "segno", "shamir_mnemonic"),  # second factors, the operator's commands
    *("rapidfuzz", "babel", "pytz"),  # who looks for one person twice; other languages
    *("smtplib", "email.policy", "xml.etree.ElementTree", "xml.sax", "urllib.request"),
    *("sqlalchemy.dialects.postgresql", "multiprocessing", "unittest", "pytest"),
    "cryptography.hazmat.primitives.serialization",
}
MOST = 140  # MB resident, before anything is served; docs/bench.md says what a worker takes
_START = """
import json, os, sys, threading
from wsgi import app
from recruit import let_go
let_go(app)
data, opened = os.environ["RECRUIT_DATA_DIR"], []
for number in os.listdir("/proc/self/fd"):
    try:
        opened.append(os.readlink("/proc/self/fd/" + number))
    except OSError:
        pass  # the one that listed them
(resident,) = [line.split()[1] for line in open("/proc/self/status") if line.startswith("VmRSS")]
print(json.dumps({
    "resident": int(resident) / 1024,
    "modules": list(sys.modules),
    "threads": threading.active_count(),
    "opened": [name for name in opened if name.startswith((data, "socket:"))],
}))
"""


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """What a process has that put the application together as the server does; it served nobody.

    The second one: what an installation needs once is made by the first."""
    settings = {
        "RECRUIT_MODE": "development",
        "RECRUIT_DATA_DIR": str(tmp_path_factory.mktemp("start")),
        "RECRUIT_WORKER": "apart",
    }
    given = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    for _first_and_second in range(2):
        found = subprocess.run(
            [sys.executable, "-c", _START],
            cwd=ROOT,
            env=given | settings,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert found.returncode == 0, found.stderr[-2000:]
    return json.loads(found.stdout.splitlines()[-1])


def test_what_few_requests_need_is_not_loaded_at_the_start(begun: Any) -> None:
    loaded = set(begun["modules"])
    assert "recruit.web.rooms" in loaded
    assert not LATE & loaded


def test_serving_processes_are_made_where_nothing_is_open_and_nothing_runs(begun: Any) -> None:
    assert begun["opened"] == []
    assert begun["threads"] == 1


def test_a_process_that_served_nobody_keeps_to_its_memory(begun: Any) -> None:
    assert begun["resident"] < MOST
