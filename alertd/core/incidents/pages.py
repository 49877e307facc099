"""Make pages: from an incident, a step and a person to Page values, each worded from what stood when it was decided."""

from __future__ import annotations

from alertd.core.incidents import heights, judgements, standing, storms, together, told_before
from alertd.core.incidents.context import Context
from alertd.core.incidents.holds import Held, page_held_until
from alertd.core.incidents.incident_state import IncidentState, Sent
from alertd.core.incidents.page_facts import (
    Facts,
    again_of,
    burst_of,
    facts_of,
    lead_alert,
    sampled_of,
    sentences_of,
    why_woken,
    worst,
)
from alertd.core.rules.alert import Alert
from alertd.core.rules.watch_state import WatchState
from alertd.core.signals.last_day import STEP
from alertd.core.stable import id_of
from alertd.core.times import instant
from alertd.core.wording.parts import ACTS
from alertd.model.commands import Burst, SendPage
from alertd.model.page import CALLED, Curve, Page, PageKind
from alertd.model.people import Channel, Person
from alertd.model.reason import Reason
from alertd.model.rule import Rule, Severity

MOST_NAMED = 2  #: of those who are paged next


def channels_of(context: Context, person: Person, by: tuple[str, ...]) -> tuple[tuple[Channel, str], ...]:
    """Return the channels of `by` on which a person can be reached, with the address; else all of the person's."""
    roster = context.house.roster
    wanted = tuple((roster.channels[name], person.addresses[name]) for name in by if _reaches(context, person, name))
    if wanted:
        return wanted
    return tuple(
        (roster.channels[name], person.addresses[name]) for name in person.addresses if _reaches(context, person, name)
    )


def _reaches(context: Context, person: Person, name: str) -> bool:
    return name in person.addresses and name in context.house.roster.channels


class Notification:
    """All that the pages of one step have in common."""

    def __init__(
        self,
        context: Context,
        incident: IncidentState,
        rule: Rule,
        *,
        kind: PageKind,
        policy: str,
        step: int,
        number: int,
        reasons: tuple[str, ...],
        note: str | None = None,
        who: str | None = None,
        news: Facts | None = None,
    ) -> None:
        self.context = context
        self.incident = incident
        self.rule = rule
        self.kind = kind
        self.policy = policy
        self.step = step
        self.number = number
        self.reasons = reasons
        self.note = note
        self.who = who
        self.news: Facts = news or {}
        self.sent: list[str] = []

    def send(self, person: Person, channel: Channel, address: str) -> str:
        """Queue one page; return its id."""
        context, incident = self.context, self.incident
        state = context.watches.get(incident.watch)  # None: the watch was taken out of the settings in mid-incident
        page_id = id_of(
            incident.id, incident.round, self.number, self.policy, self.step, person.name, channel.name, self.kind
        )
        again = 0
        while (before := incident.sent.get(page_id)) is not None:
            if not before.is_withdrawn:
                return page_id
            again += 1  # it was called back unseen: what is sent in its place needs an id of its own
            page_id = id_of(page_id, again)
        listed, quiet = storms.waits_until(context, incident, person, channel, self.kind)
        if listed is None:
            hold, held = page_held_until(context, incident.severity, person, channel, self.kind)
        else:
            hold, held = listed, () if quiet is None else (quiet,)
            if listed > context.now:
                text = f"many incidents at once: the next list to {person.name} on {channel.name} is due at {instant(listed).isoformat()}"
                held = (*held, Held(reason=Reason.LISTED, until=instant(listed), text=text))
        reasons = self.reasons + tuple(self._said(h, person, page_id) for h in held)
        if hold is None and incident.severity is Severity.CRISIS and self.kind is PageKind.PAGE:
            storms.take_along(context, incident, person.name, channel.name, page_id)
        page = self._page(state, person, channel, address, page_id).with_(reasons=reasons)
        if hold is not None:  # the next step may be due before this page is read: it names no deadline
            facts = {name: value for name, value in page.facts.items() if name not in ("take_by", "take_who")}
            page = page.with_(hold_until=instant(hold), facts=facts)
        burst = self._burst(state)
        if listed is None:
            context.out.append(SendPage(page=page, burst=burst))
        incident.sent[page_id] = Sent(
            person.name,
            channel.name,
            self.policy,
            self.number,
            self.step,
            self.rule.id,
            kind=self.kind,
            note=self.note,
            who=self.who,
            news=self.news,
            held_until=hold,
            at=context.now,
        )
        incident.pages += 1
        self.sent.append(page_id)
        if listed is not None:
            storms.gather(context, page, listed, burst=burst, is_held=quiet is not None)
        context.changed(incident)
        return page_id

    @property
    def _turn(self) -> tuple[str, int, int]:
        return self.policy, self.number, self.step

    def _said(self, held: Held, person: Person, page_id: str) -> str:
        incident = self.incident
        return self.context.decide(
            held.reason, held.text, watch=incident.watch, incident=incident.id, person=person.name, page_id=page_id
        )

    def _sampled(self, state: WatchState | None) -> Facts:
        if state is None or self.kind not in (PageKind.PAGE, PageKind.UPDATE):
            return {}
        facts = sampled_of(self.context.eyes, state)
        if facts:
            source, one_in = str(facts["sampled_source"]), int(facts["sampled"] or 0)
            before = self.incident.sampled.get(source, 0)
            self.incident.sampled = {**self.incident.sampled, source: max(before, one_in)}
        return facts

    def _curve(self, state: WatchState | None) -> Curve | None:
        """Return the last day, None where nothing was written in it."""
        if state is None or self.kind not in (PageKind.PAGE, PageKind.UPDATE):
            return None
        total, negative = state.last_day.curve(self.context.now)
        usual = state.last_day.usual(self.context.now)
        return Curve(step=STEP, total=total, negative=negative, usual=usual) if any(total) else None

    def _burst(self, state: WatchState | None) -> Burst | None:
        if state is None or self.kind not in (PageKind.PAGE, PageKind.UPDATE):
            return None
        incident, alert = self.incident, lead_alert(state, self.rule, self.incident)
        return burst_of(state, self.rule, alert, incident.posts, self.context.now, since=incident.since())

    def _with_news(self, facts: Facts, person: Person) -> Facts:
        """Return the facts with what this message has to say beside them; a drill has no numbers."""
        context, incident, rule = self.context, self.incident, self.rule
        if self.note:
            facts["note"] = self.note
        if self.who:
            facts["who"] = self.who
        if incident.calm_since is not None and not incident.firing and self.kind is PageKind.PAGE:
            facts["calm_since"] = incident.calm_since
        if incident.together and self.kind in (PageKind.PAGE, PageKind.UPDATE):
            facts["one_event"] = together.named(context, incident)
        if incident.is_drill:
            facts = {"drill": 1} | {name: facts[name] for name in ("note", "who", "calm_since") if name in facts}
        if self.kind is PageKind.UPDATE and incident.state.is_held and self._tells_numbers():
            facts["news_owner"] = incident.holder()
        if incident.posts.first is not None and self.kind is PageKind.PAGE:
            facts["first_at"] = incident.posts.first.posted
        facts |= standing.facts_of(context, incident) | self.news
        if (to := facts.pop("take_to", None)) and (others := [n for n in str(to).split("\n") if n != person.name]):
            more = len(others) - MOST_NAMED
            facts["take_who"] = ", ".join(others[:MOST_NAMED]) + (f" +{more}" if more > 0 else "")
        if self.kind is PageKind.PAGE:
            facts |= judgements.crying(context, rule.id)
        if (joined := context.rules.get(str(facts.pop("news_rule_id", "")))) is not None:
            facts["news_rule"] = joined.named(person.language)
        return facts

    def _tells_numbers(self) -> bool:
        """Return whether who reads it reads the numbers: not who hears only that somebody has it, nor in a drill."""
        is_act = self.news.get("news") in ACTS
        return self.kind in (PageKind.PAGE, PageKind.UPDATE) and not (is_act or self.incident.is_drill)

    def _against_before(self, state: WatchState | None, alert: Alert, person: Person, facts: Facts) -> Facts:
        """Return what the numbers of now are set against: the height that has passed, else what this person was told before."""
        context, incident, rule = self.context, self.incident, self.rule
        found: Facts = {}
        height = heights.passed(incident, rule, alert) if self.kind is PageKind.PAGE else None
        if height is not None and state is not None:
            return heights.facts_of(height, state, context.now)
        if self._tells_numbers() and isinstance(count := facts.get("count"), int | float):
            lead = alert.shown[0] if alert.shown else None
            told_before.note(incident, rule, lead)
            quantity, heard = told_before.quantity(rule, lead), told_before.heard(incident, person.name)
            before = incident.posts.number(quantity, float(count), context.now, heard)
            if before is not None:
                found["before_at"], found["before"] = before
            if state is not None and lead is not None and alert.as_of is None:
                found |= heights.ebbed(state, lead.window or 0.0, context.now)
        return found

    def _page(self, state: WatchState | None, person: Person, channel: Channel, address: str, page_id: str) -> Page:
        context, incident, rule = self.context, self.incident, self.rule
        alert = Alert() if state is None else lead_alert(state, rule, incident)
        facts, evidence = ({}, ()) if state is None else facts_of(state, rule, alert, incident.posts, context.now)
        if self.kind is PageKind.PAGE and self.step and self.news.get("news") != CALLED:
            why = again_of(incident, policy=self.policy, step=self.step, number=self.number, now=context.now)
            facts |= why or why_woken(incident, person.name, rule, self._turn, context.now)
        facts |= self._against_before(state, alert, person, facts)
        facts = self._with_news(facts | self._sampled(state), person)
        title = worst(context.rules, incident, rule)
        if facts.get("news_rule") == title.named(person.language) and facts.get("news") == "grows":
            del facts["news_rule"]  # the title names what grows
        known = [context.rules[name] for name in incident.rules if name in context.rules]
        others = [one for one in known if one.id not in (rule.id, title.id)]
        first = evidence[0] if evidence else None
        latest = state.telling.recent[-1] if state is not None and state.telling.recent else None
        return Page(
            page_id=page_id,
            kind=self.kind,
            at=context.at,
            watch=incident.watch,
            watch_title=context.house.called(incident.watch),
            severity=incident.severity,
            to=person.name,
            channel=channel.name,
            to_address=address,
            incident=incident.id,
            code=incident.code if context.house.takes_codes else "",
            round=incident.round,
            number=self.number,
            policy=self.policy,
            step=self.step,
            rule=rule.id,
            rules=tuple(incident.rules),
            rule_name=title.named(person.language),
            other_names=tuple(one.named(person.language) for one in others),
            sentences=sentences_of(rule, alert, person.language),
            message=rule.message,
            playbook=None if rule.playbook is None else rule.playbook.told(person.language),
            language=person.language,
            timezone=person.timezone,
            max_segments=channel.segments_for(person.language),
            channel_kind=channel.scheme or channel.kind,
            signals=alert.shown,
            evidence=evidence,
            facts=facts,
            opened_at=instant(incident.since()),
            posted_at=instant(latest.posted) if latest and first else None,
            seen_at=instant(latest.seen) if latest and first else None,
            curve=self._curve(state),
        )


def unreachable(context: Context, incident: IncidentState, person: str, why: str) -> None:
    """Remember that a person cannot be reached."""
    context.decide(Reason.NO_CONTACT, f"{person}: {why}", watch=incident.watch, incident=incident.id, person=person)
