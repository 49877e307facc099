"""Log lines of the whole process."""

from __future__ import annotations

import io
import json
import logging
import subprocess
import sys
from collections.abc import Iterator

import pytest
import structlog

from alertd.runtime import logs
from alertd.runtime.redaction import Redactor

SECRET = "t0k3n-9f8e7d6c"


@pytest.fixture(autouse=True)
def _restored() -> Iterator[None]:
    """Put the process's logging back as it was."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    levels = {name: logging.getLogger(name).level for name in logs.QUIET}
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    for name, was in levels.items():
        logging.getLogger(name).setLevel(was)
    structlog.reset_defaults()


def started(*, debug: bool = True, as_json: bool | None = True) -> io.StringIO:
    """Start logging into a string with one planted secret."""
    redactor, stream = Redactor(), io.StringIO()
    redactor.plant(SECRET)
    logs.start(redactor=redactor, debug=debug, stream=stream, as_json=as_json)
    return stream


def test_one_json_object_a_line() -> None:
    """Ours and foreign lines are JSON objects with event, level and instant."""
    stream = started()
    structlog.get_logger("alertd.x").info("page.accepted", page_id="p1")
    logging.getLogger("somebody").warning("says %s", "hello")

    ours, foreign = (json.loads(line) for line in stream.getvalue().splitlines())
    assert (ours["event"], ours["level"], ours["page_id"]) == ("page.accepted", "info", "p1")
    assert (foreign["event"], foreign["level"]) == ("says hello", "warning")
    assert ours["at"].endswith("Z")


def test_the_journal_is_told_how_bad_each_line_is() -> None:
    """`journalctl -p err` finds errors: each line begins with its priority, also each line of a traceback that a library wrote."""
    stream = io.StringIO()
    logs.start(redactor=Redactor(), debug=True, stream=stream, as_json=True, is_journal=True)
    ours = structlog.get_logger("alertd.x")
    ours.critical("store.damaged")
    ours.error("page.dead")
    ours.warning("copy.failed")
    ours.info("page.accepted")
    ours.debug("cycle.turned")

    lines = stream.getvalue().splitlines()
    assert [line[:3] for line in lines] == ["<2>", "<3>", "<4>", "<6>", "<7>"]
    assert [json.loads(line[3:])["event"] for line in lines[:2]] == ["store.damaged", "page.dead"]
    stream.truncate(0)
    stream.seek(0)
    logs.start(redactor=Redactor(), stream=stream, as_json=False, is_journal=True)
    try:
        _fail()
    except RuntimeError as error:
        ours.error("source.failed", exc_info=error)
    assert len(stream.getvalue().splitlines()) > 5
    assert all(line.startswith("<3>") for line in stream.getvalue().splitlines())


@pytest.mark.parametrize(
    ("is_journal", "level", "told"),
    [
        (True, logging.ERROR, "<3>alertd.yaml:3:1: no such key\n<3>oncall.yaml:9:2: nobody\n"),
        (True, logging.WARNING, "<4>alertd.yaml:3:1: no such key\n<4>oncall.yaml:9:2: nobody\n"),
        (False, logging.ERROR, "alertd.yaml:3:1: no such key\noncall.yaml:9:2: nobody\n"),
    ],
    ids=["the end", "a warning", "a terminal"],
)
def test_why_nobody_is_paged_stands_among_the_errors_of_the_journal(is_journal: bool, level: int, told: str) -> None:
    """What a start that ends with 78 says is no line of the log, and is what `journalctl -p err` is asked for."""
    stream = io.StringIO()
    logs.last_word(
        "alertd.yaml:3:1: no such key\noncall.yaml:9:2: nobody", level=level, stream=stream, is_journal=is_journal
    )
    assert stream.getvalue() == told


def test_nobody_but_the_journal_reads_priorities() -> None:
    """In a file or a terminal they would be dirt."""
    stream = started()
    structlog.get_logger("alertd.x").error("page.dead")
    assert stream.getvalue().startswith("{")


def _fail() -> None:
    try:
        {}[SECRET]  # type: ignore[index]
    except KeyError as error:
        raise RuntimeError(f"with {SECRET}") from error


@pytest.mark.parametrize("as_json", [True, False])
def test_no_way_in_for_a_secret(as_json: bool) -> None:
    """Events, arguments, bound values, exceptions and their causes: a planted secret never gets out, even at DEBUG."""
    stream = started(as_json=as_json)
    log = structlog.get_logger("alertd.x").bind(header=f"Bearer {SECRET}")
    event = f"odd {SECRET}"
    log.debug(event, url=f"https://h/{SECRET}", deep={"a": [SECRET]}, thing=RuntimeError(SECRET))
    logging.getLogger("foreign").debug("args %s %r", SECRET, {"k": SECRET})
    try:
        _fail()
    except RuntimeError:
        log.exception("thing.failed")
        logging.getLogger("foreign").exception("failed")

    assert SECRET not in stream.getvalue()
    assert stream.getvalue().count("***") >= 10


def test_loud_libraries_are_held() -> None:
    """Libraries that print tokens below WARNING are silent there even when we log at DEBUG."""
    stream = started()
    for name in logs.QUIET:
        logging.getLogger(name).info("said too much")
        logging.getLogger(name + ".child").debug("said too much")
    logging.getLogger("urllib3").warning("said enough")

    assert "too much" not in stream.getvalue()
    assert "said enough" in stream.getvalue()


def test_debug_only_when_asked() -> None:
    """Without --debug the log holds what an operator needs, not more."""
    stream = started(debug=False)
    structlog.get_logger("alertd.x").debug("cycle.turned")
    structlog.get_logger("alertd.x").info("page.accepted")

    assert "cycle.turned" not in stream.getvalue()
    assert "page.accepted" in stream.getvalue()


def test_crash_is_masked() -> None:
    """A crash of the process or of a thread ends in the log, masked, not on standard error as it is."""
    script = (
        "import threading\n"
        "from alertd.runtime import logs\n"
        "from alertd.runtime.redaction import Redactor\n"
        "r = Redactor(); r.plant('t0k3n-9f8e7d6c'); logs.start(redactor=r); logs.catch_crashes()\n"
        "def work(): raise ValueError('thread t0k3n-9f8e7d6c')\n"
        "t = threading.Thread(target=work); t.start(); t.join()\n"
        "raise ValueError('process t0k3n-9f8e7d6c')\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert SECRET not in done.stderr
    events = [json.loads(line) for line in done.stderr.splitlines()]
    assert [event["event"] for event in events] == ["thread.crashed", "process.crashed"]
    assert "process ***" in events[1]["exception"]


def test_a_terminal_is_steered_by_nobody() -> None:
    """Escapes, C1 controls, direction marks and new lines in a value are shown as signs; the line stays one line."""
    stream = started(as_json=False)
    evil = "EVIL\x1b]0;owned\x07\x1b[2J\x9b2J\x85\u202e\u2028\r\n2026-01-01 [info] daemon.stopped"
    structlog.get_logger("alertd.x").info("decision.made", text=evil, reason=evil)
    logging.getLogger("somebody").warning("says %s", evil)

    text = stream.getvalue()
    assert len(text.splitlines()) == 2
    assert "\x1b]" not in text
    assert "\x1b[2J" not in text
    assert not set(text) & set("\x07\x9b\x85\u202e\u2028\r")
    assert "\\x1b[2J" in text
