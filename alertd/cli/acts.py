"""alertd ack, plan, solve, close, reopen, assign, snooze, note, escalate, mark: what a person does to an incident."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from alertd.cli.client import Client, Trouble, act_options, connection, plain

_HELP = {
    "ack": "Take an incident: you have it, and nobody else is paged.",
    "plan": "Say that there is a plan; its own promise runs from here.",
    "solve": "Say that an incident is solved.",
    "close": "Close an incident for good.",
    "reopen": "Open a solved incident again: people are paged anew, unless whoever had it opens it.",
    "escalate": "Page the next people now: you need more of them. Whoever has the incident keeps it.",
}


def _make(word: str) -> click.Command:
    @click.command(word, help=_HELP[word])
    @click.argument("incident")
    @act_options
    def command(incident: str, config: Path | None, by: str, note: str) -> None:
        _act(config, incident, word, {"by": by, "note": note})

    return command


ack = _make("ack")
plan = _make("plan")
solve = _make("solve")
close = _make("close")
reopen = _make("reopen")


@click.command("escalate", help=_HELP["escalate"])
@click.argument("incident")
@act_options
def escalate(incident: str, config: Path | None, by: str, note: str) -> None:
    """Ask for more people, and say who was paged; where nobody is, how it stands."""
    from urllib.parse import quote

    client = Client(connection(config))
    where = f"/api/v1/incidents/{quote(incident, safe='')}"
    try:
        client.post(f"{where}/escalate", {"by": by, "note": note, "via": "cli"})
    except Trouble as no:
        if no.exit_code == 1:  # a reasoned no: it stands as it stood
            click.echo(_stands(client.get(where)))
        raise
    click.echo(_stands(client.get(where)))


@click.command("assign", help="Give an incident to somebody (without PERSON: to yourself).")
@click.argument("incident")
@click.argument("person", required=False)
@click.option("--to", metavar="PERSON", help="The same as PERSON.")
@act_options
def assign(incident: str, *, person: str | None, to: str | None, config: Path | None, by: str, note: str) -> None:
    """Name who has it."""
    if person and to and person != to:
        raise click.UsageError(f"to whom: {person} or {to}?")
    _act(config, incident, "assign", {"by": by, "note": note, "assignee": person or to or by})


@click.command("snooze", help="Be asked again later: nobody is paged until then, and everybody if it still fires.")
@click.argument("incident")
@click.option("--minutes", type=click.IntRange(1, 1440), default=30, show_default=True, help="How long.")
@act_options
def snooze(incident: str, minutes: int, config: Path | None, by: str, note: str) -> None:
    """Put an incident off."""
    _act(config, incident, "snooze", {"by": by, "note": note, "minutes": minutes})


@click.command("note", help="Leave a note for everybody who was paged.")
@click.argument("incident")
@click.argument("text", required=False)
@act_options
def note(incident: str, text: str | None, config: Path | None, by: str, note: str) -> None:
    """Say something. It is TEXT, or the --note that every act has."""
    if bool(text) is bool(note):
        raise click.UsageError("say the note once: as TEXT, or by --note")
    _act(config, incident, "note", {"by": by, "note": text or note})


@click.command("mark", help="Say what an incident was worth: useful or noise. `alertd report rules` counts it.")
@click.argument("incident")
@click.argument("word", type=click.Choice(["useful", "noise"]))
@act_options
def mark(incident: str, word: str, config: Path | None, by: str, note: str) -> None:
    """Judge a page."""
    _act(config, incident, word, {"by": by, "note": note})


#: What the command group adds.
commands = (ack, plan, solve, close, reopen, escalate, assign, snooze, note, mark)


def _act(config: Path | None, incident: str, word: str, body: dict[str, object]) -> None:
    from urllib.parse import quote

    done = Client(connection(config)).post(
        f"/api/v1/incidents/{quote(incident, safe='')}/{word}", {**body, "via": "cli"}
    )
    click.echo(_sentence(done, word))


def _stands(found: dict[str, Any]) -> str:
    """Say how an incident stands, and who was paged last.

    >>> _stands({"id": "i1", "watch": "acme", "state": "acknowledged", "assignee": "ayse", "by": {}, "page_list": [
    ...     {"kind": "page", "to": "omar", "at": "2026-11-29T10:00:00Z"}, {"kind": "page", "to": "lea", "at": "2026-11-29T10:05:00Z"}]})
    'i1 (acme) is acknowledged, ayse has it; paged last, at 2026-11-29T10:05:00Z: lea'
    """
    pages = [one for one in found["page_list"] if one["kind"] == "page"]
    at = max((str(one["at"]) for one in pages), default="")
    names = ", ".join(dict.fromkeys(one["to"] for one in pages if one["at"] == at)) or "nobody"
    holder = found.get("assignee") or found["by"].get("plan") or found["by"].get("ack")
    has = f", {holder} has it" if holder and found["state"] != "open" else ""
    return plain(
        f"{found['id']} ({found['watch']}) is {found['state']}{has}; paged last{f', at {at}' if at else ''}: {names}"
    )


def _sentence(done: dict[str, Any], word: str) -> str:
    """Say how it stands now.

    >>> _sentence({"id": "i1", "watch": "acme", "state": "acknowledged", "by": {"ack": "ayse"}}, "ack")
    'i1 (acme) is acknowledged, by ayse'
    """
    end = f", assigned to {done['assignee']}" if word == "assign" and done.get("assignee") else ""
    if word == "snooze" and done.get("snoozed_until"):
        end += f" until {done['snoozed_until']}"
    if word in ("useful", "noise"):
        said = list(done["judgements"].values())
        counted = ", ".join(f"{said.count(one)} {one}" for one in ("useful", "noise") if one in said)
        return plain(f"{done['id']} ({done['watch']}) was {done['verdict']} ({counted})")
    by = done["by"].get(word)
    return plain(f"{done['id']} ({done['watch']}) is {done['state']}{end}{f', by {by}' if by else ''}")
