"""A reader's copy of the lodged report: values for the template, as recruit.report.layout's.

It is drawn anew from the frozen content and not made from the sealed file, which a mark would
break: so it bears no seal, and names the sealed original by its hashes instead (W14).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from recruit.core import times
from recruit.core.words import english
from recruit.report import layout


@english
def sheet(
    content: Mapping[str, Any],
    content_hash: str,
    file_hash: str,
    checkpoint: str,
    lodged_at: datetime,
    *,
    reader: str,
    number: str,
    at: datetime,
) -> dict[str, Any]:
    """A reader's watermarked copy: drawn anew with its own number, naming the original (W14)."""
    made = layout.report(content, content_hash, checkpoint, lodged_at)
    made["mark"] = [reader, f"copy {number}"]
    made["running"] = f"Copy {number} for {reader}, drawn on {times.moment(at)}. In confidence."
    made["lead"] = [
        *made["lead"],
        f"This is a copy. The original's content has the SHA-256 {content_hash}; "
        f"the original file has the SHA-256 {file_hash}.",
    ]
    return made
