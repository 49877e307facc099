"""What the settings say of the web page."""

from __future__ import annotations

from pathlib import Path

import pytest

from alertd.config import FaultyFilesError, load_settings
from alertd.yamlform.findings import Level
from tests.unit.rulefile.written import findings


def settings(folder: Path, text: str) -> Path:
    """Write a settings file that is whole but for this."""
    path = folder / "alertd.yaml"
    path.write_text(
        f"version: 1\ndata_dir: {folder}\nrules: []\nwatches: {{acme: {{terms: [acme]}}}}\n{text}\n", encoding="utf-8"
    )
    return path


def test_posts_are_translated_where_the_operator_says(tmp_path: Path) -> None:
    """And nowhere, if nothing is said."""
    service = "https://translate.example.org/?to={to}&text={text}"
    assert load_settings(settings(tmp_path, f'translate_url: "{service}"')).settings.translate_url == service
    assert load_settings(settings(tmp_path, "")).settings.translate_url == ""


@pytest.mark.parametrize(
    ("service", "why"), [("http://translate.example/?q={text}", "https://"), ("https://translate.example/", "{text}")]
)
def test_a_service_that_would_leak_or_get_nothing_is_refused(tmp_path: Path, service: str, why: str) -> None:
    """With its line, and what is wrong with it."""
    with pytest.raises(FaultyFilesError, match=r"alertd\.yaml:5:16: error") as fault:
        load_settings(settings(tmp_path, f'translate_url: "{service}"'))
    assert why in str(fault.value)


def test_ways_to_sign_in_are_read(tmp_path: Path) -> None:
    """Each as it is written; nothing is on by itself."""
    (tmp_path / "oncall.yaml").write_text(
        "version: 1\nchannels: {mail: {kind: console}}\npeople: {ayse: {mail: ayse}}\n", encoding="utf-8"
    )
    text = """oncall: oncall.yaml
sign_in:
  mail: mail
  header: {name: X-Forwarded-User, from: [10.0.0.5, 10.1.0.0/16]}
  oidc: {issuer: https://login.example.org, client_id: alertd, client_secret: hush-hush}
  admin: [ayse]"""
    asked = load_settings(settings(tmp_path, text)).settings.sign_in
    assert (asked.mail, asked.header, asked.header_from) == ("mail", "X-Forwarded-User", ("10.0.0.5", "10.1.0.0/16"))
    assert asked.oidc is not None
    assert (asked.oidc.issuer, asked.oidc.claim, asked.admin, asked.view) == (
        "https://login.example.org",
        "email",
        ("ayse",),
        (),
    )
    assert "hush" not in repr(asked)
    assert load_settings(settings(tmp_path, "")).settings.sign_in.oidc is None


@pytest.mark.parametrize(
    "text",
    [
        "sign_in: {header: {name: X-User}}",
        "sign_in: {header: {name: 'X User', from: [10.0.0.5]}}",
        "sign_in: {header: {name: X-User, from: [everywhere]}}",
        "sign_in: {oidc: {issuer: http://login.example.org, client_id: a, client_secret: b}}",
        "sign_in: {oidc: {issuer: https://login.example.org, client_id: a}}",
        "sign_in: {openid: {}}",
    ],
)
def test_a_door_that_would_stand_open_is_refused(text: str, tmp_path: Path) -> None:
    """A header from anywhere, a provider that anybody on the way can be, half of what is needed, a word that means nothing."""
    with pytest.raises(FaultyFilesError, match=r"alertd\.yaml:5:"):
        load_settings(settings(tmp_path, text))


PEOPLE = "version: 1\nchannels: {mail: {kind: console}}\npeople: {ayse: {mail: ayse}}\n"


@pytest.mark.parametrize(
    ("text", "column", "name", "nobody"),
    [
        ("sign_in: {mail: post}", 17, "unknown-channel", "post"),
        ("sign_in: {mail: mail, admin: [ayse, lea]}", 37, "unknown-person", "lea"),
        ("sign_in: {mail: mail, view: [lea, ayse]}", 30, "unknown-person", "lea"),
    ],
)
def test_a_name_that_nobody_has_is_a_fault_of_check_and_keeps_no_daemon_from_watching(
    text: str, column: int, name: str, nobody: str, tmp_path: Path
) -> None:
    """Who has left the people file stands in the settings still. Both say where; the daemon pages whoever is left."""
    (tmp_path / "oncall.yaml").write_text(PEOPLE, encoding="utf-8")
    path = settings(tmp_path, text)

    (checked,) = findings(tmp_path, {"alertd.yaml": path.read_text(encoding="utf-8")})
    loaded = load_settings(path)

    (told,) = loaded.findings  # which a start writes to standard error
    assert (checked.level, told.level) == (Level.ERROR, Level.WARNING)
    for one in (checked, told):
        assert (one.name, one.line, one.column) == (name, 5, column)
        assert f'"{nobody}"' in one.text
    assert set(loaded.house.roster.people) == {"ayse"}
    assert loaded.nobody_signs_in.startswith(f"{told.path}:5: sign_in: {told.text}; ")


def test_operators_hear_what_the_names_of_nobody_do(tmp_path: Path) -> None:
    """One message: the first place, how many more, what it means and what to do."""
    (tmp_path / "oncall.yaml").write_text(PEOPLE, encoding="utf-8")
    path = settings(tmp_path, "sign_in: {mail: post, admin: [lea, ayse], view: [omar]}")

    said = load_settings(path).nobody_signs_in

    assert 'alertd.yaml:5: sign_in: there is no channel "post", and 2 more; ' in said
    assert "nobody is an administrator by it" in said
    assert said.endswith("alertd check shows each")


def test_names_that_are_there_are_told_of_to_nobody(tmp_path: Path) -> None:
    """Nor is a people file that cannot be read a reason to call everybody unknown."""
    (tmp_path / "oncall.yaml").write_text(PEOPLE, encoding="utf-8")
    assert load_settings(settings(tmp_path, "sign_in: {mail: mail, admin: [ayse]}")).nobody_signs_in == ""
    (tmp_path / "oncall.yaml").write_text("people: [", encoding="utf-8")
    with pytest.raises(FaultyFilesError) as fault:
        load_settings(settings(tmp_path, "sign_in: {mail: mail, admin: [ayse]}"))
    assert "unknown-" not in str(fault.value)


@pytest.mark.parametrize("text", ["ops: {policy: pr}", "drill: {policy: pr}", "weekly: {to: lea}"])
def test_other_names_of_nobody_are_faults_for_a_daemon_too(text: str, tmp_path: Path) -> None:
    """By those somebody is paged: a daemon that runs keeps the last good set, and one that starts must not look alive."""
    (tmp_path / "oncall.yaml").write_text(PEOPLE, encoding="utf-8")
    with pytest.raises(FaultyFilesError, match=r"alertd\.yaml:5:\d+: error\[unknown-"):
        load_settings(settings(tmp_path, text))
