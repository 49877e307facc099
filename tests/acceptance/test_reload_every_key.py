"""Every key of the settings, changed one after the other under a running daemon: it is in force, or named as waiting for a restart.

Which keys there are is asked of the form that reads them.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from alertd.app.daemon import Daemon
from alertd.config import Loaded, load_settings
from alertd.model.house import House
from alertd.rulefile.settings_file import SETTINGS_FILE
from alertd.yamlform.forms import Form
from alertd.yamlform.secrets import Secret
from alertd.yamlform.shapes import MapOf, Shape
from tests.acceptance.house import PEOPLE, RULES, free_port

pytestmark = pytest.mark.slow

NOWHERE = "http://127.0.0.1:1"
LONG = "0123456789abcdef0123456789abcdef"

#: What each key is changed to where the example of its form will not do. A path names keys in keys; "watches." is one brand.
CHANGES: dict[str, Any] = {
    "data_dir": "elsewhere",
    "store": "postgresql://db.example/alertd",
    "listen": "127.0.0.1:1",
    "public_url": "https://alerts.example.org",
    "rules": ["more.yml"],
    "oncall": "others.yaml",
    "watches.terms": ["acme", "acme corp"],
    "watches.exclude": ["acme theatre"],
    "watches.needs": ["kettle"],
    "watches.near": "10 words",
    "watches.exact": True,
    "watches.languages": ["en", "tr"],
    "watches.handles": {"x": ["acme_other"]},
    "watches.auto_handles": {"x": ["acme_bot"]},
    "watches.staff": {"x": ["ayse"]},
    "watches.ignore": {"x": ["partner"]},
    "watches.people": {"ayse": {"x": "ayse", "reddit": "ayse_r"}},
    "watches.competitors": ["initech"],
    "watches.group": "north",
    "watches.hours": "office",
    "watches.timezone": "Europe/Istanbul",
    "watches.campaigns": [{"name": "launch", "from": "2026-12-01", "until": "2026-12-03", "expect": "5x"}],
    "sources": [{"kind": "webhook", "name": "zap", "token": "${ZAP_TOKEN}", "platforms": ["x"]}],
    "workers": "3",
    "scorer": {"kind": "http", "url": NOWHERE},
    "promises.acknowledge": "5m",
    "promises.plan": "2h",
    "promises.solve": "12h",
    "promises.first_reply": {"default": "1h", "x": "30m"},
    "promises.broken": "ops",
    "retention.mentions": "60d",
    "retention.text": "20d",
    "retention.events": "300d",
    "retention.max_size": "20 GB",
    "ops.policy": "pr",
    "ops.direct": "${OTHER_URL}",
    "drill.policy": "ops",
    "drill.weekday": "wed",
    "drill.at": "11:00",
    "drill.timezone": "Europe/Istanbul",
    "weekly.to": "bob",
    "weekly.weekday": "fri",
    "weekly.at": "10:00",
    "weekly.timezone": "Europe/Istanbul",
    "weekly.watch": ["acme"],
    "copy.to": "copy2",
    "standby.lease": "lease2",
    "standby.name": "oslo",
    "standby.from": "copy3",
    "standby.hold": "20s",
    "standby.token": "${ZAP_TOKEN}",
    "traces.url": "https://otel.example.org/v1/traces",
    "traces.token": "${ZAP_TOKEN}",
    "heartbeat.url": f"{NOWHERE}/other",
    "heartbeat.every": "2m",
    "languages.page": "tr",
    "replies.sms.auth_token": "${OTHER_URL}",
    "replies.slack.signing_secret": "${OTHER_URL}",
    "replies.slack.team": "T0000000B",
    "replies.telegram.secret_token": "${OTHER_URL}",
    "tokens": [{"name": "wall", "scope": "read", "token": "${LONG_TOKEN}"}],
    "proxies": ["10.0.0.5"],
    "sign_in.mail": "pager",
    "sign_in.header.name": "X-Other",
    "sign_in.header.from": ["10.0.0.6"],
    "sign_in.oidc.issuer": "https://other.example.org",
    "sign_in.oidc.client_id": "other",
    "sign_in.oidc.client_secret": "${OTHER_URL}",
    "sign_in.oidc.claim": "sub",
    "sign_in.admin": ["bob"],
    "sign_in.view": ["bob"],
    "translate_url": "https://translate.example.org/?text={text}",
}
#: What stands in the file before, where a key alone would be a fault, or would say what is so without it.
BEFORE: dict[str, Any] = {
    "drill": {"policy": "pr"},
    "weekly": {"to": "alice"},
    "heartbeat": {"url": f"{NOWHERE}/beat"},
    "replies": {
        "sms": {"auth_token": "${ZAP_TOKEN}"},
        "slack": {"signing_secret": "${ZAP_TOKEN}", "team": "T0000000A"},
        "telegram": {"secret_token": "${ZAP_TOKEN}"},
    },
    "ops": {"policy": "ops", "direct": "${OPS_URL}"},
    "copy": {"to": "copy"},
    "standby": {"lease": "third"},
    "sign_in": {
        "admin": ["alice"],
        "header": {"name": "X-User", "from": ["10.0.0.5"]},
        "oidc": {"issuer": "https://login.example.org", "client_id": "alertd", "client_secret": "${ZAP_TOKEN}"},
    },
}

OTHERS = PEOPLE.replace("alice: {timezone: UTC", "alice: {timezone: Europe/Istanbul")
WITH = {"traces": {"url": NOWHERE}}  #: what a key needs beside it, of what does not stand in the file before
WITHOUT = {"store": ("copy", "standby")}  #: what must not stand there too
HOURS = "hours:\n  office: {timezone: UTC, days: mon-fri, open: '09:00-18:00'}\n"
ENVIRONMENT = {
    "ZAP_TOKEN": LONG,
    "LONG_TOKEN": LONG[::-1],
    "HOOK_SECRET": LONG,
    "OPS_URL": "json://127.0.0.1:1/direct",
    "OTHER_URL": "json://127.0.0.1:1/other",
}


def _table(shape: Shape) -> Form | None:
    part = shape.part if isinstance(shape, MapOf) else shape
    return part if isinstance(part, Form) else None


def keys(form: Form, before: str = "") -> Iterator[tuple[str, Shape]]:
    """Yield every key that the settings have, and what may stand there; keys in keys by their path."""
    for key in form.keys.values():
        inner = _table(key.shape)
        if inner is None:
            yield f"{before}{key.name}", key.shape
        else:
            yield from keys(inner, f"{before}{key.name}.")


def changes() -> dict[str, Any]:
    """Return what each key is changed to: what is said above, else what its form gives as an example."""
    found = {path: CHANGES.get(path, _example(shape)) for path, shape in keys(SETTINGS_FILE) if path != "version"}
    assert set(CHANGES) <= set(found), "a key that is no longer there"
    return found


def _example(shape: Shape) -> Any:
    told = shape.schema()
    told = next((one for one in told.get("anyOf", ()) if "examples" in one), told)
    return told["examples"][0] if "examples" in told else "?"


def _changed(base: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    made = copy.deepcopy(base)
    for name in WITHOUT.get(path, ()):
        del made[name]
    *tables, last = path.replace("watches.", "watches.acme.").split(".")
    place = made
    for name in tables:
        place = place.setdefault(name, dict(WITH.get(name, {})))
    place[last] = value
    return made


def _told(value: Any) -> Any:
    """Return what a value says, secrets included."""
    if isinstance(value, Secret):
        return value.reveal()
    names = getattr(value, "__struct_fields__", ())
    return {name: _told(getattr(value, name)) for name in names} if names else value


def in_force(daemon: Daemon) -> dict[str, Any]:
    """Return what the parts of a daemon work by; where a part asks the settings each time, what they say."""
    running = daemon.running
    return {
        "house": daemon.writer.fold.engine.house,
        "retention": running.settings.retention,
        "sources": running.settings.sources_key,
        "scorer": daemon.writer.store.meta("scorer"),
        "direct": _told(running.settings.direct),
        "heartbeat": None if running.beat is None else _told(running.beat.setting),
        "replies": _told(daemon.backend.reply_proofs()),
        "channels": [name for name in ("hook", "pager", "slack") if running.sender.notifier(name) is not None],
    }


def _is_house(house: House, asked: House) -> bool:
    """Whether the engine decides by what files ask for. It knows somebody more: the console, for who has no people file."""
    roster, wanted = house.roster, asked.roster
    return (
        house.with_(roster=wanted) == asked
        and roster.people == {**roster.people, **wanted.people}
        and roster.policies == {**roster.policies, **wanted.policies}
    )


def _write(folder: Path, settings: dict[str, Any]) -> None:
    (folder / "alertd.yaml").write_text(json.dumps(settings, indent=1))


def _base(folder: Path) -> dict[str, Any]:
    (folder / "rules.yml").write_text(RULES)
    (folder / "more.yml").write_text(RULES.replace("Loud voice", "Another voice"))
    (folder / "oncall.yaml").write_text(HOURS + PEOPLE % {"url": NOWHERE})
    (folder / "others.yaml").write_text(HOURS + OTHERS % {"url": NOWHERE})
    return {
        "version": 1,
        "data_dir": "store",
        "listen": f"127.0.0.1:{free_port()}",
        "public_url": "https://alertd.example.org",
        "rules": ["rules.yml"],
        "oncall": "oncall.yaml",
        "watches": {"acme": {"terms": ["acme"]}},
        "sources": [{"kind": "webhook", "name": "zap", "token": "${ZAP_TOKEN}"}],
        **BEFORE,
    }


@pytest.mark.asyncio
async def test_every_key_is_adopted_or_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the daemon works by after the reload is what a new start would work by, and another than before, and that is told; or the key is named."""
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    base = _base(tmp_path)
    _write(tmp_path, base)

    def load() -> Loaded:
        return load_settings(tmp_path / "alertd.yaml")

    daemon = Daemon(load(), reload=load)
    await daemon.start()
    try:
        before, wrong = in_force(daemon), []
        for path, value in changes().items():
            _write(tmp_path, _changed(base, path, value))
            answer = await daemon.reload()
            assert not answer.fault, f"say in CHANGES what {path} is changed to: {answer.fault}"
            named = {path.partition(".")[0], *WITHOUT.get(path, ())}
            is_as_said = _is_house(daemon.writer.fold.engine.house, load().house)
            is_adopted = answer.needs_restart == () and is_as_said and in_force(daemon) != before and answer.changes
            if not is_adopted and not named <= set(answer.needs_restart):
                wrong.append((path, answer.needs_restart))
        assert wrong == []
        _write(tmp_path, base)
        assert (await daemon.reload()).needs_restart == ()
        assert in_force(daemon) == before
    finally:
        await daemon.stop()
