"""Keeper: makes X hold the rules that the watches need: adds first, deletes after, touches nobody else's."""

from __future__ import annotations

from typing import Any

from alertd.errors import SourceError
from alertd.model.source_state import SourceState
from alertd.sources.pace import Backoff, seconds_until
from alertd.sources.x.rules import Held, Rule, difference, stream_rules
from alertd.sources.x.session import Shift

AT_ONCE = 25  #: rules in one request


class Keeper:
    """Keeps the stream's rules; asks X only once, until told to forget."""

    def __init__(self, shift: Shift) -> None:
        self._shift = shift
        self._is_kept = False

    def forget(self) -> None:
        """Ask X again before the next connect: it said that there are no rules."""
        self._is_kept = False

    async def keep(self) -> bool:
        """Return True when X holds our rules, False if it wants money first; waits out all other refusals.

        Raises SourceError for a token that is no good.
        """
        from alertd.sources.x.client import Refused

        shift = self._shift
        wait = Backoff(first=5.0, cap=320.0)
        while not self._is_kept:
            try:
                await self._once()
            except Refused as error:
                if error.status in {401, 403, 404}:
                    raise SourceError(f"{error}: check bearer_token and what the app may use", permanent=True) from None
                if error.is_out_of_credit:
                    shift.budget.refused(shift.clock.now(), seconds=900.0)
                    return False
                shift.funnel.view("rules", SourceState.BLIND, str(error))
                pause = wait.after_failure()
                if error.status == 429:
                    reset = error.headers.get("x-rate-limit-reset")
                    pause = seconds_until(reset, shift.clock.now(), default=60.0, cap=900.0)
                await shift.clock.sleep(pause)
            except SourceError as error:
                shift.funnel.view("rules", SourceState.BLIND, str(error))
                await shift.clock.sleep(wait.after_failure())
        return True

    async def _once(self) -> None:
        shift, options = self._shift, self._shift.options
        wanted, left_out = stream_rules(shift.watches, limit=options.max_rule, retweets=options.retweets)
        if not wanted:
            raise SourceError("no watch has a term that X could look for", permanent=True)
        if len(wanted) > options.max_rules:
            left_out += (f"X takes {options.max_rules} rules, the watches need {len(wanted)}",)
            wanted = wanted[: options.max_rules]
        held = held_rules(await shift.desk.rules("get_rules"))
        change = difference(wanted, held)
        too_many = len(held) + len(change.add) - options.max_rules
        if too_many > 0:  # no room to add first: make just as much as is needed
            await self._delete(change.delete[:too_many])
        faults = [*left_out, *await self._add(change.add)]
        await self._delete(change.delete[max(too_many, 0) :])
        state = SourceState.DEGRADED if faults else SourceState.OK
        shift.funnel.view("rules", state, "; ".join(faults))
        self._is_kept = True

    async def _add(self, rules: tuple[Rule, ...]) -> list[str]:
        from tweepy import StreamRule

        faults: list[str] = []
        for start in range(0, len(rules), AT_ONCE):
            some = [StreamRule(value=rule.value, tag=rule.tag) for rule in rules[start : start + AT_ONCE]]
            faults += refused_rules(await self._shift.desk.rules("add_rules", some))
        return faults

    async def _delete(self, ids: tuple[str, ...]) -> None:
        for start in range(0, len(ids), AT_ONCE):
            await self._shift.desk.rules("delete_rules", list(ids[start : start + AT_ONCE]))


def held_rules(answer: dict[str, Any]) -> list[Held]:
    """Read the rules that X holds; a rule without a tag is somebody else's.

    >>> held_rules({"data": [{"id": "1", "value": "acme"}]})
    [Held(id='1', value='acme', tag='')]
    """
    rules = answer.get("data")
    return [
        Held(id=str(rule.get("id", "")), value=str(rule.get("value", "")), tag=str(rule.get("tag") or ""))
        for rule in (rules if isinstance(rules, list) else [])
        if isinstance(rule, dict)
    ]


def refused_rules(answer: dict[str, Any]) -> list[str]:
    """Return a sentence for each rule that X did not take. Trap: adding a bad rule raises nothing in tweepy.

    >>> refused_rules({"errors": [{"title": "UnprocessableEntity", "value": "a (", "details": ["missing )"]}]})
    ['X refuses the rule a (: missing )']
    >>> refused_rules({"errors": [{"title": "DuplicateRule", "value": "acme"}]})
    []
    """
    faults: list[str] = []
    errors = answer.get("errors")
    for error in errors if isinstance(errors, list) else []:
        if not isinstance(error, dict) or error.get("title") == "DuplicateRule":
            continue
        why = error.get("details")
        if not isinstance(why, list):
            why = [error.get("detail") or error.get("title") or "no reason given"]
        faults.append(f"X refuses the rule {str(error.get('value', '?'))[:80]}: {'; '.join(map(str, why))[:200]}")
    return faults
