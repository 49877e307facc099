"""Explain: a rule read back as one paragraph, in the author's own spelling."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from alertd.core.rules.conditions.catalogue import own_words, sentence
from alertd.core.rules.spelling import Spelling, listing, only_said, span
from alertd.model.rule import Rule, Severity
from alertd.rulefile.rules import PlacedRule
from alertd.yamlform.nodes import Node, Row, Text


def explain(placed: PlacedRule) -> str:
    """Return one paragraph, on one line, that begins with the rule's name.

    Whatever was written without quotes occurs in it as written, and every number too, so that a reader can tick them off.
    """
    rule = placed.rule
    written = _plain(placed.table)
    if placed.defaults is not None:
        written = {**_plain(placed.defaults), **written}
    written = {key: value for key, value in written.items() if value != "" and key != "name"}
    parts = [_whom(rule, written), *_times(rule, written), *_words(rule, written)]
    text = f"{rule.name}: " + " ".join(parts)
    # To look through the text for each of 100,000 words would take minutes.
    said = set(re.findall(r'[^\s,;"“”]+', text))
    missing = [word for word in _spelled(placed) if word not in said and word not in text]
    return f"{text} Also written: {', '.join(missing)}." if missing else text


def _whom(rule: Rule, written: dict[str, Any]) -> str:
    watches = "every watch (all)" if rule.watches == ("*",) else listing(rule.watches)
    when = sentence(rule.when, own_words(rule.when, written.get("when")))
    if rule.page is None and rule.digest is None:
        whom = "shows a page on the console"
    elif rule.severity is Severity.NOTICE:
        whom = "opens no incident and tells " + ("its digest" if rule.digest else f"step 1 of {rule.page} at 09:00")
    else:
        whom = f"pages {rule.page}"
    loud = {
        Severity.CRISIS: ", also in quiet hours",
        Severity.URGENT: ", outside quiet hours",
        Severity.NOTICE: "",
    }[rule.severity]
    off = "" if rule.enabled else f" is switched off (enabled: {written.get('enabled', 'false')}); it"
    return f"for {watches},{off} {rule.severity.value}: {whom}{loud}, when {when}."


def _times(rule: Rule, written: dict[str, Any]) -> Iterator[str]:
    keep = written.get("keep_firing_for", span(rule.keep_firing_for))
    yield f"It stays on for {keep} after that has ended."
    if rule.until is not None or "until" in written:
        until = (
            "somebody acknowledges, calm or not" if rule.until == "acknowledged" else "it is calm, acknowledged or not"
        )
        yield f"It pages on until {until}."
    if rule.group_by != "watch" or "group_by" in written:
        yield f"Each {rule.group_by} has its own incident."
    if rule.only is not None:
        yield f"All of it is about some posts only, {only_said(rule.only, Spelling(written.get('only') or {}))}."
    if rule.at_most is not None:
        yield f"It is told {written.get('at_most', f'{rule.at_most} a day')} at most; what fires beyond that is only noted."
    if rule.hours:
        yield f"Outside the hours {rule.hours} pages wait."
    if rule.digest:
        own = written.get("digest") or {}
        days = own.get("days", "every day")
        at = own.get("at", rule.digest.at.strftime("%H:%M"))
        yield f"The digest goes to {rule.digest.to} at {at}, {listing(days) if isinstance(days, list) else days}."


def _words(rule: Rule, written: dict[str, Any]) -> Iterator[str]:
    if rule.message:
        yield f'The page begins: "{" ".join(rule.message.split())}".'
    if rule.playbook:
        book = rule.playbook
        steps = "; ".join(" ".join(step.split()) for step in book.steps)
        said = (
            f"{key} in {listing(tuple(texts))}" for key in ("replies", "statements") if (texts := getattr(book, key))
        )
        parts = [part for part in (book.url, steps, *said) if part]
        yield f"The playbook: {'; '.join(parts)}."
        for code, told in book.steps_in.items():
            yield f"In {code}: {'; '.join(' '.join(step.split()) for step in told)}."
    if rule.names:
        yield f"Its name in {', in '.join(f'{code}: {name}' for code, name in rule.names.items())}."
    if "id" in written:
        yield f"Its id is {rule.id}."
    if rule.labels:
        yield f"Labels: {', '.join(f'{key} {value}' for key, value in rule.labels.items())}."


def _plain(node: Node) -> Any:
    """Return a node as texts, lists and dicts."""
    if isinstance(node, Text):
        return node.raw
    if isinstance(node, Row):
        return [_plain(part) for part in node.nodes]
    return {key.raw: _plain(part) for key, part in node}


def _spelled(placed: PlacedRule) -> list[str]:
    """Return what must occur: texts without quotes, and the numbers of those with quotes."""
    found: dict[str, None] = {}
    own = {key.raw for key, _ in placed.table}
    nodes = [node for _, node in placed.table]
    nodes += [node for key, node in placed.defaults or () if key.raw not in own]
    while nodes:
        node = nodes.pop(0)
        if isinstance(node, Text):
            plain = " ".join(node.raw.split())
            for word in [plain] if not (node.is_quoted or node.is_block) else re.findall(r"\d[\w.:%-]*", plain):
                found[word] = None
        else:
            nodes = (node.nodes if isinstance(node, Row) else [part for _, part in node]) + nodes
    return list(found)
