"""What people paste into a channel's URL: addresses as users, passwords with every sign of a URL in them."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alertd.cli.checking import check
from alertd.config import load_settings
from alertd.errors import ConfigurationError
from alertd.notifiers.apprise.notifier import AppriseNotifier, _load
from alertd.notifiers.url_parts import doubt, has_sender, quoted
from alertd.yamlform.show import text

NASTY = [
    "p@ss",
    "p#ss9",
    "p/ss9",
    "p?ss9",
    "p%41ss",
    "p+ss",
    "p&ss=1",
    "p:ss",
    "10%",
    "a b",
    "päss",
    "x7$Kq!pL",
    "{to}",
]
MAIL = "mailto://${U}:${P}@127.0.0.1:2525?from=alertd@example.org&to={to}"


def url_of(tmp_path: Path, url: str, **environment: str) -> str:
    """Return what a channel's URL becomes when settings are loaded."""
    (tmp_path / "alertd.yaml").write_text(
        "version: 1\nrules: []\noncall: people.yaml\nwatches: {acme: {terms: [acme]}}\n"
    )
    (tmp_path / "people.yaml").write_text(
        f'version: 1\nchannels: {{c: {{url: "{url}"}}}}\npeople: {{alice: {{c: alice@example.org}}}}\n'
    )
    return load_settings(tmp_path / "alertd.yaml", environment=environment).settings.channels["c"].url


@pytest.mark.parametrize("password", NASTY)
def test_a_password_is_one_part(tmp_path: Path, password: str) -> None:
    """Whatever is in it, Apprise reads the password that stands in the environment, and the user with it."""
    _load()
    url = url_of(tmp_path, MAIL, U="alerts@example.org", P=password)
    plugin = AppriseNotifier("c", url)._plugin("alice@example.org")

    assert (plugin.user, plugin.password) == ("alerts@example.org", password)
    assert (plugin.smtp_host, plugin.port) == ("127.0.0.1", 2525)
    assert plugin.targets == [(False, "alice@example.org")]


@pytest.mark.parametrize(
    ("url", "value", "becomes"),
    [
        ("slack://${V}/{to}", "T1/B2/C3", "slack://T1/B2/C3/{to}"),
        ("${V}", "slack://T1/B2/C3?a=%20b", "slack://T1/B2/C3?a=%20b"),
        ("json://${V}", "host.example/x?key=1#2", "json://host.example/x?key=1#2"),
        ("tgram://${V}/{to}", "123456789:abc_def", "tgram://123456789:abc_def/{to}"),
        ("mailto://${V}@mail.example.org?to={to}", "me:p@ss", "mailto://me:p%40ss@mail.example.org?to={to}"),
        ("mailto://me:pw@${V}?to={to}", "mail.example.org:587", "mailto://me:pw@mail.example.org:587?to={to}"),
        ("json://host.example/x?key=${V}&to={to}", "a&b=c", "json://host.example/x?key=a%26b%3Dc&to={to}"),
        ("json://host.example/${V}/{to}", "a#b", "json://host.example/a%23b/{to}"),
    ],
)
def test_quoted_by_where_it_stands(tmp_path: Path, url: str, value: str, becomes: str) -> None:
    """One part is quoted whole; what may stand for several parts, or for a whole URL, keeps its separators."""
    assert url_of(tmp_path, url, V=value) == becomes


@given(st.text(min_size=1), st.text(min_size=1))
def test_every_user_and_password_comes_back(user: str, password: str) -> None:
    """Unquoting, which every service does, gives back what was pasted."""
    raw = "mailto://${U}:${P}@h"
    first, second = quoted(raw, user, raw.index("${U}")), quoted(raw, password, raw.index("${P}"))

    assert not set(f"{first}{second}") & set("@/?#: ")
    assert [unquote(first), unquote(second)] == [user.encode("utf-8", "replace").decode(), password]


@pytest.mark.parametrize(
    ("url", "word"),
    [
        ("mailto://me@example.org:secret@mail.example.org?to={to}", "%40"),
        ("mailto://me:p@ss@mail.example.org?to={to}", "%40"),
        ("mailtos://me:p/ss@mail.example.org?to={to}", "%2F"),
        ("mailtos://me:p#ss@mail.example.org?to={to}", "%23"),
    ],
)
def test_what_breaks_in_the_file_is_named(tmp_path: Path, url: str, word: str) -> None:
    """A password written into the URL itself cannot be told from the rest: check says which sign, and no secret."""
    with pytest.raises(ConfigurationError) as caught:
        url_of(tmp_path, url)

    assert word in str(caught.value)
    assert "secret" not in str(caught.value).replace("secret-in-file", "").replace("a secret", "")


@pytest.mark.parametrize(
    "url",
    [
        "mailto://me:${P}@mail.example.org?to={to}",
        "mailto://127.0.0.1:2525?from=a@example.org&to={to}",
        "mailtos://smtp.example.org:587/alice@example.org",
        "tgram://123456789:abcdef/@channel",
        "json://host:8080/@room",
        "slack://T1/B2/C3/#a@b",
    ],
)
def test_no_doubt_where_there_is_none(url: str) -> None:
    """Signs that belong where they stand are no faults."""
    assert doubt(url) is None


@pytest.mark.parametrize(
    ("url", "is_taken"),
    [
        ("mailto://127.0.0.1:2525?to={to}", False),
        ("mailto://mail.example.org?to={to}", False),
        ("mailtos://mail.example.org/a@example.org", False),
        ("mailtos://mail.example.org?reply=a@example.org&to={to}", False),
        ("mailto://mail.example.org?from=alertd&to={to}", False),
        ("mailto://127.0.0.1:2525?from=alertd@example.org&to={to}", True),
        ("mailto://mail.example.org?FROM=alertd%40example.org&to={to}", True),
        ("mailto://mail.example.org?from=Alertd%20%3Calertd@example.org%3E&to={to}", True),
        ("mailtos://me:pw@mail.example.org?to={to}", True),
        ("mailtos://me:pw@mail.example.org?from=alertd&to={to}", True),
        ("mailtos://me:pw@localhost?to={to}", True),
        ("mailto://localhost?from=alertd&to={to}", True),
        ("mailto://mail.example.org?user=me&pass=pw&to={to}", True),
        ("mailto://me%40example.org:pw@mail_host?to={to}", True),
        ("mailto://me@[::1]:25?from=alertd@example.org&to={to}", True),
    ],
)
def test_a_letter_without_a_sender_is_known_without_apprise(url: str, is_taken: bool) -> None:
    """As Apprise decides it: `check` need not load two hundred services to find what would be refused at night."""
    _load()
    assert has_sender(url) is is_taken
    notifier = AppriseNotifier("mail", url)
    if is_taken:
        notifier.verify()
    else:
        with pytest.raises(ConfigurationError, match="From"):
            notifier.verify()


def test_files_are_checked_where_their_secrets_are_not(tmp_path: Path) -> None:
    """In a build any word stands in for a secret: it is no host, so nothing is said of its sender."""
    assert url_of(tmp_path, "mailtos://${SMTP}?to={to}", SMTP="x") == "mailtos://x?to={to}"


@pytest.mark.parametrize("raw", ["mailto://127.0.0.1:2525?to={to}", "mailtos://${SMTP}?to={to}", "${URL}"])
def test_a_channel_without_a_sender_is_an_error_at_its_line(tmp_path: Path, raw: str) -> None:
    """However it was written, with what to write; what stood for the secret is not repeated."""
    environment = {"SMTP": "hidden.example.org:25", "URL": "mailto://hidden.example.org?to={to}"}
    with pytest.raises(ConfigurationError, match=r"people\.yaml:2:"):
        url_of(tmp_path, raw, **environment)
    _, findings = check((), tmp_path / "alertd.yaml", environment=environment)

    said = "\n".join(text(finding) for finding in findings)
    assert "people.yaml:2:" in said
    assert "this mail has no sender" in said
    assert "mailto://HOST:25?from=alertd@example.org&to={to}" in said
    assert "hidden" not in said


def test_the_way_to_operators_needs_a_sender_too(tmp_path: Path) -> None:
    """It is the one that is needed when all else is down."""
    (tmp_path / "alertd.yaml").write_text(
        "version: 1\nrules: []\nwatches: {acme: {terms: [acme]}}\n"
        'ops: {direct: "mailto://mail.example.org?to=ops@example.org"}\n'
    )
    with pytest.raises(ConfigurationError, match=r"alertd\.yaml:4:.*\n?.*this mail has no sender"):
        load_settings(tmp_path / "alertd.yaml", environment={})
