"""What the engine cannot test, check must not let through."""

from __future__ import annotations

import typing

from alertd.core.rules.evaluate import TESTS
from alertd.model import rule as model
from alertd.rulefile.lint_rules import NOT_YET


def test_check_and_engine_know_the_same_conditions() -> None:
    """Every condition is tested by the engine, named as not built, or joins others."""
    joins = {model.AnyOf, model.AllOf, model.Not}

    assert set(typing.get_args(model.Condition)) == set(TESTS) | set(NOT_YET) | joins
