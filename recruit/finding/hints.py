"""Where a declaring person's own name or function stands in an application's papers (W5).

Asked of the index alone: no text is opened for somebody who may not read it yet, and what
is told is that all words of the person's own name stand there, never which paper, nor what
else it says. Only names that this person is asked to declare on are looked at.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, String, bindparam, column, func, select, table
from sqlalchemy.engine import Connection

from recruit.access.rules import Reader
from recruit.core.together import Together
from recruit.core.words import _
from recruit.documents.covering import covered
from recruit.finding import conditions, shelving
from recruit.finding.models import PartKind
from recruit.finding.rules.folding import is_common, words

SHORTEST = 3
"""Letters of a word that counts: initials stand in every paper."""

_person = table("accounts_person", column("id", String), column("function", String))
_p, _k, _d, _c = (
    conditions.part,
    conditions.token,
    conditions.document,
    conditions.candidate,
)
_FUNCTION = select(_person.c.function).where(_person.c.id == bindparam("person"))
AHEAD = (_FUNCTION, *shelving.AHEAD)
"""What in_papers asks whatever it finds."""


def _have(what: str) -> Select[Any]:
    """The candidates of whom one paper has all marks of what is asked."""
    return (
        select(_p.c.candidate_id)
        .select_from(
            _k.join(_p, _p.c.number == _k.c.part)
            .join(_d, _d.c.id == _p.c.object_id)
            .join(_c, _c.c.id == _p.c.candidate_id)
        )
        .where(
            _k.c.token.in_(bindparam(f"tokens_of_{what}", expanding=True)),
            _p.c.kind == PartKind.DOCUMENT.value,
            _p.c.candidate_id.in_(bindparam("candidates", expanding=True)),
            _d.c.withdrawn_at.is_(None),
            _c.c.withdrawn_at.is_(None),
            ~covered(_d),
        )
        .group_by(_p.c.number, _p.c.candidate_id)
        .having(func.count() == bindparam(f"marks_of_{what}"))
    )


_HAVE = {what: _have(what) for what in ("name", "function")}
_BOTH = Together(*_HAVE.values())


def telling(text: str) -> list[str]:
    """The words of a name or function that are looked for: none that is short or common."""
    found = (word.folded for word in words(text))
    return sorted({w for w in found if len(w) >= SHORTEST and not is_common(w)})


def in_papers(
    connection: Connection, reader: Reader, candidate_ids: Collection[str]
) -> dict[str, list[str]]:
    """By candidate, what of the reader stands in that candidate's papers, in words."""
    function = connection.execute(_FUNCTION, {"person": reader.person_id}).scalar() or ""
    asked = {
        "name": (
            telling(reader.name),
            _("All words of your name stand in this application's papers."),
        ),
        "function": (
            telling(function),
            _(
                "All words of your function, “%(function)s”, stand in its papers.",
                function=function,
            ),
        ),
    }
    values: dict[str, Any] = {"candidates": list(candidate_ids), "capacity": reader.capacity.value}
    for what, (looked_for, _said) in asked.items():
        # one word alone says too little
        marks = [f"w:{word}" for word in looked_for] if len(looked_for) > 1 else []
        numbers = shelving.numbers(connection, reader.procedure_id, marks) if marks else []
        values |= {f"tokens_of_{what}": numbers, f"marks_of_{what}": len(marks) or -1}
    if not any(values[f"tokens_of_{what}"] for what in asked):
        return {}
    answered = _BOTH.ask(connection, values)
    found: dict[str, list[str]] = {}
    for what, (_words, said) in asked.items():
        own = {
            name: value
            for name, value in values.items()
            if "_of_" not in name or name.endswith(f"_of_{what}")
        }
        for candidate_id in dict.fromkeys(answered.execute(_HAVE[what], own).scalars()):
            found.setdefault(candidate_id, []).append(said)
    return found
