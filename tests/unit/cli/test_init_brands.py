"""Several brands: each may deal in something else, and reads a playbook for danger that fits it."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from alertd.cli import cli
from alertd.cli.test import command as play_command
from alertd.config import load_settings
from alertd.model.rule import Rule
from tests.unit.cli.test_init import begun

BRANDS = ("--brand", "Nordwind", "--brand", "Acme Air", "--brand", "Toast & Co", "--person", "ayse=console")
DEALS = ("--trade", "Nordwind=goods", "--trade", "Acme Air=travel")


def dangers(folder: Path) -> dict[str, Rule]:
    """Return the rules for danger that were written, by id."""
    rules = load_settings(folder / "alertd.yaml").house.rules
    return {rule.id: rule for rule in rules if rule.id.startswith("safety")}


def first_step(rule: Rule) -> str:
    """Return what its playbook asks first, in English."""
    assert rule.playbook is not None
    return rule.playbook.told("en").steps[0]


def test_each_trade_has_a_rule_of_its_own_for_its_brands_alone(tmp_path: Path) -> None:
    """An airline reads of flights, the maker of kettles of batches, and who said nothing what fits any trade; no post is judged twice."""
    done = begun(tmp_path, *BRANDS, *DEALS, "--rule", "safety")
    assert done.exit_code == 0, done.output
    assert "nothing to mend" in done.output
    assert "Nobody said what these brands deal in" not in done.output

    found = dangers(tmp_path)
    assert {name: rule.watches for name, rule in found.items()} == {
        "safety-goods": ("nordwind",),
        "safety-travel": ("acme-air",),
        "safety": ("toast-co",),
    }
    assert "model, batch" in first_step(found["safety-goods"])
    assert "flight" in first_step(found["safety-travel"])
    assert "model" not in first_step(found["safety"])
    conditions = {rule.when for rule in found.values()}
    assert len(conditions) == 1  # the danger is the same, only the answer differs


def test_the_stories_of_each_trade_are_about_its_own_brand(tmp_path: Path) -> None:
    """A need of that brand stands in them too, else its watch would hear nothing; each rule is shown to page."""
    begun(tmp_path, *BRANDS, *DEALS, "--need", "Acme Air=flight*", "--rule", "safety")
    files = [str(tmp_path / "rules" / f"{name}.test.yml") for name in dangers(tmp_path)]
    played = CliRunner().invoke(play_command, files, obj={})

    assert played.exit_code == 0, played.output
    assert "Acme Air flight caught fire" in (tmp_path / "rules/safety-travel.test.yml").read_text("utf-8")
    assert "24 passed, 0 failed" in played.output


def test_the_file_says_what_it_is_for(tmp_path: Path) -> None:
    """Whoever opens it later sees the trade and the brand, and no hint to an option that was given already."""
    begun(tmp_path, *BRANDS, *DEALS, "--rule", "safety")
    travel = (tmp_path / "rules/safety-travel.yml").read_text("utf-8")
    assert travel.splitlines()[0] == (
        "# The shipped rule for danger with a playbook of travel, for Acme Air only; yours to change."
    )
    assert "--trade goods, food" not in travel
    assert "--trade goods, food" in (tmp_path / "rules/safety.yml").read_text("utf-8")


def test_brands_of_one_trade_share_one_rule(tmp_path: Path) -> None:
    """It then watches all, as every shipped rule does."""
    begun(tmp_path, "--brand", "Nordwind", "--brand", "Kettlo", "--trade", "Nordwind=goods", "--trade", "Kettlo=goods")
    assert {name: rule.watches for name, rule in dangers(tmp_path).items()} == {"safety": ("*",)}
    first = (tmp_path / "rules/safety.yml").read_text("utf-8").splitlines()[0]
    assert first == "# The shipped rule for danger with a playbook of goods; yours to change."


def test_several_brands_without_a_trade_are_told_how_to_name_it(tmp_path: Path) -> None:
    """The playbook fits any trade then, and one brand needs no such advice."""
    said = begun(tmp_path / "several", *BRANDS, "--rule", "safety").output
    assert "Nobody said what these brands deal in" in said
    assert '--trade "Nordwind=goods"' in said
    assert "Nobody said" not in begun(tmp_path / "one", "--brand", "Nordwind", "--rule", "safety").output


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--trade", "goods"), """'goods' does not say whose it is: write one of --trade "Nordwind=goods", --trade "Acme Air=goods\""""),
        (("--trade", "Globex=goods"), "does not say whose it is"),
        (("--trade", "Nordwind=good"), "'good' is no trade that has its own playbook (known: goods, food, travel)"),
        (("--trade", "Nordwind=goods", "--trade", "Nordwind=food"), "Nordwind deals in goods and in food"),
    ],
)  # fmt: skip
def test_a_trade_that_fits_nobody_is_told(tmp_path: Path, options: tuple[str, ...], said: str) -> None:
    """Under its option, with what to write, and nothing is written."""
    done = begun(tmp_path, "--brand", "Nordwind", "--brand", "Acme Air", *options)
    assert done.exit_code == 2
    assert said in done.output
    assert "--trade: " in done.output
    assert list(tmp_path.iterdir()) == []


def test_the_trade_of_one_brand_may_stand_alone_or_with_its_name(tmp_path: Path) -> None:
    """Both mean the same."""
    for name, trade in (("bare", "food"), ("named", "Nordwind=food")):
        begun(tmp_path / name, "--brand", "Nordwind", "--trade", trade, "--rule", "safety")
    assert (tmp_path / "bare/rules/safety.yml").read_text() == (tmp_path / "named/rules/safety.yml").read_text()
    assert "batch, date" in first_step(dangers(tmp_path / "bare")["safety"])


def test_nothing_to_mend_means_that_the_next_check_ends_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a secret unset it is named instead, and `check` names the very same place for it; once it is set both are content."""
    for name in ("SMTP", "CREDENTIALS_DIRECTORY", "ALERTD_CREDSTORE", "ALERTD_SECRETS"):
        monkeypatch.delenv(name, raising=False)
    asked = ("--brand", "Nordwind", "--rule", "safety", "--person", "omar=email:omar@example.org")
    before = begun(tmp_path / "before", *asked).output
    checked = CliRunner().invoke(cli, ["check", "-c", str(tmp_path / "before/alertd.yaml")])

    assert "nothing to mend" not in before
    assert "still to set: SMTP. Next:" in before
    assert checked.exit_code == 1
    (told,) = {
        line.partition("set SMTP ")[2].partition(": user:")[0] for line in before.splitlines() if "set SMTP in" in line
    }
    assert told.startswith("in the environment; for the unit, put it into the file ")
    assert f"set SMTP {told}" in checked.output

    monkeypatch.setenv("SMTP", "user:pw@smtp.example.org")
    after = begun(tmp_path / "after", *asked).output
    assert "checked: 2 rules, nothing to mend. Next:" in after
    assert CliRunner().invoke(cli, ["check", "-c", str(tmp_path / "after/alertd.yaml")]).exit_code == 0
