"""CONTRIBUTING's "Add a condition" is followed to the letter, in a copy, and what comes of it pages.

A list of steps that leaves one out makes a rule that `check` accepts and `run` refuses; so the list itself is what is tested.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

ROOT = Path(__file__).resolve().parents[2]
STEPS = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").partition("## Add a condition")[2].partition("\n## ")[0]

RULES = """
version: 1
rules:
  - name: German posts
    when:
      all_of:
        - tongue: {languages: [de]}
        - not: {influencer: {audience: 1m}}
    page: pr
"""
POSTS = (
    {"id": "1", "author": "u1", "lang": "en", "text": "A new kettle from acme, and it boils well enough for me."},
    {"id": "2", "author": "u2", "lang": "de", "text": "Der neue Wasserkocher von acme ist laut und wird sehr langsam heiß."},
)  # fmt: skip


def _block(step: int) -> str:
    """Return the code that a step shows."""
    text = re.search(rf"^{step}\. .*?(?=^\d\. |\Z)", STEPS, re.DOTALL | re.MULTILINE)
    assert text, f"there is no step {step}"
    code = re.search(r"```python\n(.*?)```", text[0], re.DOTALL)
    assert code, f"step {step} shows no code"
    return dedent(code[1])


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def _rewrite(path: Path, *changes: tuple[str, str]) -> None:
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert text.count(old) == 1, f"{path.name}: {old!r}"
        text = text.replace(old, new)
    path.unlink()  # the copy may be a hard link
    path.write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of alertd in which the steps were followed."""
    root = tmp_path_factory.mktemp("house")
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "alertd", root / "alertd", copy_function=_link, ignore=ignored)
    shutil.copytree(ROOT / "rules", root / "rules")
    own = root / "alertd"
    _rewrite(
        own / "model" / "rule.py",
        ("class AnyOf(", f"{_block(1)}\n\nclass AnyOf("),
        ("    | AnyOf\n", "    | Tongue\n    | AnyOf\n"),
    )
    for room, number, entry, listed in (
        ("core/rules", 2, "SPECIFICATION", "SPECIFICATIONS: tuple[Specification, ...] = (\n"),
        ("rulefile", 4, "FORM", "FORMS: tuple[ConditionForm, ...] = (\n"),
    ):
        conditions = own / room / "conditions"
        (conditions / "tongue.py").write_text(_block(number), encoding="utf-8")
        imports = f"from alertd.{room.replace('/', '.')}.conditions import (\n"
        _rewrite(
            conditions / "catalogue.py",
            (imports, f"{imports}    tongue,\n"),
            (listed, f"{listed}    tongue.{entry},\n"),
        )
    (root / "german.yml").write_text(RULES, encoding="utf-8")
    lines = [
        {"platform": "x", "watch": "acme", "created_at": f"2026-11-21T10:0{number}:00Z", **post}
        for number, post in enumerate(POSTS)
    ]
    (root / "posts.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return root


def _alertd(house: Path, *words: str) -> str:
    environment = {**os.environ, "PYTHONPATH": str(house), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "alertd", *words],
        cwd=house,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_no_file_beside_the_five_is_named() -> None:
    """Five files under `alertd/` are the whole cost of a plain condition."""
    headlines = re.findall(r"^\d\. `(alertd/[\w/]+\.py)`", STEPS, re.MULTILINE)

    assert len(headlines) == len(set(headlines)) == 5


def test_a_made_up_condition_pages(house: Path) -> None:
    """From the rule file through the engine to the page's own sentence."""
    _alertd(house, "check", "german.yml")
    explained = _alertd(house, "explain", "german.yml")
    pages = _alertd(
        house, "replay", "--no-config", "posts.jsonl", "--rules", "german.yml", "--pages", "-", "--summary", os.devnull
    )
    page = json.loads(pages.splitlines()[0])

    assert "a post is written in de" in explained
    assert page["rule"] == "german-posts"
    assert [one["id"] for one in page["evidence"]][:1] == ["2"]
    assert "a post is written in de" in page["text"]


def test_editors_complete_it(house: Path) -> None:
    """The schema reads the same catalogue."""
    schema = json.loads(_alertd(house, "schema", "rules"))

    assert schema["$defs"]["condition"]["properties"]["tongue"]["required"] == ["languages"]
