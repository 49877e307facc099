"""The numbers and posts a page shows: gathered once, when the page is decided."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from alertd.core.incidents.incident_posts import IncidentPosts
from alertd.core.incidents.incident_state import IncidentState, Sent
from alertd.core.rules.alert import Alert
from alertd.core.rules.conditions.catalogue import is_about_ourselves, specifications_of
from alertd.core.rules.lanes import WHOLE, leaves
from alertd.core.rules.view import Eyes
from alertd.core.rules.watch_state import WatchState
from alertd.core.signals.evidence import Post, shown, tells_badly
from alertd.core.wording.rule_words import asked_for
from alertd.model.commands import Burst, Spoken
from alertd.model.page import SPENT, Evidence, PageKind, SignalShown
from alertd.model.rule import Coordinated, Mood, Rule, Spike, Terms
from alertd.model.value import quantised

DAY, HOUR, MINUTE, DEFAULT_WINDOW = 86_400.0, 3600.0, 60.0, 3600.0
FOUND = 6  #: words that a page names
LOUD = 10_000  #: people; what so many see is what others speak of

Facts = dict[str, str | float | int | None]


def lead_alert(state: WatchState, rule: Rule, incident: IncidentState) -> Alert:
    """Return the alert that a page speaks of."""
    return state.alert(rule, incident.group)


def facts_of(
    state: WatchState, rule: Rule, alert: Alert, posts: IncidentPosts, now: float
) -> tuple[Facts, tuple[Evidence, ...]]:
    """Return the named numbers of the wording, and up to three telling posts. posts: what the incident has shown so far."""
    lead = alert.shown[0] if alert.shown else None
    if is_about_ourselves(rule.when):
        return _of_ourselves(lead, alert, now), ()
    window = lead.window if lead and lead.window else DEFAULT_WINDOW
    at = now if alert.as_of is None else alert.as_of  # a burst that came late is told as it was
    mentions, known, negative = state.mood.over(at, window)
    is_negative = _is_negative(rule) or 2 * negative >= max(known, 1)
    evidence, loudest = _telling(state, alert, posts, at, window, negative=is_negative, words=_words(rule, alert))
    facts: Facts = {
        "count": _count(lead, mentions),
        "usual": lead.usual if lead else None,
        "low": lead.low if lead else None,
        "high": lead.high if lead else None,
        "ratio": quantised(lead.value / lead.usual) if lead and lead.value is not None and lead.usual else None,
        "unit": lead.unit if lead else "mentions",
        "window": window,
        "mentions": mentions,
        "negative_share": quantised(negative / known) if known else None,
        "authors": _authors(state, mentions, at, window),
    }
    facts |= _found(state, _words(rule, alert), at - max(window, 600.0))
    facts |= _rarity(rule, alert, lead)
    facts |= _watched_for(state, now)
    facts |= _acting_together(state, rule, at, window)
    if loudest is not None:
        facts["top_author"] = loudest.handle or loudest.author
        facts["top_reach"] = loudest.audience
        facts |= _also(state, loudest)
    late = alert.late or _late(state, alert, at, window)
    if alert.late or late > state.LATE_SHOWN:
        facts["late_seconds"] = round(late)
    return facts, evidence


def _telling(
    state: WatchState,
    alert: Alert,
    posts: IncidentPosts,
    now: float,
    window: float,
    *,
    negative: bool,
    words: tuple[str, ...],
) -> tuple[tuple[Evidence, ...], Post | None]:
    """Return the posts a page shows, and the loudest: the one it is about or the most reached of the whole incident, its first, a typical one.

    Those that made the rule hold come before the others: a page about danger begins with who tells of it, not with who is seen by most.
    """
    at = now if alert.as_of is None else alert.as_of
    about = frozenset(int(one.term, 16) for one in state.emerging.emerging(now))
    loud, first, typical = state.telling.pick(
        at, window, negative=negative, about=about, without=posts.left_out, words=words
    )
    posts.see(first, loud)
    posts.see(first, alert.focus)
    pinned = [(posts.shown(one), "matters") for one in reversed(posts.pinned)]
    loudest = posts.shown(posts.loudest) or loud
    picked = [
        (posts.shown(alert.focus) or loudest, "most reached"),
        (posts.shown(posts.first) or first, "first"),
        (typical, "typical"),
    ]
    picked.sort(key=lambda one: one[0] is not None and not _made_it_hold(one[0], alert, words, negative=negative))
    return shown([*pinned, *picked], now), loudest


def _rarity(rule: Rule, alert: Alert, lead: SignalShown | None) -> Facts:
    """Return how rare it is: the number of now, and that of its height once it goes on by a level that is no longer as rare as the rule asks.

    A rule promises a peak that comes once in 90 days. Whoever is paged twenty minutes later must not read that it comes twice a day.
    """
    rare = [
        leaf
        for _, leaf in leaves(rule.when)
        if isinstance(leaf, Mood) or (isinstance(leaf, Spike) and leaf.ratio is None)
    ]
    least = min((leaf.rarer_than.total_seconds() / DAY if leaf.rarer_than else 1.0 for leaf in rare), default=0.0)
    rarity = None if lead is None else lead.rarity
    if rarity is None or rarity >= least:
        return {"rarity": rarity}
    if alert.rarest is not None and alert.rarest >= least:
        return {"rarity": alert.rarest, "rarity_of": "height"}
    return {"rarity": None, "rarity_of": "past"}


def _watched_for(state: WatchState, now: float) -> Facts:
    """Return for how many seconds a watch has been watched, in whole minutes or hours, while it is too young to know its own days."""
    whole = state.volumes.get(WHOLE)
    if whole is None or whole.began is None or not whole.is_starting:
        return {}
    seconds = max(now - whole.began, MINUTE)
    unit = HOUR if seconds >= HOUR else MINUTE
    return {"watched_for": round(seconds // unit * unit)}


def _words(rule: Rule, alert: Alert) -> tuple[str, ...]:
    """Return the words that the conditions which hold look for; of all conditions, where none does any more."""
    every = [(path, one) for path, one in leaves(rule.when) if isinstance(one, Terms)]
    holding = [one for path, one in every if path in alert.leaves and alert.leaves[path].holds]
    return tuple(word for one in holding or [one for _, one in every] for word in (*one.any, *one.all))


def _found(state: WatchState, words: tuple[str, ...], since: float) -> Facts:
    """Return which of a rule's words the newest posts have, those of most of them first: a list of what was not found explains nothing."""
    newest = [post for post in state.telling.recent if post.posted >= since]
    counts = Counter(word for post in newest for word in dict.fromkeys(words) if word in post.terms)
    found = sorted(counts, key=lambda word: (-counts[word], words.index(word)))
    return {"found": "\n".join(found[:FOUND])} if found else {}


def _made_it_hold(post: Post, alert: Alert, words: tuple[str, ...], *, negative: bool) -> bool:
    if post == alert.focus or not (words or negative):
        return True
    return any(word in words for word in post.terms) if words else tells_badly(post)


def _late(state: WatchState, alert: Alert, now: float, window: float) -> float:
    """Return how much later than written the news were seen: the post it is about, else the newest of the window."""
    if alert.focus is not None:
        return alert.focus.seen - alert.focus.posted
    newest = max((p for p in state.telling.recent if p.posted >= now - window), key=lambda p: p.posted, default=None)
    newest = newest or max(state.telling.recent, key=lambda p: p.seen, default=None)
    return 0.0 if newest is None else newest.seen - newest.posted


def _of_ourselves(lead: SignalShown | None, alert: Alert, now: float) -> Facts:
    """Return what a page about our own sources says: which one, and for how long by now, or what it spent; no post is about it."""
    if lead is None or lead.value is None:
        return {}
    if lead.name.startswith(SPENT):
        return {"count": lead.value, "unit": lead.unit, "spending_source": lead.name.removeprefix(SPENT)}
    passed = max(now - alert.true_at, 0.0) if alert.is_steady else 0.0
    return {"count": round(lead.value + passed), "unit": lead.unit, "silent_source": lead.name.removeprefix("source ")}


def burst_of(
    state: WatchState, rule: Rule, alert: Alert, incident: IncidentPosts, now: float, *, since: float
) -> Burst | None:
    """Return where the words are found that say what a page is about; None if nobody wrote anything of late. since: when its round began."""
    if is_about_ourselves(rule.when):
        return None
    lead = alert.shown[0] if alert.shown else None
    window = lead.window if lead and lead.window else DEFAULT_WINDOW
    at = now if alert.as_of is None else alert.as_of
    posts = state.telling.burst(at, window, negative=_is_negative(rule), words=_words(rule, alert))
    posts = incident.say([post for post in posts if incident.shown(post) is not None])
    people = state.telling.said_by(at, window)
    focus = None if (about := incident.shown(alert.focus)) is None else _spoken(about, people)
    if not posts and focus is None:
        return None
    new, usual = state.emerging.heard(now)
    said = {token for post in posts for token in post.tokens}
    return Burst(
        posts=tuple(_spoken(post, people) for post in posts),
        focus=focus,
        new=frozenset(token for token in map(_token, new) if token in said),
        usual=frozenset(token for token in map(_token, usual) if token in said),
        own=(state.watch.name, *state.watch.terms),
        spoken=state.telling.spoken(since - window),
    )


def _spoken(post: Post, people: Counter[int]) -> Spoken:
    return Spoken(
        platform=post.platform,
        id=post.id,
        language=post.language,
        is_loud=(post.audience or 0) >= LOUD,
        said_by=max(people[post.voice], 1),
    )


def _token(written: str) -> int:
    return int(written, 16)


def _acting_together(state: WatchState, rule: Rule, now: float, window: float) -> Facts:
    """Return the group that makes up a large part of what a page counts, if there is one: a reader must not take forty hands for a crowd.

    The limits are those of the watch's rule that annotates, else what `coordinated` asks for by itself.
    """
    if any(isinstance(leaf, Coordinated) for _, leaf in specifications_of(rule.when)):
        return {}  # the page is about it already
    leaves = (leaf for one in state.rules for _, leaf in specifications_of(one.when))
    limits = next((leaf for leaf in leaves if isinstance(leaf, Coordinated) and leaf.annotate), Coordinated())
    group = state.together.largest(now, window)
    if group is None or group.accounts < limits.accounts or group.share < limits.share:
        return {}
    made = {} if group.made is None else {"ring_made": group.made[0], "ring_days": group.made[1]}
    return {
        "ring_accounts": group.accounts,
        "ring_posts": group.posts,
        "ring_of": group.of,
        "ring_voices": group.voices,
        **made,
    }


def _also(state: WatchState, post: Post) -> Facts:
    """Return where else the one who wrote a post has accounts, if the watch's `people` say so: one reader, one line."""
    accounts = state.watch.people.get(post.person or "", {})
    own = {(post.platform, (post.handle or "").casefold()), (post.platform, f"id:{post.author}".casefold())}
    also = [
        f"{platform} {name}" for platform, names in accounts.items() for name in names if (platform, name) not in own
    ]
    return {"top_platform": post.platform, "top_also": "\n".join(also)} if also else {}


def _authors(state: WatchState, mentions: int, at: float, window: float) -> int | None:
    """Return how many people wrote what is counted; None where only counts are known.

    Trap: people are remembered by the whole minute, and mentions by the second: "22 mentions by 23 authors" nobody believes.
    """
    authors = state.authors_in(WHOLE, at, window)
    return authors if authors is None or not mentions else min(authors, mentions)


def _count(lead: SignalShown | None, mentions: int) -> float | int:
    return lead.value if lead is not None and lead.value is not None else mentions


def _is_negative(rule: Rule) -> bool:
    return any(known.mood(leaf) == "negative" for known, leaf in specifications_of(rule.when))


def again_of(incident: IncidentState, *, policy: str, step: int, number: int, now: float) -> Facts:
    """Return why a page comes again: the pass it belongs to, or that nobody before has answered; nothing for the first one."""
    running = incident.escalations.get(policy)
    began = running.first or incident.number if running is not None else incident.number
    if number > began:
        return {"again": "unreached" if running is not None and running.tries else "repeat"}
    if step > 1:
        before = [
            one for one in incident.sent.values() if (one.policy, one.number) == (policy, number) and one.step < step
        ]
        told = [one for one in before if not (one.is_dead or one.is_refused)]
        # Who was not woken has not failed to answer.
        is_held = bool(told) and all((one.held_until or 0.0) > now for one in told)
        return {"again": "held" if is_held else "next" if told else "dead"}
    why = running.again if running is not None and running.first else incident.again
    return {"again": why, "again_by": incident.again_by} if why else {}


def why_woken(incident: IncidentState, person: str, rule: Rule, turn: tuple[str, int, int], now: float) -> Facts:
    """Return why somebody is woken once more who was in this round or the one before, where no pass of a policy says it; else nothing.

    turn: policy, pass and step of the page; the other channels of the same step are no second waking.
    """

    def woke(one: Sent) -> bool:
        return one.person == person and one.kind is PageKind.PAGE and not (one.is_dead or one.is_withdrawn)

    if any(woke(one) for one in incident.sent.values() if (one.policy, one.number, one.step) != turn):
        return {"news": "joined", "news_rule": rule.name, "news_rule_id": rule.id}
    over_since = incident.calm_since or incident.told_over
    if over_since is not None and any(map(woke, incident.earlier.values())):
        return {"news": "back", "news_seconds": round(now - over_since)}
    return {}


def worst(rules: Mapping[str, Rule], incident: IncidentState, rule: Rule) -> Rule:
    """Return the rule whose name an incident bears: the first of the highest severity that it ever had.

    Also in an update, and when all is over: a title that changes looks like another incident.
    """
    return leading(rules, incident.rules) or rule


def leading(rules: Mapping[str, Rule], names: Iterable[str]) -> Rule | None:
    """Return the first rule of the highest severity of those that an incident ever had; None where all are gone. names: in the order they joined."""
    known = [rules[name] for name in names if name in rules]
    return max(known, key=lambda one: one.severity.rank, default=None)


def sampled_of(eyes: Eyes, state: WatchState) -> Facts:
    """Return which source that this watch lives on reads a sample only, and how few; the fewest, where there are several."""
    sampled = [(seen.sampled, name) for name, seen in eyes.seen.items() if seen.sampled and state.lives_on((name,))]
    if not sampled:
        return {}
    one_in, source = max(sampled)
    return {"sampled": one_in, "sampled_source": source}


def sentences_of(rule: Rule, alert: Alert, language: str) -> tuple[str, ...]:
    """Return what the rule asks for, of the conditions that hold, in the reader's language; all of them, if none does.

    What somebody opened by hand was never evaluated: it says what they wrote.
    """
    if not alert.leaves:
        return alert.sentences
    every = tuple(leaves(rule.when))
    holding = tuple(one for path, one in every if path in alert.leaves and alert.leaves[path].holds)
    return tuple(asked_for(condition, language) for condition in holding or tuple(one for _, one in every))
