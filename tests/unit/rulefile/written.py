"""Files for tests: what authors write, with « before the place at which a fault must be told."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from alertd.rulefile.file_set import FileSet
from alertd.rulefile.load import finish, load_paths
from alertd.yamlform.findings import Finding

ENVIRONMENT = {
    "SLACK_TOKEN": "tok/en/x",
    "TWILIO": "sid:auth@+15550001111",
    "SMTP": "user:word@mail.example.org",
    "HOOK_SECRET": "hush",
    "X_TOKEN": "bearer-of-x",
}

SETTINGS = """\
version: 1
rules: [rules.yml]
oncall: oncall.yaml
watches:
  acme:
    terms: [acme]
    hours: office
sources:
  - {kind: x, bearer_token: "${X_TOKEN}"}
ops: {policy: pr-oncall, direct: "slack://${SLACK_TOKEN}"}
"""

PEOPLE = """\
version: 1
channels:
  slack: {url: "slack://${SLACK_TOKEN}/{to}"}
  sms: {url: "twilio://${TWILIO}/{to}"}
people:
  ayse: {timezone: Europe/Istanbul, slack: "#pr", sms: "+905550000001"}
  omar: {slack: "@omar", sms: "+905550000002"}
schedules:
  pr-primary: {people: [ayse, omar], rotate: weekly}
hours:
  office: {timezone: Europe/Istanbul}
policies:
  pr-oncall:
    steps:
      - {notify: pr-primary, by: [slack, sms], escalate_after: 15m}
      - {notify: everyone, by: [slack]}
"""

RULES = """\
version: 1
rules:
  - name: Negative storm
    severity: crisis
    watch: acme
    when:
      spike: {of: negative, ratio: 4x, window: 10m, at_least: {mentions: 40, authors: 30}}
    page: pr-oncall
"""

FILES = {"alertd.yaml": SETTINGS, "oncall.yaml": PEOPLE, "rules.yml": RULES}


def placed(text: str) -> tuple[str, tuple[int, int]]:
    """Take the mark « out of a text; return where it stood, line and column from 1."""
    before, mark, after = text.partition("«")
    assert mark, "the text must hold the mark"
    return before + after, (before.count("\n") + 1, len(before) - before.rfind("\n"))


def write(folder: Path, files: Mapping[str, str]) -> None:
    """Write files into a folder."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def findings(
    folder: Path, files: Mapping[str, str], environment: Mapping[str, str] | None = None
) -> tuple[Finding, ...]:
    """Write files, read them all together, and return what is found."""
    write(folder, files)
    read = FileSet(ENVIRONMENT if environment is None else environment)
    load_paths([folder], read)
    return finish(read)


def of_one(folder: Path, text: str, name: str = "rules.yml") -> tuple[Finding, ...]:
    """Return what is found in one file alone."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    read = FileSet(ENVIRONMENT)
    load_paths([path], read)
    return finish(read)
