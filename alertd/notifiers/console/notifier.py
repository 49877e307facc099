"""Pages on the terminal, for a first look and for development."""

from __future__ import annotations

import sys
import threading
from typing import TextIO

from alertd.blocking.threads import Lines
from alertd.errors import DeliveryError
from alertd.model.rule import Severity
from alertd.notifiers.kind import ChannelSetting
from alertd.notifiers.visible import visible
from alertd.ports import Delivery

_COLOURS = {"notice": "cyan", "urgent": "yellow", "crisis": "bold red"}
_RULE = "─"
_writing = threading.Lock()


class Console:
    """Writes each page to standard output: with colours on a terminal, plain in a pipe.

    stream: where to write; None takes sys.stdout as it is when a page comes.
    """

    kind = "console"

    def __init__(self, name: str = "console", *, stream: TextIO | None = None, deadline: float = 10.0) -> None:
        self._stream = stream
        self._deadline = deadline
        # A pipe that nobody reads blocks its writer: in a thread, so that it does not block the daemon.
        self._lines = Lines(name)

    async def send(self, delivery: Delivery) -> str | None:
        """Write the page. Raises DeliveryError when nobody can read it."""
        stream = self._stream or sys.stdout
        await self._lines.call(lambda: _write(delivery, stream), deadline=self._deadline)
        return None


def make(channel: ChannelSetting) -> Console:
    """Return the notifier of a channel."""
    return Console(channel.name)


def _write(delivery: Delivery, stream: TextIO) -> None:
    page = delivery.page
    # No word of its own: the title is in the reader's language, and says how bad it is.
    head = visible(f"{page.to} · {delivery.title}").replace("\n", " ")
    body = visible(delivery.text)
    try:
        # One write under a lock: pages of several threads must not run into each other.
        with _writing:
            if stream.isatty():
                _write_coloured(stream, head, body, page.severity)
            else:
                stream.write(f"{_RULE * 3} {head}\n{body}\n{_RULE * 3}\n")
            stream.flush()
    except UnicodeEncodeError:
        # A terminal of another age: better with question marks than not at all.
        plain = f"--- {head}\n{body}\n---\n".encode("ascii", "replace").decode("ascii")
        stream.write(plain)
        stream.flush()
    except (OSError, ValueError):
        raise DeliveryError("standard output is closed", permanent=True) from None


def _write_coloured(stream: TextIO, head: str, body: str, severity: Severity) -> None:
    from rich.console import Console as Terminal
    from rich.text import Text

    colour = _COLOURS.get(severity.value, "bold")
    terminal = Terminal(file=stream, highlight=False, markup=False, emoji=False)
    # Text, not markup: "[red]" in a stranger's post is four letters and two brackets.
    terminal.rule(Text(head, style=colour), style=colour, align="left")
    terminal.print(Text(body), soft_wrap=True)
    terminal.rule(style=colour)
