"""The whole recruitment through its pages: every capacity, real forms, real files.

It begins where a procedure was opened and its people were named, and goes on day by day
to the released report, the signed contract and the published outcome. Nobody does here
what their own home does not name, and nothing is sent but the forms of the pages.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.flows import whole_after as after
from tests.flows import whole_before as before
from tests.flows import whole_interviews as interviews
from tests.flows import whole_screening as screening
from tests.flows import whole_shortlist as shortlist
from tests.flows.whole_house import House

CHAPTERS: tuple[Callable[[House], None], ...] = (
    before.vacancy,
    before.panel,
    before.applications,
    screening.screening,
    screening.declarations,
    shortlist.rulings,
    shortlist.papers,
    shortlist.criteria,
    shortlist.ballots,
    shortlist.decision,
    interviews.slots,
    interviews.interviews,
    interviews.debriefs,
    interviews.report,
    interviews.hand_over,
    after.silence,
    after.certified,
    after.contract,
    after.the_record,
)


@pytest.mark.rule("P53e-1")
@pytest.mark.rule("P53f-2")
@pytest.mark.rule("A5")
@pytest.mark.rule("A6")
@pytest.mark.rule("C4")
@pytest.mark.rule("C5")
@pytest.mark.rule("C7")
@pytest.mark.rule("C10")
@pytest.mark.rule("J1")
@pytest.mark.rule("R3")
@pytest.mark.rule("R7")
@pytest.mark.rule("R8")
@pytest.mark.rule("R15")
@pytest.mark.rule("R16")
@pytest.mark.rule("R27")
@pytest.mark.rule("S16")
@pytest.mark.rule("S18")
@pytest.mark.rule("T2")
def test_the_whole_recruitment_from_the_vacancy_to_the_published_outcome(
    a_procedure: Callable[..., Any],
) -> None:
    house = House(a_procedure(at="opened"))
    for chapter in CHAPTERS:
        chapter(house)
