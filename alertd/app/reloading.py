"""Reload: which settings are adopted while the daemon runs, which need a restart, and what who asked for it is told."""

from __future__ import annotations

import contextlib
import os
from datetime import datetime
from pathlib import Path

import msgspec

from alertd.config import Settings
from alertd.model.value import Value

#: Settings that a reload does not adopt: the store and the socket are open, and who has signed in has a cookie for the old address.
#: (Links in new pages lead to a new public_url at once.) Each other field of Settings is adopted.
NEED_RESTART = (
    "data_dir",
    "store",
    "listen",
    "public_url",
    "machine_url",
    "tokens",
    "proxies",
    "translate_url",
    "sign_in",
    "copy",
    "standby",
    "traces",
    "workers",
)
#: Settings of which the house tells what is new in them, or which only say where files lie.
_TOLD_BY_HOUSE = (
    "path",
    "rules",
    "oncall",
    "watches",
    "promises",
    "ops_policy",
    "page_language",
    "drill",
    "weekly",
    "sources",
)
_CALLED = {"direct": "ops.direct"}
ANSWER = "reload"  # the file in the data folder that says what became of the last reload


class Answer(Value, frozen=True, kw_only=True):
    """What became of a reload. boot: of which run of the daemon. fault: every fault of the files, "" where they are in force.

    needs_restart: settings that are new in the files and are not in force. changes: what is new, in words.
    """

    at: datetime
    boot: str
    fault: str = ""
    needs_restart: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()


def needs_restart(began_with: Settings, new: Settings) -> tuple[str, ...]:
    """Return the settings by name that are new and wait for a restart."""
    return tuple(name for name in NEED_RESTART if getattr(began_with, name) != getattr(new, name))


def changed(was: Settings, now: Settings) -> tuple[str, ...]:
    """Return what is new in the settings of the shell and in force at once, in words; of the rest the house tells, or `needs_restart`."""
    told = [
        name
        for name in now.__struct_fields__
        if name not in (*NEED_RESTART, *_TOLD_BY_HOUSE) and getattr(was, name) != getattr(now, name)
    ]
    if was.sources_key != now.sources_key:
        told.append("sources")
    return tuple(f"{_CALLED.get(name, name)} changed" for name in told)


def in_force(began_with: Settings, new: Settings) -> Settings:
    """Return new settings, as far as they are in force without a restart."""
    return new.with_(**{name: getattr(began_with, name) for name in NEED_RESTART})


def write_answer(data_dir: Path, answer: Answer) -> None:
    """Leave an answer where `alertd reload` waits for it. A full disk is told elsewhere."""
    draft = data_dir / f"{ANSWER}.tmp"
    with contextlib.suppress(OSError):
        with open(draft, "wb", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
            file.write(msgspec.json.encode(answer))
        draft.replace(data_dir / ANSWER)


def read_answer(data_dir: Path) -> Answer | None:
    """Return the last answer, None where there is none."""
    try:
        return msgspec.json.decode((data_dir / ANSWER).read_bytes(), type=Answer)
    except (OSError, msgspec.MsgspecError):
        return None
