"""Whole pages as they are sent, kept as files to read. ALERTD_WRITE_GOLDEN=1 writes them anew."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from alertd.core.wording import word
from alertd.core.wording.gsm import segments
from alertd.model.page import Page, PageKind
from alertd.model.rule import Severity
from tests.unit.core.wording.pages import LINK, QUOTES, SHORT_LINK, crowd, facts, page, sms

GOLDEN = Path(__file__).parent / "golden"

PAGES: dict[str, Page] = {
    "page-slack-en": page(),
    "page-mail-en": page(channel="email"),
    "page-plain-en": page(channel="hook", channel_kind="webhook"),
    "page-sms-en": sms(),
    "page-sms-one-segment": sms(max_segments=1),
    **{f"page-slack-{tongue}": page(language=tongue) for tongue in ("ru", "tr", "fr", "pt", "zh", "ar")},
    **{f"page-sms-{tongue}": sms(language=tongue) for tongue in ("ru", "tr", "fr", "pt", "zh", "ar")},
    # What people get by default: three segments where the script has its own alphabet, and the short link.
    **{f"page-sms-default-{tongue}": sms(language=tongue, max_segments=3) for tongue in ("ru", "zh", "ar")},
    "page-second-step": page(step=2, number=1, facts=facts(take_by=1_795_228_980.0)),
    "page-last-step": page(step=3, number=1, facts=facts(take_by=None, take_who=None, take_last=1)),
    "page-last-step-sms": sms(step=3, number=1, facts=facts(take_by=None, take_who=None, take_last=1)),
    "page-new-wave": page(round=2),
    "page-late": page(facts=facts(late_seconds=11_400, source="x")),
    "page-counts-only": page(facts=facts(authors=None, negative_share=None, top_author=None), evidence=()),
    "page-too-little-history": page(
        facts=facts(usual=None, low=None, high=None, ratio=None, rarity=None, watched_for=32_400), signals=()
    ),
    "page-own-message": page(message="{watch}: {count} in {window} ({ratio}x), loudest {top_author}. {link}"),
    "update-slack": page(kind=PageKind.UPDATE, facts=facts(who="omar", note="Legal is asked.")),
    **{
        f"back-slack-{tongue}": page(
            kind=PageKind.UPDATE, language=tongue, facts=facts(news="back", news_seconds=3_000), evidence=()
        )
        for tongue in ("en", "ru", "tr", "fr", "pt", "zh", "ar")
    },
    **{
        f"has-it-sms-{tongue}": sms(kind=PageKind.UPDATE, language=tongue, facts=facts(news="ack", news_who="ivan"))
        for tongue in ("en", "ru", "tr", "fr", "pt", "zh", "ar")
    },
    **{
        f"calm-unacknowledged-slack-{tongue}": page(
            kind=PageKind.RESOLVED, language=tongue, facts=facts(unacknowledged=1, pages_on=1), sentences=()
        )
        for tongue in ("en", "ru", "tr", "fr", "pt", "zh", "ar")
    },
    "calm-second-step": page(step=2, facts=facts(calm_since=1_795_230_000.0)),
    "done-slack-zh": page(kind=PageKind.RESOLVED, language="zh", facts=facts(who="ayse"), sentences=()),
    "resolved-slack": page(kind=PageKind.RESOLVED, facts=facts(count=9.0, ratio=0.75), sentences=()),
    "resolved-sms": sms(kind=PageKind.RESOLVED, facts=facts(count=9.0, ratio=0.75), sentences=()),
    "digest-mail": page(
        kind=PageKind.DIGEST,
        channel="email",
        severity=Severity.NOTICE,
        incident=None,
        sentences=(),
        facts={"note": "2026-11-20T10:00Z acme: new word kettle\n2026-11-20T15:00Z acme: globex answers twice as fast"},
    ),
    "ops-sms": sms(
        kind=PageKind.OPS,
        watch="alertd",
        incident=None,
        code="",
        rule=None,
        rules=(),
        rule_name="",
        sentences=(),
        playbook=None,
        evidence=(),
        signals=(),
        facts={"note": "Source x is out of budget for today; counts go on.", "source": "x"},
    ),
    "test-slack": page(
        kind=PageKind.TEST,
        watch="alertd",
        rule=None,
        rules=(),
        rule_name="",
        sentences=(),
        playbook=None,
        evidence=(),
        signals=(),
        facts={"who": "omar"},
    ),
}
PAGES |= {
    f"list-{kind}-{tongue}": crowd(kind, tongue)
    for tongue in ("en", "fr", "pt", "ru", "tr", "zh", "ar")
    for kind in ("mail", "slack", "sms")
}


def written(name: str, *, is_repeat: bool = False) -> str:
    """Return a page as a file shows it: title, text and, for SMS, its price."""
    shown = PAGES[name]
    has_link = shown.incident is not None or shown.kind is PageKind.LIST
    link = SHORT_LINK if "default" in name else LINK
    worded = word(shown, QUOTES, link if has_link else "", is_repeat=is_repeat)
    cost = segments(worded.text)
    price = f"\n--\nsegments: {cost.count}, {cost.alphabet}, {cost.units} units" if shown.max_segments else ""
    return f"{worded.title}\n--\n{worded.text}{price}\n"


@pytest.mark.parametrize("name", sorted(PAGES))
def test_a_page_reads_as_its_golden_file(name: str) -> None:
    """A change of words must be seen by somebody who reads the whole page."""
    path = GOLDEN / f"{name}.txt"
    text = written(name)
    if os.environ.get("ALERTD_WRITE_GOLDEN"):
        path.write_text(text, encoding="utf-8")

    assert text == path.read_text(encoding="utf-8")


def test_no_golden_file_is_left_over() -> None:
    """Each file has its page."""
    assert sorted(path.stem for path in GOLDEN.glob("*.txt")) == sorted(PAGES)


@pytest.mark.parametrize("name", ["page-slack-en", "page-mail-en", "page-sms-en"])
def test_a_repeat_says_so(name: str) -> None:
    """After a crash the responder must know that it may be the same page."""
    assert "ossible repeat" in written(name, is_repeat=True)
    assert "ossible repeat" not in written(name)
