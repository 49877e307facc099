"""Pages on the terminal."""

from __future__ import annotations

import io
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alertd.errors import DeliveryError
from alertd.notifiers.console.notifier import Console
from alertd.notifiers.visible import visible
from tests.unit.runtime.outbox_fakes import delivery

pytestmark = pytest.mark.asyncio


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        """Say yes."""
        return True


async def test_plain_in_a_pipe() -> None:
    """In a pipe a page is plain text with who, what and the whole text."""
    stream = io.StringIO()
    await Console(stream=stream).send(delivery())

    assert "─── alice · acme: 40 posts in 5 min" in stream.getvalue()
    assert "Acknowledge: https://a.example/a/t\n[p1]\n" in stream.getvalue()
    assert "\x1b" not in stream.getvalue()


async def test_the_line_above_a_page_has_no_words_but_its_readers() -> None:
    """Whoever reads Turkish sees the page's own title, with whom it is for, and nothing in English."""
    stream = io.StringIO()
    await Console(stream=stream).send(delivery().with_(title="[KRİZ] acme: olumsuz fırtına"))

    assert stream.getvalue().splitlines()[0] == "─── alice · [KRİZ] acme: olumsuz fırtına"


async def test_markup_of_strangers_is_text() -> None:
    """On a terminal brackets in a post stay brackets, and its escape codes are shown, not obeyed."""
    stream = Terminal()
    page = delivery().with_(text="[bold]hi[/bold] \x1b]0;owned\x07 [p1]")
    await Console(stream=stream).send(page)

    assert "[bold]hi[/bold] \\x1b]0;owned\\x07 [p1]" in stream.getvalue()
    assert "\x1b]0" not in stream.getvalue()


async def test_standard_output_is_looked_up_late(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a stream a page goes to whatever standard output is at that time."""
    console, stream = Console(), io.StringIO()
    monkeypatch.setattr(sys, "stdout", stream)
    await console.send(delivery())

    assert "[p1]" in stream.getvalue()


async def test_old_terminal_gets_question_marks() -> None:
    """A terminal that knows only ASCII still gets the page."""
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="ascii")
    await Console(stream=stream).send(delivery().with_(text="дождь [p1]"))

    assert b"????? [p1]" in raw.getvalue()


async def test_closed_output_is_permanent() -> None:
    """A closed standard output will not open again: another channel must be tried."""
    stream = io.StringIO()
    stream.close()
    with pytest.raises(DeliveryError) as caught:
        await Console(stream=stream).send(delivery())

    assert caught.value.permanent


@given(st.text())
async def test_nothing_steers_the_terminal(text: str) -> None:
    """No control or direction character of any text reaches the terminal, except line ends and tabs."""
    shown = visible(text)

    assert not any((ord(letter) < 32 and letter not in "\n\t") or 127 <= ord(letter) < 160 for letter in shown)
    assert not set(shown) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
