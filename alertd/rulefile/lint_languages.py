"""Lint of languages: pages that are asked for in a language that alertd has no words in. They are sent, in English."""

from __future__ import annotations

from alertd.model.languages import WORDED
from alertd.rulefile.file_set import FileSet
from alertd.yamlform.findings import listed
from alertd.yamlform.nodes import Node, inside
from alertd.yamlform.source_file import SourceFile


def lint_languages(files: FileSet) -> None:
    """Warn of each place that names such a language; whoever names none has that of the settings, and is not told of again."""
    settings, people = files.settings, files.people
    if settings is not None and settings.values is not None:
        _worded(settings.file, inside(settings.root, "languages", "page"), files.page_language, "pages")
    if people is not None and people.roster is not None:
        for name, person in people.roster.people.items():
            _worded(people.file, inside(people.root, "people", name, "language"), person.language, f"pages to {name}")


def _worded(file: SourceFile, node: Node | None, code: str, what: str) -> None:
    if node is not None and code not in WORDED:
        text = f"alertd has no words in {code}: {what} will be in English"
        file.warn(node.place, "unworded-language", text, f"it has them in: {listed(WORDED)}")
