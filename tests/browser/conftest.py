"""What the tests with a browser share: the browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser import driving


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """One browser for the tests of this folder; each takes a context of its own in it."""
    with driving.chromium() as browser:
        yield browser
