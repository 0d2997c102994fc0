"""How the server is started: nothing that people send or fetch is cut off for being slow."""

from __future__ import annotations

import runpy

import config as settings
from tests.worlds import ROOT

SLOW = 3_000_000 / 8  # bytes a second: a line of 3 Mbit/s


def test_the_largest_drop_over_a_slow_line_is_not_cut_off() -> None:
    said = runpy.run_path(str(ROOT / "gunicorn.conf.py"))
    largest = settings.load({"RECRUIT_MODE": "development"}).max_request
    assert said["timeout"] > largest / SLOW
