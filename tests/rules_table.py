"""The table of rules with the tests that prove them: ``python -m tests.rules_table``.

Reads docs/rules.tsv and the reports of the last runs in build/rules, writes
docs/rules.md, and ends with 1 when a rule that holds now has no test that ran and
passed. A test that failed in any run proves nothing.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path

from tests.rules_report import REPORTS, ROOT, Rule, read_rules

TABLE = ROOT / "docs" / "rules.md"

HEADINGS = {
    "P53": "Paragraph 53: the selection procedure",
    "P54": "Paragraph 54: the calendar",
    "R": "Readings",
    "S": "Silence",
    "C": "Panel and conflicts",
    "A": "Applications and prescreening",
    "J": "Judgement",
    "D": "Data",
    "T": "Contract and term",
    "W": "Ways of working",
}

HEAD = """# The rules and the tests that prove them

Made by `make test` (`python -m tests.rules_table`) from the tests that ran and passed: do
not edit. Ids beginning with P53 and P54 are the decision's own paragraphs
(CCM/MSP/2022/12); the others are readings and settings where it is silent.
`docs/rules.tsv` holds the ids and one line of meaning for each. A rule marked *later*
is not made impossible today; its pages and depth are to come.
"""


def proofs(folder: Path = REPORTS) -> dict[str, set[str]]:
    """For each rule id the test functions that passed wherever they ran, never failed."""
    passed: dict[str, set[str]] = {}
    failed: set[str] = set()
    for path in sorted(folder.glob("*.json")):
        for one in json.loads(path.read_text(encoding="utf-8"))["tests"]:
            function = one["test"].split("[", 1)[0]
            if one["outcome"] == "failed":
                failed.add(function)
            elif one["outcome"] == "passed":
                for rule in one["rules"]:
                    passed.setdefault(rule, set()).add(function)
    return {rule: tests - failed for rule, tests in passed.items()}


def _heading(rule: str) -> str:
    return HEADINGS.get(rule[:3]) or HEADINGS[rule[0]]


def _row(rule: Rule, tests: Iterable[str]) -> str:
    when = rule.since
    if rule.later_part:
        when += f"; later: {rule.later_part}"
    shown = []
    for test in sorted(tests):
        path, name = test.split("::", 1)
        shown.append(f"[{name.replace('::', '.')}](../{path})")
    return f"| {rule.id} | {rule.meaning} | {when} | {'<br>'.join(shown)} |"


def table(rules: dict[str, Rule], proved: dict[str, set[str]]) -> str:
    """The page, in Markdown."""
    lines = [HEAD]
    heading = ""
    for rule in rules.values():
        if _heading(rule.id) != heading:
            heading = _heading(rule.id)
            lines += [
                f"\n## {heading}\n",
                "| rule | meaning | holds | tests |",
                "|---|---|---|---|",
            ]
        lines.append(_row(rule, proved.get(rule.id, set())))
    return "\n".join(lines) + "\n"


def main() -> int:
    """Write the page; 1 when a rule that holds now is not proved, with its ids."""
    rules = read_rules()
    proved = proofs()
    TABLE.write_text(table(rules, proved), encoding="utf-8")
    now = [rule for rule in rules.values() if rule.since == "now"]
    missing = [rule for rule in now if not proved.get(rule.id)]
    print(f"{len(now) - len(missing)} of {len(now)} rules that hold now are proved: docs/rules.md")
    for rule in missing:
        print(f"  no passing test: {rule.id}: {rule.meaning}")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
