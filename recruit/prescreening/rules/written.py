"""What one screener wrote on one file: answers, dated periods, path; and its plain form.

The plain form (lists, dicts, texts) is what is sealed; nothing here knows about sealing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from recruit.prescreening.rules.criteria import CRITERIA, Finding, answer
from recruit.prescreening.rules.experience import (
    Decided,
    Known,
    Path,
    Period,
    Summary,
    Work,
    check,
    summary,
)

LONGEST = 2000
"""Characters of a reason or an evidence."""


@dataclass(frozen=True, slots=True)
class Said:
    """An answer to one criterion as typed so far; finding None: not answered yet."""

    finding: Finding | None = None
    reason: str = ""
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Dated:
    """A period with what was done in it, in the screener's words."""

    period: Period
    what: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """All that a screener wrote on one file."""

    answers: Mapping[str, Said] = field(default_factory=dict)
    periods: Sequence[Dated] = ()
    path: Path = Path.A

    def findings(self) -> dict[str, Finding]:
        """The answers given, by criterion."""
        return {c: s.finding for c, s in self.answers.items() if s.finding is not None}

    def summary(self, last_day: date) -> Summary:
        """The months that the periods give, up to the last day of the window (A3)."""
        return summary([dated.period for dated in self.periods], last_day)


def check_complete(written: Written) -> None:
    """Raise Refusal where an answer has no reason or evidence (A2), or a period can't be (A3)."""
    for criterion in CRITERIA:
        said = written.answers.get(criterion.id)
        if said is not None and said.finding is not None:
            answer(criterion.id, said.finding, said.reason, said.evidence)
    for dated in written.periods:
        check(dated.period)


def plain(written: Written) -> dict[str, Any]:
    """The plain form."""
    return {
        "answers": {
            c: {"answer": s.finding or "", "reason": s.reason, "evidence": s.evidence}
            for c, s in written.answers.items()
        },
        "periods": [
            {
                "first": d.period.first.isoformat(),
                "last": d.period.last.isoformat() if d.period.last else None,
                "known": d.period.known.value,
                "share": d.period.share,
                "work": d.period.work.value,
                "m2": d.period.m2,
                "m4": d.period.m4,
                "decided": [d.period.decided.counts, d.period.decided.reason]
                if d.period.decided
                else None,
                "what": d.what,
            }
            for d in written.periods
        ],
        "path": written.path.value,
    }


def read(form: Mapping[str, Any] | None) -> Written:
    """What the plain form says; nothing written where there is none."""
    if not form:
        return Written()
    return Written(
        {
            c: Said(
                Finding(said["answer"]) if said["answer"] else None,
                said["reason"],
                said["evidence"],
            )
            for c, said in form["answers"].items()
        },
        tuple(
            Dated(
                Period(
                    date.fromisoformat(p["first"]),
                    date.fromisoformat(p["last"]) if p["last"] else None,
                    Known(p["known"]),
                    p["share"],
                    Work(p["work"]),
                    p["m2"],
                    p["m4"],
                    Decided(*p["decided"]) if p["decided"] else None,
                ),
                p["what"],
            )
            for p in form["periods"]
        ),
        Path(form["path"]),
    )
