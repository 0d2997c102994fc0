"""Beside each field: who reads it and until when, made from the tables (W10)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from recruit.access import policy
from recruit.access.actions import Action
from recruit.access.rules import Capacity
from recruit.procedure.rules.milestones import Column
from recruit.web.rules import data_kinds
from tests.unit.test_house import ROOT

TEMPLATES = ROOT / "templates"
# hand-drawn controls, and the fields of the forms that take free text or a file
DRAWN = re.compile(r'<textarea|<input type="(?:text|file)"')
FIELD = re.compile(r"forms\.field\(\s*([\w.\[\]]+)")
FREE = re.compile(r"^ +(\w+) = (?:StringField|TextAreaField|FileField|Chosen)\(", re.MULTILINE)
FORM = re.compile(r"forms\.open\(.*?forms\.close\(|<form method=\"post\".*?</form>", re.DOTALL)
NAMED = re.compile(r'\b(?:ui|forms)\.data\("([^"]+)"\)')
# a one-time code beside a step-up stands in each weighty form
CODES = re.compile(r'name="code"')


def free_fields() -> frozenset[str]:
    found = {
        name
        for path in (ROOT / "recruit").rglob("forms.py")
        for name in FREE.findall(path.read_text(encoding="utf-8"))
    }
    assert {"reason", "text", "files", "name"} <= found
    return frozenset(found)


def forms_taking_words() -> Iterator[tuple[str, str]]:
    """Each form of the templates that takes free text or a file: where, and its source."""
    free = free_fields()
    for path in sorted(TEMPLATES.rglob("*.html")):
        where = path.relative_to(TEMPLATES).as_posix()
        if where.startswith(("macros/", "demo/")):
            continue
        source = path.read_text(encoding="utf-8")
        for form in FORM.finditer(source):
            named = {f.rsplit(".", 1)[-1] for f in FIELD.findall(form[0])}
            drawn = DRAWN.search(form[0]) and not CODES.search(form[0])
            if drawn or named & free:
                line = source[: form.start()].count("\n") + 1
                yield f"{where}:{line}", form[0]


@pytest.mark.rule("W10")
def test_every_form_that_takes_words_or_files_names_its_kind() -> None:
    found = list(forms_taking_words())
    assert len(found) > 90
    assert [where for where, form in found if not NAMED.search(form)] == []


@pytest.mark.rule("W10")
def test_every_kind_named_is_one_and_every_one_is_named() -> None:
    named = {
        kind
        for path in TEMPLATES.rglob("*.html")
        for kind in NAMED.findall(path.read_text(encoding="utf-8"))
        if path.parent.name != "macros"
    }
    assert named == set(data_kinds.KINDS)


@pytest.mark.rule("W10")
def test_nobody_writes_readers_or_terms_beside_a_field_by_hand() -> None:
    by_hand = re.compile(r"\breads=_\(|\bkept=_\(|ui\.reads\(")
    assert [
        path.name
        for path in TEMPLATES.rglob("*.html")
        if path.parent.name != "macros" and by_hand.search(path.read_text(encoding="utf-8"))
    ] == []


@pytest.mark.rule("W10")
def test_the_words_change_with_the_policy(monkeypatch: pytest.MonkeyPatch) -> None:
    before = data_kinds.told("ballot", {})
    assert before.by == "the seated members of the panel"
    row = {**policy.POLICY[Action.BALLOTS_READ], Capacity.AUDITOR: frozenset({Column.CLOSED})}
    monkeypatch.setitem(policy.POLICY, Action.BALLOTS_READ, row)
    after = data_kinds.told("ballot", {})
    assert after.by == "the seated members of the panel, the auditor"
    assert before.stages[-1][1] == "nobody" and after.stages[-1][1] == "the auditor"


@pytest.mark.rule("W10")
@pytest.mark.rule("D3")
def test_the_words_change_with_the_periods_of_the_procedure() -> None:
    assert "6 months after the end" in data_kinds.told("application", {}).kept
    settings = {"retention_applications_months": 9, "retention_panel_months": 12}
    assert "9 months after the end" in data_kinds.told("application", settings).kept
    assert "12 months after the end" in data_kinds.told("sheet", settings).kept


@pytest.mark.rule("W10")
def test_a_kind_names_somebody_and_what_narrows_it() -> None:
    for name in data_kinds.KINDS:
        said = data_kinds.told(name, {})
        assert said.by and said.kept, name
    assert any("reveal" in line for line in data_kinds.told("ballot", {}).notes)
    screening = data_kinds.told("screening", {})
    assert "agency" in screening.stages[0][1] and "agency" not in screening.stages[1][1]


def test_the_templates_are_there() -> None:
    assert isinstance(TEMPLATES, Path) and (TEMPLATES / "base.html").exists()


@pytest.mark.rule("S16")
def test_beside_a_states_letter_no_other_delegation_stands_among_its_readers() -> None:
    said = data_kinds.told("item", {})
    for line in (said.by, *(by for _when, by in said.stages if by != "nobody")):
        assert "the delegates of the State that wrote" in line
        assert "delegations of the States Parties" not in line
    assert "delegations of the States Parties" in data_kinds.told("proposal", {}).by
