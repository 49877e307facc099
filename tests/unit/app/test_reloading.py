"""Reload: what is adopted, what needs a restart and is said by name, and the answer that the command waits for."""

from __future__ import annotations

import ast
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from alertd.app import web_access
from alertd.app.reloading import NEED_RESTART, Answer, in_force, needs_restart, read_answer, write_answer
from alertd.cli.reload import awaited
from alertd.config import Settings
from alertd.rulefile.settings_file import Retention
from alertd.rulefile.sources import SourceSetting
from alertd.yamlform.secrets import Secret
from tests.unit.runtime.made import NOON

BEGAN = Settings(path=None, data_dir=Path("/a"))


def test_what_is_new_and_waits_is_named() -> None:
    """Each by its name in the settings; undone again, it waits no more. The rest is in force."""
    new = BEGAN.with_(
        data_dir=Path("/b"), listen=(("127.0.0.1", 1),), page_language="tr", retention=Retention(text=timedelta(days=2))
    )

    assert needs_restart(BEGAN, new) == ("data_dir", "listen")
    assert needs_restart(BEGAN, BEGAN.with_(page_language="tr")) == ()
    adopted = in_force(BEGAN, new)
    assert (adopted.data_dir, adopted.listen) == (BEGAN.data_dir, BEGAN.listen)
    assert (adopted.page_language, adopted.retention) == ("tr", new.retention)


def test_what_the_web_is_told_at_its_start_needs_a_restart() -> None:
    """A setting that goes into the web's own settings is adopted by nobody later: it must be on the list."""
    tree = ast.parse(Path(web_access.__file__).read_text(encoding="utf-8"))
    used = {
        one.attr for one in ast.walk(tree) if isinstance(one, ast.Attribute) and ast.unparse(one.value) == "settings"
    }

    assert used
    assert used <= set(NEED_RESTART)


SOURCE: dict[str, Any] = {
    "kind": "webhook",
    "name": "zap",
    "options": {"token": Secret("one"), "map": {"text": "$.body"}, "urls": (Secret("https://a.example"),)},
    "platforms": ("x",),
    "delay": 5.0,
    "at": "alertd.yaml:3",
}
OTHER: dict[str, Any] = {
    "kind": "rss",
    "name": "news",
    "options": SOURCE["options"] | {"token": Secret("two")},
    "platforms": ("reddit",),
    "delay": 6.0,
}


def _key(**changed: Any) -> tuple[str, ...]:
    return BEGAN.with_(sources=(SourceSetting(**{**SOURCE, **changed}),)).sources_key


@pytest.mark.parametrize("field", sorted(set(SourceSetting.__slots__) - {"at"}))
def test_each_field_of_a_source_is_seen_by_a_reload(field: str) -> None:
    """Sources are begun anew where anything of them is new; a field that is added is one more here."""
    assert _key() == _key(at="alertd.yaml:7"), "where it stands is nothing of it"
    assert _key() != _key(**{field: OTHER[field]})


@pytest.mark.parametrize("name", ["token", "map", "urls"])
def test_each_option_of_a_source_is_seen_by_a_reload(name: str) -> None:
    """Also a secret, and one in a list, which no text shows."""
    told = {"token": Secret("1"), "map": {"text": "$.other"}, "urls": (Secret("https://b.example"),)}

    assert _key() != _key(options={**SOURCE["options"], name: told[name]})


def test_an_answer_is_read_as_it_was_written(tmp_path: Path) -> None:
    """By its owner alone; none, or one that was cut off, is no answer. A folder that takes nothing does not stop a reload."""
    assert read_answer(tmp_path) is None
    answer = Answer(at=NOON, boot="b", fault="rules.yml:1:1: no", needs_restart=("listen",))
    write_answer(tmp_path, answer)
    assert read_answer(tmp_path) == answer
    assert (tmp_path / "reload").stat().st_mode & 0o777 == 0o600
    (tmp_path / "reload").write_bytes(b'{"at": "20')
    assert read_answer(tmp_path) is None
    write_answer(tmp_path / "nowhere", answer)


def test_the_command_waits_for_an_answer_that_is_new() -> None:
    """The answer of the reload before is none, also of a daemon before; and it does not wait for ever."""
    before, after = Answer(at=NOON, boot="a"), Answer(at=NOON, boot="b")
    given = iter([None, before, before, after])
    waited: list[float] = []

    assert awaited(lambda: next(given), before, sleep=waited.append) == after
    assert len(waited) == 3
    assert awaited(lambda: before, before, sleep=waited.append) is None
