"""Check: prove the token, the rules' syntax and what the app may use, without changing anything."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from alertd.errors import SourceError
from alertd.model.watch import Watch
from alertd.ports import Clock
from alertd.sources.kind import Limit
from alertd.sources.wire import checked_url
from alertd.sources.x.options import XOptions
from alertd.sources.x.rules import compiled, stream_rules
from alertd.sources.x.stream_rules import refused_rules

if TYPE_CHECKING:
    from alertd.sources.x.client import Desk, Refused


async def check_online(options: XOptions, watches: Sequence[Watch], *, clock: Clock) -> list[str]:
    """Return a sentence for each thing that would not work; an empty list means that all is well.

    The rules are tried as a dry run. One request of counts/recent is spent for each watch.
    """
    from alertd.sources.x.client import Desk

    rules, left_out = stream_rules(watches, limit=options.max_rule, retweets=options.retweets)
    findings = list(left_out)
    if not rules:
        return [*findings, "no watch has a term that X could look for"]
    if len(rules) > options.max_rules:
        findings.append(f"X takes {options.max_rules} rules, the watches need {len(rules)}")
    desk = Desk(options.bearer_token, base_url=checked_url(options.base_url), clock=clock)
    try:
        return findings + await _try(desk, options, watches, [(rule.value, rule.tag) for rule in rules[:25]])
    finally:
        await desk.close()


async def _try(desk: Desk, options: XOptions, watches: Sequence[Watch], rules: list[tuple[str, str]]) -> list[str]:
    from tweepy import StreamRule

    from alertd.sources.x.client import Refused

    findings: list[str] = []
    try:
        await desk.rules("get_rules")
        wanted = [StreamRule(value=value, tag=tag) for value, tag in rules]
        findings += refused_rules(await desk.rules("add_rules", wanted, dry_run="true"))
        for watch in watches:
            query = compiled(watch, limit=options.max_query, handles=False)
            if len(query.values) > 1:
                said = f"counts of {watch.name} cover the first {options.max_query} characters of its terms only"
                findings.append(Limit(said))
            if query.values:
                await desk.ask("get_recent_tweets_count", query.values[0], granularity="day")
    except Refused as error:
        findings.append(_said(error))
    except SourceError as error:
        findings.append(str(error))
    return findings


def _said(error: Refused) -> str:
    if error.status == 401:
        return f"X does not accept the bearer_token: {error}"
    if error.status == 403:
        return f"the X app of this bearer_token may not use what alertd needs: {error}"
    if error.is_out_of_credit:
        return f"the X account has no credit (budget) left: {error}"
    return str(error)
