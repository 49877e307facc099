"""The doorway of a machine that waits: when it is open, to where, and who has its sockets afterwards."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from alertd.app.doorway import Doorway
from alertd.config import Loaded, default_settings
from alertd.runtime.systemd import Notify

pytestmark = pytest.mark.asyncio

OTHER = "http://127.0.0.1:9"


@pytest.fixture
def taken() -> Iterator[socket.socket]:
    """Return a socket that has a port of loopback and listens."""
    with socket.create_server(("127.0.0.1", 0)) as sock:
        yield sock


def made(folder: Path, *, port: int = 0, url: str = "http://127.0.0.1:8") -> Loaded:
    """Return settings of a machine that is reached at a URL."""
    loaded = default_settings(["acme"], data_dir=folder)
    return loaded.with_(settings=loaded.settings.with_(listen=(("127.0.0.1", port),), machine_url=url))


async def test_it_is_shut_while_nobody_is_known_to_pass_on_to(tmp_path: Path) -> None:
    """No word of who works; only our own, of the life before; or no `machine_url` in the settings."""
    notify = Notify({})
    for url, works_at in (("http://127.0.0.1:8", ""), ("", OTHER)):
        doorway = Doorway(made(tmp_path, url=url), notify)
        await doorway.leads_to(works_at)
        await doorway.end()
        assert notify.sockets() == []
    doorway = Doorway(made(tmp_path), notify)
    await doorway.leads_to("http://127.0.0.1:8")
    assert doorway._way.to == ""
    await doorway.leads_to(OTHER)
    assert doorway._way.to == OTHER
    await doorway.leads_to("")
    assert doorway._way.to == ""
    await doorway.end()
    await doorway.close()


async def test_its_sockets_go_to_the_daemon_where_that_listens_there_too(tmp_path: Path) -> None:
    """They listen on; where the settings name another address by then, they are closed."""
    for listen in ((("127.0.0.1", 0),), (("127.0.0.1", 1),)):
        notify = Notify({})
        doorway = Doorway(made(tmp_path), notify)
        with capture_logs() as logs:
            await doorway.leads_to(OTHER)
        host, port = next(str(one["address"]) for one in logs if one["event"] == "standby.listens").split(":")
        await doorway.end(listen)
        await doorway.close()
        kept = notify.sockets()
        with socket.socket() as probe:
            assert (probe.connect_ex((host, int(port))) == 0) == bool(kept) == (listen[0][1] == 0)
        for sock in kept:
            sock.close()


async def test_sockets_of_systemd_are_given_on_whatever_the_settings_say(tmp_path: Path, taken: socket.socket) -> None:
    """They are not ours to close: nobody opens them again."""
    notify = Notify({})
    notify.keep([taken])
    doorway = Doorway(made(tmp_path), notify)
    await doorway.leads_to(OTHER)
    await doorway.end((("127.0.0.1", 1),))
    await doorway.close()
    assert notify.sockets() == [taken]


async def test_an_address_that_is_taken_ends_no_wait(tmp_path: Path, taken: socket.socket) -> None:
    """It is said once, and the machine waits on without a door."""
    notify = Notify({})
    doorway = Doorway(made(tmp_path, port=taken.getsockname()[1]), notify)
    with capture_logs() as logs:
        for _ in range(3):
            await doorway.leads_to(OTHER)
    await doorway.end()
    assert [one["event"] for one in logs] == ["standby.deaf"]
    assert notify.sockets() == []


async def test_a_token_that_everybody_may_read_ends_no_wait(tmp_path: Path) -> None:
    """On many network disks each file is everybody's: who waits over such a copy takes over all the same, and listens only then."""
    copy = tmp_path / "copy"
    copy.mkdir()
    (copy / "api_token").write_text("t" * 40)
    (copy / "api_token").chmod(0o644)
    doorway = Doorway(made(tmp_path), Notify({}))
    with capture_logs() as logs:
        for _ in range(3):
            await doorway.leads_to(OTHER, secrets=copy)
    await doorway.end()
    assert [one["event"] for one in logs] == ["standby.deaf"]
