"""Whatever an editor leaves behind, check ends in findings, never in a traceback."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alertd.config import loaded_of
from alertd.rulefile.file_set import FileSet
from alertd.rulefile.lint import lint
from alertd.rulefile.load import finish, load_paths
from alertd.yamlform.show import text as shown
from tests.unit.rulefile.written import ENVIRONMENT, FILES, write

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
BITS = (
    "",
    " ",
    "\n",
    ":",
    ": ",
    "- ",
    "{",
    "}",
    "[",
    "]",
    ",",
    "'",
    '"',
    "#",
    "0",
    "x",
    "all",
    "null",
    "&a ",
    "*a",
    "${X}",
    "\t",
    "é",
    "-1",
    "any_of:",
    "~",
)


@pytest.mark.parametrize("name", sorted(FILES))
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(cut=st.tuples(st.floats(0, 1), st.integers(0, 6)), bit=st.sampled_from(BITS))
def test_a_slip_of_the_hand_ends_in_findings(name: str, tmp_path: Path, cut: tuple[float, int], bit: str) -> None:
    """One cut and one insertion anywhere: every finding has a place and is short, and no error is lost."""
    source = FILES[name]
    at = int(cut[0] * len(source))
    write(tmp_path, {**FILES, name: source[:at] + bit + source[at + cut[1] :]})
    files = FileSet(ENVIRONMENT)

    load_paths([tmp_path / "alertd.yaml", tmp_path / "oncall.yaml", tmp_path / "rules.yml"], files)
    finish(files)
    found = lint(files, NOW)

    for one in found:
        assert one.line >= 1
        assert one.column >= 1
        assert len(shown(one)) < 400
    errors = [one for one in found if one.level == "error"]
    loaded = loaded_of(tmp_path / "alertd.yaml", files, found, ENVIRONMENT)
    assert (loaded is None) == (bool(errors) or files.settings is None)
