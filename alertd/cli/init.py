"""`alertd init`: a guided start: settings, people, rules and a story that pass `check` as they are written."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

if TYPE_CHECKING:
    import subprocess

    from alertd.cli.init_files import Contact

T = TypeVar("T")


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default=Path())
@click.option(
    "--brand", "brands", multiple=True, help="What to watch; a name as people write it. Several: each is a watch."
)
@click.option(
    "--need",
    "needs",
    multiple=True,
    metavar="WORD",
    help="For a name that is a word too: a word of its trade; of several brands BRAND=WORD.",
)
@click.option(
    "--language",
    "languages",
    multiple=True,
    metavar="CODE",
    help="Only posts in this language, such as en; the first is the language of the pages, too.",
)
@click.option(
    "--handle", "handles", multiple=True, metavar="PLATFORM:NAME", help="Your own account, such as x:acme_help."
)
@click.option(
    "--competitor", "competitors", multiple=True, metavar="NAME", help="Watched beside it, and never paged for."
)
@click.option(
    "--person",
    "people",
    multiple=True,
    metavar="NAME=CHANNEL:ADDRESS",
    help="Who is told, in order: ayse=slack:#pr, omar=email:omar@example.org, lea=sms:+33600000003, or NAME=console.",
)
@click.option(
    "--rule", "rules", multiple=True, metavar="NAME", help="Only these shipped rules, such as negative (default: all)."
)
@click.option(
    "--trade",
    "trades",
    multiple=True,
    metavar="TRADE",
    help="goods, food or travel: the playbook for danger then fits it; of several brands BRAND=TRADE.",
)
@click.option("--quiet-hours", metavar="SPAN", help="When only a crisis wakes these people, such as 22:00-07:00.")
@click.option("--timezone", help="Of these people, such as Europe/Istanbul (default: this machine's).")
@click.option("--yes", "is_quiet", is_flag=True, help="Ask nothing: what is not given is left at its default.")
@click.option("--send-test", is_flag=True, help="Afterwards start the daemon for a moment and send a real test page.")
def command(
    folder: Path,
    *,
    brands: tuple[str, ...],
    needs: tuple[str, ...],
    languages: tuple[str, ...],
    handles: tuple[str, ...],
    competitors: tuple[str, ...],
    people: tuple[str, ...],
    rules: tuple[str, ...],
    trades: tuple[str, ...],
    quiet_hours: str | None,
    timezone: str | None,
    is_quiet: bool,
    send_test: bool,
) -> None:
    """Write alertd.yaml, oncall.yaml, rules and a story into FOLDER (default: here), commented, and check them.

    Asks on a terminal for what no option gives. Never writes over a file.
    """
    from alertd.cli.init_brands import brands_of, needs_of, trades_of
    from alertd.cli.init_files import Answers, written
    from alertd.cli.init_look import is_a_word
    from alertd.cli.init_next import told_next

    told = _Told(is_asking=not is_quiet and sys.stdin.isatty())
    brand, *others = told.read("--brand", brands, brands_of, ask=_WHAT) or [""]
    needed = told.read("--need", needs, lambda given: needs_of(given, [brand, *others])) or {}
    deals = told.read("--trade", trades, lambda given: trades_of(given, [brand, *others])) or {}
    languages = told.read("--language", languages, _languages, ask=_SPOKEN) or ()
    is_broad = bool(brand) and not needed.get(brand) and is_a_word(brand, languages)
    needs = _narrowed(brand, is_asking=told.is_asking) if is_broad else needed.get(brand, ())
    handles_ = told.read("--handle", handles, _each(_handle), ask=_ACCOUNTS)
    competitors_ = told.read("--competitor", competitors, _each(_competitor), ask=_BESIDE)
    people_ = told.read("--person", people, _each(_contact), ask=_WHOM)
    rules_ = told.read("--rule", rules, _each(_shipped))
    zone = told.read("--timezone", (timezone or _own_zone(),), _zone)
    quiet = told.read("--quiet-hours", (quiet_hours,) if quiet_hours else (), _span, ask=_QUIET)
    told.end()
    answers = Answers(
        brand=brand,
        others=others,
        needs=needs,
        languages=languages,
        handles=handles_ or (),
        competitors=competitors_ or (),
        people=people_ or (_contact("me=console"),),
        timezone=zone or "UTC",
        is_broad=is_broad,
        rules=rules_ or (),
        quiet=quiet or "",
        trades=deals,
        others_need={other: needed[other] for other in others},
    )
    if others and not deals:
        click.echo(_NO_TRADE.format(brand=brand))
    _write(folder, written(answers))
    told_next(folder, answers)
    if send_test or (told.is_asking and click.confirm("Send a test page now", default=False)):
        _send_test(folder, answers.people[0].name)


def _write(folder: Path, files: dict[str, str]) -> None:
    """Write the files by name; none of them, if one is there already."""
    there = [name for name in files if (folder / name).exists()]
    if there:
        raise click.UsageError(f"{folder / there[0]} is there already; name an empty folder")
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        click.echo(f"written: {path}")


_NO_TRADE = (
    "Nobody said what these brands deal in: the playbook for danger has words for any trade, the same for all of them."
    ' Closer ones: --trade "{brand}=goods" (food, travel), one for each brand.'
)
_WHAT = "What is the brand called (several: with commas between; each is a watch)"
_SPOKEN = "Languages of the posts, such as en, tr (empty: all)"
_ACCOUNTS = "Your own accounts, such as x:acme_help"
_BESIDE = "Competitors, with commas between (empty: none)"
_QUIET = "Quiet hours, in which only a crisis wakes them, such as 22:00-07:00 (empty: none)"
_WHOM = "Who is told, in order, such as ayse=slack:#pr, omar=email:omar@example.org (empty: this console)"


class _Told:
    """What options give, or answers on a terminal. Faults of options are told all at once, those of an answer are asked again."""

    def __init__(self, *, is_asking: bool) -> None:
        self.is_asking = is_asking
        self._faults: list[str] = []

    def read(
        self, option: str, given: tuple[str, ...], read: Callable[[tuple[str, ...]], T], *, ask: str = ""
    ) -> T | None:
        """Return what is given, read; None after a fault. ask: the question to a person on a terminal, where the option is missing."""
        while not given and ask and self.is_asking:
            try:
                return read(_list(ask))
            except click.UsageError as error:
                click.echo(error.message)
        try:
            return read(given)
        except click.UsageError as error:
            self._faults.append(f"{option}: {error.message}")
            return None

    def end(self) -> None:
        """End the command, if anything could not be read."""
        if self._faults:
            raise click.UsageError("\n".join(self._faults))


def _asked(question: str) -> str:
    return str(click.prompt(question, default="", show_default=False)).strip()


def _list(question: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in _asked(question).split(",") if part.strip())


def _narrowed(brand: str, *, is_asking: bool) -> tuple[str, ...]:
    """Return words of a brand's trade, where its name is a word too; say how to give them where nobody does."""
    click.echo(f'"{brand}" is a word or a part of many: posts that mean the word are found too.')
    needs = _list("Words of its trade, of which one must stand near it (jeans, denim)") if is_asking else ()
    if not needs:
        click.echo(
            "Give words of its trade with --need, or write needs: and near: into alertd.yaml, as its comment shows."
        )
    return needs


def _each(read: Callable[[str], T]) -> Callable[[tuple[str, ...]], tuple[T, ...]]:
    def all_of(given: tuple[str, ...]) -> tuple[T, ...]:
        found, faults = [], []
        for raw in given:
            try:
                found.append(read(raw))
            except click.UsageError as error:
                faults.append(error.message)
        if faults:
            raise click.UsageError("\n".join(faults))
        return tuple(found)

    return all_of


def _languages(given: tuple[str, ...]) -> tuple[str, ...]:
    """Return the languages by the codes that posts are told apart by; refuse what no post is ever found to be."""
    from alertd.yamlform.amounts import language
    from alertd.yamlform.units import WrongUnitError

    found = []
    for raw in given:
        try:
            found.append(language(raw))
        except WrongUnitError as error:
            raise click.UsageError(f"{error}; {error.advice}") from error
    return tuple(dict.fromkeys(found))


def _competitor(raw: str) -> str:
    """Return a competitor's name; what stands there as people are written belongs to another question."""
    if "=" in raw:
        raise click.UsageError(
            f"{raw!r} is no competitor: give its name alone, such as globex; who is told goes to --person"
        )
    return raw


def _handle(raw: str) -> tuple[str, str]:
    platform, colon, name = raw.partition(":")
    if not colon or not name or "/" in name:
        raise click.UsageError(f"{raw!r} is no account: write x:acme_help, the platform and the name behind the @")
    return platform.strip().lower(), name.strip().lstrip("@")


def _contact(raw: str) -> Contact:
    from alertd.cli.init_files import CHANNELS, Contact

    name, equals, rest = raw.partition("=")
    channel, _, address = rest.partition(":")
    if not equals or not name.strip() or (channel not in CHANNELS) or (not address and channel != "console"):
        known = ", ".join(CHANNELS)
        raise click.UsageError(f"{raw!r} is nobody: write ayse=slack:#pr (channels: {known})")
    return Contact(name=name.strip(), channel=channel, address=address.strip() or "console")


def _shipped(raw: str) -> str:
    from alertd.rulefile.shipped import shipped_files
    from alertd.yamlform.findings import meant

    known = [path.stem for path in shipped_files()]
    if raw not in known:
        raise click.UsageError(f"there is no shipped rule {raw!r}{meant(raw, known)} (known: {', '.join(known)})")
    return raw


def _zone(given: tuple[str, ...]) -> str:
    from alertd.yamlform.amounts import without_summer, zone
    from alertd.yamlform.units import WrongUnitError

    try:
        named = zone(given[0])
    except WrongUnitError as error:
        raise click.UsageError(f"{error}; {error.advice}") from error
    if (better := without_summer(named)) is not None:
        raise click.UsageError(f"{named} knows no summer time: write {better} or the city whose clock it is")
    return named


def _span(given: tuple[str, ...]) -> str:
    from alertd.yamlform.clocks import clock_span
    from alertd.yamlform.units import WrongUnitError

    raw = ", ".join(given)
    if raw:
        try:
            clock_span(raw)
        except WrongUnitError as error:
            raise click.UsageError(f"{error}; {error.advice}") from error
    return raw


def _own_zone() -> str:
    """Return this machine's zone, UTC where it does not say."""
    from zoneinfo import available_timezones

    from alertd.yamlform.amounts import without_summer

    parts = str(Path("/etc/localtime").resolve()).partition("/zoneinfo/")
    return parts[2] if parts[2] in available_timezones() and without_summer(parts[2]) is None else "UTC"


def _send_test(folder: Path, by: str) -> None:
    """Start the daemon, let it send the test, and stop it: whoever starts has none running yet. by: one of the people written."""
    import subprocess

    config = str(folder / "alertd.yaml")
    me = [sys.executable, "-m", "alertd"]
    daemon = subprocess.Popen([*me, "run", "-c", config])  # noqa: S603 - ourselves
    try:
        _wait_for(config, daemon)
        # Whoever sets it up is logged in as somebody whom the people file need not know.
        said = subprocess.run([*me, "send-test", "pr-oncall", "--by", by, "-c", config], check=False)  # noqa: S603 - ourselves
    finally:
        daemon.terminate()
        try:
            daemon.wait(timeout=30)
        except subprocess.TimeoutExpired:
            daemon.kill()
    if said.returncode:
        raise click.ClickException("the test page was not sent; the files are written and checked all the same")


def _wait_for(config: str, daemon: subprocess.Popen[bytes]) -> None:
    import time

    from alertd.cli.client import Client, Trouble, connection

    for _ in range(100):
        try:
            Client(connection(Path(config))).get("/api/v1/oncall")
        except (Trouble, OSError):
            if daemon.poll() is not None:
                raise click.ClickException("the daemon ended; what it said stands above") from None
            time.sleep(0.2)
        else:
            return
    raise click.ClickException("the daemon did not start within 20 s; alertd run says why")
