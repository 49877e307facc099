"""The files that are checked together, and how each is named in a message."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from alertd.rulefile.cases import StoryFile
from alertd.rulefile.people import PeopleFile
from alertd.rulefile.rules import PlacedRule, WrittenRule
from alertd.rulefile.settings_file import SettingsFile
from alertd.yamlform.findings import Faults
from alertd.yamlform.secrets import Vault


class FileSet:
    """What was read: at most one settings and one people file, rules and rule tests, and all faults.

    needs_stories: False for who plays none: a fault in a test of a rule is no reason not to watch.
    needs_sign_in: False for who watches: a name in `sign_in` that nobody declared is a warning then, and opens nothing.
    """

    def __init__(
        self,
        environment: Mapping[str, str] | None = None,
        *,
        needs_secrets: bool = True,
        needs_stories: bool = True,
        needs_sign_in: bool = True,
    ) -> None:
        self.faults = Faults()
        self.settings: SettingsFile | None = None
        self.people: PeopleFile | None = None
        self.rules: list[PlacedRule] = []
        self.faulty: list[WrittenRule] = []  #: rules that were told of and left out
        self.stories: list[StoryFile] = []
        self.is_whole = False  #: whether settings stand behind it, so that every name must be known
        self._environment = environment
        self._needs_secrets = needs_secrets
        self.needs_stories = needs_stories
        self.needs_sign_in = needs_sign_in
        self._read: dict[Path, str] = {}
        self.asked: frozenset[str] = frozenset()  #: files whose findings are asked for; empty: all

    @property
    def files(self) -> int:
        """How many files were read."""
        return len(self._read)

    def shown_files(self) -> frozenset[str]:
        """Return the files that were read, as people see them."""
        return frozenset(self._read.values())

    def is_new(self, path: Path) -> bool:
        """Whether a file was not read yet; from now on it was."""
        whole = path.resolve()
        if whole in self._read:
            return False
        self._read[whole] = shown(path)
        return True

    def vault(self, path: Path) -> Vault:
        """Return the vault for a file; `file:` references are relative to it."""
        return Vault(self._environment, path.parent, needs_secrets=self._needs_secrets)

    @property
    def page_language(self) -> str:
        """Return the language of people who name none."""
        values = self.settings.values if self.settings else None
        return str((values or {}).get("languages", {}).get("page", "en"))


def shown(path: Path) -> str:
    """Return a path as people see it from the current folder."""
    whole = Path(os.path.abspath(path))  # noqa: PTH100 - not resolve(): a link keeps the name its author gave it
    here = Path.cwd()
    return str(whole.relative_to(here)) if whole.is_relative_to(here) else str(path)
