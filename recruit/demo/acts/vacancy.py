"""What the invented people do on the vacancy."""

from __future__ import annotations

from decimal import Decimal

from recruit.access.rules import Reader
from recruit.access.tasks import TaskRow
from recruit.core import times
from recruit.demo.cast import Cast
from recruit.vacancy import operations

_SITES = (
    ("ReliefWeb jobs (invented entry)", "https://jobs.relief.example/ccm-director", "0"),
    ("GICHD careers (invented entry)", "https://careers.gichd.example/ccm-director", "0"),
    ("UN careers (invented entry)", "https://careers.un.example/ccm-director", "0"),
    ("Disarmament jobs", "https://disarmament-jobs.example/4471", "120.00"),
    ("Geneva international posts", "https://geneva-posts.example/director", "250.00"),
    ("Mine action network", "https://mine-action.example/jobs/88", "0"),
    ("Diplomatic gazette", "https://gazette.example/notices/2022-09", "380.50"),
    ("Afrique internationale", "https://afrique-int.example/postes/17", "0"),
    ("Empleo humanitario", "https://empleo-humanitario.example/ccm", "0"),
)


def post(cast: Cast, task: TaskRow, reader: Reader) -> None:
    """Draft the announcement from the Terms of Reference and post it on nine websites."""
    operations.draft(reader, address="isu-director@gichd.example")
    operations.post(
        reader,
        websites=[
            operations.Published(name, address, times.geneva_date(reader.now), Decimal(cost))
            for name, address, cost in _SITES
        ],
    )


ACTS = {"vacancy.post": post}
