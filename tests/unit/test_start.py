"""What a serving process loads at its start, and what it leaves for those who need it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent

# PERFORMANCE.md, habit 10: what few requests need is imported by these.
LATE = {
    *("pikepdf", "pypdfium2", "typst", "PIL", "docx", "odf", "pyhanko", "ocrmypdf"),  # papers
    *("alembic", "huey", "psycopg", "boto3", "botocore"),  # another database, store, the worker
    *("webauthn", "segno", "shamir_mnemonic"),  # second factors, the operator's commands
    *("rapidfuzz", "babel", "pytz"),  # who looks for one person twice; other languages
    *("smtplib", "email.policy", "xml.etree.ElementTree", "xml.sax", "urllib.request"),
    *("sqlalchemy.dialects.postgresql", "multiprocessing", "unittest", "pytest"),
}
_START = """
import sys
from recruit import create_app
create_app()
print(*sys.modules)
"""


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The modules of a process that has put the application together and served nobody."""
    settings = {
        "RECRUIT_MODE": "development",
        "RECRUIT_DATA_DIR": str(tmp_path_factory.mktemp("start")),
        "RECRUIT_WORKER": "apart",
    }
    given = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
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
    return set(found.stdout.split())


def test_what_few_requests_need_is_not_loaded_at_the_start(loaded: set[str]) -> None:
    assert "recruit.web.rooms" in loaded
    assert not LATE & loaded
