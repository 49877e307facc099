"""Sentences: each condition read back in plain English, for pages, `explain` and `why` alike.

`written` holds what the author wrote, by key ("600s" stays "600s"); without it values are spelled the usual way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from alertd.core.rules.spelling import Written, _floor, _held, _inner, _post, _Spelling, listing, percent, ratio
from alertd.model import rule as model


def sentence(condition: model.Condition, written: Written | None = None) -> str:
    """Return a condition as a clause that can stand after "when".

    written: the texts of its table, by key; for any_of, all_of and not, the table that names them.

    >>> sentence(model.Influencer(top=0.001, sentiment="negative"))
    'an author of reach top 0.1% writes a negative post (unknown reach: skip)'
    """
    words = written or {}
    if isinstance(condition, model.Not):
        return f"it is not so that {sentence(condition.condition, _inner(words.get('not')))}"
    if isinstance(condition, (model.AnyOf, model.AllOf)):
        return _group(condition, words)
    write: Callable[[Any, _Spelling], str] = _WRITERS[type(condition)]
    return write(condition, _Spelling(words))


def _group(condition: model.AnyOf | model.AllOf, written: Written) -> str:
    is_any = isinstance(condition, model.AnyOf)
    rows = written.get("any_of" if is_any else "all_of")
    tables = rows if isinstance(rows, (list, tuple)) else [None] * len(condition.conditions)
    parts = [sentence(part, _table(part, table)) for part, table in zip(condition.conditions, tables, strict=True)]
    if len(parts) == 1:
        return parts[0]
    numbered = [f"({number}) {part}" for number, part in enumerate(parts, 1)]
    return ("any of these holds: " if is_any else "all of these hold: ") + (" or " if is_any else " and ").join(
        numbered
    )


def _table(condition: model.Condition, written: object) -> Written:
    """Return what a condition's sentence needs: its own table, or for groups the table that names them."""
    table = _inner(written)
    if isinstance(condition, (model.AnyOf, model.AllOf, model.Not)):
        return table
    return _inner(next(iter(table.values()), None))


def own_words(condition: model.Condition, when: object) -> Written:
    """Return what `sentence` takes for the table under a rule's `when`."""
    return _table(condition, when)


_COUNTED = {
    "all": "mentions of all kinds",
    "negative": "negative mentions",
    "positive": "positive mentions",
    "matching": "mentions matching the terms",
    "reach": "the reach of mentions",
}


def _spike(spike: model.Spike, say: _Spelling) -> str:
    what = _COUNTED.get(spike.of) or f"mentions with the terms {say('terms', listing(spike.terms, 'or'))}"
    window = (
        f"in {say('window', spike.window)}"
        if spike.window
        else f"in any of its usual windows ({say('window', 'auto')})"
    )
    versus = say("versus", spike.versus)
    against = {
        "usual": "the usual number",
        "same_hour_4_weeks": "what the same hour of the last 4 weeks had (same_hour_4_weeks)",
        "last_24h": "the rate of the day before (last_24h)",
    }.get(versus, versus)
    if spike.ratio is not None:
        how = f"are at least {say('ratio', ratio(spike.ratio))} {against}"
    else:
        rarity = say("rarer_than", spike.rarer_than or timedelta(days=1))
        how = f"come in a burst as is expected only once in {rarity}"
    counting = say("count", spike.count)
    copies = "copies count once" if counting == "voices" else "copies count each"
    floor = _floor(spike.at_least, say, ", with a floor that grows with what is usual")
    ends = say("clear_below", ratio(spike.clear_below)) + " the usual" if spike.clear_below else "half way down"
    return f"{what} {window} {how}{floor}{_held(spike.hold, say)} ({counting}: {copies}; it ends below {ends})"


def _velocity(velocity: model.Velocity, say: _Spelling) -> str:
    if velocity.rises_by_points is not None:
        what = f"the {say('of', velocity.of)} share rises by {say('rises_by', f'{velocity.rises_by_points:g} points')}"
    else:
        what = f"the {say('of', velocity.of)} mentions rise by {say('rises_by', ratio(velocity.rises_by_ratio or 0))}"
    floor = _floor(velocity.at_least, say)
    sure = f"surer than {say('confidence', percent(velocity.confidence))}"
    return f"{what} within {say('within', velocity.within)}, {sure}{floor}{_held(velocity.hold, say)}"


def _share(share: model.Share, say: _Spelling) -> str:
    level = say("negative", f"over {percent(share.over)}")
    return f"the negative share is {level} in {say('window', share.window)}{_floor(share.at_least, say)}{_held(share.hold, say)}"


def _influencer(influencer: model.Influencer, say: _Spelling) -> str:
    if influencer.top is not None:
        who = f"an author of reach {say('reach', 'top ' + percent(influencer.top))}"
    elif influencer.audience is not None:
        who = f"an author with an audience of {say('audience', influencer.audience)} or more"
    else:
        who = f"an author of amplification {say('amplification', 'top ' + percent(influencer.amplification or 0))}"
    but = f", but not {say('not_by', influencer.not_by)}" if influencer.not_by else ""
    return f"{who}{but} writes {_post(influencer.sentiment, say)} (unknown reach: {say('missing', influencer.missing)})"


def _going_viral(viral: model.GoingViral, say: _Spelling) -> str:
    if viral.top_a_day is not None:
        how = f"ranks {say('rank', f'top {viral.top_a_day} a day')} among those likeliest to travel"
    else:
        reposts = say("exceeds", f"{viral.exceeds_reposts} reposts")
        how = f"is likely to go over {reposts}"
    return f"{_post(viral.sentiment, say)} {how}, judged {say('after', viral.after)} after it appeared"


def _unanswered(waiting: model.Unanswered, say: _Spelling) -> str:
    number = say.inner("at_least")("mentions", waiting.at_least.mentions or 1)
    priority = say("priority", waiting.priority)
    hours = (
        f", counting only the hours {say('business_hours', waiting.business_hours)}" if waiting.business_hours else ""
    )
    longer = say("longer_than", waiting.longer_than)
    return f"{number} or more mentions of {priority} priority wait longer than {longer} for a human answer{hours}"


def _promise(promise: model.PromiseMet, say: _Spelling) -> str:
    window, target = say("window", promise.window), say("target", promise.target)
    return (
        f"the promise of a {say('of', promise.of)} within {target}, met for {say('met', percent(promise.met))} "
        f"of mentions over {window}, is being spent too fast"
    )


def _terms(terms: model.Terms, say: _Spelling) -> str:
    parts = []
    if terms.any:
        parts.append(f"any of {say('any', listing(terms.any, 'or'))}")
    if terms.all:
        parts.append(f"all of {say('all', terms.all)}")
    if terms.none:
        parts.append(f"none of {say('none', listing(terms.none, 'or'))}")
    if terms.emerging:
        parts.append(f"words that it finds itself (emerging: {say('emerging', 'true')})")
    new = f"new since {say('new_since', terms.new_since)}"
    return f"mentions have {listing(parts)}, {new}{_floor(terms.at_least, say)}"


def _coordinated(group: model.Coordinated, say: _Spelling) -> str:
    accounts, share = say("accounts", group.accounts), say("share", percent(group.share))
    return f"a group of {accounts} accounts or more makes up {share} of the mentions in {say('window', group.window)} by copies or joint reposts"


_METRICS = {
    "volume": "volume of mentions",
    "negative_share": "negative share (negative_share)",
    "first_reply": "time to the first reply (first_reply)",
    "reach": "reach",
}


def _compare(compare: model.Compare, say: _Spelling) -> str:
    metric = say("metric", compare.metric)
    worse, window = say("worse_by", ratio(compare.worse_by)), say("window", compare.window)
    floor = _floor(compare.at_least, say)
    return f"our {_METRICS.get(metric, metric)} is {worse} worse than that of {say('with', compare.others)} in {window}{floor}"


def _quiet(quiet: model.Quiet, say: _Spelling) -> str:
    name = say("source", quiet.source)
    source = "each source by itself" if name == "each" else f"the source {name}"
    usual = say("unless_usual", "true" if quiet.unless_usual else "false")
    unless = " unless that is usual at this time" if quiet.unless_usual else " even where that is usual"
    return f"{source} is silent, blind or out of budget for longer than {say('longer_than', quiet.longer_than)},{unless} ({usual})"


_WRITERS: Mapping[type, Callable[[Any, _Spelling], str]] = {
    model.Spike: _spike,
    model.Velocity: _velocity,
    model.Share: _share,
    model.Influencer: _influencer,
    model.GoingViral: _going_viral,
    model.Unanswered: _unanswered,
    model.PromiseMet: _promise,
    model.Terms: _terms,
    model.Coordinated: _coordinated,
    model.Compare: _compare,
    model.Quiet: _quiet,
}
