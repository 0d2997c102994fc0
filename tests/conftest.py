"""What all tests share."""

from __future__ import annotations

import pytest
from hypothesis import settings

pytest_plugins = ["tests.rules_report"]

# How long an example takes is a matter for the benchmark, never for a test.
settings.register_profile("house", deadline=None, database=None)
settings.load_profile("house")


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("the house")
    group.addoption(
        "--database",
        choices=("sqlite", "postgresql"),
        default="sqlite",
        help="the database under the application: sqlite (default) or postgresql",
    )
    group.addoption(
        "--long",
        action="store_true",
        help="the long figures of the security measurements rather than the short ones",
    )
