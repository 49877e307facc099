"""Checking: what `alertd check` looks at, and in the light of which other files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path

from alertd.config import LOCAL_SETTINGS, find_settings, loaded_of
from alertd.rulefile.file_set import FileSet
from alertd.rulefile.lint import lint
from alertd.rulefile.load import finish, load_paths, load_settings_tree
from alertd.runtime.clock import wall_now
from alertd.yamlform.findings import Finding, Level


def check(
    paths: Iterable[Path],
    config: Path | None,
    now: datetime | None = None,
    *,
    environment: Mapping[str, str] | None = None,
) -> tuple[FileSet, tuple[Finding, ...]]:
    """Read files, and return them with every finding.

    Without paths: the settings file and all it names. With paths only their faults are told; names that they use are looked
    up in the settings file, where one is given or stands in the current folder. Raises OSError for a path that is not there.
    environment: where secrets are looked for; None: that of this process.
    """
    at, paths = now or wall_now(), tuple(paths)
    files = _linted(FileSet(environment), paths, config, at)
    errors = {one.name for one in files.faults.sorted() if one.level is Level.ERROR}
    if errors == {"unresolved"}:
        # Whoever has not set the secrets yet sees the warnings all the same: no part of a file is left out for want of one.
        for one in _linted(FileSet(environment, needs_secrets=False), paths, config, at).faults.sorted():
            if one.level is Level.WARNING:
                files.faults.add(one)
    return files, asked(files)


def _linted(files: FileSet, paths: tuple[Path, ...], config: Path | None, now: datetime) -> FileSet:
    """Read files into a set, with every finding of theirs."""
    if not paths:
        load_settings_tree(find_settings(config), files)
    else:
        load_paths(paths, files)
        _add_context(files, config)
    finish(files)
    lint(files, now, _calibrated(files))
    return files


def asked(files: FileSet) -> tuple[Finding, ...]:
    """Return the findings of the files that were asked about, sorted."""
    return tuple(finding for finding in files.faults.sorted() if not files.asked or finding.path in files.asked)


def _add_context(files: FileSet, config: Path | None) -> None:
    """Read the settings too, so that names can be looked up; their own faults are not asked for."""
    files.asked = files.shown_files()
    context = config or (LOCAL_SETTINGS if LOCAL_SETTINGS.is_file() else None)
    if files.settings is None and context is not None:
        load_settings_tree(context, files)


def _calibrated(files: FileSet) -> tuple[str, ...]:
    """Return the watches that have a calibration in the store."""
    if files.settings is None:
        return ()
    loaded = loaded_of(files.settings.file.path, files, ())
    if loaded is None:
        return ()
    return tuple(path.stem for path in (loaded.settings.data_dir / "calibration").glob("*.json"))
