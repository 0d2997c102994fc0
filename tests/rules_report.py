"""A pytest plugin: which tests ran, how they ended, and which rules they prove.

A test names the rules it proves by ``@pytest.mark.rule("P53b-1")``, one id a marker; an
id that docs/rules.tsv does not have fails the test. After the run one file
``build/rules/<database>-<process>.json`` holds, for each test with rules, its outcome and
its ids, and every figure that a test recorded with ``record_property("figure", ...)``.
With workers only the controlling process writes. tests.rules_table reads these files.
"""

from __future__ import annotations

import csv
import json
import os
from dataclasses import dataclass, field
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
RULES = ROOT / "docs" / "rules.tsv"
REPORTS = ROOT / "build" / "rules"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. since: "now" or "later"; later_part: what of a "now" comes later, or ""."""

    id: str
    since: str
    later_part: str
    meaning: str


def read_rules(path: Path = RULES) -> dict[str, Rule]:
    """All rules by id, in the order of the file. Raises ValueError on a malformed line."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    rules: dict[str, Rule] = {}
    for row in rows:
        rule = Rule(row["id"], row["since"], row["later part"] or "", row["meaning"])
        if rule.id in rules or rule.since not in ("now", "later") or not rule.meaning:
            raise ValueError(f"{path.name}: {row}")
        rules[rule.id] = rule
    return rules


@dataclass(eq=False)  # a plugin is compared by identity
class Report:
    """What one run proved."""

    database: str
    known: dict[str, Rule] = field(default_factory=read_rules)
    outcomes: dict[str, str] = field(default_factory=dict)
    rules: dict[str, list[str]] = field(default_factory=dict)
    figures: dict[str, list[str]] = field(default_factory=dict)

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Put the ids of each test into its report."""
        for item in items:
            for marker in item.iter_markers("rule"):
                if len(marker.args) == 1 and marker.args[0] in self.known:
                    item.user_properties.append(("rule", marker.args[0]))

    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """Fail a test whose marker names no rule."""
        for marker in item.iter_markers("rule"):
            if len(marker.args) != 1 or marker.args[0] not in self.known:
                pytest.fail(f"no such rule in docs/rules.tsv: {marker.args}", pytrace=False)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep the worst outcome of a test's three phases."""
        test = report.nodeid
        before = self.outcomes.get(test)
        if report.failed or before == "failed":
            self.outcomes[test] = "failed"
        elif report.skipped or before == "skipped":
            self.outcomes[test] = "skipped"
        elif report.when == "call":
            self.outcomes[test] = "passed"
        if report.when == "teardown":
            ids = [str(value) for name, value in report.user_properties if name == "rule"]
            if ids:
                self.rules[test] = sorted(set(ids))
            said = [str(value) for name, value in report.user_properties if name == "figure"]
            if said:
                self.figures[test] = said

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Write the file; a worker leaves that to the controlling process."""
        if hasattr(session.config, "workerinput") or session.config.option.collectonly:
            return
        tests = [
            {"test": test, "outcome": self.outcomes.get(test, "skipped"), "rules": ids}
            for test, ids in sorted(self.rules.items())
        ]
        figures = [
            {"test": test, "outcome": self.outcomes.get(test, "skipped"), "figures": said}
            for test, said in sorted(self.figures.items())
        ]
        REPORTS.mkdir(parents=True, exist_ok=True)
        whole = {"database": self.database, "tests": tests, "figures": figures}
        path = REPORTS / f"{self.database}-{os.getpid()}.json"
        path.write_text(json.dumps(whole, indent=1) + "\n", encoding="utf-8")


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Report(config.getoption("--database")), "rules-report-of-run")
