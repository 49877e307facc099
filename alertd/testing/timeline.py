"""Time line: what a story expects against what happened, and why; and what no story shows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from alertd.model.commands import KeepDecision
from alertd.model.house import House
from alertd.model.page import Page
from alertd.model.reason import Reason
from alertd.model.rule import Severity
from alertd.rulefile import cases, happenings

_MISSING = ("no page", "no notice")
_REASONS = 12  # decisions that are shown; the last ones before what went wrong


class Line(NamedTuple):
    """One page: one that was expected, came, or both. wrong: what is wrong with it, "" for nothing."""

    at: datetime
    said: str
    wrong: str = ""


def lines(story: cases.Story, pages: Sequence[Page], decisions: Iterable[KeepDecision] = ()) -> list[Line]:
    """Return every page and notice that was expected or came from day 1 on, in order of time."""
    told = [one for one in story.expect if not isinstance(one, happenings.NothingElse)]
    is_all = not told or any(isinstance(one, happenings.NothingElse) for one in story.expect)
    found = [*_pages(story, pages, is_all=is_all), *_notices(story, decisions, is_all=is_all)]
    return sorted(found, key=lambda line: line.at)


def _pages(story: cases.Story, pages: Sequence[Page], *, is_all: bool) -> list[Line]:
    left = [page for page in pages if page.at >= story.instant(_MIDNIGHT)]
    expected = [one for one in story.expect if isinstance(one, happenings.ExpectedPage)]
    found: list[Line] = []
    for one in expected:
        page = next((page for page in left if _fits(one, page, story)), None)
        if page is None:
            found.append(Line(story.instant(one.at, one.day), _named(one), f"no page {_named(one)}"))
        else:
            left.remove(page)
            found.append(Line(page.at, _of(page)))
    for page in left:
        # What a broken promise brings is the settings' affair, not the rule's: it may be expected, and need not be.
        is_wrong = is_all and not page.is_of_promise
        said = f"an unexpected page {page.rule} step {page.step} at {_clock(page.at, story)} to {page.to}"
        wrong = said if is_wrong else ""
        found.append(Line(page.at, _of(page), wrong))
    return found


def _notices(story: cases.Story, decisions: Iterable[KeepDecision], *, is_all: bool) -> list[Line]:
    left = notices(story, decisions)
    found: list[Line] = []
    for one in story.expect:
        if not isinstance(one, happenings.ExpectedNotice):
            continue
        at = story.instant(one.at, one.day)
        came = next((n for n in left if abs(n.at - at) <= one.within and one.rule in (None, n.rule)), None)
        if came is None:
            said = "notice " + " ".join(part for part in (_when(one), f"rule {one.rule}" if one.rule else "") if part)
            found.append(Line(at, said, f"no {said}"))
        else:
            left.remove(came)
            found.append(Line(came.at, f"notice, rule {came.rule}"))
    for came in left:
        wrong = f"an unexpected notice of {came.rule} at {_clock(came.at, story)}" if is_all else ""
        found.append(Line(came.at, f"notice, rule {came.rule}", wrong))
    return found


def notices(story: cases.Story, decisions: Iterable[KeepDecision]) -> list[KeepDecision]:
    """Return the decisions by which notices were kept for their digests, from day 1 on."""
    return [one for one in decisions if one.reason == Reason.NOTICED and one.at >= story.instant(_MIDNIGHT)]


def judge(story: cases.Story, pages: Sequence[Page], decisions: Iterable[KeepDecision] = ()) -> list[str]:
    """Return what is wrong: a page or notice that did not come, or one that nobody expected."""
    wrong = [line.wrong for line in lines(story, pages, decisions) if line.wrong]
    return sorted(wrong, key=lambda said: not said.startswith(_MISSING))


def told(story: cases.Story, pages: Sequence[Page], decisions: Sequence[KeepDecision]) -> list[str]:
    """Return the time line of a story that went wrong, with the reasons of what was decided; [] where it went well."""
    found = lines(story, pages, decisions)
    if not any(line.wrong for line in found):
        return []
    out = [f"{_clock(line.at, story)}  {line.said}{_mark(line)}" for line in found]
    begins = story.instant(_MIDNIGHT)
    last = [one for one in decisions if one.at >= begins and (one.rule or one.incident)][-_REASONS:]
    if last:
        out += ["what was decided:", *(f"{_clock(one.at, story)}  {one.reason}: {one.text}" for one in last)]
    return out


def _mark(line: Line) -> str:
    if line.wrong.startswith(_MISSING):
        return "   <- expected, and did not come"
    return "   <- came, and nobody expected it" if line.wrong else "   as expected" if line.said else ""


class Coverage:
    """Which rules paged or noticed in some story, and which steps of the policies were reached."""

    def __init__(self) -> None:
        self._rules: dict[str, bool] = {}
        self._steps: dict[tuple[str, int], bool] = {}

    def take(
        self, house: House, story: cases.Story, pages: Sequence[Page], decisions: Iterable[KeepDecision] = ()
    ) -> None:
        """Count what one story shows. A notice opens no incident: the steps of its policy are none of its own."""
        for rule in house.rules:
            self._rules.setdefault(rule.id, False)
            if rule.severity is Severity.NOTICE:
                continue
            policy = house.roster.policies.get(rule.page or "")
            for number in range(1, len(policy.steps) + 1 if policy is not None else 1):
                self._steps.setdefault((policy.name if policy else "", number), False)
        for one in notices(story, decisions):
            self._rules[one.rule or ""] = True
        for page in pages:
            if page.at >= story.instant(_MIDNIGHT):
                self._rules[page.rule or ""] = True
                self._steps[page.policy or "", page.step] = True

    def missing(self) -> list[str]:
        """Return sentences of what no story shows."""
        rules = [rule for rule, is_shown in self._rules.items() if not is_shown]
        steps = [f"{policy} step {step}" for (policy, step), is_shown in self._steps.items() if not is_shown]
        out = [f"no story pages by: {', '.join(rules)}"] if rules else []
        return out + ([f"no story reaches: {', '.join(steps)}"] if steps else [])


def _fits(expected: happenings.ExpectedPage, page: Page, story: cases.Story) -> bool:
    at = story.instant(expected.at, expected.day)
    return (
        at - expected.within <= page.at <= at + expected.within
        and expected.policy in (None, page.policy)
        and expected.step in (None, page.step)
        and expected.rule in (None, page.rule)
        and expected.to in (None, page.to)
    )


def _of(page: Page) -> str:
    return f"page {page.policy} step {page.step}, rule {page.rule}, to {page.to}"


def _clock(at: datetime, story: cases.Story) -> str:
    own = at.astimezone(story.midnight.tzinfo)
    day = (own.date() - story.midnight.date()).days + 1
    return f"{own:%H:%M:%S}" + (f" day {day}" if day != 1 else "")


def _when(expected: happenings.ExpectedPage | happenings.ExpectedNotice) -> str:
    within = int(expected.within.total_seconds() // 60)
    return f"at {expected.at:%H:%M} within {within} min" + (f" on day {expected.day}" if expected.day != 1 else "")


def _named(expected: happenings.ExpectedPage) -> str:
    parts = [_when(expected)]
    for word, value in (("of", expected.policy), ("step", expected.step), ("rule", expected.rule), ("to", expected.to)):
        if value is not None:
            parts.append(f"{word} {value}")
    return " ".join(parts)


_MIDNIGHT = datetime.min.time()
