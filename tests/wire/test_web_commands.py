"""The commands that talk to the daemon, against a real server."""

from __future__ import annotations

import asyncio
import json
import socket
from datetime import timedelta
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from alertd.cli import acts, client, drill, incidents, send_test, silence
from alertd.cli import open as by_hand
from alertd.model.incident import Stale, State
from alertd.model.page import PageKind
from alertd.model.value import rfc3339
from alertd.model.watch import Watch
from alertd.web.backend import PageSeen
from alertd.web.refusals import Refused
from tests.unit.web.fake_backend import NOW, incident
from tests.unit.web.house import TOKEN, Door, open_door

pytestmark = pytest.mark.asyncio

ID = "9f2c4e5a1b3d7f60"


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("CREDENTIALS_DIRECTORY", "STATE_DIRECTORY", "ALERTD_BY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("ALERTD_TOKEN", TOKEN)
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setattr(client, "_SYSTEM_SETTINGS", tmp_path / "etc" / "alertd.yaml")
    monkeypatch.setattr(client, "_SYSTEM_STATE", tmp_path / "var")
    monkeypatch.chdir(tmp_path)


async def _run(door: Door, monkeypatch: pytest.MonkeyPatch, command: click.Command, *args: str) -> Result:
    """Run a command in a thread, as a process beside the daemon would."""
    monkeypatch.setattr(client, "_DEFAULT_LISTEN", door.url.removeprefix("http://"))
    return await asyncio.to_thread(CliRunner().invoke, command, list(args))


async def test_an_incident_is_called_as_people_call_its_brand(monkeypatch: pytest.MonkeyPatch) -> None:
    """In the table, beside the name that commands take; a line for programs has the name of the settings too, and a daemon of an earlier release says that alone."""
    async with open_door() as door:
        door.backend.watches = (Watch(name="acme", terms=("acme",), title="Acme Kettles [bold]"),)
        table = await _run(door, monkeypatch, incidents.command)
        line = await _run(door, monkeypatch, incidents.command, "--format", "json", "--state", "open")
        assert "acme (Acme Kettles [bold])" in table.output
        found = json.loads(line.output.splitlines()[0])
        assert (found["watch"], found["brand"]) == ("acme", "Acme Kettles [bold]")
        monkeypatch.setattr(client.Client, "get", lambda *_, **__: [{**found, "brand": None}, _of_before(found)])
        old = await _run(door, monkeypatch, incidents.command)
        assert [line.split()[1] for line in old.output.splitlines()[1:]] == ["acme", "acme"]


def _of_before(found: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in found.items() if name != "brand"}


async def test_incidents_as_a_table_and_as_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    """A table for people; one object a line for programs; control characters reach no terminal."""
    async with open_door() as door:
        door.backend.kept["b"] = incident("b", watch="glo\x1b[2Jbex", rules=("[red]rule",))
        table = await _run(door, monkeypatch, incidents.command)
        lines = await _run(door, monkeypatch, incidents.command, "--format", "json", "--state", "open")
        door.backend.kept = {}
        nothing = await _run(door, monkeypatch, incidents.command)

        assert table.exit_code == 0, table.output
        assert "acme" in table.output
        assert ID in table.output
        assert "[red]rule" in table.output
        assert "\x1b[2J" not in table.output
        assert [json.loads(line)["id"] for line in lines.output.splitlines()] == [ID, "b"]
        assert nothing.output == "No incidents.\n"


async def test_a_stale_incident_says_so_in_the_table(monkeypatch: pytest.MonkeyPatch) -> None:
    """In words, beside the others that are seen."""
    async with open_door() as door:
        stale = Stale(since=NOW - timedelta(hours=1), sources=("x",), rules=("negative-storm",))
        door.backend.kept = {ID: incident(stale=stale), "other": incident("other")}
        table = await _run(door, monkeypatch, incidents.command)
        lines = await _run(door, monkeypatch, incidents.command, "--format", "json")
        told = [json.loads(line)["stale"] for line in lines.output.splitlines()]

        assert [line.rstrip().endswith(stale.text) for line in table.output.splitlines()] == [False, True, False]
        assert told[0]["text"] == stale.text
        assert told[1] is None


async def test_assign_and_note_take_what_their_siblings_take(monkeypatch: pytest.MonkeyPatch) -> None:
    """`--to` beside the word, `--note` beside the text; two of them that differ are a question."""
    async with open_door() as door:
        given = await _run(door, monkeypatch, acts.assign, ID, "--to", "omar", "--by", "ayse")
        noted = await _run(door, monkeypatch, acts.note, ID, "--note", "legal is asked", "--by", "ayse")
        both = await _run(door, monkeypatch, acts.assign, ID, "omar", "--to", "ayse", "--by", "ayse")
        neither = await _run(door, monkeypatch, acts.note, ID, "--by", "ayse")

        assert "assigned to omar" in given.output
        assert (noted.exit_code, door.backend.kept[ID].notes) == (0, ("legal is asked",))
        assert (both.exit_code, neither.exit_code) == (2, 2)


async def test_escalate_says_who_was_paged_and_a_second_one_how_it_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    """The answer stands on stdout both times; the reason why nobody else was paged is the error."""
    async with open_door() as door:
        door.backend.kept[ID] = incident(state=State.ACKNOWLEDGED, by={"ack": "ayse"})
        door.backend.sent = [
            PageSeen(page_id="p1", to="ayse", channel="sms", at=NOW - timedelta(minutes=5)),
            PageSeen(page_id="p2", to="lead", channel="sms", at=NOW),
            PageSeen(page_id="p3", to="lead", channel="slack", at=NOW),
            PageSeen(page_id="p4", to="ayse", channel="sms", at=NOW, kind=PageKind.UPDATE),
        ]
        first = await _run(door, monkeypatch, acts.escalate, ID, "--by", "ayse")

        async def refuse(*_: object, **__: object) -> None:
            raise Refused("PAGED_A_MOMENT_AGO", "paged 1 s ago (lead)")

        monkeypatch.setattr(door.backend, "act", refuse)
        second = await _run(door, monkeypatch, acts.escalate, ID, "--by", "ayse")

        stands = f"{ID} (acme) is acknowledged, ayse has it; paged last, at {rfc3339(NOW)}: lead\n"
        assert (first.exit_code, first.stdout) == (0, stands)
        assert (second.exit_code, second.stdout) == (1, stands)
        assert "paged 1 s ago (lead)" in second.stderr


async def test_acts_say_how_it_stands_now(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each act is done as the named person, by way of the command line."""
    async with open_door() as door:
        done = [
            await _run(door, monkeypatch, command, ID, "--by", "ayse", "--note", "n")
            for command in (acts.ack, acts.plan, acts.solve, acts.reopen)
        ]
        given = await _run(door, monkeypatch, acts.assign, ID, "omar", "--by", "ayse")

        assert [result.output for result in done] == [
            f"{ID} (acme) is acknowledged, by ayse\n",
            f"{ID} (acme) is planned, by ayse\n",
            f"{ID} (acme) is solved, by ayse\n",
            f"{ID} (acme) is open, by ayse\n",
        ]
        assert given.output == f"{ID} (acme) is open, assigned to omar, by ayse\n"
        assert door.backend.log[0] == ("ack", ID, "ayse", "cli")


async def test_one_is_opened_by_hand_put_off_and_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was asked arrives, and the answer says how it stands."""
    async with open_door() as door:
        opened = await _run(
            door,
            monkeypatch,
            by_hand.command,
            "acme",
            "--severity",
            "crisis",
            "--page",
            "pr",
            "--note",
            "a call",
            "--by",
            "ayse",
        )
        noted = await _run(door, monkeypatch, acts.note, ID, "they call back", "--by", "ayse")
        put_off = await _run(door, monkeypatch, acts.snooze, ID, "--minutes", "45", "--by", "ayse")

        assert opened.exit_code == noted.exit_code == put_off.exit_code == 0, (
            opened.output,
            noted.output,
            put_off.output,
        )
        assert door.backend.log[0] == ("open", "acme", "crisis", "ayse", "a call", "pr")
        assert opened.output.startswith(f"{ID} (acme) is open")


async def test_to_mark_says_how_it_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    """The verdict of all and the voices; another word is wrong use."""
    async with open_door() as door:
        first = await _run(door, monkeypatch, acts.mark, ID, "noise", "--by", "ayse")
        second = await _run(door, monkeypatch, acts.mark, ID, "useful", "--by", "omar")
        wrong = await _run(door, monkeypatch, acts.mark, ID, "great", "--by", "omar")

        assert first.output == f"{ID} (acme) was noise (1 noise)\n"
        assert second.output == f"{ID} (acme) was useful (1 useful, 1 noise)\n"
        assert wrong.exit_code == 2
        assert door.backend.kept[ID].judgements == {"ayse": "noise", "omar": "useful"}


async def test_a_drill_says_who_took_it_how_fast_and_by_what(monkeypatch: pytest.MonkeyPatch) -> None:
    """It waits for somebody, lists what became of each page, and ends with 1 if nobody was there."""
    async with open_door() as door:
        kept = door.backend.kept[ID]
        missed = await _run(door, monkeypatch, drill.command, "pr", "--wait", "0", "--by", "ayse")
        door.backend.kept[ID] = kept.with_(
            state=State.CLOSED,
            first_taken_by="omar",
            first_taken_via="sms",
            first_acknowledged_at=kept.opened_at + timedelta(seconds=210),
        )
        taken = await _run(door, monkeypatch, drill.command, "--by", "ayse", "--note", "monthly")

        assert (missed.exit_code, taken.exit_code) == (1, 0), (missed.output, taken.output)
        assert "nobody took it" in missed.output
        assert f"drill {ID} has begun" in taken.output
        assert "ayse on slack: dead (channel_not_found)" in taken.output
        assert taken.output.endswith("omar took it by sms after 3 min 30 s\n")
        assert door.backend.log[:2] == [("drill", "pr", "ayse", ""), ("drill", None, "ayse", "monthly")]


async def test_a_test_is_for_one_or_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither, or both, is wrong use."""
    async with open_door() as door:
        neither = await _run(door, monkeypatch, send_test.command, "--by", "ayse")
        both = await _run(door, monkeypatch, send_test.command, "ayse", "--all", "--by", "ayse")

        assert "name a policy or a person, or --all" in neither.output
        assert "name a policy or a person, or --all" in both.output


async def test_who_is_no_person_of_ours_is_told_of_the_option(monkeypatch: pytest.MonkeyPatch) -> None:
    """Logged in as root and nobody said who: what names the field of the API names no option that could be given."""
    async with open_door() as door:
        monkeypatch.setenv("ALERTD_BY", "root")
        unsaid = await _run(door, monkeypatch, acts.ack, ID)
        assert unsaid.exit_code != 0
        assert "root is not in the people file" in unsaid.output
        assert "Say who does it with --by PERSON, or set $ALERTD_BY." in unsaid.output
        said = await _run(door, monkeypatch, acts.ack, ID, "--by", "ayse")
        assert "--by" not in said.output


async def test_a_no_is_one_line_and_an_exit_code(monkeypatch: pytest.MonkeyPatch) -> None:
    """1 for a reasoned no, 2 for what is not there, 78 for a wrong token."""
    async with open_door() as door:
        await _run(door, monkeypatch, acts.ack, ID, "--by", "ayse")
        again = await _run(door, monkeypatch, acts.ack, ID, "--by", "omar")
        unknown = await _run(door, monkeypatch, acts.ack, "../../x", "--by", "omar")
        nobody = await _run(door, monkeypatch, acts.ack, ID, "--by", "")
        monkeypatch.setenv("ALERTD_TOKEN", "wrong")
        wrong = await _run(door, monkeypatch, incidents.command)

        assert (again.exit_code, again.output) == (1, "Error: It is already acknowledged.\n")
        assert (unknown.exit_code, unknown.output) == (2, "Error: There is no incident ../../x.\n")
        assert (nobody.exit_code, nobody.output) == (2, 'Error: "by" is missing or empty\n')
        assert wrong.exit_code == 78
        assert "does not accept this token" in wrong.output


async def test_a_silence_and_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """The answer says until when, and how to end it early."""
    async with open_door() as door:
        args = ("--for", "2h", "--reason", "launch", "--by", "ayse")
        one = await _run(door, monkeypatch, silence.command, "acme", *args, "--rule", "spike")
        all_ = await _run(door, monkeypatch, silence.command, "all", *args)
        wrong = await _run(door, monkeypatch, silence.command, "acme", "--for", "soon", "--reason", "x", "--by", "a")
        ended = await _run(door, monkeypatch, silence.unsilence, "s1", "--by", "ayse")

        until = "is silent until 2026-11-21T05:00:00.000Z; alertd unsilence s1 ends it early\n"
        assert one.output == f"acme, rule spike {until}"
        assert all_.output == f"every watch {until}"
        assert (wrong.exit_code, ended.output) == (2, "s1 has ended\n")


async def test_a_test_page_is_followed_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every page's fate is told, and one that died is exit code 1."""
    async with open_door() as door:
        monkeypatch.setattr(send_test, "_POLL_SECONDS", 0.001)
        sent = await _run(door, monkeypatch, send_test.command, "ayse", "--by", "omar", "--wait", "1")
        unknown = await _run(door, monkeypatch, send_test.command, "nobody", "--by", "omar")

        assert sent.output.splitlines() == [
            "ayse on slack: delivered [p1]",
            "ayse on sms: dead (number unknown) [p2]",
            "Error: not every test page arrived",
        ]
        assert (sent.exit_code, unknown.exit_code) == (1, 2)


async def test_a_daemon_that_does_not_run_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """The line says which address was tried."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
        monkeypatch.setattr(client, "_DEFAULT_LISTEN", address)
        result = await asyncio.to_thread(CliRunner().invoke, incidents.command, [])

    assert result.exit_code == 1
    assert result.output == f"Error: cannot reach alertd at http://{address} (connection refused): is it running?\n"


async def test_something_else_that_listens_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer that is no JSON, or none at all, is one readable line."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()
        writer.write(answers.pop(0))
        await writer.drain()
        writer.close()

    answers = [b"HTTP/1.0 200 OK\r\n\r\nhello", b"SSH-2.0\r\n"]
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    monkeypatch.setattr(client, "_DEFAULT_LISTEN", f"127.0.0.1:{server.sockets[0].getsockname()[1]}")
    for expected in ("is not alertd", "cannot reach alertd"):
        result = await asyncio.to_thread(CliRunner().invoke, incidents.command, [])
        assert expected in result.output
        assert result.exit_code == 1
    server.close()
    await server.wait_closed()


async def test_the_token_is_looked_for_in_order(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Credential, environment, then the file that the daemon wrote; none is exit code 78 and names the file."""
    (tmp_path / "cred").mkdir()
    (tmp_path / "cred" / "api_token").write_text("from-credential\n")
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / "api_token").write_text("from-file\n")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path / "cred"))
    monkeypatch.setenv("STATE_DIRECTORY", str(tmp_path / "state"))

    found: list[Any] = [client.connection(None).token]
    monkeypatch.delenv("CREDENTIALS_DIRECTORY")
    found.append(client.connection(None).token)
    monkeypatch.delenv("ALERTD_TOKEN")
    found.append(client.connection(None).token)
    monkeypatch.setenv("STATE_DIRECTORY", str(tmp_path / "nowhere"))
    with pytest.raises(client.Trouble, match="nowhere/api_token cannot be read") as trouble:
        client.connection(None)

    assert found == ["from-credential", TOKEN, "from-file"]
    assert trouble.value.exit_code == 78
    assert "from-" not in repr(client.Connection("http://127.0.0.1:1", "from-file"))


async def test_settings_say_where_the_daemon_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Two keys are read; secrets that only the daemon has in its environment are not asked for."""
    monkeypatch.delenv("ALERTD_TOKEN")
    for folder, token in (("own", "own-token"), ("var", "systemd-token")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "api_token").write_text(token)
    local, system = tmp_path / "alertd.yaml", tmp_path / "etc" / "alertd.yaml"
    local.write_text(
        "version: 1\nlisten: 0.0.0.0:9000\ndata_dir: own\nsources: [{kind: x, bearer_token: '${NOBODY_HAS_IT}'}]\n"
    )
    system.parent.mkdir()
    system.write_text("version: 1\n")

    assert client.connection(None) == ("http://127.0.0.1:9000", "own-token")
    assert client.connection(tmp_path / "alertd.yaml") == ("http://127.0.0.1:9000", "own-token")
    local.unlink()
    assert client.connection(None) == ("http://127.0.0.1:8321", "systemd-token")


async def test_outside_the_folder_the_settings_are_missed_and_not_the_token(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Whoever stands in another folder is told so; where settings are, it is the daemon that has not run yet."""
    monkeypatch.delenv("ALERTD_TOKEN")
    outside = CliRunner().invoke(incidents.command, [])
    (tmp_path / "alertd.yaml").write_text("version: 1\n")
    inside = CliRunner().invoke(incidents.command, [])

    assert (outside.exit_code, inside.exit_code) == (78, 78)
    assert outside.output == (
        "Error: no settings here: run it in the folder of alertd.yaml or give -c; alertd init writes the first\n"
    )
    assert inside.output.startswith("Error: no token: ")


@pytest.mark.parametrize(
    ("text", "said"),
    [(None, "No such file"), ("a: [", "is no YAML"), ("[]", "holds no settings"), ("listen: here", "is no address")],
)
async def test_bad_settings_are_one_line(tmp_path: Path, text: str | None, said: str) -> None:
    """Exit code 78, and the file or key is named."""
    path = tmp_path / "other.yaml"
    if text is not None:
        path.write_text(text)
    result = CliRunner().invoke(incidents.command, ["-c", str(path)])

    assert result.exit_code == 78
    assert said in result.output
    assert len(result.output.splitlines()) == 1
