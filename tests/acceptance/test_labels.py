"""What people say of posts on the incident page reaches the calibration, and is forgotten with its author."""

from __future__ import annotations

import json
from urllib.parse import urlencode

import pytest
from click.testing import CliRunner

from alertd.cli.label import command as label
from tests.acceptance.house import House, loud, mention, until

pytestmark = pytest.mark.slow


def _say(house: House, incident: str, post: str, mood: str) -> int:
    form = {"by": "alice", "platform": "x", "post": post, "label": mood}
    return house.ask("POST", f"/incidents/{incident}/label", urlencode(form).encode())[0]


def test_from_the_page_to_the_calibration(house: House) -> None:
    """The page shows the post; a label is kept at once, and goes when its post or its author does."""
    house.start()
    assert house.post(loud("one"), loud("two")) == 202
    incident = until(house.incidents, "an incident")[0]["id"]
    page = house.ask("GET", f"/incidents/{incident}")[1].decode()
    assert "acme one is here" in page
    assert f'action="/incidents/{incident}/label"' in page

    assert _say(house, incident, "one", "negative") in (200, 303)
    assert _say(house, incident, "two", "positive") in (200, 303)
    assert _say(house, incident, "no-such-post", "negative") == 404
    assert "said: <b>negative</b>" in house.ask("GET", f"/incidents/{incident}")[1].decode()
    path = house.folder / "store" / "labels" / "acme.jsonl"
    kept = [json.loads(line) for line in path.read_text().splitlines()]
    assert [(one["id"], one["label"], one["labelled_by"]) for one in kept] == [
        ("one", "negative", "alice"),
        ("two", "positive", "alice"),
    ]
    asked = CliRunner().invoke(label, ["--watch", "acme", "-c", str(house.folder / "alertd.yaml")], input="n")
    assert "nothing is left to label" in asked.output  # the two of the page are not asked for again
    assert house.post(mention("three")) == 202
    asked = CliRunner().invoke(label, ["--watch", "acme", "-c", str(house.folder / "alertd.yaml")], input="u")
    assert "acme three is here" in asked.output
    assert "3 in" in asked.output
    few = house.run("calibrate", "acme", check=2)
    assert b"3 labels; at least 20" in few.stderr

    house.run("forget", "x:u_one")
    assert [json.loads(line)["id"] for line in path.read_text().splitlines()] == ["two", "three"]
    house.post({"type": "delete", "platform": "x", "id": "two"})
    until(lambda: "two" not in path.read_text(), "the post that was taken back is gone")


def test_another_scorer_begins_new_series(house: House) -> None:
    """A daemon that starts with another scorer says so once for each watch; with the same one it says nothing."""
    house.start()
    house.stop()
    assert "scorer.changed" not in house.log()
    settings = house.folder / "alertd.yaml"
    settings.write_text(settings.read_text() + 'scorer: {kind: http, url: "http://127.0.0.1:9/"}\n')
    for _ in range(2):
        house.start()
        house.stop()

    assert house.log().count('"scorer.changed"') == 1
    assert house.log().count("learnt anew") == 2  # the two watches
