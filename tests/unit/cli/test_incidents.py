"""`alertd incidents`: one line each, and whose it is."""

from __future__ import annotations

from typing import Any

import pytest

from alertd.cli.incidents import _print


def shown(capsys: pytest.CaptureFixture[str], **of: Any) -> str:
    """Return the line of an incident."""
    made = {
        "id": "incident-1", "watch": "acme", "severity": "crisis", "opened_at": "2026-03-01T10:00:00Z",
        "rules": ["storm"], "pages": 2, "state": "open", "by": {}, "assignee": None,
    }  # fmt: skip
    _print([{**made, **of}])
    return capsys.readouterr().out.splitlines()[1].rstrip()


@pytest.mark.parametrize(
    ("state", "by", "assignee", "whose"),
    [
        ("open", {}, None, "nobody"),
        ("acknowledged", {"ack": "ana"}, None, "ana"),
        ("acknowledged", {"ack": "ana"}, "bruno", "bruno"),
        ("planned", {"ack": "ana", "plan": "bruno"}, None, "bruno"),
        ("solved", {"ack": "ana", "solve": "bruno"}, "ana", "bruno"),
        ("closed", {"ack": "ana", "close": "bruno"}, "ana", "bruno"),
        ("closed", {"ack": "ana", "solve": "ana", "close": "bruno"}, None, "bruno"),
        ("closed", {"ack": "ana"}, "ana", "ana"),  # it closed by itself
    ],
)
def test_whose_it_is(
    capsys: pytest.CaptureFixture[str], state: str, by: dict[str, str], assignee: str | None, whose: str
) -> None:
    """Of one that runs: who has it. Of one that is over: who ended it, whoever it was assigned to."""
    assert shown(capsys, state=state, by=by, assignee=assignee).endswith(whose)


def test_the_watch_as_commands_take_it_and_as_people_call_it(capsys: pytest.CaptureFixture[str]) -> None:
    """Once, where both are the same."""
    assert "casa-verde (Casa Verde)" in shown(capsys, watch="casa-verde", brand="Casa Verde")
    assert "(acme)" not in shown(capsys, brand="acme")


def test_brackets_of_names_are_no_markup(capsys: pytest.CaptureFixture[str]) -> None:
    """Nor is what a stranger wrote a colour of this terminal."""
    assert "[red]acme" in shown(capsys, watch="[red]acme")
