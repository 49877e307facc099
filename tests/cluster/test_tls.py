"""The lines to the servers, encrypted: by certificates of an authority of our own, and nobody else's; with a password that is the right one."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from alertd.errors import StoreHeld, StoreUnavailable
from alertd.store.nats.address import parsed
from alertd.store.nats.far_readers import FarReaders
from alertd.store.nats.reading_for import ReadingFor
from alertd.store.nats.store import NatsStore
from alertd.store.postgres.store import PostgresStore
from tests.cluster.certificates import Authority
from tests.cluster.copies import busy
from tests.cluster.servers import NatsServers, PostgresServer
from tests.cluster.test_far_readers import TERMS, OwnDesk, batch, read_here
from tests.unit.runtime.made import NOON, entry

PASSWORD = "a password that ends with @/:?"
QUOTED = "a%20password%20that%20ends%20with%20%40%2F%3A%3F"


@pytest.fixture(scope="module")
def authorities(tmp_path_factory: pytest.TempPathFactory) -> tuple[Authority, Authority]:
    """Return the authority that the servers' certificates are of, and another one."""
    return Authority(tmp_path_factory.mktemp("ours")), Authority(tmp_path_factory.mktemp("theirs"))


@pytest.fixture(scope="module")
def encrypted(authorities: tuple[Authority, Authority]) -> Iterator[NatsServers]:
    """Return a NATS server that speaks TLS only, and lets in who knows the password."""
    made = NatsServers(tls=authorities[0], login=("alertd", PASSWORD))
    yield made
    made.remove()


def address(servers: NatsServers, name: str, ca: Authority, *, password: str = QUOTED) -> str:
    """Return the address of a store there."""
    return f"tls://alertd:{password}@127.0.0.1:{servers.ports[0]}/{name}?lease=30&ca={ca.file}"


def test_a_store_over_tls(encrypted: NatsServers, authorities: tuple[Authority, Authority], tmp_path: Path) -> None:
    """Two machines, over the line as over any other; what they wrote is there."""
    where = address(encrypted, "store", authorities[0])
    first = NatsStore(where, folder=tmp_path / "a")
    busy(first, 0, 2)
    with pytest.raises(StoreHeld):
        NatsStore(where, folder=tmp_path / "b")
    first.close()
    second = NatsStore(where, folder=tmp_path / "b")
    assert second.last_seq == 2
    second.close()


@pytest.mark.parametrize("what", ["authority", "password", "plain"])
def test_who_is_not_trusted_is_told_apart(
    encrypted: NatsServers,
    authorities: tuple[Authority, Authority],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    what: str,
) -> None:
    """A certificate of somebody else's, a wrong password, a line without TLS: nothing is said over it, and the reason is named without the password."""
    monkeypatch.setattr("alertd.store.nats.wire.SECONDS", 2.0)
    where = {
        "authority": address(encrypted, "other", authorities[1]),
        "password": address(encrypted, "other", authorities[0], password="wrong-password"),
        "plain": f"nats://alertd:{QUOTED}@127.0.0.1:{encrypted.ports[0]}/other",
    }[what]
    reason = {
        "authority": "certificate verify failed",
        "password": "Authorization",
        "plain": "certificate verify failed",
    }[what]
    with pytest.raises(StoreUnavailable, match=f"(?i){reason}") as told:
        NatsStore(where, folder=tmp_path / "a")
    assert "password" not in str(told.value)


def test_readers_over_tls(encrypted: NatsServers, authorities: tuple[Authority, Authority]) -> None:
    """Batches go the same way."""

    async def read() -> bytes | None:
        where = parsed(address(encrypted, "readers", authorities[0]))
        far = FarReaders(where, release="1", latest=30.0)
        task = asyncio.create_task(ReadingFor(where, OwnDesk(), release="1", places=1).run())
        far.use(TERMS)
        try:
            async with asyncio.timeout(30):
                while not far.up:  # noqa: ASYNC110
                    await asyncio.sleep(0.02)
            return await far.read(batch())
        finally:
            await far.stop()
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    assert asyncio.run(read()) == read_here(batch())


def test_postgres_over_tls(authorities: tuple[Authority, Authority]) -> None:
    """verify-full: the line is encrypted, and a server whose certificate another signed is not spoken to."""
    server = PostgresServer(tls=authorities[0])
    try:
        bare = server.store("tls")
        own, other = (f"{bare}&sslmode=verify-full&sslrootcert={one.file}" for one in authorities)
        store = PostgresStore(own)
        with store.transaction():
            store.append(entry("1"), NOON)
        with psycopg.connect(server.address) as beside:
            shown = beside.execute(
                "SELECT ssl FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE application_name LIKE 'alertd %'"
            ).fetchall()
        assert shown == [(True,)]
        store.close()
        with pytest.raises(StoreUnavailable, match="certificate"):
            PostgresStore(other)
        reader = PostgresStore(own, read_only=True)
        assert reader.last_seq == 1
        reader.close()
    finally:
        server.remove()
