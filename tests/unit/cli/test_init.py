"""`alertd init`: what it writes passes `check` and its own story, whatever the brand is called."""

from __future__ import annotations

import io
import sys
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner, Result

from alertd.cli.init import command
from alertd.cli.test import command as play_command
from alertd.config import load_settings
from alertd.rulefile.shipped import shipped_files


def begun(folder: Path, *options: str) -> Result:
    """Run the command without a terminal."""
    return CliRunner().invoke(command, [str(folder), *options], obj={})


@pytest.mark.parametrize(
    "brand", ["acme", "Acme Corp", "McDonald's", "H&M: the shop", "Яндекс", "苹果", "7up", "#yes", "no", "C:\\acme", "{Gap}"]
)  # fmt: skip
def test_whatever_the_brand_is_called_the_files_are_read(tmp_path: Path, brand: str) -> None:
    """Quotes, colons and other scripts stay what they are."""
    done = begun(tmp_path, "--brand", brand)
    assert done.exit_code == 0, done.output

    loaded = load_settings(tmp_path / "alertd.yaml")
    assert loaded.settings.watches[0].terms == (brand,)
    assert {rule.id for rule in loaded.house.rules} >= {"busy-hour", "negative-storm", "volume"}
    assert "unanswered" not in {rule.id for rule in loaded.house.rules}  # nobody could ever answer


def test_all_that_is_told_stands_in_the_files(tmp_path: Path) -> None:
    """Languages, accounts, competitors, and people in the order in which they are told."""
    done = begun(
        tmp_path, "--brand", "gap", "--need", "jeans", "--need", "denim*", "--language", "tr", "--language", "en",
        "--handle", "x:@Gap_Help", "--handle", "x:gap", "--competitor", "globex",
        "--person", "ayse=slack:#pr", "--person", "omar=email:omar@example.org", "--person", "ayse=sms:+905550000001",
        "--timezone", "Europe/Istanbul",
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    environment = {"SLACK_TOKEN": "xoxb-1", "SMTP": "a:b@smtp.example.org", "TWILIO": "AC:t@+15550000000"}
    loaded = load_settings(tmp_path / "alertd.yaml", environment=environment)

    watch = loaded.settings.watches[0]
    assert (watch.needs, watch.near, watch.languages) == (("jeans", "denim*"), 10, ("tr", "en"))
    assert watch.handles == {"x": ("gap_help", "gap")}
    assert watch.competitors == ("globex",)
    assert loaded.settings.page_language == "tr"
    steps = loaded.house.roster.policies["pr-oncall"].steps
    assert [(step.notify, step.by) for step in steps] == [(("ayse",), ("slack", "sms")), (("omar",), ("email",))]
    assert "unanswered" in {rule.id for rule in loaded.house.rules}
    for name in environment:
        assert f"set {name} in the environment" in done.output


@pytest.mark.parametrize(
    ("competitors", "has_rival"), [((), False), (("globex",), True), (("umbrella",), True), (("Two Words",), False)]
)
def test_with_accounts_and_whatever_competitors_the_files_pass(
    tmp_path: Path, competitors: tuple[str, ...], has_rival: bool
) -> None:
    """The shipped comparison names a rival in its stories: it comes only where there is one, under that one's name."""
    named = [word for name in competitors for word in ("--competitor", name)]
    done = begun(tmp_path, "--brand", "gap", "--handle", "x:gap_help", *named)
    assert done.exit_code == 0, done.output

    rules = {rule.id: rule for rule in load_settings(tmp_path / "alertd.yaml").house.rules}
    assert ("rival" in rules) == has_rival
    assert {"unanswered", "due", "promise"} <= set(rules)
    if has_rival:
        assert f"to {competitors[0]}," in (tmp_path / "rules" / "rival.test.yml").read_text(encoding="utf-8")


def test_shipped_stories_that_come_along_are_about_the_brand(tmp_path: Path) -> None:
    """They are played with the terms of its watch: a story of acme's customers would be heard by nobody."""
    begun(tmp_path, "--brand", "gap", "--handle", "x:gap_help", "--person", "ayse=console")
    done = CliRunner().invoke(
        play_command, [str(tmp_path / "rules" / f"{name}.test.yml") for name in ("due", "safety")], obj={}
    )

    assert done.exit_code == 0, done.output
    assert "11 passed, 0 failed" in done.output


#: Names and settings that a shipped story does not know: a colon in the brand, a word beside it, one language, a night.
ODD = (
    "--brand", "H&M: the shop", "--need", "denim*", "--language", "tr", "--handle", "x:hm_help", "--competitor", "globex",
    "--timezone", "America/New_York", "--quiet-hours", "22:00-07:00", "--person", "ayse=console",
)  # fmt: skip
SPEAKING = ("boycott", "budget", "coordinated", "due", "safety")


@pytest.mark.parametrize("rule", SPEAKING)
def test_shipped_stories_pass_whatever_the_brand_is_called(tmp_path: Path, rule: str) -> None:
    """Those whose posts say something: they are told of this brand, in a language that is read, by day."""
    done = begun(tmp_path, *ODD, "--rule", rule)
    assert done.exit_code == 0, done.output
    played = CliRunner().invoke(play_command, [str(tmp_path / "rules" / f"{rule}.test.yml")], obj={})

    assert played.exit_code == 0, played.output
    assert "acme" not in (tmp_path / "rules" / f"{rule}.test.yml").read_text(encoding="utf-8").lower()


def test_its_own_story_happens_by_day_where_people_have_quiet_hours(tmp_path: Path) -> None:
    """At ten of UTC it is night in New York, and an urgent page would wait."""
    begun(tmp_path, *ODD, "--rule", "negative")
    played = CliRunner().invoke(play_command, [str(tmp_path / "rules" / "h-m-the-shop.test.yml")], obj={})
    assert played.exit_code == 0, played.output


def rules_in(*files: Path) -> int:
    """Return how many rules stand in files."""
    return sum(path.read_text(encoding="utf-8").count("\n  - name:") for path in files)


@pytest.mark.parametrize("rule", sorted(path.stem for path in shipped_files()))
def test_each_shipped_rule_alone_passes_its_check(tmp_path: Path, rule: str) -> None:
    """Without an error, and without a warning too: whoever begins has enough to read."""
    done = begun(tmp_path, "--brand", "acme", "--handle", "x:acme_help", "--competitor", "globex", "--rule", rule)
    assert done.exit_code == 0, done.output
    own = rules_in(*(path for path in shipped_files() if path.stem == rule))
    assert f"checked: {1 + own} rules, nothing to mend" in done.output
    assert sorted(path.name for path in (tmp_path / "rules").iterdir()) == sorted(
        ["acme.test.yml", "acme.yml", f"{rule}.test.yml", f"{rule}.yml"]
    )


def test_all_rules_together_pass_their_check(tmp_path: Path) -> None:
    """As a beginner gets them, on a terminal or with a channel; no daemon is needed to see it."""
    named = ("--brand", "acme", "--handle", "x:acme_help", "--competitor", "globex")
    said = f"{rules_in(*shipped_files()) + 1} rules, "
    assert f"{said}nothing to mend" in begun(tmp_path / "a", *named).output
    assert f"{said}still to set: SMTP" in begun(tmp_path / "b", *named, "--person", "omar=email:o@example.org").output


def test_several_brands_are_several_watches_of_one_set_of_rules(tmp_path: Path) -> None:
    """Each with its own terms and the languages that are read; the first is the one of the stories."""
    brands = ("--brand", "Kettlo", "--brand", "Toast & Co", "--brand", "Kettlo", "--language", "tr")
    done = begun(tmp_path, *brands, "--rule", "negative", "--person", "ayse=console")
    assert done.exit_code == 0, done.output
    assert "2 rules, nothing to mend" in done.output
    assert "alertd send-test pr-oncall --by ayse" in done.output
    assert "alertd explain --language tr" in done.output

    loaded = load_settings(tmp_path / "alertd.yaml")
    assert {one.name: (one.terms, one.languages) for one in loaded.house.watches} == {
        "kettlo": (("Kettlo",), ("tr",)),
        "toast-co": (("Toast & Co",), ("tr",)),
    }
    assert {rule.id: rule.watches for rule in loaded.house.rules} == {
        "busy-hour": ("kettlo", "toast-co"),
        "negative-storm": ("*",),
    }
    (first,) = [rule for rule in loaded.house.rules if rule.id == "busy-hour"]
    assert first.names == {"tr": "Yoğun saat", "en": "Busy hour"}  # of both, so of neither by name


def test_the_first_rule_is_called_in_the_languages_that_are_read(tmp_path: Path) -> None:
    """And its step is said in them; whoever reads neither gets English."""
    begun(tmp_path, "--brand", "acme", "--language", "tr", "--language", "de", "--rule", "negative")
    (first,) = [rule for rule in load_settings(tmp_path / "alertd.yaml").house.rules if rule.id == "busy-hour"]
    assert first.names == {"tr": "acme: yoğun saat", "en": "Busy hour of acme"}
    assert first.playbook is not None
    assert first.playbook.told("tr").steps == ("Yanıtlamadan önce ne dediklerini okuyun",)


def test_quiet_hours_of_everybody_are_told_and_not_forbidden(tmp_path: Path) -> None:
    """One person who sleeps is all that some have; the warning stands on the terminal as `check` says it."""
    done = begun(tmp_path, *ODD, "--rule", "negative")
    assert done.exit_code == 0
    assert "warning[swallowed]" in done.output
    assert "2 to think about, above" in done.output
    person = load_settings(tmp_path / "alertd.yaml").house.roster.people["ayse"]
    assert person.quiet is not None


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--rule", "negativ"), 'did you mean "negative"'),
        (("--rule", "zebra"), "known: angry, boycott"),
        (("--quiet-hours", "22-7"), "22:00-07:00"),
        (("--quiet-hours", "late"), "22:00-07:00"),
    ],
)
def test_a_rule_or_a_night_that_is_none_is_told(tmp_path: Path, options: tuple[str, ...], said: str) -> None:
    """With what to write, and nothing is written."""
    done = begun(tmp_path, "--brand", "acme", *options)
    assert done.exit_code == 2
    assert said in done.output
    assert list(tmp_path.iterdir()) == []


def test_alertds_own_troubles_have_a_way_of_their_own(tmp_path: Path) -> None:
    """The first who has a channel is told there, also when alertd's store is down; the secret stays a name."""
    begun(tmp_path, "--brand", "acme", "--person", "me=console", "--person", "omar=email:omar@example.org")
    text = (tmp_path / "alertd.yaml").read_text(encoding="utf-8")
    assert 'direct: "mailtos://${SMTP}?to=omar%40example.org"' in text
    steps = (
        load_settings(tmp_path / "alertd.yaml", environment={"SMTP": "a:b@c.example"})
        .house.roster.policies["ops-oncall"]
        .steps
    )
    assert [step.notify for step in steps] == [("me",), ("omar",)]


def test_a_brand_with_accounts_promises_an_hour(tmp_path: Path) -> None:
    """Without accounts nobody could tell whether it was kept, and nothing is promised."""
    begun(tmp_path / "with", "--brand", "gap", "--handle", "x:gap_help")
    begun(tmp_path / "without", "--brand", "gap")

    assert load_settings(tmp_path / "with" / "alertd.yaml").house.promises.first_reply == {
        "default": timedelta(hours=1)
    }
    assert load_settings(tmp_path / "without" / "alertd.yaml").house.promises.first_reply == {}


def test_its_own_story_passes(tmp_path: Path) -> None:
    """Played with the people that were named."""
    begun(tmp_path, "--brand", "acme", "--person", "ayse=console", "--yes")
    done = CliRunner().invoke(play_command, [str(tmp_path / "rules" / "acme.test.yml")], obj={})
    assert done.exit_code == 0, done.output
    assert "2 passed, 0 failed" in done.output


def test_nothing_is_written_over(tmp_path: Path) -> None:
    """Not one file, if one of them is there."""
    (tmp_path / "oncall.yaml").write_text("mine", encoding="utf-8")
    done = begun(tmp_path, "--brand", "acme")
    assert done.exit_code == 2
    assert "oncall.yaml is there already" in done.output
    assert (tmp_path / "oncall.yaml").read_text(encoding="utf-8") == "mine"
    assert not (tmp_path / "alertd.yaml").exists()


def test_a_name_that_is_a_word_is_told(tmp_path: Path) -> None:
    """Most of what is found would be about apples."""
    assert "is a word or" in begun(tmp_path / "a", "--brand", "Apple").output
    assert "is a word or" not in begun(tmp_path / "b", "--brand", "Apple", "--need", "iphone").output
    assert "is a word or" not in begun(tmp_path / "c", "--brand", "Vodafone").output


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ((), "--brand acme"),
        (("--brand", " "), "--brand acme"),
        (("--brand", 'Say "Hi"'), "AND"),
        (("--brand", "acme", "--brand", 'Say "Hi"'), "AND"),
        (("--brand", "acme", "--brand", "Acme!"), "would be one watch"),
        (("--brand", "a", "--person", "ayse"), "ayse=slack:#pr"),
        (("--brand", "a", "--person", "ayse=fax:1"), "channels: console, slack, email, sms"),
        (("--brand", "a", "--person", "ayse=slack:"), "ayse=slack:#pr"),
        (("--brand", "a", "--language", "xx"), '"xx" is not a language code'),
        (("--brand", "a", "--language", "turkish"), 'did you mean "tr"?'),
        (("--brand", "a", "--language", "jp"), 'did you mean "ja"?'),
        (("--brand", "a", "--competitor", "ayse=console"), "'ayse=console' is no competitor: give its name alone"),
        (("--brand", "a", "--handle", "acme_help"), "x:acme_help"),
        (("--brand", "a", "--handle", "x:https://x.com/acme"), "x:acme_help"),
    ],
)
def test_what_cannot_be_meant_is_said(tmp_path: Path, options: tuple[str, ...], said: str) -> None:
    """With what to write, and nothing is written."""
    done = begun(tmp_path, *options)
    assert done.exit_code == 2
    assert said in done.output
    assert not list(tmp_path.iterdir())


class Terminal(io.StringIO):
    """Somebody's terminal, with what they type."""

    def isatty(self) -> bool:
        """Whether somebody can be asked."""
        return True


def asked(folder: Path, typed: str, monkeypatch: pytest.MonkeyPatch) -> Result:
    """Run the command on a terminal: questions are asked, and these lines are the answers."""
    monkeypatch.setattr("alertd.cli.init.sys", SimpleNamespace(stdin=Terminal(typed), executable=sys.executable))
    return CliRunner().invoke(command, [str(folder), "--rule", "negative"], obj={}, input=typed)


def test_commas_part_the_brands_that_are_typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The question says so; each is a watch of its own, as with several --brand."""
    done = asked(tmp_path, "Nordwind, Acme Air\ntr, pt-BR\n\nglobex\n\n\nn\n", monkeypatch)
    assert done.exit_code == 0, done.output
    assert "What is the brand called (several: with commas between; each is a watch)" in done.output

    watches = load_settings(tmp_path / "alertd.yaml").settings.watches
    assert {one.name: (one.terms, one.languages) for one in watches if one.name != "globex"} == {
        "nordwind": (("Nordwind",), ("tr", "pt")),
        "acme-air": (("Acme Air",), ("tr", "pt")),
    }
    assert watches[0].competitors == ("globex",)


def test_what_cannot_be_read_is_asked_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A language that is none, an account without its platform, a person given one question too early: what was typed before is not lost."""
    typed = "Nordwind\nkettle\nen\n@nordwind\nx:nordwind\nayse=console\nglobex\nayse\nayse=console\n\nn\n"
    done = asked(tmp_path, typed, monkeypatch)
    assert done.exit_code == 0, done.output
    for said in ("kettle", "'@nordwind' is no account", "who is told goes to --person", "'ayse' is nobody"):
        assert said in done.output

    loaded = load_settings(tmp_path / "alertd.yaml")
    watch = loaded.settings.watches[0]
    assert (watch.languages, watch.handles, watch.competitors) == (("en",), {"x": ("nordwind",)}, ("globex",))
    assert list(loaded.house.roster.people) == ["ayse"]


def test_who_leaves_at_a_question_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The end of what is typed ends the asking."""
    assert asked(tmp_path, "Nordwind\nkettle\n", monkeypatch).exit_code == 1
    assert list(tmp_path.iterdir()) == []


def test_of_several_brands_a_need_says_whose_it_is(tmp_path: Path) -> None:
    """Given to the first without a word it would narrow the wrong one, and nobody would see why nothing is found."""
    brands = ("--brand", "Nordwind", "--brand", "Acme Air")
    vague = begun(tmp_path, *brands, "--need", "airline")
    assert vague.exit_code == 2
    assert """'airline' does not say whose it is""" in vague.output
    assert """--need "Nordwind=airline", --need "Acme Air=airline\"""" in vague.output
    assert begun(tmp_path, *brands, "--need", "Globex=airline").exit_code == 2
    assert list(tmp_path.iterdir()) == []

    done = begun(
        tmp_path, *brands, "--need", "Acme Air=airline", "--need", "Acme Air=flight*", "--need", "Nordwind=fly"
    )
    assert done.exit_code == 0, done.output
    watches = load_settings(tmp_path / "alertd.yaml").settings.watches
    assert {one.name: (one.needs, one.near) for one in watches} == {
        "nordwind": (("fly",), 10),
        "acme-air": (("airline", "flight*"), 10),
    }
    alone = begun(tmp_path / "alone", "--brand", "Nordwind", "--need", "Nordwind=airline")
    assert alone.exit_code == 0, alone.output
    assert load_settings(tmp_path / "alone" / "alertd.yaml").settings.watches[0].needs == ("airline",)


def test_all_that_is_wrong_is_told_at_once_under_its_option(tmp_path: Path) -> None:
    """Whoever runs it in a script mends one command line, not seven one after another; and nothing is written."""
    done = begun(
        tmp_path, "--brand", "Nordwind", "--language", "kettle", "--handle", "x:ok", "--handle", "@nordwind", "--handle", "x/y",
        "--competitor", "a=b", "--person", "ayse", "--rule", "negativ", "--timezone", "Istanbull", "--quiet-hours", "22-7",
    )  # fmt: skip
    assert done.exit_code == 2
    for option, said in (
        ("--language", "kettle"),
        ("--handle", "'@nordwind' is no account"),
        ("--competitor", "who is told goes to --person"),
        ("--person", "'ayse' is nobody"),
        ("--rule", "negative"),
        ("--timezone", "Europe/Istanbul"),
        ("--quiet-hours", "22:00-07:00"),
    ):
        (line,) = [line for line in done.output.splitlines() if line.removeprefix("Error: ").startswith(f"{option}: ")]
        assert said in line
    assert "'x/y' is no account" in done.output
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("zone", "better"), [("EST", "America/New_York"), ("MST", "America/Denver")])
def test_a_zone_that_check_warns_of_is_not_written(tmp_path: Path, zone: str, better: str) -> None:
    """It is refused with the name of what is meant."""
    done = begun(tmp_path, "--brand", "Nordwind", "--timezone", zone)
    assert done.exit_code == 2
    assert better in done.output


def test_a_brand_and_a_night_that_cannot_be_read_are_asked_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first question and the last: an empty brand, one in open quotes, hours that are none."""
    typed = "\nAcme AND\nNordwind\nen\n\n\n\nat night\n22:00-07:00\nn\n"
    done = asked(tmp_path, typed, monkeypatch)
    assert done.exit_code == 0, done.output
    assert "name the brand" in done.output
    assert '"at night" is not a span of clocks' in done.output

    loaded = load_settings(tmp_path / "alertd.yaml")
    assert loaded.settings.watches[0].name == "nordwind"
    assert all(person.quiet is not None for person in loaded.house.roster.people.values())


def test_no_brand_is_no_word(tmp_path: Path) -> None:
    """Without a name and without a terminal there is one fault to tell, and no question about nothing."""
    done = CliRunner().invoke(command, [str(tmp_path), "--yes"])
    assert done.exit_code == 2
    assert "is a word or a part of many" not in done.output
