"""Names and steps a language: written as one text, or as a table."""

from __future__ import annotations

from pathlib import Path

import pytest

from alertd.core.wording.languages import LANGUAGES
from alertd.model.rule import Rule
from alertd.rulefile.file_set import FileSet
from alertd.rulefile.load import finish, load_paths

RULE = """\
version: 1
rules:
  - name: {name}
    when: {{spike: {{rarer_than: 30d}}}}
    page: pr
    playbook: {{steps: {steps}}}
"""
#: rules that ship in every language of pages
SPOKEN = (
    "angry",
    "influencer",
    "many-people",
    "mood",
    "negative-storm",
    "passed-on",
    "passed-on-flood",
    "applause",
    "quiet",
    "repost-storm",
    "unanswered",
    "volume",
)
SHIPPED = sorted(path for path in Path("rules").glob("*.yml") if not path.name.endswith(".test.yml"))


def read(path: Path, text: str | None = None) -> tuple[list[Rule], list[str]]:
    """Return the rules of a file, and what was said of it."""
    if text is not None:
        path.write_text(text, encoding="utf-8")
    files = FileSet()
    load_paths([path], files)
    said = [str(one) for one in finish(files)]
    return [placed.rule for placed in files.rules], said


def test_a_name_is_one_text_or_one_a_language(tmp_path: Path) -> None:
    """Whoever reads another language gets the English one; the id is made of it too."""
    text = RULE.format(name="{tr: Fırtına, en: Storm}", steps="{en: [Read it], tr: [Okuyun, Yazın]}")
    (rule,), said = read(tmp_path / "rules.yml", text)

    assert said == []
    assert (rule.id, rule.name) == ("storm", "Storm")
    assert [rule.named(code) for code in ("tr", "tr-TR", "en", "fr")] == ["Fırtına", "Fırtına", "Storm", "Storm"]
    assert rule.playbook is not None
    assert rule.playbook.told("tr_TR").steps == ("Okuyun", "Yazın")
    assert rule.playbook.told("zh").steps == ("Read it",)


def test_without_english_the_first_language_is_for_everybody(tmp_path: Path) -> None:
    """Nobody is left without a name."""
    (rule,), _ = read(tmp_path / "rules.yml", RULE.format(name="{ru: Волна, tr: Dalga}", steps="{ru: [Читать]}"))

    assert rule.named("pt") == "Волна"
    assert rule.playbook is not None
    assert rule.playbook.told("pt").steps == ("Читать",)


def test_one_text_is_for_everybody_as_before(tmp_path: Path) -> None:
    """Nothing changes for who writes one language."""
    (rule,), _ = read(tmp_path / "rules.yml", RULE.format(name="Storm", steps="[Read it]"))

    assert (rule.name, rule.names) == ("Storm", {})
    assert rule.playbook is not None
    assert (rule.playbook.steps, rule.playbook.steps_in) == (("Read it",), {})


@pytest.mark.parametrize(
    ("name", "steps", "where", "word"),
    [
        ("{}", "[a]", "3:11", "name"),
        ("{turkish: Storm}", "[a]", "3:12", "turkish"),
        ("{tr: [a, b]}", "[a]", "3:16", ""),
        ("{tr: }", "[a]", "3:12", "tr"),
        ("[a, b]", "[a]", "3:11", "name"),
        ("Storm", "{tr: {a: b}}", "6:28", ""),
        ("Storm", "{klingon: [a]}", "6:24", "klingon"),
    ],
)
def test_a_fault_is_located_in_the_table(tmp_path: Path, name: str, steps: str, where: str, word: str) -> None:
    """A language that is none, an empty table, a list where a text stands: file, line and column."""
    rules, said = read(tmp_path / "rules.yml", RULE.format(name=name, steps=steps))

    assert rules == []
    assert any(f"rules.yml:{where}: error" in one and word in one for one in said), said


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_what_ships_speaks_all_languages_of_pages(path: Path) -> None:
    """Name, steps and saved replies: a responder in Istanbul is not woken in English."""
    rules, _ = read(path)
    for rule in rules:
        if rule.id not in SPOKEN and not rule.names:
            continue  # a rule may be new and English; none may be half translated
        assert sorted(rule.names) == sorted(LANGUAGES), rule.id
        assert rule.playbook is not None
        assert sorted(rule.playbook.steps_in) == sorted(LANGUAGES), rule.id
        counts = {len(steps) for steps in rule.playbook.steps_in.values()}
        assert len(counts) == 1, rule.id
        for texts in (rule.playbook.replies, rule.playbook.statements):
            assert not texts or sorted(texts) == sorted(LANGUAGES), rule.id
        if any("in public" in step for step in rule.playbook.steps):
            assert rule.playbook.statements or rule.playbook.replies, f"{rule.id}: asks for words and has none"


STATED = """version: 1
rules:
  - name: Storm
    page: pr
    when: {spike: {of: negative, rarer_than: 1d}}
    playbook: {steps: [Say it], statements: %s}
"""


def test_what_may_be_said_in_public_is_one_text_a_language(tmp_path: Path) -> None:
    """As saved replies are; who writes none has none, and the rule says in which languages there are some."""
    (rule,), said = read(tmp_path / "rules.yml", STATED % "{en: We look into it., TR: İnceliyoruz.}")

    assert said == []
    assert rule.playbook is not None
    assert rule.playbook.statements == {"en": "We look into it.", "tr": "İnceliyoruz."}
    assert rule.playbook.told("tr").statements == rule.playbook.statements


@pytest.mark.parametrize(
    ("statements", "word"),
    [("{english: We look into it.}", "language"), ("We look into it.", "statements"), ("{en: [one, two]}", "en")],
)
def test_a_statement_that_nobody_could_say_is_told_where_it_stands(tmp_path: Path, statements: str, word: str) -> None:
    """No language, no text, or several: an error in its line."""
    rules, said = read(tmp_path / "rules.yml", STATED % statements)

    assert rules == []
    assert any("rules.yml:6:" in one and ": error" in one and word in one for one in said), said
