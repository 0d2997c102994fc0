"""The sum of what the walk and the worlds looked at, printed at the end of a run."""

from __future__ import annotations

from collections import Counter
from typing import Any


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print how many cells and tuples were looked at."""
    sums: Counter[str] = Counter()
    for reports in terminalreporter.stats.values():
        for report in reports:
            if getattr(report, "when", "") != "call":
                continue
            for name, value in getattr(report, "user_properties", ()):
                if name in ("cells", "tuples"):
                    sums[name] += int(value)
    for name, value in sorted(sums.items()):
        terminalreporter.write_line(f"access: {value} {name}")
