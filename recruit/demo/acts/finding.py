"""What the invented people decide on applicants who may hold an account (C12)."""

from __future__ import annotations

from recruit.access.rules import Reader
from recruit.access.tasks import TaskRow
from recruit.demo.cast import Cast
from recruit.finding import deciding, matches

_REASON = "Two people of one name: posts, schools and places of birth differ."


def decide_match(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """Nobody of the demonstration applied: each match is of another person."""
    with cast.connection() as connection:
        waiting = [m for m in matches.of(connection, reader) if m.status == "asked"]
    for match in waiting:
        if match.mine is None:
            do = deciding.vote if task.kind == "finding.decide_chair" else deciding.decide
            do(reader, match_id=match.id, same=False, reason=_REASON)


ACTS = {
    "finding.decide_match": decide_match,
    "finding.decide_chair": decide_match,
}
