"""What the whole test run needs from the machine: ``python -m tests.machine``.

A browser (Debian's chromium-headless-shell or chromium), tesseract with its four languages,
PostgreSQL's server binaries, and clamd. What is missing is installed where this is root on a
machine with apt-get, and named where it is not. Ends with 1 without a browser; without the
others the run goes on and says so.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests import clamd, postgres, scans

# Chromium's engine without the windows around it: a quarter less of a page's processor time.
SHELL = "chromium-headless-shell"
BROWSERS = (SHELL, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# no cluster of the machine's own comes with the package: only its binaries are used
POLICY = Path("/usr/sbin/policy-rc.d")  # asked whether a package may start its service
NO_CLUSTER = Path("/etc/postgresql-common/createcluster.d/tests-no-main-cluster.conf")


def browser() -> str | None:
    """The path of a browser that Playwright can drive: CHROMIUM, or the first found."""
    named = os.environ.get("CHROMIUM")
    if named:
        return shutil.which(named)
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


def _apt(*arguments: str) -> bool:
    done = subprocess.run(
        ["apt-get", "-q", "-y", "-o", "Dpkg::Options::=--force-confold", *arguments],
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        print(f"apt-get {' '.join(arguments)} failed:\n{done.stderr}", file=sys.stderr)
    return done.returncode == 0


def _install(*packages: str) -> bool:
    return _apt("install", "--no-install-recommends", *packages)


def _install_programmes(*packages: str) -> None:
    """In one run, which is the quickest; where that fails, each by itself."""
    if packages and not _install(*packages):
        for package in packages:
            _install(package)


def _install_postgresql() -> None:
    if not _install("postgresql-common"):
        return
    NO_CLUSTER.parent.mkdir(exist_ok=True)
    NO_CLUSTER.write_text("create_main_cluster = false\n")
    try:
        _install("postgresql")
    finally:
        NO_CLUSTER.unlink()


def _install_clamd() -> None:
    """The daemon alone: no service of the machine's own is begun, no signatures are fetched
    (that is freshclam's, which is only recommended with it)."""
    held = POLICY.exists()
    if not held:
        POLICY.write_text("#!/bin/sh\nexit 101\n")
        POLICY.chmod(0o755)
    try:
        _install("clamav-daemon")
    finally:
        if not held:
            POLICY.unlink()


def main() -> int:
    """Install or name what is missing; 1 without a browser."""
    lacks_browser, lacks_postgresql = browser() is None, postgres.binaries() is None
    lacks_clamd, lacks_reading = clamd.binary() is None, bool(scans.missing())
    can_install = os.geteuid() == 0 and shutil.which("apt-get") is not None
    if can_install and (lacks_browser or lacks_postgresql or lacks_clamd or lacks_reading):
        print("installing what the tests need (apt-get) ...", flush=True)
        _apt("update")
        _install_programmes(
            *([SHELL] if lacks_browser else []), *(scans.PACKAGES if lacks_reading else [])
        )
        if browser() is None:
            _install("chromium")
        scans.missing.cache_clear()
        if lacks_postgresql:
            _install_postgresql()
        if lacks_clamd:
            _install_clamd()
    if postgres.binaries() is None:
        print(
            "PostgreSQL's server binaries are missing (Debian: apt-get install postgresql): "
            "the tests on PostgreSQL will not run."
        )
    if scans.missing():
        print(
            f"tesseract is not all here, {', '.join(scans.missing())} missing (Debian: apt-get "
            f"install {' '.join(scans.PACKAGES)}): the tests that have it read scans will not run."
        )
    if clamd.binary() is None:
        print(
            "clamd is missing (Debian: apt-get install clamav-daemon): the tests that have a real "
            "scanner judge files will not run."
        )
    if browser() is None:
        print(
            f"No browser: the pages can't be tested. Debian: apt-get install {SHELL}, or name "
            "one with CHROMIUM=/path/to/chromium.",
            file=sys.stderr,
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
