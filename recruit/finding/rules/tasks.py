"""What there is to do on matches of applicants with accounts, in words (C12)."""

from __future__ import annotations

from typing import Any

from recruit.access.duties import Facts, Task
from recruit.core.words import _, ngettext
from recruit.finding.rules.matching import CITED


def task(row: Any, facts: Facts) -> Task | None:
    """The task of a row of ``matches.TASKS``; each of them is due."""
    if row.kind == "finding.have_ended":
        return Task(
            title=_("Have your capacity ended"),
            text=_(
                "You are an applicant in this recruitment. Until the capacity you hold in it is "
                "ended, every page of it is empty to you."
            ),
            para=CITED,
            endpoint="matches.own",
            button=_("How it is ended"),
            values={"procedure": row.procedure_name},
            weight=0,
        )
    chair = row.kind == "finding.decide_chair"
    return Task(
        title=_("Say whether the Chair is an applicant")
        if chair
        else ngettext(
            "Say whether an applicant holds an account",
            "Say of %(n)s matches whether the applicant holds the account",
            row.n,
        ),
        text=_(
            "A name or an address agrees. Until it is decided the holder of the account opens no "
            "file of a candidate."
        ),
        para=CITED,
        endpoint="finding.chair_matches" if chair else "finding.matches",
        button=_("Compare and decide"),
        weight=2,
    )
