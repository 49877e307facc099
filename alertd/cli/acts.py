"""alertd ack, plan, solve, close, reopen, assign, snooze, note, escalate, mark: what a person does to an incident."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from alertd.cli.client import Client, act_options, by_option, config_option, connection, plain

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
escalate = _make("escalate")


@click.command("assign", help="Give an incident to somebody (without PERSON: to yourself).")
@click.argument("incident")
@click.argument("person", required=False)
@act_options
def assign(incident: str, person: str | None, config: Path | None, by: str, note: str) -> None:
    """Name who has it."""
    _act(config, incident, "assign", {"by": by, "note": note, "assignee": person or by})


@click.command("snooze", help="Be asked again later: nobody is paged until then, and everybody if it still fires.")
@click.argument("incident")
@click.option("--minutes", type=click.IntRange(1, 1440), default=30, show_default=True, help="How long.")
@act_options
def snooze(incident: str, minutes: int, config: Path | None, by: str, note: str) -> None:
    """Put an incident off."""
    _act(config, incident, "snooze", {"by": by, "note": note, "minutes": minutes})


@click.command("note", help="Leave a note for everybody who was paged.")
@click.argument("incident")
@click.argument("text")
@config_option
@by_option
def note(incident: str, text: str, config: Path | None, by: str) -> None:
    """Say something."""
    _act(config, incident, "note", {"by": by, "note": text})


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
