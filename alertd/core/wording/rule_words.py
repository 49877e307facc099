"""What a rule asks for, in a reader's language and in words of people, not of the rule language. `alertd explain` has every key."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from alertd.core.wording.figures import measure
from alertd.core.wording.fill import fill
from alertd.core.wording.languages import language as table_of
from alertd.core.wording.languages.rule_tables import RULES
from alertd.core.wording.languages.table import Language
from alertd.core.wording.numbers import fine_percent, large, number, percent, rarity, span
from alertd.model import rule as model

_DAY = 86400.0


#: Words of a list that a page names; a list of recall words in twelve languages has fifty.
MOST_WORDS = 8


def _some(words: tuple[str, ...]) -> str:
    return ", ".join(words[:MOST_WORDS]) + (", …" if len(words) > MOST_WORDS else "")


class _Say:
    """One language's words for conditions."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self.words = RULES[language.code]

    def __call__(self, key: str, **values: str) -> str:
        return fill(self.words[key], values)

    def mood(self, sentiment: str) -> str:
        """Say one post of a mood."""
        return self.words[f"post_{sentiment}"]

    def what(self, of: str, terms: tuple[str, ...] = ()) -> str:
        """Say what is counted."""
        return (
            self("of_terms", words=_some(terms)) if of == "terms" else self.words.get(f"of_{of}", self.words["of_all"])
        )

    def span(self, value: timedelta) -> str:
        return span(self.language, value.total_seconds())

    def rarity(self, value: timedelta) -> str:
        return rarity(self.language, value.total_seconds() / _DAY)

    def floor(self, floor: model.Floor, of: str = "mentions") -> str:
        """Say from how many mentions (or what else is counted) and authors on, as the end of a sentence."""
        parts = []
        if floor.mentions is not None:
            parts.append(measure(self.language, floor.mentions, of))
        if floor.authors is not None:
            parts.append(measure(self.language, floor.authors, "authors"))
        return self("floor", floor=self.words["and"].join(parts)) if parts else ""


def _spike(one: model.Spike, say: _Say) -> str:
    what = say.what(one.of, one.terms)
    if one.ratio is not None:
        return say("spike_ratio", what=what, ratio=number(say.language, one.ratio)) + say.floor(one.at_least)
    rare = one.rarer_than or timedelta(days=1)
    return say("spike", what=what, rarity=say.rarity(rare)) + say.floor(one.at_least)


def _velocity(one: model.Velocity, say: _Say) -> str:
    what = say.what(one.of)
    if one.rises_by_points is not None:
        by = measure(say.language, one.rises_by_points, "points")
        return say("velocity_points", what=what, by=by, span=say.span(one.within)) + say.floor(one.at_least)
    ratio = number(say.language, one.rises_by_ratio)
    return say("velocity_ratio", what=what, ratio=ratio, span=say.span(one.within)) + say.floor(one.at_least)


def _mood(one: model.Mood, say: _Say) -> str:
    return say(f"mood_{one.turns}", rarity=say.rarity(one.rarer_than)) + say.floor(one.at_least)


def _share(one: model.Share, say: _Say) -> str:
    share = percent(say.language, one.over)
    return say("share", share=share, span=say.span(one.window)) + say.floor(one.at_least)


def _influencer(one: model.Influencer, say: _Say) -> str:
    post = say.mood(one.sentiment)
    if one.audience is not None:
        return say("influencer", post=post, audience=large(say.language, one.audience))
    if one.top is not None:
        return say("influencer_top", post=post, share=fine_percent(say.language, one.top))
    return say("influencer_reposts", post=post, share=fine_percent(say.language, one.amplification or 0.0))


def _going_viral(one: model.GoingViral, say: _Say) -> str:
    return say("going_viral", post=say.mood(one.sentiment))


def _unanswered(one: model.Unanswered, say: _Say) -> str:
    count = measure(say.language, one.at_least.mentions or 1, "mentions")
    if one.spent is not None:
        return say("unanswered_spent", count=count, share=fine_percent(say.language, one.spent))
    return say("unanswered", count=count, span=say.span(one.longer_than))


def _terms(one: model.Terms, say: _Say) -> str:
    words = (*one.any, *one.all)
    return (say("terms", words=_some(words)) if words else say("emerging")) + say.floor(one.at_least)


def _count(one: model.Count, say: _Say) -> str:
    what = say.what(one.of, one.terms)
    return say("count", what=what, count=number(say.language, one.over), span=say.span(one.window))


def _every(one: model.Every, say: _Say) -> str:
    return say("every", post=say.mood(one.sentiment))


def _engagement(one: model.Engagement, say: _Say) -> str:
    limits = [(name, getattr(one, name)) for name in ("reposts", "likes", "replies", "views")]
    told = [f"{number(say.language, limit)} {say.words[name]}" for name, limit in limits if limit is not None]
    return say("engagement", post=say.mood(one.sentiment), numbers=say.words["or"].join(told))


def _drop(one: model.Drop, say: _Say) -> str:
    share = percent(say.language, one.below)
    return say("drop", what=say.what(one.of), share=share, span=say.span(one.window))


def _coordinated(one: model.Coordinated, say: _Say) -> str:
    share = percent(say.language, one.share)
    return say("coordinated", accounts=measure(say.language, one.accounts, "accounts"), share=share)


def _compare(one: model.Compare, say: _Say) -> str:
    others = ", ".join(one.others) or say.words["rivals"]
    ratio = number(say.language, one.worse_by)
    return say(f"compare_{one.metric}", others=others, ratio=ratio, span=say.span(one.window)) + say.floor(
        one.at_least, "replies" if one.metric == "first_reply" else "mentions"
    )


def _promise(one: model.PromiseMet, say: _Say) -> str:
    return say("promise", share=percent(say.language, one.met), target=say.span(one.target), span=say.span(one.window))


def _spending(one: model.Spending, say: _Say) -> str:
    return say("spending", share=percent(say.language, one.spent))


def _quiet(one: model.Quiet, say: _Say) -> str:
    return say("quiet", span=say.span(one.longer_than))


_SAID: dict[type, Callable[[Any, _Say], str]] = {
    model.Spike: _spike,
    model.Velocity: _velocity,
    model.Mood: _mood,
    model.Share: _share,
    model.Influencer: _influencer,
    model.GoingViral: _going_viral,
    model.Unanswered: _unanswered,
    model.Terms: _terms,
    model.Count: _count,
    model.Every: _every,
    model.Engagement: _engagement,
    model.Drop: _drop,
    model.Coordinated: _coordinated,
    model.Compare: _compare,
    model.PromiseMet: _promise,
    model.Spending: _spending,
    model.Quiet: _quiet,
}


def asked_for(condition: model.Condition, language: str) -> str | None:
    """Return what a condition asks for, None for one that no table knows.

    >>> from alertd.model.rule import Influencer
    >>> asked_for(Influencer(audience=100_000, sentiment="negative"), "en")
    'one negative post that 100k people or more can see'
    """
    said = _SAID.get(type(condition))
    return None if said is None else said(condition, _Say(table_of(language)))
