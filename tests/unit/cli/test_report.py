"""`alertd report`: from a store that is there, or from files; each form; each wrong use one readable line."""

from __future__ import annotations

import json
import random
import shutil
from datetime import timedelta
from pathlib import Path
from string import ascii_lowercase
from typing import Any

import pytest
from click.testing import CliRunner, Result

from alertd.cli import cli
from alertd.core.signals.unanswered import PER_AUTHOR
from alertd.errors import StoreError, UsageError
from alertd.model.events import ActTaken, SourceReported
from alertd.model.incident import Act
from alertd.model.source_state import SourceState
from alertd.runtime.clock import SystemClock
from alertd.runtime.export import lines
from tests.unit.report.stores import BEGAN, NOW, Life, fill, house, post, quiet_days, storm, support


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a store in which a storm was acknowledged."""
    data = tmp_path_factory.mktemp("lived")
    life = Life(data)
    life.happen(SourceReported(at=BEGAN, source="x1", state=SourceState.OK))
    life.write(sorted([*quiet_days(), *storm(), *support()], key=lambda one: one.created_at))
    (opened,) = life.store.read_model.incidents()
    life.deliver(opened.opened_at + timedelta(seconds=2))
    acted_at = opened.opened_at + timedelta(minutes=8)
    life.happen(ActTaken(at=acted_at, incident=opened.id, act=Act.ACK, by="ayse"))
    life.over().close()
    return data


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, lived: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand beside the store, at nine in the morning after the storm."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("STATE_DIRECTORY", raising=False)
    monkeypatch.setattr(SystemClock, "now", lambda _: NOW)
    (tmp_path / "alertd.yaml").write_text("version: 1\nwatches: {acme: {terms: [acme]}}\n", encoding="utf-8")
    shutil.copytree(lived, tmp_path / "alertd-data")
    return tmp_path


def run(*words: str) -> Result:
    """Call alertd as a shell does."""
    return CliRunner().invoke(cli, ["report", *words], catch_exceptions=True)


def answered(*words: str) -> dict[str, Any]:
    """Return the JSON that a report prints on its one line."""
    result = run(*words, "--format", "json")
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


@pytest.mark.parametrize(("acme", "whose"), [(", competitors: [beta]", []), ("", ["acme"])])
def test_two_brands_of_one_house_that_name_each_other_are_both_our_own(
    folder: Path, acme: str, whose: list[str]
) -> None:
    """Neither is called a competitor, whose answers nobody sees: one that another names and that names none itself is."""
    files = {
        "alertd.yaml": f"watches: {{acme: {{terms: [acme]{acme}}}, beta: {{terms: [beta], competitors: [acme]}}}}",
        "oncall.yaml": "channels: {c: {kind: console}}\npeople: {ann: {c: ann}}\npolicies: {pr: {steps: [{notify: ann}]}}",
        "rule.yml": "rules: [{name: burst, when: {spike: {of: all}}, page: pr}]",
    }
    for name, text in files.items():
        (folder / name).write_text(f"version: 1\n{text}\n", encoding="utf-8")
    asked = [
        {"id": name, "platform": "x", "created_at": "2026-11-21T10:00:00Z", "author": "ann", "text": f"{name} is late?"}
        for name in ("acme", "beta")
    ]
    (folder / "asked.jsonl").write_text("".join(json.dumps(one) + "\n" for one in asked), encoding="utf-8")
    words = ("response", "asked.jsonl", "-c", "alertd.yaml")

    assert answered(*words)["competitors"] == whose
    assert ("in private is seen by nobody" in run(*words).stdout) == bool(whose)


def test_response_is_what_the_contract_says() -> None:
    """The keys that other programs rely on, and shares from 0 to 1."""
    found = answered("response")

    assert {"all", "needing_answer", "by"} <= set(found)
    assert {"conversations", "answered", "median_s", "p90_s", "within"} <= set(found["needing_answer"])
    # Two questions, one of them answered, and the sixty complaints of the storm.
    assert found["needing_answer"]["within"] == {"15m": 0.0, "1h": 1 / 62, "4h": 1 / 62, "24h": 1 / 62}
    assert (found["needing_answer"]["answered"], found["needing_answer"]["median_s"]) == (1, 1200.0)
    assert {"platform", "watch", "language", "hour", "responder"} <= set(found["by"])
    assert found["promise"] == {"kept": 1, "missed": 61, "waiting": 0, "share": 1 / 62}


def test_response_says_who_left_the_inbox_without_an_answer(folder: Path) -> None:
    """As the page does: a store in which one author asks fifty times tells that thirty were dropped."""
    shutil.rmtree(folder / "alertd-data")
    chance = random.Random(1)
    words = [["".join(chance.choices(ascii_lowercase, k=6)) for _ in range(6)] for _ in range(50)]  # no copies
    flood = [
        post(f"f{number}", BEGAN + timedelta(hours=number), f"acme where is my parcel? {' '.join(some)}", author="bot")
        for number, some in enumerate(words)
    ]
    life = Life(folder / "alertd-data")
    life.write(flood)
    life.remember()
    life.over().close()

    assert answered("response")["left"] == {"acme": {"waiting": PER_AUTHOR, "given_up": 30, "too_old": 0}}
    assert "acme 30 because too many waited" in run("response").stdout


@pytest.mark.parametrize(("since", "conversations"), [("7d", 506), ("2026-11-05", 72), ("2026-11-05T02:00:00Z", 60)])
def test_since(since: str, conversations: int) -> None:
    """A span before now, the beginning of a day in UTC, or an instant."""
    assert answered("response", "--since", since)["all"]["conversations"] == conversations


def test_files_tell_what_the_store_tells(folder: Path) -> None:
    """What is exported and reported on elsewhere gives the same answers; only the end of the file is nobody's now."""
    from alertd.store.sqlite import SqliteStore

    store = SqliteStore(folder / "alertd-data", read_only=True)
    (folder / "out.jsonl").write_bytes(b"\n".join(lines(store)))
    store.close()
    read, kept = answered("response", "out.jsonl"), answered("response")

    def figures(found: dict[str, Any]) -> list[object]:
        return [found[part][key] for part in ("all", "needing_answer") for key in ("answered", "median_s", "within")]

    assert figures(read) == figures(kept)


def test_locations_are_compared_by_the_group_of_the_settings(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rows of that group only, below the whole."""
    shops = house()
    shops = shops.with_(watches=tuple(watch.with_(group="north") for watch in shops.watches))
    (folder / "north").mkdir()
    monkeypatch.chdir(folder / "north")
    fill(folder / "north" / "alertd-data", support(), shops).close()
    found = answered("response", "--by", "group")
    result = run("response", "--by", "group", "--format", "csv")

    assert found["by"]["group"]["north"] == found["by"]["watch"]["acme"] == found["all"]
    assert found["all"]["answered"] > 0
    told = [line.split(",")[:2] for line in result.stdout.splitlines()]
    assert ["group", "north"] in told
    assert not any(line[0] in ("watch", "platform") for line in told)


def test_a_bad_line_is_told_and_stops_nothing(folder: Path) -> None:
    """With its number, on standard error, exit 0."""
    (folder / "bad.jsonl").write_text("no json\n", encoding="utf-8")
    result = run("response", "bad.jsonl", "--format", "json")

    assert result.exit_code == 0
    assert result.stderr.startswith("bad.jsonl:1: rejected: ")
    assert json.loads(result.stdout)["all"]["conversations"] == 0


@pytest.mark.parametrize("form", ["table", "csv", "md", "html"])
@pytest.mark.parametrize("what", ["response", "rules", "sources", "pages"])
def test_each_report_in_each_form(what: str, form: str) -> None:
    """Something is told, in the form that was asked for."""
    result = run(what, "--format", form)
    begins = {"table": "", "csv": "", "md": "# ", "html": "<!doctype html>"}

    assert result.exit_code == 0
    assert result.stdout.startswith(begins[form])
    assert len(result.stdout.splitlines()) > 1


def test_what_to_expect() -> None:
    """From the store, for one promise; five days foretell nothing yet, and say so."""
    found = answered(
        "expectation", "--answer", "90%", "--within", "1h", "--handling", "4m", "--timezone", "Europe/Istanbul"
    )

    assert found["promise"] == {"share": 0.9, "within_s": 3600.0, "handling_s": 240.0, "handling_is_assumed": False}
    assert (found["questions"], found["timezone"], found["usual"]) == (62, "Europe/Istanbul", None)
    assert "less than two weeks" in run("expectation").stdout


def test_what_may_be_promised() -> None:
    """Of two answered and sixty forgotten customers nothing; the file says so in each form."""
    assert answered("notice")["within_s"] is None
    assert "nothing to promise yet" in run("notice", "--format", "md").stdout


def test_what_to_expect_of_files(folder: Path) -> None:
    """Three weeks of a question every noon: each noon is foretold, and one person is enough."""
    lines = [
        {
            "id": f"{day}",
            "platform": "x",
            "watch": "acme",
            "author": f"u{day}",
            "created_at": f"2026-10-{day:02}T12:10:00Z",
            "text": "@acme where is my order? It has not arrived",
            "lang": "en",
        }
        for day in range(1, 29)
    ]
    (folder / "noons.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    found = answered("expectation", "noons.jsonl")

    assert found["questions"] == 27  # the last lies in an hour that is not over
    assert found["busiest"]["people"] == 1
    assert [one["expected"] > 0.5 for one in found["days"]] == [True] * 7


def test_rules() -> None:
    """What the rule opened, and how fast that was acknowledged."""
    (opened,) = answered("rules")["rules"]
    assert (opened["incidents"], opened["acknowledged"], opened["median_ack_s"]) == (1, 1, 480.0)


def test_an_incident_by_its_id(folder: Path) -> None:
    """The promise was kept; the time line is there in each form."""
    from alertd.store.sqlite import SqliteStore

    store = SqliteStore(folder / "alertd-data", read_only=True)
    ident = store.read_model.incidents()[0].id
    store.close()

    acknowledged = answered("incident", ident)["promises"]["acknowledge"]
    assert (acknowledged["promised_s"], acknowledged["took_s"], acknowledged["kept"]) == (900.0, 480.0, True)
    assert "what happened on 5 November 2026" in run("incident", ident).stdout
    assert run("incident", ident, "--format", "csv").stdout.startswith("at,who,what\n")


def test_sources() -> None:
    """What each brought since then, and how much of the time it saw."""
    (name,) = answered("sources", "--since", "1d")["sources"]
    seen = answered("sources")["sources"][name]

    assert (seen["state"], seen["mentions"], seen["coverage"]) == ("ok", 506, 1.0)


@pytest.mark.parametrize(
    "words",
    [
        ("response", "--since", "yesterday"),
        ("response", "--since", "2026-11-05T02:00:00"),
        ("response", "--timezone", "Mars/Olympus"),
        ("response", "nothing.jsonl"),
        ("response", "--format", "xml"),
        ("response", "--business-hours"),  # no watch has any
        ("response", "--by", "group"),  # no watch is in any
        ("response", "--by", "mood"),
        ("expectation", "--answer", "everybody"),
        ("expectation", "--answer", "100%"),
        ("expectation", "--within", "soon"),
        ("expectation", "--handling", "0s"),
        ("expectation", "--timezone", "Mars/Olympus"),
    ],
)
def test_wrong_use_is_exit_2(words: tuple[str, ...]) -> None:
    """One readable line says what is wrong."""
    result = run(*words)

    assert result.exit_code == 2
    assert "Error: " in result.stderr


def test_an_unknown_incident_is_wrong_use() -> None:
    """It is named."""
    assert isinstance(run("incident", "nope").exception, UsageError)


def test_without_a_store_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder that was looked in is named."""
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")

    assert isinstance(run("response").exception, StoreError)


def test_it_reads_while_the_daemon_writes(folder: Path) -> None:
    """The daemon holds the store and is in the middle of a commit; the report neither waits nor sees the half of it."""
    from alertd.store.sqlite import SqliteStore

    store = SqliteStore(folder / "alertd-data")
    with store.transaction():
        store.count("mentions")
        assert answered("response")["all"]["conversations"] == 506
    store.close()


def test_a_signed_report_is_proved_with_the_published_key(folder: Path) -> None:
    """The key is made once, is nobody else's to read, and a changed figure is exit code 1."""
    document = run("proof", "--watch", "acme").stdout
    key = CliRunner().invoke(cli, ["keys", "publish"]).stdout.strip()
    (folder / "proof.json").write_text(document, encoding="utf-8")
    (folder / "forged.json").write_text(document.replace('"answered":1', '"answered":9'), encoding="utf-8")

    good, bad = (run("check-proof", name, "--key", key) for name in ("proof.json", "forged.json"))
    assert (good.exit_code, bad.exit_code) == (0, 1)
    assert good.stdout.startswith("proved: acme, until ")
    assert "1 of " in good.stdout
    assert "conversations were answered by a human" in good.stdout
    assert (folder / "alertd-data" / "proof_key").stat().st_mode & 0o077 == 0
    assert run("proof", "--watch", "acme", "--format", "html").stdout.startswith('<section class="alertd-proof">')


def test_the_piece_of_a_page_is_checked_as_its_document_is(folder: Path) -> None:
    """Who reads the page has no other file; what is told comes from the statement, whatever the page says beside it."""
    piece = run("proof", "--watch", "acme", "--format", "html").stdout
    key = CliRunner().invoke(cli, ["keys", "publish"]).stdout.strip()
    boast = piece.replace("1 of ", "999 of ", 1)
    pages = {
        "page": f"<!doctype html><p>Us{boast}</p>",
        "forged": piece.replace('"answered":1', '"answered":9'),
        "none": "<p>",
    }
    for name, text in pages.items():
        (folder / f"{name}.html").write_text(text, encoding="utf-8")

    page, forged, none = (run("check-proof", f"{name}.html", "--key", key) for name in pages)
    assert (page.exit_code, forged.exit_code, none.exit_code) == (0, 1, 1)
    assert "1 of " in page.stdout
    assert "999" not in page.stdout
    assert "no piece of alertd stands in this page" in none.output


def test_pages_tells_each_stage() -> None:
    """The page of the storm was acknowledged after eight minutes; since the evening before nothing was sent."""
    found = answered("pages")
    stages = {one["stage"]: one for one in found["stages"]}

    assert found["pages"] == sum(channel["pages"] for channel in found["channels"].values())
    assert (stages["sent"]["count"], stages["sent"]["median_s"]) == (1, 2.0)
    assert stages["acknowledged"]["median_s"] == 478.0
    assert answered("pages", "--since", "2026-11-06")["pages"] == 0


@pytest.mark.parametrize(
    "words",
    [
        ("report", "response", "--watch", "acmee"),
        ("report", "reach", "--watch", "acmee"),
        ("report", "expectation", "--watch", "acmee"),
        ("report", "proof", "--watch", "acmee"),
        ("export", "--watch", "acmee"),
    ],
)
def test_a_watch_that_is_none_is_refused(words: tuple[str, ...]) -> None:
    """An empty report of a name that nobody has looked like a week in which nobody wrote."""
    result = CliRunner().invoke(cli, words)
    assert result.exit_code == 2, result.output
    assert 'there is no watch "acmee"; did you mean "acme"?' in result.output


def test_a_file_may_tell_of_a_watch_that_no_settings_know(folder: Path) -> None:
    """Whoever reads the file of somebody else names what is in it."""
    told = {
        "id": "1",
        "platform": "x",
        "created_at": "2026-11-20T10:00:00Z",
        "author": "u",
        "text": "?",
        "watch": "globex",
    }
    (folder / "theirs.jsonl").write_text(json.dumps(told) + "\n", encoding="utf-8")
    assert run("response", "theirs.jsonl", "--watch", "globex").exit_code == 0
    assert run("response", "theirs.jsonl", "--watch", "initech").exit_code == 2
