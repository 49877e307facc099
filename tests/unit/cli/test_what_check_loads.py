"""What `alertd check` and `alertd --help` load: a command that people run at every save must not bring the engine with it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from alertd.intake import normalise, scripts, stream_safe

RULES = Path(__file__).resolve().parents[3] / "rules"
#: What folds events, reads a store or talks to a network.
ENGINE = (
    "alertd.core.engine",
    "alertd.core.rules.watch_state",
    "alertd.core.signals.volume",
    "alertd.core.signals.pace",
    "alertd.model.events",
    "alertd.runtime.fold",
    "alertd.store.sqlite",
    "aiohttp",
    "apprise",
    "numpy",
    "rich",
    "sqlite3",
)
PROGRAM = """
import json, sys
from alertd.cli import main
try:
    main()
finally:
    json.dump(sorted(sys.modules), sys.__stdout__)
"""


def loaded(folder: Path, *words: str, program: str = PROGRAM) -> set[str]:
    """Return the modules that a command has loaded when it ends."""
    text = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.yaml"))
    names = dict.fromkeys(re.findall(r"\$\{(\w+)\}", text), "x")
    environment = {**os.environ, **names, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    done = subprocess.run(
        [sys.executable, "-c", program, *words],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout.splitlines()[-1]))


def usual(folder: Path) -> Path:
    """Put the usual set into a folder: the example settings and people, and all rules that ship."""
    for name in ("alertd.example.yaml", "oncall.example.yaml"):
        shutil.copy(RULES / name, folder / name.replace("alertd.example", "alertd"))
    (folder / "rules").mkdir()
    for path in RULES.glob("*.yml"):
        shutil.copy(path, folder / "rules" / path.name)
    return folder


def test_check_reads_rules_without_the_engine(tmp_path: Path) -> None:
    """Conditions are known by their words and traits; what tests them, and all that it counts by, stays on disk."""
    modules = loaded(usual(tmp_path), "check")

    assert "alertd.rulefile.rules" in modules
    assert sorted(modules.intersection(ENGINE)) == []
    assert len([name for name in modules if name.startswith("alertd.")]) <= 200
    # Each of them takes milliseconds, and nothing that is checked needs it.
    assert sorted(modules.intersection(("hashlib", "socket", "asyncio", "logging", "importlib.metadata"))) == []


def test_check_reads_the_kinds_of_source_that_the_settings_name(tmp_path: Path) -> None:
    """There are three times as many as anybody sets, and none of the others has a say; nor has any language but those of the rules."""
    folder = usual(tmp_path)
    settings = (folder / "alertd.yaml").read_text(encoding="utf-8")
    modules = loaded(folder, "check")

    named = {*re.findall(r"^  - \{kind: (\w+)", settings, re.MULTILINE)}
    assert len(named) > 4
    read = {name.split(".")[2] for name in modules if re.fullmatch(r"alertd\.sources\.\w+\.form", name)}
    assert read == named
    assert not [name for name in modules if name.startswith("alertd.core.wording.languages")]


def test_check_compiles_no_pattern_that_it_does_not_use(tmp_path: Path) -> None:
    """The alphabets by which texts are folded take as long to compile as forty other patterns: rules of any script need none for their terms."""
    noting = PROGRAM.replace(
        "import json, sys",
        "import json, sys, re._compiler as made\n"
        "sources, real = [], made.compile\n"
        "made.compile = lambda *asked: (sources.append(str(asked[0])), real(*asked))[1]",
    ).replace("sorted(sys.modules)", "sources")
    compiled = loaded(usual(tmp_path), "check", program=noting)

    assert len(compiled) > 20  # they were looked at
    for one in (normalise._COMMON_LETTERS.outside, normalise._FOREIGN, scripts.UNSPACED_RUN, stream_safe._RUN):
        assert one.pattern not in compiled


def test_help_loads_no_rule_and_no_form(tmp_path: Path) -> None:
    """Names and first lines of commands are known without them."""
    modules = loaded(tmp_path, "--help")

    assert sorted(modules.intersection((*ENGINE, "msgspec", "yaml", "alertd.config"))) == []
    assert len([name for name in modules if name.startswith("alertd.")]) <= 5


def test_the_engine_is_there_when_a_rule_is_tested(tmp_path: Path) -> None:
    """What is loaded late is loaded all the same."""
    shutil.copy(RULES / "quiet.yml", tmp_path)
    shutil.copy(RULES / "quiet.test.yml", tmp_path)

    assert "alertd.core.engine" in loaded(tmp_path, "test", "quiet.test.yml")
