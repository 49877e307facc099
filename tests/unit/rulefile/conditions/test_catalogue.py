"""The two catalogues know the same conditions: what the engine cannot test, check must not let through."""

from __future__ import annotations

import typing

import pytest

from alertd.core.rules.conditions.catalogue import SPECIFICATIONS, sentence
from alertd.core.rules.specification import Specification, hold_of
from alertd.model import rule as model
from alertd.model.rule import Rule
from alertd.rulefile.conditions.catalogue import FORMS, SIMPLE, condition_schema
from alertd.rulefile.conditions.form import ConditionForm
from alertd.rulefile.file_set import FileSet
from alertd.rulefile.lint_rules import lint_rules
from alertd.rulefile.load import finish, load_paths

JOINS = {model.AnyOf, model.AllOf, model.Not}


def _read(form: ConditionForm, folder: typing.Any) -> tuple[Rule, set[str]]:
    """Return the rule of a form's own example, and the names of what check finds."""
    path = folder / "rules.yml"
    path.write_text(f"rules:\n  - name: a\n    page: b\n    when:\n      {form.example}\n", encoding="utf-8")
    files = FileSet()
    load_paths([path], files)
    finish(files)
    lint_rules(files, ())
    return files.rules[0].rule, {one.name for one in files.faults.sorted()}


def test_every_condition_of_the_model_stands_in_both_catalogues() -> None:
    """Under the same name; groups are no conditions of their own."""
    values = set(typing.get_args(model.Condition)) - JOINS

    assert {one.value for one in SPECIFICATIONS} == values
    assert sorted(one.name for one in SPECIFICATIONS) == sorted(SIMPLE)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_what_is_not_built_is_so_on_both_sides(form: ConditionForm, tmp_path: typing.Any) -> None:
    """Its example is read; check, docs and run agree about whether it can be tested."""
    rule, findings = _read(form, tmp_path)
    known = next(one for one in SPECIFICATIONS if one.name == form.name)

    assert isinstance(rule.when, known.value)
    assert ("not-yet" in findings) is (known.test is None) is (not form.is_built)
    assert form.told.startswith("Not built yet") is (known.test is None)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_every_condition_reads_itself_back(form: ConditionForm, tmp_path: typing.Any) -> None:
    """A clause that can stand after "when", without an end of its own."""
    said = sentence(_read(form, tmp_path)[0].when)

    assert len(said) > 20
    assert said.strip(" .") == said


def test_editors_are_told_what_a_condition_is_for() -> None:
    """The schema describes each condition; what is not built says so."""
    properties = condition_schema()["properties"]

    assert {name: properties[name]["description"].startswith("Not built") for name in SIMPLE} == {
        form.name: not form.is_built for form in FORMS
    }


@pytest.mark.parametrize("known", SPECIFICATIONS, ids=lambda known: known.name)
def test_traits_answer_for_every_value(known: Specification, tmp_path: typing.Any) -> None:
    """A trait that fails on a legal value would fail in the engine, where nobody is told why."""
    rule, _ = _read(SIMPLE[known.name], tmp_path)
    leaf = rule.when

    assert known.mood(leaf) in ("", "negative", "neutral", "positive")
    assert all(isinstance(word, str) for word in known.words(leaf))
    assert all(lane.group == "x" for lane in known.lanes(leaf, rule, "x"))
    assert hold_of(leaf) >= 0.0
    assert known.is_fed_by_counts(leaf) in (True, False)
