"""The two catalogues know the same conditions."""

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
from alertd.rulefile.load import finish, load_paths

JOINS = {model.AnyOf, model.AllOf, model.Not}


def _read(form: ConditionForm, folder: typing.Any) -> Rule:
    """Return the rule of a form's own example."""
    path = folder / "rules.yml"
    path.write_text(f"rules:\n  - name: a\n    page: b\n    when:\n      {form.example}\n", encoding="utf-8")
    files = FileSet()
    load_paths([path], files)
    finish(files)
    return files.rules[0].rule


def test_every_condition_of_the_model_stands_in_both_catalogues() -> None:
    """Under the same name; groups are no conditions of their own."""
    values = set(typing.get_args(model.Condition)) - JOINS

    assert {one.value for one in SPECIFICATIONS} == values
    assert sorted(one.name for one in SPECIFICATIONS) == sorted(SIMPLE)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_an_example_is_read_as_what_the_engine_knows_by_its_name(form: ConditionForm, tmp_path: typing.Any) -> None:
    """The two catalogues mean one thing by a name."""
    known = next(one for one in SPECIFICATIONS if one.name == form.name)

    assert isinstance(_read(form, tmp_path).when, known.value)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_every_condition_reads_itself_back(form: ConditionForm, tmp_path: typing.Any) -> None:
    """A clause that can stand after "when", without an end of its own."""
    said = sentence(_read(form, tmp_path).when)

    assert len(said) > 20
    assert said.strip(" .") == said


def test_editors_are_told_what_a_condition_is_for() -> None:
    """The schema describes each condition."""
    properties = condition_schema()["properties"]

    assert {name: properties[name]["description"] for name in SIMPLE} == {form.name: form.says for form in FORMS}


@pytest.mark.parametrize("known", SPECIFICATIONS, ids=lambda known: known.name)
def test_traits_answer_for_every_value(known: Specification, tmp_path: typing.Any) -> None:
    """A trait that fails on a legal value would fail in the engine, where nobody is told why."""
    rule = _read(SIMPLE[known.name], tmp_path)
    leaf = rule.when

    assert known.mood(leaf) in ("", "negative", "neutral", "positive")
    assert all(isinstance(word, str) for word in known.words(leaf))
    assert all(lane.group == "x" for lane in known.lanes(leaf, rule, "x"))
    assert hold_of(leaf) >= 0.0
    assert known.is_fed_by_counts(leaf) in (True, False)
