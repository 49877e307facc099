"""What a rule asks for, in a reader's language and in words of people, not of the rule language. `alertd explain` has every key."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from alertd.core.rules.conditions.catalogue import sentence
from alertd.core.wording.figures import beside, measure
from alertd.core.wording.fill import fill
from alertd.core.wording.languages import language as table_of
from alertd.core.wording.languages.rule_tables import RULES
from alertd.core.wording.languages.table import Language
from alertd.core.wording.languages.tongues import tongue
from alertd.core.wording.numbers import fine_percent, large, number, once_in, percent, span
from alertd.core.wording.own_first import own_first
from alertd.model import rule as model
from alertd.model.page import SignalShown

_DAY = 86400.0


#: Words of a list that a page names; a list of recall words in twelve languages has fifty.
MOST_WORDS = 8


class _Say:
    """One language's words for conditions. most: words of a list that are named, None for all."""

    def __init__(self, language: Language, most: int | None = MOST_WORDS) -> None:
        self.language = language
        self._most = most
        self.words = RULES[language.code]

    def __call__(self, key: str, **values: str) -> str:
        return fill(self.words[key], values)

    def some(self, words: tuple[str, ...]) -> str:
        """Say the first words of a list, and how many more there are."""
        shown = ", ".join(words[: self._most])
        more = 0 if self._most is None else len(words) - self._most
        return shown if more <= 0 else self("more_words", words=shown, count=number(self.language, more))

    def mood(self, sentiment: str) -> str:
        """Say one post of a mood."""
        return self.words[f"post_{sentiment}"]

    def what(self, of: str, terms: tuple[str, ...] = ()) -> str:
        """Say what is counted."""
        return (
            self("of_terms", words=self.some(own_first(terms, self.language.code)))
            if of == "terms"
            else self.words.get(f"of_{of}", self.words["of_all"])
        )

    def span(self, value: timedelta) -> str:
        return span(self.language, value.total_seconds())

    def rarity(self, value: timedelta) -> str:
        return once_in(self.language, value.total_seconds() / _DAY)

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
        return say("spike_ratio", what=what, ratio=measure(say.language, one.ratio, "times")) + say.floor(one.at_least)
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
    if one.passed_on is None:
        return say("going_viral", post=say.mood(one.sentiment))
    told = {"post": say.mood(one.sentiment), "count": measure(say.language, one.passed_on, "people")}
    return (
        say("passed_on", **told)
        if one.rarer_than is None
        else say("passed_on_rare", **told, rarity=say.rarity(one.rarer_than))
    )


def _unanswered(one: model.Unanswered, say: _Say) -> str:
    count = measure(say.language, one.at_least.mentions or 1, "mentions")
    if one.spent is not None:
        return say("unanswered_spent", count=count, share=fine_percent(say.language, one.spent))
    return say("unanswered", count=count, span=say.span(one.longer_than))


def _terms(one: model.Terms, say: _Say) -> str:
    words = (*one.any, *one.all)
    return (
        say("terms", words=say.some(own_first(words, say.language.code))) if words else say("emerging")
    ) + say.floor(one.at_least)


def _count(one: model.Count, say: _Say) -> str:
    what = say.what(one.of, one.terms)
    how = "count_people" if one.count == "people" else "count"
    return say(how, what=what, count=number(say.language, one.over), span=say.span(one.window))


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
    return say("coordinated", accounts=measure(say.language, one.accounts, "acting accounts"), share=share)


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


def asked_for(condition: model.Condition, language: str) -> str:
    """Return what a condition asks for, groups and filters too, in a language that pages speak; English for any other.

    >>> from alertd.model.rule import Influencer, Not, Only
    >>> asked_for(Influencer(audience=100_000, sentiment="negative"), "en")
    'one negative post that 100k people or more can see'
    >>> asked_for(Not(condition=Influencer(audience=100_000, only=Only(platforms=("x",)))), "en")
    'not this: one post that 100k people or more can see (Only these posts count: on x.)'
    """
    return _asked(condition, _Say(table_of(language)))


def _asked(condition: model.Condition, say: _Say, *, is_within: bool = False) -> str:
    """Say a condition. is_within: of a group, whose parts have the numbers; those of this one have letters."""
    if isinstance(condition, model.Not):
        return say("not", part=_asked(condition.condition, say, is_within=is_within))
    if isinstance(condition, (model.AnyOf, model.AllOf)):
        if len(condition.conditions) == 1:
            return _asked(condition.conditions[0], say, is_within=is_within)
        parts = [_asked(part, say, is_within=True) for part in condition.conditions]
        key = "any" if isinstance(condition, model.AnyOf) else "all"
        marks = "abcdefghijklmnopqrstuvwxyz" if is_within else "123456789"
        marked = [f"({marks[at] if at < len(marks) else at + 1}) {part}" for at, part in enumerate(parts)]
        return say(key, parts="; ".join(marked))
    known = _SAID.get(type(condition))
    if known is None:
        return sentence(condition)  # a condition of somebody's own, which has only its English sentence
    said = known(condition, say)
    only: model.Only | None = getattr(condition, "only", None)
    return said if only is None else f"{said} ({_only(only, say)})"


def _only(only: model.Only, say: _Say) -> str:
    lists = (
        ("in_languages", tuple(tongue(say.language.code, code) for code in only.languages)),
        ("on_platforms", only.platforms),
        ("from_countries", only.countries),
        ("by_sources", only.sources),
        ("by_authors", only.authors),
    )
    filters = [say(key, list=say.some(words)) for key, words in lists if words]
    if only.verified is not None:
        filters.append(say.words["verified" if only.verified else "unverified"])
    if only.min_followers is not None:
        filters.append(say("followers", count=large(say.language, only.min_followers)))
    return say("only", filters=", ".join(filters))


def rule_told(
    rule: model.Rule,
    language: str,
    *,
    most: int | None = MOST_WORDS,
    is_named: bool = True,
    titles: Mapping[str, str] | None = None,
) -> str:
    """Return a whole rule in a language: its name there, who is told how loudly, when, and of what; for people, not for programs.

    most: words of a list that are named before "and 57 more", None for all. is_named: False where its name stands above it.
    titles: what people call each watch; None: by its id.

    >>> from alertd.model.rule import Influencer, Rule, Severity
    >>> rule_told(Rule(id="loud", name="A loud voice", when=Influencer(audience=10_000), severity=Severity.CRISIS, page="pr"), "en")
    'A loud voice: pr is paged at once, also in quiet hours, on this: one post that 10k people or more can see.'
    """
    say = _Say(table_of(language), most)
    to = rule.digest.to if rule.digest is not None and rule.severity is model.Severity.NOTICE else rule.page
    said = [say(f"rule_{rule.severity.value}", policy=to or say.words["console"], when=_asked(rule.when, say))]
    if rule.watches != ("*",):
        said.append(say("of", watches=", ".join((titles or {}).get(name, name) for name in rule.watches)))
    if rule.only is not None:
        said.append(_only(rule.only, say))
    if not rule.enabled:
        said.append(say.words["off"])
    gap = "" if say.language.code == "zh" else " "
    told = gap.join(said)
    return fill(say.language.words["named"], {"name": rule.named(language), "value": told}) if is_named else told


def stand_told(condition: model.Condition, language: str, *, holds: bool, shown: SignalShown | None) -> str:
    """Return how a condition stands: what it asks for, whether it holds, and what was measured beside what is usual."""
    say = _Say(table_of(language))
    words = say.language.words
    said = fill(words["named"], {"name": _asked(condition, say), "value": say.words["holds" if holds else "holds_not"]})
    if shown is None or shown.value is None:
        return said
    measured = measure(say.language, shown.value, shown.unit)
    if usual := beside(say.language, shown):
        measured = fill(words["beside"], {"value": measured, "usual": usual})
    return f"{said} ({measured})"
