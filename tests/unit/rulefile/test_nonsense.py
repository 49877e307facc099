"""Nonsense in the place of any value of the settings is told at its place, whichever key it is.

Which keys there are is asked of the forms that read them, so that a new key is tried here by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from alertd.config import load_settings
from alertd.rulefile.file_set import FileSet
from alertd.rulefile.lint import lint
from alertd.rulefile.load import finish, load_paths
from alertd.rulefile.settings_file import SETTINGS_FILE
from alertd.sources.registry import SOURCE_OPTIONS
from alertd.yamlform.findings import Faults, Finding, Level
from alertd.yamlform.forms import Form
from alertd.yamlform.nodes import Table
from alertd.yamlform.shapes import BAD, ListOf, MapOf, Reader, Shape
from alertd.yamlform.source_file import SourceFile
from tests.unit.rulefile.written import ENVIRONMENT, FILES, of_one, write

#: Keys of which any text may be right, and why.
FREE = {
    "settings.data_dir": "a folder that is made",
    "settings.watches.group": "a name of the author's own",
    "settings.watches.title": "what people call it",
    "settings.watches.competitors": "an unknown one becomes a brand with that term",
    "settings.watches.campaigns.name": "a name of the author's own",
    "settings.copy.to": "a folder, which may not be mounted yet",
    "settings.standby.lease": "a folder, which may not be mounted yet",
    "settings.standby.from": "a folder, which may not be mounted yet",
    "settings.standby.name": "a name of the author's own",
    "settings.tokens.name": "a name of the author's own",
    "settings.sign_in.oidc.client_id": "whatever the provider calls it",
    "settings.sign_in.oidc.claim": "whatever the provider calls it",
    "reddit.user_agent": "whatever Reddit was told",
    "email.user": "whatever the server calls it",
    "email.folder": "whatever the server calls it",
    "webhook.platform": "a platform that alertd has never heard of",
    "jsonl.path": "a file that somebody may write later",
    "counts.path": "a file that somebody may write later",
}
#: Keys that name what stands elsewhere: nonsense is told once all files are read. The settings that hold it, « before the place.
NAMED = {
    "settings.rules": "rules: [«'?!']",
    "settings.oncall": "oncall: «'?!'",
    "settings.watches.terms": "watches: {acme: {terms: [«'?!']}}",
    "settings.watches.exclude": "watches: {acme: {terms: [acme], exclude: [«'?!']}}",
    "settings.watches.needs": "watches: {acme: {terms: [acme], needs: [«'?!']}}",
    "settings.watches.hours": "watches: {acme: {terms: [acme], hours: «'?!'}}",
    "settings.ops.policy": "ops: {policy: «'?!', direct: 'json://a.example'}",
    "settings.promises.broken": "promises: {broken: «'?!'}",
    "settings.drill.policy": "drill: {policy: «'?!'}",
    "settings.weekly.to": "weekly: {to: «'?!'}",
    "settings.weekly.watch": "weekly: {to: ayse, watch: [«'?!']}",
    "settings.sign_in.mail": "sign_in: {mail: «'?!', admin: [ayse]}",
    "settings.sign_in.admin": "sign_in: {header: {name: X-User, from: [10.0.0.5]}, admin: [«'?!']}",
    "settings.sign_in.view": "sign_in: {header: {name: X-User, from: [10.0.0.5]}, admin: [ayse], view: [«'?!']}",
    "meta.watch": "sources: [{kind: meta, app_secret: '${X_TOKEN}', verify_token: '${X_TOKEN}', watch: «'?!'}]",
    "linkedin.watch": "sources: [{kind: linkedin, client_secret: '${X_TOKEN}', watch: «'?!'}]",
    "webhook.watch": "sources: [{kind: webhook, token: '${X_TOKEN}', watch: «'?!'}]",
}
#: A line for each part that is not the one with the fault.
PARTS = (
    "version: 1",
    "rules: [rules.yml]",
    "oncall: oncall.yaml",
    "watches: {acme: {terms: [acme], hours: office}}",
    "sources: [{kind: x, bearer_token: '${X_TOKEN}'}]",
    "ops: {policy: pr-oncall, direct: 'slack://${SLACK_TOKEN}'}",
)
#: Of every source: what it is called, and platforms, of which plug-ins bring their own.
SHARED = frozenset({"kind", "name", "platforms"})


def _leaves(form: Form, path: str, above: frozenset[Form] = frozenset()) -> Iterator[tuple[str, Shape]]:
    """Yield each key of a form and of the forms inside it, tables too, with its shape."""
    for key in form.keys.values():
        yield f"{path}.{key.name}", key.shape
        part: Shape = key.shape
        while isinstance(part, MapOf | ListOf):
            part = part.part
        if isinstance(part, Form) and part not in above:
            yield from _leaves(part, f"{path}.{key.name}", above | {part})


KEYS = dict(_leaves(SETTINGS_FILE, "settings")) | {
    path: shape
    for kind, form in SOURCE_OPTIONS.items()
    for path, shape in _leaves(form, kind)
    if path.split(".")[1] not in SHARED
}


def _read(shape: Shape, wrong: str) -> tuple[object, tuple[Finding, ...]]:
    faults = Faults()
    file = SourceFile(Path("alertd.yaml"), "alertd.yaml", f"key: {wrong}\n", faults)
    assert isinstance(file.root, Table)
    node = file.root.get("key")
    assert node is not None
    return shape.read(node, Reader(file)), faults.sorted()


def _takes(shape: Shape, wrong: str) -> bool:
    """Whether nonsense passes, with no more than a warning; what does not pass must be told on its line, behind the key."""
    value, told = _read(shape, wrong)
    if value is not BAD:
        return not told
    assert told, "refused without a word"
    assert all(one.line == 1 and one.column > len("key:") for one in told), told
    return False


def test_a_word_that_means_nothing_is_refused_by_every_key_that_means_something() -> None:
    """Those that take it are known by name, with the reason; secrets are warned of, for they stand in the file."""
    took = {path for path, shape in KEYS.items() if _takes(shape, "'?!'")}
    assert took == {*FREE, *NAMED}


@pytest.mark.parametrize("wrong", ["-1", "99999999999999999999999", "1e400", "0x10", "NaN%"])
def test_a_number_that_cannot_be_is_refused_by_every_key_that_counts(wrong: str) -> None:
    """And by every word of a list. What takes it takes texts, or names that may be made of digits."""
    digits = {"x.own_account", "telegram.chats", "stackexchange.sites", "reddit.subreddits", "mastodon.hashtags"}
    digits |= {"email.host", "email.senders", "rss.allow_hosts", "settings.sign_in.header.name"}
    took = {path for path, shape in KEYS.items() if _takes(shape, wrong)}
    assert took <= {*FREE, *NAMED, *digits}


@pytest.mark.parametrize("wrong", ["[['?!']]", "{'?!': {'?!': ['?!']}}", "['']", "[{}]"])
def test_another_kind_of_thing_is_refused_by_every_key(wrong: str) -> None:
    """A list in a list, a table of tables, nothing at all: each is told, and nobody meets it later."""
    took = {path for path, shape in KEYS.items() if _takes(shape, wrong)}
    assert took <= {"settings.watches.people"}  # people and platforms are called what they are called


@pytest.mark.parametrize("wrong", ["''", "'  '"])
def test_an_empty_text_is_refused_by_every_key(wrong: str) -> None:
    """Whoever leaves a value empty has not decided; only the key taken away is the default."""
    assert {path for path, shape in KEYS.items() if _takes(shape, wrong)} == set()


@pytest.mark.parametrize("path", NAMED)
def test_a_name_that_nothing_has_is_told_once_all_is_read(tmp_path: Path, path: str) -> None:
    """At its own place, be it a file, a person, a policy, business hours or a brand."""
    before, _, after = NAMED[path].partition("«")
    kept = [line for line in PARTS if line.split(":")[0] != before.split(":")[0]]
    settings = "\n".join([*kept, before + after, ""])
    write(tmp_path, {**FILES, "alertd.yaml": settings})
    read = FileSet(ENVIRONMENT)
    load_paths([tmp_path], read)
    finish(read)
    told = lint(read, datetime(2026, 11, 23, tzinfo=UTC))
    place = (len(kept) + 1, len(before) + 1)
    assert place in {(one.line, one.column) for one in told if one.path.endswith("alertd.yaml")}, told


@pytest.mark.parametrize(
    ("source", "meant"),
    [
        ("{kind: reddit, client_id: '${X_TOKEN}', client_secret: '${X_TOKEN}', subreddits: [tech, «'my kettles']}", ""),
        ("{kind: github, repositories: [«kettlo]}", "owner/name"),
        ("{kind: youtube, api_key: '${X_TOKEN}', videos: [«'https://youtu.be/dQw4w9WgXcQ']}", "dQw4w9WgXcQ"),
        ("{kind: youtube, api_key: '${X_TOKEN}', channels: [«'@kettlo']}", "UC_x5XG1OV2P6uZZ5FSM9Ttw"),
        ("{kind: telegram, bot_token: '${X_TOKEN}', chats: [«'https://t.me/kettlo']}", "@acme_news"),
        ("{kind: stackexchange, sites: [«'Stack Overflow']}", "stackoverflow"),
        ("{kind: mastodon, hashtags: [«'#']}", "acme"),
        ("{kind: email, host: «'imap example', user: u, password: '${X_TOKEN}'}", "imap.example.org"),
        ("{kind: email, base_url: «'https://imap.example.org', user: u, password: '${X_TOKEN}'}", "imaps://"),
        (
            "{kind: rss, urls: ['https://a.example/f'], allow_hosts: [«'https://feeds.example.org/x']}",
            "feeds.example.org",
        ),
        ("{kind: x, bearer_token: '${X_TOKEN}', own_account: «'@kettlo'}", "2244994945"),
        ("{kind: news, languages: [en, «xx]}", "two letters"),
        ("{kind: news, languages: [«in]}", "hi"),
    ],
)
def test_what_no_platform_can_find_is_told_before_it_is_looked_for(tmp_path: Path, source: str, meant: str) -> None:
    """Each would only be found out by a source that stays empty; the advice shows how it is written."""
    before, _, after = source.partition("«")
    told = of_one(
        tmp_path, f"version: 1\nwatches: {{a: {{terms: [a]}}}}\nsources:\n  - {before}{after}\n", "alertd.yaml"
    )
    wrong = [one for one in told if one.name in ("bad-value", "odd-name")]
    assert [(one.line, one.column) for one in wrong] == [(4, len("  - ") + len(before) + 1)], told
    assert meant in f"{wrong[0].text} {wrong[0].advice}"
    # A name is no reason to stop: the release before took it, and an upgrade at night must not end the daemon that reads everything else.
    is_fault = source.startswith("{kind: news") or "'#'" in source  # no name at all, or none of a platform
    assert (wrong[0].name, wrong[0].level) == (("bad-value", Level.ERROR) if is_fault else ("odd-name", Level.WARNING))


ODD = """version: 1
watches: {acme: {terms: [acme]}}
sources:
  - {kind: reddit, client_id: "${X_TOKEN}", client_secret: "${X_TOKEN}", subreddits: [r/tech, "my kettles"]}
  - {kind: github, repositories: [kettlo]}
  - {kind: telegram, bot_token: "${X_TOKEN}", chats: ["https://t.me/kettlo"]}
  - {kind: x, bearer_token: "${X_TOKEN}", own_account: "@kettlo"}
"""


def test_settings_with_a_name_that_an_older_release_took_still_load(tmp_path: Path) -> None:
    """All of them, with the name as it stands there: its source stays empty and is told as one, the others go on."""
    write(tmp_path, {**FILES, "alertd.yaml": ODD})
    loaded = load_settings(tmp_path / "alertd.yaml", environment=ENVIRONMENT)
    assert [one.name for one in loaded.findings if one.name == "odd-name"] == ["odd-name"] * 4
    named = [
        one.options[key]
        for one, key in zip(
            loaded.settings.sources, ("subreddits", "repositories", "chats", "own_account"), strict=True
        )
    ]
    assert named == [("tech", "my kettles"), ("kettlo",), ("https://t.me/kettlo",), "@kettlo"]


@pytest.mark.parametrize("source", ["{kind: mastodon, hashtags: ['#']}", "{kind: github, repositories: [' ']}"])
def test_a_name_of_nothing_at_all_is_a_fault(tmp_path: Path, source: str) -> None:
    """There is nothing that could be asked for."""
    text = f"version: 1\nwatches: {{a: {{terms: [a]}}}}\nsources:\n  - {source}\n"
    assert [one.level for one in of_one(tmp_path, text, "alertd.yaml") if one.name == "bad-value"] == [Level.ERROR]


@pytest.mark.parametrize(
    "source",
    [
        "{kind: reddit, client_id: '${X_TOKEN}', client_secret: '${X_TOKEN}', subreddits: [r/tech, /r/kettles/, /r/u_acme, AskReddit, tea+kettles]}",
        "{kind: github, repositories: [acme/kettle.js, 'https://github.com/acme/.github']}",
        "{kind: youtube, api_key: '${X_TOKEN}', videos: [dQw4w9WgXcQ], channels: [UC_x5XG1OV2P6uZZ5FSM9Ttw]}",
        "{kind: telegram, bot_token: '${X_TOKEN}', chats: ['@acme_news', '-1001234567890']}",
        "{kind: stackexchange, sites: [stackoverflow, es.stackoverflow, DIY]}",
        "{kind: mastodon, hashtags: ['#acme', 阿克米, ürün_2]}",
        "{kind: email, host: 'imap.example.org:1993', user: u, password: '${X_TOKEN}', senders: [a@b.example, b.example]}",
        "{kind: email, base_url: 'imaps://[::1]:993', user: u, password: '${X_TOKEN}'}",
        "{kind: rss, urls: ['https://a.example/f'], allow_hosts: [feeds.example.org, localhost]}",
        "{kind: news, languages: [nb, pt-BR, zh-CN]}",
    ],
)
def test_what_people_write_for_a_place_is_understood(tmp_path: Path, source: str) -> None:
    """In the platform's own spelling, and in the ways that its users write it to each other."""
    told = of_one(tmp_path, f"version: 1\nwatches: {{a: {{terms: [a]}}}}\nsources:\n  - {source}\n", "alertd.yaml")
    assert [one for one in told if one.name in ("bad-value", "wrong-type")] == []
