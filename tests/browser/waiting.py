"""Waiting for what a page's script does, where the page forbids eval.

Playwright's wait_for_function asks again from within the page, by eval, which the site's
content security policy refuses: it holds only where the first answer is already the one
waited for. Here the question is asked anew from outside.
"""

from __future__ import annotations

import time
from typing import Any

from playwright.sync_api import Page

PATIENCE = 60.0
"""Seconds until what does not come fails the test: many, for a machine that does much else."""


def until(page: Page, expression: str) -> Any:
    """The expression's first true value in the page; fails after PATIENCE seconds."""
    end = time.monotonic() + PATIENCE
    while not (value := page.evaluate(expression)):
        assert time.monotonic() < end, f"not true after {PATIENCE} seconds: {expression}"
        page.wait_for_timeout(50)
    return value
