"""Taking the applications' figures, once, as a part of the act that circulates the first list."""

from __future__ import annotations

import json
from collections.abc import Collection

from recruit.access.frame import Act
from recruit.applications import models
from recruit.applications.queries import statistics as queries
from recruit.applications.rules import statistics as rules
from recruit.vacancy import queries as vacancies


def take(a: Act, listed: Collection[str]) -> None:
    """Take the figures and keep what may be read of them (D6): a writing function.

    listed: candidates on the first list. Taken before, nothing is done: two sets of figures
    could be subtracted from one another.
    """
    if a.session.get(models.Statistics, a.procedure_id) is not None or a.procedure is None:
        return
    connection = a.session.connection()
    vacancy = vacancies.vacancy(connection, a.procedure_id)
    if vacancy is None or vacancy.posted_at is None:
        return
    everybody = queries.told(connection, a.procedure_id, listed)
    smallest = int(a.settings.get("smallest_cell", rules.SMALLEST))
    awaited = rules.days(vacancy.posted_at, vacancy.closes_at)
    shown = rules.tables(everybody, awaited, smallest)
    a.session.add(
        models.Statistics(
            procedure_id=a.procedure_id,
            taken_at=a.now,
            total=len(rules.counted(everybody, smallest)),
            listed=len(listed),
            shown=json.dumps(rules.to_json(shown)),
        )
    )
