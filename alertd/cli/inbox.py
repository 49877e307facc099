"""alertd inbox: who waits for an answer, whom to answer first on top, and what we do about it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import click

from alertd.cli.client import Client, Trouble, act_options, by_option, config_option, connection, plain

_LONGEST = 90  # characters of a post in the table
_LOOKED_AT = 1000  # posts among which one is looked for by its short name


class _Inbox(click.Group):
    """A group that lists where no act is named: `alertd inbox`, `alertd inbox acme`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if not args or (args[0] not in self.commands and args[0] not in ctx.help_option_names):
            args = ["list", *args]
        return super().parse_args(ctx, args)


@click.group("inbox", cls=_Inbox)
def command() -> None:
    """List who waits for an answer, the most urgent first, and say who of us answers.

    A POST is named by the letters in the column "post", by its id, or by its address.
    """


@command.command("list")
@config_option
@click.argument("watch", required=False)
@click.option("--praise", "is_praise", is_flag=True, help="List who speaks well of us instead: nobody of them waits.")
@click.option("--limit", type=click.IntRange(1, 500), default=25, show_default=True)
@click.option("--format", "format_", type=click.Choice(["table", "json"]), default="table", show_default=True)
def list_(config: Path | None, watch: str | None, *, is_praise: bool, limit: int, format_: str) -> None:
    """List who waits for an answer (of one WATCH or of all), the most urgent first.

    Priority is how negative a post is, times how far it carries, how long it has waited and how urgent its matter is; the
    column "why" says what made it so. With --format json one post a line.

    --praise lists the last seven days' good words that we have not answered, what the most people see first, each with replies
    in its own language that build on it.
    """
    client = Client(connection(config))
    if is_praise:
        found = client.get("/api/v1/praise", watch=watch, limit=str(limit))
    else:
        found = client.get("/api/v1/mentions", unanswered="1", watch=watch, limit=str(limit))
    if format_ == "json":
        import json

        for shown in found:
            click.echo(json.dumps(shown, ensure_ascii=False, separators=(",", ":")))
    elif not found and is_praise:
        click.echo("No praise without an answer in seven days.")
    elif is_praise:
        for shown in found:
            click.echo(_praise(shown))
    else:
        if found:
            _print(found)
        else:
            click.echo("Nobody waits for an answer.")
        _tell_left(client, watch)


def _tell_left(client: Client, watch: str | None) -> None:
    """Say who has left the inbox without an answer."""
    import msgspec

    from alertd.model.inbox import Counted
    from alertd.report.left import left_said

    counts = msgspec.convert(client.get("/api/v1/inbox", watch=watch), dict[str, Counted])
    if said := left_said(counts):
        click.echo(plain(said))


_HELP = {
    "claim": "Take a post: the others see that you answer it.",
    "release": "Let go of a post that you have taken, or wake one that was put off.",
    "needs-none": "Say that a post needs no answer; alertd learns from it.",
}


def _make(word: str) -> None:
    @command.command(word, help=_HELP[word])
    @click.argument("post")
    @act_options
    def act(post: str, config: Path | None, by: str, note: str) -> None:
        _act(config, post, word, {"by": by, "note": note})


for _word in _HELP:
    _make(_word)


@command.command("hand-over", help="Give a post to somebody.")
@click.argument("post")
@click.argument("person")
@act_options
def hand_over(post: str, person: str, config: Path | None, by: str, note: str) -> None:
    """Name who answers."""
    _act(config, post, "hand-over", {"by": by, "note": note, "to": person})


@command.command("snooze", help="Put a post off: it comes last, and pages nobody until then.")
@click.argument("post")
@click.option("--minutes", type=click.IntRange(1, 1440), default=60, show_default=True, help="How long.")
@act_options
def snooze(post: str, minutes: int, config: Path | None, by: str, note: str) -> None:
    """Put a post off."""
    _act(config, post, "snooze", {"by": by, "note": note, "minutes": minutes})


@command.command(
    "answered", help="Say that a post was answered elsewhere: by mail, on the phone, in a private message."
)
@click.argument("post")
@click.option("--at", "at", metavar="T", help="When: an instant, or how long ago (10m). [default: now]")
@config_option
@by_option
@click.option("--note", default="", metavar="TEXT", help="Where, for the others.")
def answered(post: str, at: str | None, config: Path | None, by: str, note: str) -> None:
    """End the wait of a post."""
    _act(config, post, "answered", {"by": by, "note": note, "answered_at": at})


@command.command("needs-one", help="Say that a post needs an answer after all; alertd learns from it.")
@click.argument("watch")
@click.argument("platform")
@click.argument("post")
@act_options
def needs_one(config: Path | None, **said: str) -> None:
    """Put a post into the inbox that is not in it: so its watch and platform have to be named."""
    body: dict[str, object] = {"id": said.pop("post"), **said, "via": "cli"}
    _tell(Client(connection(config)).post("/api/v1/inbox/needs-one", body))


def _act(config: Path | None, post: str, word: str, body: dict[str, object]) -> None:
    client = Client(connection(config))
    about = _found(client, post)
    names = {name: about[name] for name in ("watch", "platform", "id")}
    _tell(client.post(f"/api/v1/inbox/{word}", {**body, **names, "via": "cli"}))


def _found(client: Client, post: str) -> dict[str, Any]:
    """Return the one post of the inbox that somebody means."""
    waiting = client.get("/api/v1/mentions", unanswered="1", limit=str(_LOOKED_AT))
    meant = [one for one in waiting if post in (one["ref"], one["id"], one["url"])]
    if not meant:
        raise Trouble(f"no post {plain(post)} waits for an answer; alertd inbox lists those that do", 2)
    if len(meant) > 1:
        raise Trouble(f"{plain(post)} is {len(meant)} posts: {', '.join(one['ref'] for one in meant)}", 2)
    found: dict[str, Any] = meant[0]
    return found


def _tell(shown: dict[str, Any]) -> None:
    click.echo(_sentence(shown))


def _sentence(shown: dict[str, Any]) -> str:
    """Say how a post stands now.

    >>> _sentence({"ref": "92293b31", "watch": "acme", "standing": "claimed", "by": "ayse", "until": None})
    '92293b31 (acme) is claimed, by ayse'
    """
    by = f", by {shown['by']}" if shown["by"] else ""
    until = f" until {_clock(shown['until'])}" if shown["until"] else ""
    return plain(f"{shown['ref']} ({shown['watch']}) is {shown['standing']}{by}{until}")


def _praise(shown: dict[str, Any]) -> str:
    """Say who praised, to how many, and what may be answered.

    >>> print(_praise({"author_handle": "ann", "author": "1", "platform": "x", "watch": "acme", "reach": 1200, "url": None,
    ...                "text": "love  my acme", "suggested_replies": ["@ann Thank you!"]}))
    @ann · x · acme · reaches 1200
      love my acme
      → @ann Thank you!
    """
    name = f"@{shown['author_handle']}" if shown["author_handle"] else shown["author"]
    reach = f"reaches {shown['reach']}" if shown["reach"] is not None else ""
    lines = [" · ".join(filter(None, (name, shown["platform"], shown["watch"], reach, shown["url"])))]
    lines += [" ".join((shown["text"] or "").split()), *(f"→ {reply}" for reply in shown["suggested_replies"])]
    return "\n  ".join(plain(line) for line in lines)


def _print(found: list[dict[str, Any]]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    names = ("post", "priority", "why", "due", "who", "watch", "platform", "author", "text")
    table = Table(*names, box=None, pad_edge=False)
    for shown in found:
        text = "(erased)" if shown["text"] is None else " ".join(shown["text"].split())
        cells = (
            shown["ref"],
            shown["priority"],
            ", ".join(shown["why"]),
            _clock(shown["due_at"]),
            _who(shown),
            shown["watch"],
            shown["platform"],
            shown["author_handle"] or shown["author"],
            text[:_LONGEST],
        )
        table.add_row(*(Text(plain(cell)) for cell in cells))  # Text: square brackets of strangers are no markup
    console = Console()
    if not console.is_terminal:
        console = Console(width=400)
    console.print(table)


def _who(shown: dict[str, Any]) -> str:
    if shown["standing"] == "snoozed":
        return f"put off until {_clock(shown['until'])}"
    return shown["by"] or ""


def _clock(at: str | None) -> str:
    return "" if at is None else f"{datetime.fromisoformat(at):%Y-%m-%d %H:%M}Z"
