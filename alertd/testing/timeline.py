"""Time line: what a story expects against what happened, and why; and what no story shows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from alertd.model.commands import KeepDecision
from alertd.model.house import House
from alertd.model.page import Page
from alertd.rulefile import cases

_REASONS = 12  # decisions that are shown; the last ones before what went wrong


class Line(NamedTuple):
    """One page: one that was expected, came, or both. wrong: what is wrong with it, "" for nothing."""

    at: datetime
    said: str
    wrong: str = ""


def lines(story: cases.Story, pages: Sequence[Page]) -> list[Line]:
    """Return every page that was expected or came from day 1 on, in order of time."""
    left = [page for page in pages if page.at >= story.instant(_MIDNIGHT)]
    expected = [one for one in story.expect if isinstance(one, cases.ExpectedPage)]
    is_all = not expected or any(isinstance(one, cases.NothingElse) for one in story.expect)
    found: list[Line] = []
    for one in expected:
        page = next((page for page in left if _fits(one, page, story)), None)
        if page is None:
            found.append(Line(story.instant(one.at, one.day), _named(one), f"no page {_named(one)}"))
        else:
            left.remove(page)
            found.append(Line(page.at, _of(page)))
    for page in left:
        wrong = (
            f"an unexpected page {page.rule} step {page.step} at {_clock(page.at, story)} to {page.to}"
            if is_all
            else ""
        )
        found.append(Line(page.at, _of(page), wrong))
    return sorted(found, key=lambda line: line.at)


def judge(story: cases.Story, pages: Sequence[Page]) -> list[str]:
    """Return what is wrong: a page that did not come, or one that nobody expected."""
    wrong = [line.wrong for line in lines(story, pages) if line.wrong]
    return sorted(wrong, key=lambda said: not said.startswith("no page"))


def told(story: cases.Story, pages: Sequence[Page], decisions: Iterable[KeepDecision]) -> list[str]:
    """Return the time line of a story that went wrong, with the reasons of what was decided; [] where it went well."""
    found = lines(story, pages)
    if not any(line.wrong for line in found):
        return []
    out = [f"{_clock(line.at, story)}  {line.said}{_mark(line)}" for line in found]
    begins = story.instant(_MIDNIGHT)
    last = [one for one in decisions if one.at >= begins and (one.rule or one.incident)][-_REASONS:]
    if last:
        out += ["what was decided:", *(f"{_clock(one.at, story)}  {one.reason}: {one.text}" for one in last)]
    return out


def _mark(line: Line) -> str:
    if line.wrong.startswith("no page"):
        return "   <- expected, and did not come"
    return "   <- came, and nobody expected it" if line.wrong else "   as expected" if line.said else ""


class Coverage:
    """Which rules paged in some story, and which steps of the policies were reached."""

    def __init__(self) -> None:
        self._rules: dict[str, bool] = {}
        self._steps: dict[tuple[str, int], bool] = {}

    def take(self, house: House, story: cases.Story, pages: Sequence[Page]) -> None:
        """Count what one story shows."""
        for rule in house.rules:
            self._rules.setdefault(rule.id, False)
            policy = house.roster.policies.get(rule.page or "")
            for number in range(1, len(policy.steps) + 1 if policy is not None else 1):
                self._steps.setdefault((policy.name if policy else "", number), False)
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


def _fits(expected: cases.ExpectedPage, page: Page, story: cases.Story) -> bool:
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


def _named(expected: cases.ExpectedPage) -> str:
    parts = [f"at {expected.at:%H:%M} within {int(expected.within.total_seconds() // 60)} min"]
    if expected.day != 1:
        parts.append(f"on day {expected.day}")
    for word, value in (("of", expected.policy), ("step", expected.step), ("rule", expected.rule), ("to", expected.to)):
        if value is not None:
            parts.append(f"{word} {value}")
    return " ".join(parts)


_MIDNIGHT = datetime.min.time()
