"""How the annex stands on paper: deviations first, then each clause, then what each act asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Part = dict[str, Any]

_HEAD = ("Paragraph", "What it asks", "What was done", "By whom", "When (Geneva)", "Entry")


def parts(annex: Mapping[str, Any]) -> list[Part]:
    """The annex's parts (recruit.report.layout); none for a report from before there was one."""
    if not annex:
        return []
    off = [
        f"{line['paragraph']}: {sentence}"
        for line in annex["lines"]
        for sentence in line["deviations"]
    ]
    return [
        {
            "title": "Annex: the decision paragraph by paragraph",
            "level": 1,
            "items": [
                {
                    "kind": "text",
                    "text": "Made by the application from what was recorded, and written by "
                    "nobody. The entry is that of the record, where the act can be verified.",
                }
            ],
        },
        {
            "title": "What deviates from the decision",
            "level": 2,
            "items": [{"kind": "list", "lines": off}]
            if off
            else [{"kind": "text", "text": "Nothing that was recorded."}],
        },
        {
            "title": "What was done under each paragraph",
            "level": 2,
            "items": [
                {
                    "kind": "table",
                    "head": list(_HEAD),
                    "widths": [2, 5, 4, 4, 3, 3],
                    "rows": [row for line in annex["lines"] for row in _rows(line)],
                }
            ],
        },
        {
            "title": "The conditions of each act",
            "level": 2,
            "items": [
                {
                    "kind": "text",
                    "text": "The application asks these each time, and refuses the act where one "
                    "does not hold.",
                },
                {
                    "kind": "table",
                    "head": ["Act", "Asked"],
                    "widths": [3, 10],
                    "rows": [[act["act"], "; ".join(act["asked"])] for act in annex["acts"]],
                },
            ],
        },
    ]


def _rows(line: Mapping[str, Any]) -> Iterator[list[str]]:
    if not line["done"]:
        said = {
            "itself": "This text, called to sign; its lodging follows.",
            "later": "It follows this report.",
        }.get(line["by"], "Nothing is recorded.")
        yield [line["paragraph"], line["asks"], said, "", "", ""]
    for place, done in enumerate(line["done"]):
        asks = "as above" if place else line["asks"]
        who, entry = done["by"] or "not noted", done["entry"] or "not noted"
        when = f"{done['on']} {done['at']}"
        yield [line["paragraph"], asks, done["what"], who, when, entry]
