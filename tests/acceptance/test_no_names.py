"""The names of the network cannot be looked up while alertd starts: it starts all the same, and goes on by itself once they can."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path

import pytest

from tests.acceptance.house import House, loud, until
from tests.acceptance.receiver import Receiver

pytestmark = pytest.mark.slow

PROGRAM = (str(Path(__file__).with_name("nameless.py")),)
FEED = """<rss version="2.0"><channel><title>news</title><item><guid>one</guid><link>https://news.example/1</link>
<title>acme recalls its kettle</title><pubDate>{at}</pubDate></item></channel></rss>"""


def test_a_start_without_names_sees_what_comes_in_and_pages_once_there_are_some(
    tmp_path: Path, receiver: Receiver
) -> None:
    """Ready at once; a post is promised and its page waits, with DNS as the reason; the feed says why it is not read. Then all goes on."""
    away = tmp_path / "away"
    away.touch()
    receiver.gives["/feed"] = FEED.format(at=format_datetime(datetime.now(UTC))).encode()
    named = f"http://localhost:{receiver.port}"
    house = House(
        tmp_path,
        named,
        more=f"  - {{kind: rss, urls: ['{named}/feed'], allow_hosts: [localhost], every: 1s}}\n",
        environment={"NAMELESS": str(away), "OPS_URL": f"json://127.0.0.1:{receiver.port}/direct"},
    )
    house.start(program=PROGRAM)
    try:
        assert house.process is not None
        pid = house.process.pid
        assert house.post(loud("one")) == 202

        def source() -> dict[str, object]:
            told: dict[str, object] = json.loads(house.ask("GET", "/readyz")[1])["sources"]["rss"]
            return told

        until(lambda: "does not resolve (DNS)" in house.log(), "it says that names are what is missing")
        until(lambda: source()["state"] in ("degraded", "blind"), "the feed is told to be unread")
        assert house.ask("GET", "/readyz")[0] == 200
        assert receiver.pages() == []

        away.unlink()
        until(lambda: len(receiver.pages("page")) >= 2, "both channels have the page")
        until(lambda: source()["state"] == "ok", "the feed is read")
        until(lambda: len(house.export()) == 2, "and what stood in it is there")
        ids = [page["page_id"] for page in receiver.pages("page")]
        assert len(ids) == len(set(ids)), "what was never on its way is no repeat"
        assert not any(page["repeat"] for page in receiver.pages("page"))
        assert house.process.pid == pid
    finally:
        house.end()
