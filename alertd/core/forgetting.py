"""Forgetting: what is taken out of the engine's memory when somebody asks for it; counts and decisions stay."""

from __future__ import annotations

from collections.abc import Mapping

from alertd.core.incidents import storms
from alertd.core.incidents.context import Context
from alertd.core.state import EngineState


def forget(state: EngineState, platform: str, author: str, nobody: str) -> None:
    """Take an author's names out; nobody: what stands in their place."""
    storms.forget_authors(state.context)
    for name, watch in state.watches.items():
        watch.forget(platform, author, nobody)
        state.dirty[name] = None


def reword(context: Context, notes: Mapping[str, str]) -> None:
    """Put prose that people wrote (key) into other words (value), wherever it is still to be shown."""

    def told(text: str) -> str:
        for was, now in notes.items():
            text = text.replace(was, now)
        return text

    for incident in context.incidents.values():
        incident.notes = [told(note) for note in incident.notes]
        for sent in (*incident.sent.values(), *incident.earlier.values()):
            sent.note = None if sent.note is None else told(sent.note)
    for ident, silence in list(context.silences.items()):
        context.silences[ident] = silence.with_(reason=told(silence.reason))
