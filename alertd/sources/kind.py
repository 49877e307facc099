"""Kind: what the rest of the house needs to know of one kind of source, without importing any of its code.

Paths are written "module:name" and loaded only where a source of that kind is set: a client costs up to a third of a second.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

from alertd.model.value import Value
from alertd.sources.form_keys import COMMON
from alertd.yamlform.forms import Form, Key
from alertd.yamlform.nodes import Table
from alertd.yamlform.shapes import Reader


class Limit(str):
    """A sentence of an online check that tells of a limit: all works, but somebody may expect more."""

    __slots__ = ()


#: What is still to be said about the values of one source, after each key was read by itself; BAD after telling a fault.
Finish = Callable[[Table, dict[str, Any], Reader], Any]


def _as_they_are(_table: Table, values: dict[str, Any], _reader: Reader) -> Any:
    return values


class SourceKind(Value, frozen=True, kw_only=True):
    """One kind of source.

    name: the word for `kind:` in the settings. label: what people call the platform.
    keys, finish: how it is written in the settings.
    source, options: the class of the source, and that of its options.
    check: tries its credentials for `alertd check --online`; empty where nothing can be tried.
    proves: what a check without a fault has proved, or why there is none; a sentence without its full stop.
    pace: seconds between two looks where `every` says nothing; 0 for what comes by itself.
    delay: seconds that a platform shows a post late, over the pace at which it is asked; so late is no sign of an old post.
    speaks_for_all: it brings posts of any platform (a file); its own name is no platform.
    platforms: those that it brings, the first of which is its own; empty: the one of its name.
    is_pushed: others post to it (a webhook); it has no `batches`.
    asks_wanted: it sees far more than is about a watch, and is given the test whether a text is.
    asks_firing: it costs money, and is told whether a rule fires now.
    asks_growing: it reads young posts once more, and is told whether anybody needs to know how they grow.
    needs_no_account: it works without any credential, so `alertd run --watch` begins with it.
    """

    name: str
    label: str
    keys: tuple[Key, ...]
    source: str
    options: str
    proves: str
    finish: Finish = _as_they_are
    check: str = ""
    pace: float = 0.0
    delay: float = 0.0
    speaks_for_all: bool = False
    platforms: tuple[str, ...] = ()
    is_pushed: bool = False
    asks_wanted: bool = False
    asks_firing: bool = False
    asks_growing: bool = False
    needs_no_account: bool = False

    def form(self) -> Form:
        """Return its keys as a form, those of every source first."""
        return Form(f"a source of kind {self.name}", (*COMMON, *self.keys), self.finish)


def imported(path: str) -> Any:
    """Return what stands at "module:name". Raises ImportError or AttributeError."""
    module, _, name = path.partition(":")
    return getattr(importlib.import_module(module), name)
