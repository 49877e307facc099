"""What `alertd init` writes of dangers: words that fit any trade, or the trade that is named."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from alertd.cli.init_trades import TRADES
from alertd.cli.test import command as play_command
from alertd.config import load_settings
from alertd.model.rule import Playbook
from tests.unit.cli.test_init import begun

#: Words of one trade, in English: an airline's or a bank's crisis must not be told to unplug anything.
OF_GOODS = ("model", "batch", "stop using", "unplug", "product")


def playbooks(folder: Path) -> list[Playbook]:
    """Return every playbook that was written."""
    return [one.playbook for one in load_settings(folder / "alertd.yaml").house.rules if one.playbook is not None]


@pytest.mark.parametrize("brand", ["Acme Air", "Acme Bank"])
def test_no_playbook_speaks_of_products_where_nobody_said_that_there_are_any(tmp_path: Path, brand: str) -> None:
    """An airline and a bank read what fits them, in each step and each saved reply."""
    assert begun(tmp_path, "--brand", brand, "--handle", "x:acme", "--competitor", "globex").exit_code == 0

    found = playbooks(tmp_path)
    assert len(found) > 10
    for one in found:
        english = one.told("en")
        said = " ".join((*english.steps, english.replies.get("en", ""))).casefold()
        assert [word for word in OF_GOODS if word in said] == []


@pytest.mark.parametrize(
    ("trade", "step", "reply"),
    [
        ("goods", "model, batch", "stop using it"),
        ("food", "best-before|date and shop", "eat or drink"),
        ("travel", "flight", "staff"),
    ],
)
def test_a_trade_has_its_own_playbook_for_danger(tmp_path: Path, trade: str, step: str, reply: str) -> None:
    """Its first step and its saved reply, in seven languages; the other steps, and the other rules, are those of all."""
    general, special = tmp_path / "general", tmp_path / trade
    assert begun(general, "--brand", "Nordwind").exit_code == 0
    assert begun(special, "--brand", "Nordwind", "--trade", trade).exit_code == 0

    changed = [
        path.name
        for path in sorted((general / "rules").iterdir())
        if path.read_text() != (special / "rules" / path.name).read_text()
    ]
    assert changed == ["safety.yml"]
    of_all, own = (
        next(rule.playbook for rule in load_settings(folder / "alertd.yaml").house.rules if rule.id == "safety")
        for folder in (general, special)
    )
    assert of_all is not None
    assert own is not None
    for tongue, advice in TRADES[trade].items():
        assert own.told(tongue).steps == (advice.step, *of_all.told(tongue).steps[1:])
        assert own.replies[tongue] == advice.reply
    assert re.search(step, own.told("en").steps[0])
    assert reply in own.replies["en"]


def test_each_trade_speaks_every_language_that_the_shipped_rule_does() -> None:
    """A language left out would mix an airline's step with a reply for kettles."""
    assert {trade: [*told] for trade, told in TRADES.items()} == {
        key: ["en", "ru", "tr", "fr", "pt", "zh", "ar"] for key in TRADES
    }


def test_a_watch_of_two_languages_gets_no_story_told_in_a_third(tmp_path: Path) -> None:
    """A bakery that reads French and English had one of its first stories fail: two of its posts were Turkish and Russian, and no mentions of it."""
    told = ("--brand", "Boulangerie Martin", "--language", "fr", "--language", "en", "--trade", "food")
    assert begun(tmp_path, *told).exit_code == 0
    stories = tmp_path / "rules" / "safety.test.yml"

    assert re.findall(r"language (?!fr|en)\w\w'?$", stories.read_text(encoding="utf-8"), flags=re.MULTILINE) == []
    played = CliRunner().invoke(play_command, [str(stories)], obj={})
    assert played.exit_code == 0, played.output


def test_a_watch_of_all_languages_keeps_each_story(tmp_path: Path) -> None:
    """Who names none reads all of them."""
    assert begun(tmp_path, "--brand", "Nordwind").exit_code == 0

    assert "language tr" in (tmp_path / "rules" / "safety.test.yml").read_text(encoding="utf-8")


BAKERY = """
- story: mould, pests and glass in what people eat
  given:
    - 3d of 5 mentions an hour, mood neutral
    - at 03:00, u_1 with 90 followers posts "{first}", mood neutral, language {language}
    - at 03:05, u_2 with 90 followers posts "{second}", mood neutral, language {language}
    - at 03:09, u_3 with 90 followers posts "{third}", mood neutral, language {language}
  expect:
    - {expected}
"""


@pytest.mark.parametrize(
    ("language", "texts"),
    [
        (
            "tr",
            ("Nordwind ekmeğinden böcek çıktı", "nordwind poğaça küflü geldi", "nordwind'den yedik, hepimiz kustuk"),
        ),
        ("de", ("Schimmel im Brot von Nordwind", "bei nordwind lag Mäusekot", "Nordwind Torte war verschimmelt")),
        ("en", ("mould in my nordwind loaf", "a cockroach at the Nordwind counter", "the Nordwind cake made us sick")),
        ("ru", ("плесень на хлебе Nordwind", "тараканы в Nordwind", "после Nordwind всю ночь тошнит")),
    ],
)
def test_mould_is_danger_to_a_bakery_and_talk_to_others(
    tmp_path: Path, language: str, texts: tuple[str, str, str]
) -> None:
    """Three people who tell of it wake somebody where the trade is food; who sells paint is left to sleep."""
    for trade, expected in (
        ("food", "at 03:09 within 8m, page pr-oncall step 1, rule safety"),
        ("goods", "nothing else"),
    ):
        folder = tmp_path / trade
        assert begun(folder, "--brand", "Nordwind", "--trade", trade, "--rule", "safety").exit_code == 0
        first, second, third = texts
        story = BAKERY.format(first=first, second=second, third=third, language=language, expected=expected)
        (folder / "rules" / "safety.test.yml").write_text(story, encoding="utf-8")
        played = CliRunner().invoke(play_command, [str(folder / "rules" / "safety.test.yml")], obj={})
        assert played.exit_code == 0, (trade, played.output)


@pytest.mark.parametrize(
    "text",
    [
        "küfür etmeyin nordwind'e",
        "ekmek çok barata na nordwind",
        "Nordwind pão tão barata",
        "we love the moulding of nordwind",
        "nordwind zehir gibi güzel",
        "die Nordwind Maiden Tour",
    ],
)
def test_words_that_only_begin_alike_are_no_danger(tmp_path: Path, text: str) -> None:
    """A curse, a price and an ornament share their beginnings with mould and cockroaches."""
    assert begun(tmp_path, "--brand", "Nordwind", "--trade", "food", "--rule", "safety").exit_code == 0
    story = BAKERY.format(first=text, second=text + " a", third=text + " b", language="en", expected="nothing else")
    (tmp_path / "rules" / "safety.test.yml").write_text(story, encoding="utf-8")
    played = CliRunner().invoke(play_command, [str(tmp_path / "rules" / "safety.test.yml")], obj={})
    assert played.exit_code == 0, played.output
