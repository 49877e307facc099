"""`alertd why`: the decisions of an incident, in English for programs, and its conditions in the language of a reader."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from alertd.cli import cli
from alertd.cli.why import missing
from alertd.model.house import House
from alertd.model.rule import Count, Rule
from alertd.model.watch import Watch
from tests.unit.report.stores import Life, house, quiet_days, storm, storm_rule


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Return the settings beside a store in which a storm paged, and its incident."""
    folder = tmp_path_factory.mktemp("why")
    (folder / "alertd.yaml").write_text("version: 1\nwatches: {acme: {terms: [acme]}}\n", encoding="utf-8")
    life = Life(folder / "alertd-data")
    life.write([*quiet_days(), *storm()])
    (opened,) = life.store.read_model.incidents()
    life.over().close()
    return folder / "alertd.yaml", opened.id


def why(*words: str) -> Result:
    """Ask as a shell does."""
    return CliRunner().invoke(cli, ["why", *words])


def fired(said: str) -> list[str]:
    """Return the line of the alert and those that stand under it."""
    lines = said.splitlines()
    first = next(number for number, line in enumerate(lines) if "  alert-firing" in line)
    under = [line for line in lines[first + 1 :] if line.startswith("  ")]
    return [lines[first], *under]


def test_without_a_language_each_number_stands_in_its_line(lived: tuple[Path, str]) -> None:
    """As programs and authors of rules read it, with how seldom it is as people count."""
    config, ident = lived
    said = why(ident, "-c", str(config))

    assert said.exit_code == 0, said.output
    (line,) = fired(said.output)
    assert "alert-firing: " in line
    assert " d;" not in line.replace("1 d;", "")


@pytest.mark.parametrize(
    ("language", "holds"),
    [("en", "holds"), ("tr", "sağlandı"), ("fr", "rempli"), ("ru", "выполнено")],
)
def test_a_language_tells_the_conditions_as_pages_do(lived: tuple[Path, str], language: str, holds: str) -> None:
    """The head of the line stays: when, what, which rule; under it each condition and what was measured."""
    config, ident = lived
    said = why(ident, "-c", str(config), "--language", language)

    assert said.exit_code == 0, said.output
    head, *under = fired(said.output)
    assert head.endswith("alert-firing  (rule storm)")
    assert under
    assert all(holds in line for line in under)


def test_an_incident_that_nobody_knows(lived: tuple[Path, str]) -> None:
    """One line, and the exit code of a wrong use."""
    said = why("nothing", "-c", str(lived[0]))

    assert said.exit_code != 0
    assert "there is no incident nothing" in str(said.exception)
    assert "alertd why --rule RULE --watch WATCH" in str(said.exception)


def test_rules_are_called_as_people_call_them(tmp_path: Path) -> None:
    """In the language that was asked for; without one its id, which commands take."""
    (tmp_path / "alertd.yaml").write_text("version: 1\nwatches: {acme: {terms: [acme]}}\n", encoding="utf-8")
    rule = storm_rule(name="Many are angry", names={"tr": "Çok kişi kızgın"})
    life = Life(tmp_path / "alertd-data", house(rule))
    life.write([*quiet_days(), *storm()])
    (opened,) = life.store.read_model.incidents()
    life.over().close()

    def said(*words: str) -> str:
        return why(opened.id, "-c", str(tmp_path / "alertd.yaml"), *words).output

    english = said("--language", "en")
    assert "rule Many are angry fires  (rule Many are angry)" in english
    assert "for rule Many are angry  (rule Many are angry)" in english
    assert "rule storm" not in english
    turkish = said("--language", "tr")
    assert "(rule Çok kişi kızgın)" in turkish
    assert "step-decided: Sıradakiler çağrıldı (step 1 of" in turkish, "what was decided, and the log's own numbers"
    assert "Sıradakiler" not in english
    assert "(rule storm)" in said()
    assert "Many are angry" not in said()


@pytest.mark.parametrize(
    ("rule", "watch", "told"),
    [
        ("stor", "acme", 'there was no rule stor; did you mean "storm"?'),
        ("nonsense", "acme", "there was no rule nonsense; the rules were: storm"),
        ("storm", "acne", 'there was no watch acne; did you mean "acme"?'),
        ("storm", "Globex", "there was no watch Globex; the watches were: acme"),
    ],
)
def test_a_question_about_a_name_that_nobody_has_says_which_there_are(
    lived: tuple[Path, str], rule: str, watch: str, told: str
) -> None:
    """Who asks at night has the files nowhere before the eyes; "does not look at" would send them to look for a fault in the rule."""
    said = why("--rule", rule, "--watch", watch, "-c", str(lived[0]))

    assert said.exit_code != 0
    assert told in str(said.exception)


def test_before_anything_was_known_of_a_watch(lived: tuple[Path, str]) -> None:
    """The names are right, so the instant is said."""
    said = why("--rule", "storm", "--watch", "acme", "--at", "2001-01-01T00:00:00Z", "-c", str(lived[0]))

    assert "of the watch acme nothing was known yet then" in str(said.exception)


@pytest.mark.parametrize(
    ("rule", "watch", "told"),
    [
        ("negative", "casa", 'there was no rule negative; did you mean "negative-storm"?'),  # as its file is called
        ("negative-storm", "casa verde", 'there was no watch casa verde; did you mean "casa"?'),  # as people call it
        ("negative-storm", "lumen", "rule negative-storm does not look at watch lumen; it looks at casa"),
    ],
)
def test_names_as_people_have_them_lead_to_the_right_ones(rule: str, watch: str, told: str) -> None:
    """A file's name, a title, a rule of another brand."""
    house = House(
        watches=(Watch(name="casa", title="Casa Verde", terms=("casa",)), Watch(name="lumen", terms=("lumen",))),
        rules=(
            Rule(id="negative-storm", name="Storm", when=Count(over=5, window=timedelta(hours=1)), watches=("casa",)),
        ),
    )
    assert missing(house, rule, watch) == told


def test_an_empty_log_watched_nothing() -> None:
    """And says so."""
    assert missing(None, "storm", "acme") == "nothing was watched by any rule then"
