"""Config: the settings file and all it names, as one frozen value; secrets stay masked in it.

`load_settings` is the only way in for programs: it raises with every fault of every file, so that a reload with any fault
keeps the last good set.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from alertd.errors import ConfigurationError
from alertd.model.drill import DrillPlan
from alertd.model.house import House, Promises
from alertd.model.people import Channel, Person, Policy, Roster, Step
from alertd.model.rule import Rule
from alertd.model.value import Value
from alertd.model.watch import Watch
from alertd.model.weekly import WeeklyPlan
from alertd.rulefile.channels import ChannelSetting
from alertd.rulefile.file_set import FileSet, shown
from alertd.rulefile.load import finish, load_paths, load_settings_tree
from alertd.rulefile.replies import Replies
from alertd.rulefile.rota_address import Rota
from alertd.rulefile.scorers import ScorerSetting
from alertd.rulefile.second_place import CopySetting, StandbySetting
from alertd.rulefile.settings_file import Heartbeat, Retention, watch_of
from alertd.rulefile.shipped import shipped_files
from alertd.rulefile.sources import SourceSetting
from alertd.rulefile.traces import TracesSetting
from alertd.rulefile.web_access import SignInSetting, TokenSetting
from alertd.sources.registry import KINDS
from alertd.yamlform.findings import Finding, Level
from alertd.yamlform.secrets import Secret

if TYPE_CHECKING:
    from datetime import datetime

    from alertd.store_port import Place

#: Where the unit keeps its settings.
SYSTEM_SETTINGS = Path("/etc/alertd/alertd.yaml")
LOCAL_SETTINGS = Path("alertd.yaml")
LISTEN = (("127.0.0.1", 8321),)
CONSOLE = "console"
UNIX = "unix:"  # begins a listen address that is a UNIX socket


class FaultyFilesError(ConfigurationError):
    """Settings, rules or people have faults; `findings` holds all of them, warnings too, sorted."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__("\n".join(str(finding) for finding in findings if finding.level is Level.ERROR))
        self.findings = findings


class Settings(Value, frozen=True, kw_only=True):
    """What the shell needs to run. Everything the engine decides by is in the house instead.

    path: the settings file, None without one. data_dir: absolute. listen: host and port of each address.
    machine_url: how another machine over the store reaches this one, "" where neither passes on what it is asked while it waits.
    rotas: schedules whose stand-ins lie in a calendar that is fetched.
    direct: one Apprise URL for the hour when the store or outbox is down, None: standard error.
    copy, standby: with their folders absolute. store: the address of the server that keeps the store, None: it is a file in data_dir.
    workers: processes that may read posts beside the daemon, None: as many as the machine has use for.
    """

    path: Path | None
    data_dir: Path
    listen: tuple[tuple[str, int], ...] = LISTEN
    public_url: str = "http://127.0.0.1:8321"
    machine_url: str = ""
    rules: tuple[Path, ...] = ()
    oncall: Path | None = None
    watches: tuple[Watch, ...] = ()
    sources: tuple[SourceSetting, ...] = ()
    channels: dict[str, ChannelSetting] = {}  # noqa: RUF012 - msgspec copies a mutable default for each value
    scorer: ScorerSetting = ScorerSetting()
    promises: Promises = Promises()
    retention: Retention = Retention()
    ops_policy: str | None = None
    direct: Secret | None = None
    heartbeat: Heartbeat | None = None
    page_language: str = "en"
    replies: Replies = Replies()
    tokens: tuple[TokenSetting, ...] = ()
    proxies: tuple[str, ...] = ()
    translate_url: str = ""
    sign_in: SignInSetting = SignInSetting()
    drill: DrillPlan | None = None
    weekly: WeeklyPlan | None = None
    rotas: dict[str, Rota] = {}  # noqa: RUF012 - msgspec copies a mutable default for each value
    copy: CopySetting | None = None
    standby: StandbySetting | None = None
    workers: int | None = None
    traces: TracesSetting | None = None
    store: Secret | None = None

    @property
    def place(self) -> Place:
        """Where the store is."""
        from alertd.store_port import Place  # the port brings all events with it, and `alertd check` needs none

        address = "" if self.store is None else self.store.reveal()
        return Place(folder=self.data_dir, address=address, answers_at=self.machine_url)

    @property
    def sources_key(self) -> tuple[str, ...]:
        """What tells whether a reload changed the sources (secrets count by what they reveal). Where they stand is no part of it."""
        return tuple(repr((one.kind, one.name, one.platforms, one.delay, _told(one.options))) for one in self.sources)


def _told(value: Any) -> Any:
    """Return an option with all that is secret in it, however deep."""
    match value:
        case Secret():
            return value.reveal()
        case Mapping():
            return sorted((name, _told(part)) for name, part in value.items())
        case list() | tuple():
            return [_told(part) for part in value]
        case _:
            return value


class Loaded(Value, frozen=True, kw_only=True):
    """Settings and house, with the warnings that did not keep them from loading."""

    settings: Settings
    house: House
    findings: tuple[Finding, ...] = ()

    @property
    def nobody_signs_in(self) -> str:
        """Where `sign_in` names whom or what nobody declared, and what that does, for operators; "" where it does not.

        Of files that load, it alone may hold such names.
        """
        found = [one for one in self.findings if one.name in ("unknown-channel", "unknown-person")]
        if not found:
            return ""
        first, more = found[0], f", and {len(found) - 1} more" if len(found) > 1 else ""
        return (
            f"{first.path}:{first.line}: sign_in: {first.text}{more}; such a name counts for nothing: no link is sent by it, nobody "
            "is an administrator by it, nor kept from responding. alertd check shows each"
        )


def find_settings(path: Path | None = None) -> Path:
    """Return the settings file: the one given, ./alertd.yaml or /etc/alertd/alertd.yaml. Raises ConfigurationError."""
    if path is not None:
        return path
    for candidate in (LOCAL_SETTINGS, SYSTEM_SETTINGS):
        if candidate.is_file():
            return candidate
    raise ConfigurationError(
        f"there is no settings file: neither ./{LOCAL_SETTINGS} nor {SYSTEM_SETTINGS}; name one with -c, "
        "or begin with alertd init"
    )


def load_settings(
    path: Path | None = None,
    *,
    environment: Mapping[str, str] | None = None,
    now: datetime | None = None,
    needs_secrets: bool = True,
) -> Loaded:
    """Read the settings file and all it names but the tests of its rules: whoever works by them needs none.

    needs_secrets: False for who sends nothing and signs nothing: people look up who is on call in a shell without secrets.
    now: warnings that depend on the date (a gap in the next 14 days) are found only when it is given.
    Raises FaultyFilesError with every located fault, or ConfigurationError where the file cannot be read.
    """
    found = find_settings(path)
    files = FileSet(environment, needs_secrets=needs_secrets, needs_stories=False, needs_sign_in=False)
    try:
        load_settings_tree(found, files)
    except OSError as error:
        raise ConfigurationError(f"{shown(found)} cannot be read: {error.strerror}") from error
    findings = finish(files)
    if not files.faults.errors and now is not None:
        from alertd.rulefile.lint import lint

        findings = lint(files, now)
    loaded = loaded_of(found, files, findings, environment)
    if loaded is None:
        raise FaultyFilesError(findings)
    return loaded


def loaded_of(
    path: Path, files: FileSet, findings: tuple[Finding, ...], environment: Mapping[str, str] | None = None
) -> Loaded | None:
    """Make one value of files that were read; None where they have faults."""
    values = files.settings.values if files.settings else None
    if files.faults.errors or values is None:
        return None
    roster = files.people.roster if files.people and files.people.roster else Roster()
    settings = _settings(path, values, files, roster, os.environ if environment is None else environment)
    return Loaded(settings=settings, house=house_of(settings, roster, files), findings=findings)


def _settings(
    path: Path, values: Mapping[str, Any], files: FileSet, roster: Roster, environment: Mapping[str, str]
) -> Settings:
    listen = values.get("listen", LISTEN)
    ops = values.get("ops", {})
    zones = {name: hours.timezone for name, hours in roster.hours.items()}
    named = tuple(watch_of(name, read, zones) for name, read in values.get("watches", {}).items())
    return Settings(
        path=path.absolute(),
        data_dir=_data_dir(path, values.get("data_dir"), environment),
        listen=listen,
        public_url=values.get("public_url", _url_of(*listen[0])).rstrip("/"),
        machine_url=values.get("machine_url", ""),
        rules=tuple(dict.fromkeys(placed.file.path.absolute() for placed in files.rules)),
        oncall=files.people.file.path.absolute() if files.people else None,
        watches=(*named, *implied(named)),
        sources=values.get("sources", ()),
        channels=dict(files.people.channels) if files.people else {},
        scorer=values.get("scorer", ScorerSetting()),
        promises=values.get("promises", Promises()),
        retention=values.get("retention", Retention()),
        ops_policy=ops.get("policy"),
        direct=ops.get("direct"),
        heartbeat=values.get("heartbeat"),
        page_language=files.page_language,
        replies=values.get("replies", Replies()),
        tokens=values.get("tokens", ()),
        proxies=tuple(values.get("proxies", ())),
        translate_url=values.get("translate_url", ""),
        sign_in=values.get("sign_in", SignInSetting()),
        drill=values.get("drill"),
        weekly=values.get("weekly"),
        rotas=dict(files.people.rotas) if files.people else {},
        store=values.get("store"),
        traces=values.get("traces"),
        workers=values.get("workers"),
        **_second_place(path, values),
    )


def _second_place(path: Path, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return `copy` and `standby` with their folders below that of the settings."""

    def below(name: str) -> str:
        return str((path.parent / name).absolute())

    copy, standby = values.get("copy"), values.get("standby")
    if copy is not None:
        copy = CopySetting(to=below(copy.to))
    if standby is not None and copy is not None:
        standby = standby.with_(
            lease=standby.lease if standby.is_remote else below(standby.lease),
            restore_from=below(standby.restore_from or copy.to),
        )
    return {"copy": copy, "standby": standby}


def house_of(settings: Settings, roster: Roster, files: FileSet) -> House:
    """Return what the engine decides by; no secret is in it."""
    return House(
        watches=settings.watches,
        rules=tuple(placed.rule for placed in files.rules),
        roster=roster,
        promises=settings.promises,
        ops_policy=settings.ops_policy,
        page_language=settings.page_language,
        public_url=settings.public_url,
        replies=settings.replies.ways,
        drill=settings.drill,
        weekly=settings.weekly,
    )


def _data_dir(path: Path, given: str | None, environment: Mapping[str, str]) -> Path:
    if given is not None:
        return (path.parent / given).absolute()
    state = environment.get("STATE_DIRECTORY")
    if state:
        return Path(state.split(":")[0])  # systemd joins several with colons
    return (path.parent / "alertd-data").absolute()


def _url_of(host: str, port: int) -> str:
    """Return where a browser on this machine reaches us; a UNIX socket is reached by whatever proxy stands before it."""
    return "http://localhost" if host.startswith(UNIX) else f"http://{_host(host)}:{port}"


def _host(host: str) -> str:
    """Return a host for a URL: an address to listen on may mean all of them, a link may not."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared, not bound
    return f"[{host}]" if ":" in host else host


def implied(watches: Iterable[Watch]) -> tuple[Watch, ...]:
    """Return a watch for each competitor that has none, with its name as the term."""
    watches = tuple(watches)
    known = {watch.name for watch in watches}
    names = dict.fromkeys(name for watch in watches for name in watch.competitors if name not in known)
    return tuple(Watch(name=name, terms=(name,), is_implied=True) for name in names)


def rules_of(paths: Iterable[Path]) -> tuple[Rule, ...]:
    """Return the rules of files or folders, to be paged on the console (so none needs a policy). Raises FaultyFilesError.

    A missing file raises FileNotFoundError: the caller was called wrongly, no file is wrong.
    """
    files = FileSet()
    load_paths(paths, files, is_console=True)
    findings = finish(files)
    if files.faults.errors:
        raise FaultyFilesError(findings)
    return tuple(placed.rule for placed in files.rules)


def shipped_rules() -> tuple[Rule, ...]:
    """Return the rules that come with the package."""
    return rules_of(shipped_files())


def console_house(watches: Iterable[Watch], rules: Iterable[Rule] | None = None) -> House:
    """Return a house whose every page goes to one responder `console`: demos, `--watch`, replays without settings."""
    person = Person(name=CONSOLE, addresses={CONSOLE: CONSOLE})
    policy = Policy(name=CONSOLE, steps=(Step(notify=(CONSOLE,), by=(CONSOLE,)),))
    roster = Roster(
        channels={CONSOLE: Channel(name=CONSOLE, kind=CONSOLE)}, people={CONSOLE: person}, policies={CONSOLE: policy}
    )
    return House(
        watches=tuple(watches), rules=shipped_rules() if rules is None else tuple(rules), roster=roster, console=True
    )


def default_settings(
    terms: Iterable[str], *, environment: Mapping[str, str] | None = None, data_dir: Path | None = None
) -> Loaded:
    """Return what `run --watch TERM` starts with: sources without credentials, shipped rules, pages on the console."""
    environment = os.environ if environment is None else environment
    watches = tuple(Watch(name=term, terms=(term,), is_implied=True) for term in dict.fromkeys(terms))
    settings = Settings(
        path=None,
        data_dir=data_dir or _data_dir(Path("alertd.yaml"), None, environment),
        rules=shipped_files(),
        watches=watches,
        sources=tuple(
            SourceSetting(kind=kind.name, name=kind.name, options={})
            for kind in KINDS.values()
            if kind.needs_no_account
        ),
        channels={CONSOLE: ChannelSetting(name=CONSOLE, kind=CONSOLE)},
    )
    return Loaded(settings=settings, house=console_house(watches))
