"""Load: settings and all they name, or any set of files; every fault of all of them in one run."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable
from pathlib import Path

from alertd.rulefile.cases import read_stories
from alertd.rulefile.file_set import FileSet, shown
from alertd.rulefile.people import PEOPLE_FILE, read_people
from alertd.rulefile.rules import RULES_FILE, read_rules, tell_twins
from alertd.rulefile.settings_file import SETTINGS_FILE, SettingsFile, read_settings
from alertd.yamlform.findings import Finding, Level, Place, nearest
from alertd.yamlform.forms import Form
from alertd.yamlform.nodes import Node, Row, Table, Text
from alertd.yamlform.shapes import ListOf, MapOf
from alertd.yamlform.source_file import SourceFile, read_file

#: Where rules lie if the settings do not say: in a folder beside them, or right beside them.
DEFAULT_RULES = ("rules/*.yml", "rules/*.yaml")
BESIDE = ("*.yml",)
DEFAULT_PEOPLE = ("oncall.yaml", "oncall.yml", "oncall.example.yaml")
TEST_ENDINGS = (".test.yml", ".test.yaml")
ENDINGS = (".yml", ".yaml")


def kind_of(root: object) -> str | None:
    """Return settings, people, rules or stories, by the top-level keys; None where they are nobody's."""
    if isinstance(root, Row):
        return "stories" if not root.nodes or any(isinstance(node, Table) for node in root.nodes) else None
    if not isinstance(root, Table):
        return None
    words = {key.raw for key, _ in root} | root.told
    known = {"rules": set(RULES_FILE.keys), "people": set(PEOPLE_FILE.keys), "settings": set(SETTINGS_FILE.keys)}
    rows = root.get("rules")
    if isinstance(rows, Row) and any(isinstance(node, Table) for node in rows.nodes):
        known["settings"].discard("rules")
    elif isinstance(rows, Text) or (isinstance(rows, Row) and rows.nodes):
        known["rules"].discard("rules")
    scores = {kind: sum(word in keys for word in words - {"version"}) for kind, keys in known.items()}
    best = max(scores, key=lambda kind: scores[kind])
    if scores[best]:
        return best
    forms = {"rules": RULES_FILE, "people": PEOPLE_FILE, "settings": SETTINGS_FILE}
    close = {kind: sum(_is_near(key, node, form) for key, node in root) for kind, form in forms.items()}
    best = max(close, key=lambda kind: close[kind])
    return best if close[best] else None


def _is_near(key: Text, node: Node, form: Form) -> bool:
    """Whether a top-level key is probably one of a form's, misspelt, and holds what that one would."""
    near = nearest(key.raw, form.keys)
    if near is None:
        return False
    shape = form.keys[near].shape
    return isinstance(node, Row if isinstance(shape, ListOf) else Table if isinstance(shape, (Form, MapOf)) else Text)


def load_settings_tree(path: Path, files: FileSet) -> None:
    """Read a settings file, its people file, its rules and the tests beside them. Raises OSError without the file."""
    files.is_new(path)
    file = read_file(path, shown(path), files.faults)
    _tell_empty(file)
    files.settings = read_settings(file, files.vault(path))
    files.is_whole = True
    root = files.settings.root
    if root is None:
        return
    _tell_data_dir(path, root, files.settings)
    _load_people(path, root, files)
    for pattern, node in _patterns(root, path.parent):
        _load_rules(path, pattern, node, files)
    _tell_no_rules(path, root, files)


def _tell_data_dir(path: Path, root: Table, settings: SettingsFile) -> None:
    """Tell of a data_dir that cannot be a folder, because it, or what it should lie in, is a file."""
    node = root.get("data_dir")
    if not isinstance(node, Text):
        return
    folder = Path(os.path.abspath(path.parent / node.raw))  # noqa: PTH100 - not resolve(): the name its author gave it
    there = next((part for part in (folder, *folder.parents) if part.exists()), None)
    if there is not None and not there.is_dir():
        text = f"{shown(there)} is a file, so the store cannot lie in it"
        settings.file.tell(node.place, "no-folder", text, "name a folder; it is made where there is none")


def _load_people(path: Path, root: Table, files: FileSet) -> None:
    node = root.get("oncall")
    if node is not None and not isinstance(node, Text):
        return  # told as a wrong value
    names = (node.raw,) if node else DEFAULT_PEOPLE
    people = path.parent / names[0]
    try:
        people = next((found for name in names if (found := path.parent / name).exists()), people)
        if people.is_file() and not files.is_new(people):
            return
        file = read_file(people, shown(people), files.faults, within=people.parent)
    except (OSError, ValueError) as error:  # a name that no file can have is a ValueError
        if node is not None and files.settings:
            text = f"{shown(people)} cannot be read: {getattr(error, 'strerror', error)}"
            files.settings.file.tell(node.place, "no-file", text, "paths are relative to the settings file")
        return
    _tell_empty(file)
    files.people = read_people(file, files.vault(people), files.page_language)


def _tell_no_rules(path: Path, root: Table, files: FileSet) -> None:
    """Tell of settings with watches and without any rule: such a daemon looks alive and never pages. `rules: []` says so on purpose."""
    node = root.get("rules")
    is_meant = isinstance(node, Row) and not node.nodes
    watches = root.get("watches")
    if files.rules or files.faults.errors or is_meant or files.settings is None or not isinstance(watches, Table):
        return
    key = root.key("rules")
    patterns = ", ".join(pattern for pattern, _ in _patterns(root, path.parent))
    other = [name for ending in ENDINGS for name in sorted(path.parent.glob(f"rules/*{ending}"))]
    beside = f"; {shown(other[0])} is there, and no pattern names it" if other else ""
    text = f"no rule was read ({patterns}), so nobody would ever be paged{beside}"
    advice = "name your rule files: rules: [rules/*.yml]; rules: [] says that there are to be none"
    files.settings.file.tell(key.place if key else Place(1, 1), "no-rules", text, advice)


def _patterns(root: Table, folder: Path) -> Iterable[tuple[str, Text | None]]:
    node = root.get("rules")
    if node is None:
        is_apart = (folder / "rules").is_dir()
        return [(pattern, None) for pattern in (DEFAULT_RULES if is_apart else BESIDE)]
    nodes = node.nodes if isinstance(node, Row) else [node]
    return [(part.raw, part) for part in nodes if isinstance(part, Text)]


def _load_rules(path: Path, pattern: str, node: Text | None, files: FileSet) -> None:
    found = sorted(glob.glob(str(path.parent / pattern), recursive=True))  # noqa: PTH207 - absolute patterns are allowed
    if not found and files.settings:
        place = node.place if node else Place(1, 1)
        text = f'no file matches "{pattern}"'
        is_glob = glob.has_magic(pattern)
        level = Level.WARNING if is_glob else Level.ERROR
        if node is not None:
            files.settings.file.tell(place, "no-file", text, "paths are relative to the settings file", level=level)
    within = _folder(path.parent, pattern)
    for one in map(Path, found):
        if one.is_dir() and glob.has_magic(pattern):
            continue
        try:
            load_file(one, files, only=("rules", "stories"), within=within)
        except OSError as error:
            text = f"{shown(one)} cannot be read: {error.strerror}"
            advice = f"name the files in it: {pattern.rstrip('/') or '.'}/*.yml" if one.is_dir() else ""
            if files.settings:
                files.settings.file.tell(node.place if node else Place(1, 1), "no-file", text, advice)


def _folder(base: Path, pattern: str) -> Path:
    """Return the folder that the operator named in a pattern: what stands before its first magic part."""
    folder = base
    for part in Path(pattern).parts[:-1]:
        if glob.has_magic(part):
            break
        folder /= part
    return folder


def load_paths(paths: Iterable[Path], files: FileSet, *, is_console: bool = False) -> None:
    """Read files and folders, whatever they are. Raises OSError where there is no such file."""
    for path in paths:
        if path.is_dir():
            for inner in sorted(path.rglob("*")):
                is_hidden = any(part.startswith(".") for part in inner.relative_to(path).parts)
                if inner.suffix in ENDINGS and not inner.is_dir() and not is_hidden:
                    load_file(inner, files, is_found=True, is_console=is_console, within=path)
        else:
            load_file(path, files, is_console=is_console)


def load_file(
    path: Path,
    files: FileSet,
    *,
    only: tuple[str, ...] = (),
    is_found: bool = False,
    is_console: bool = False,
    within: Path | None = None,
) -> None:
    """Read one file by its kind. only: the kinds that are expected. is_found: nobody named it, so it may be a stranger's.

    within: the folder that a link must not lead out of.
    """
    is_test = path.name.endswith(TEST_ENDINGS)
    if (is_test and not files.needs_stories) or not files.is_new(path):
        return
    file = read_file(path, shown(path), files.faults, within=within)
    if file.root is None:
        _tell_empty(file)
        return
    kind = "stories" if is_test else kind_of(file.root)
    if is_found and is_console and kind not in (None, "rules"):
        return  # who asks for the rules of a folder needs neither the settings nor the people that lie beside them
    if kind is None or (only and kind not in only):
        _tell_unknown(file, only, Level.WARNING if is_found else Level.ERROR)
    elif kind == "rules":
        files.rules += read_rules(file, is_console=is_console, faulty=files.faulty)
    elif kind == "stories":
        files.stories.append(read_stories(file))
    elif kind == "people":
        if files.people is None:
            files.people = read_people(file, files.vault(path), files.page_language)
        else:
            read_people(file, files.vault(path))
    elif files.settings is None:
        load_settings_tree(path, files)
    else:
        read_settings(file, files.vault(path))


def _tell_unknown(file: SourceFile, only: tuple[str, ...], level: Level) -> None:
    what = " or ".join({"rules": "rules", "stories": "rule tests"}[word] for word in only)
    text = f"this is not a file of {what}" if only else "this is not a settings, rules, people or rule-test file"
    advice = 'rule files begin with "rules:", people files have "people:", settings have "watches:"'
    file.tell(Place(1, 1), "unknown-file", text, advice, level=level)


def _tell_empty(file: SourceFile) -> None:
    """Tell of a file without content; a faulty one was told of."""
    if file.root is None and not any(finding.path == file.shown for finding in file.faults.sorted()):
        file.tell(Place(1, 1), "empty-file", "this file is empty", "")
    elif isinstance(file.root, Text):
        file.tell(file.root.place, "wrong-type", "this file holds only a text", "keys end with a colon: rules:")


def finish(files: FileSet) -> tuple[Finding, ...]:
    """Do what needs all files together, and return every finding."""
    from alertd.rulefile.references import tell_references

    files.rules = tell_twins(files.rules)
    tell_references(files)
    return files.faults.sorted()
