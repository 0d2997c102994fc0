"""The cast between two requests of the demonstration: a file in its data folder."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from recruit.demo import applications
from recruit.demo.cast import Cast

_folder: Path | None = None


def init(folder: Path) -> None:
    """Keep the cast in this folder."""
    global _folder
    _folder = folder


def _path() -> Path:
    if _folder is None:
        raise RuntimeError("the demonstration is not set up")
    return _folder / "cast.json"


def to_json(cast: Cast) -> dict[str, Any]:
    """A cast as JSON: the invented applications by their numbers."""
    return {
        "procedure_id": cast.procedure_id,
        "procedure_name": cast.procedure_name,
        "seed": cast.seed,
        "how_many": cast.how_many,
        "applications": {ref: person.number for ref, person in cast.applications.items()},
        "memory": cast.memory,
    }


def from_json(saved: dict[str, Any]) -> Cast:
    """The cast of such JSON."""
    by_number = {person.number: person for person in applications.PEOPLE}
    return Cast(
        saved["procedure_id"],
        saved["procedure_name"],
        saved["seed"],
        saved["how_many"],
        {ref: by_number[number] for ref, number in saved["applications"].items()},
        saved["memory"],
    )


def save(cast: Cast) -> None:
    """Keep the cast."""
    _path().write_text(json.dumps(to_json(cast)))


def load() -> Cast:
    """The cast as last kept."""
    return from_json(json.loads(_path().read_text()))
