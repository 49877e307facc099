"""A file of stories and the rules beside it; what is not such a pair is told in a sentence that says what to give instead."""

from __future__ import annotations

from pathlib import Path

from alertd.errors import UsageError
from alertd.rulefile.file_set import shown
from alertd.rulefile.load import TEST_ENDINGS, kind_of
from alertd.yamlform.findings import Faults
from alertd.yamlform.nodes import Row, Table
from alertd.yamlform.source_file import read_file


def rules_beside(file: Path) -> Path:
    """Return the rule file that a file of stories is about. Raises UsageError where one of them is something else."""
    is_named = file.name.endswith(TEST_ENDINGS)
    kind = _kind(file)
    if not is_named and kind != "stories":
        raise UsageError(f"{file}: {_instead(file, kind)}")
    beside = _beside(file)
    if not is_named and (beside is None or beside.samefile(file)):
        raise UsageError(f"{file}: stories stand beside their rules: name it NAME.test.yml, beside NAME.yml")
    if beside is None:
        raise UsageError(f"{file}: there is no {file.name.replace('.test.', '.')} beside it")
    if beside.samefile(file):
        raise UsageError(f"{file}: it is the same file as {beside.name}: stories have a file of their own")
    kind = _kind(beside)
    if kind not in ("rules", "empty", None):  # the reader of rules tells of these, with their place
        raise UsageError(f"{beside}: {_WHAT[kind]} stand in it, and the stories of {file.name} need rules")
    return beside


#: What a file holds, by its kind.
_WHAT = {
    "settings": "settings",
    "people": "people",
    "stories": "stories",
    "bare rules": "rules without rules: above them",
}


def _kind(file: Path) -> str | None:
    """Return its kind, as `alertd check` knows it; "empty", and "bare rules" for a list that only lacks its key."""
    root = read_file(file, shown(file), Faults()).root
    if root is None or (isinstance(root, Row) and not root.nodes):
        return "empty"
    if isinstance(root, Row) and any(isinstance(node, Table) and node.get("when") is not None for node in root.nodes):
        return "bare rules"
    return kind_of(root)


def _instead(file: Path, kind: str | None) -> str:
    stories = file.with_name(f"{file.stem}.test{file.suffix}")
    where = f"give {stories}" if stories.is_file() else f"write them to {stories}"
    match kind:
        case "settings":
            return f"settings have no stories: alertd test -c {file} plays those beside its rules"
        case "people":
            return "a people file has no stories: give those beside your rules, NAME.test.yml, or their folder"
        case "rules":
            return f"rules stand in it, and no stories: {where}"
        case "bare rules":
            return f"rules stand in it, without rules: above them, and no stories: {where}"
        case "empty":
            return "it is empty, so there are no stories: give a file named NAME.test.yml, or its folder"
        case _:
            return 'there are no stories in it: a file of stories is named NAME.test.yml and begins with "- story: ..."'


def _beside(file: Path) -> Path | None:
    stem = file.name.removesuffix(".yaml").removesuffix(".yml").removesuffix(".test")
    found = (file.with_name(f"{stem}{ending}") for ending in (".yml", ".yaml"))
    return next((path for path in found if path.is_file() and path != file), None) or (
        file if file.name == f"{stem}{file.suffix}" else None
    )
