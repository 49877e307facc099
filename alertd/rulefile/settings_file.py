"""Settings file: the keys of alertd.yaml, and what they make before people and rules are known."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from alertd.intake.terms.parse import FARTHEST
from alertd.model.house import Promises
from alertd.model.value import Value
from alertd.model.watch import Watch
from alertd.notifiers.channel_keys import Address
from alertd.rulefile.campaigns import CAMPAIGN, planned
from alertd.rulefile.drill import DRILL
from alertd.rulefile.handles import HANDLES, LINKED, warn_of_own
from alertd.rulefile.machine_url import MACHINE_URL
from alertd.rulefile.platforms import called
from alertd.rulefile.replies import REPLIES
from alertd.rulefile.scorers import ScorerShape, SecretUrl
from alertd.rulefile.second_place import COPY, STANDBY
from alertd.rulefile.sources import SourceSetting, SourceShape
from alertd.rulefile.store_address import StoreAddress
from alertd.rulefile.term import TERMS, TERMS_OR_NONE
from alertd.rulefile.traces import TRACES
from alertd.rulefile.web_access import PROXIES, SIGN_IN, TOKENS, TRANSLATION
from alertd.rulefile.weekly import WEEKLY
from alertd.rulefile.workers import WORKERS
from alertd.yamlform import amounts, scalars
from alertd.yamlform.forms import Form, Key
from alertd.yamlform.nodes import Node, Row, Table, Text
from alertd.yamlform.scalars import LANGUAGE, NAME, SPAN, TEXT, URL
from alertd.yamlform.secrets import Secret, Vault
from alertd.yamlform.shapes import BAD, YES_NO, ListOf, MapOf, Reader, Scalar, Schema, Shape
from alertd.yamlform.source_file import SourceFile
from alertd.yamlform.units import WrongUnitError

WORDS_OR_NONE = ListOf(TEXT, is_lenient=True, fewest=0)


class Retention(Value, frozen=True, kw_only=True):
    """How long what is kept. max_size in bytes, of the whole store; None: no limit."""

    mentions: timedelta = timedelta(days=90)
    text: timedelta = timedelta(days=30)
    events: timedelta = timedelta(days=400)
    max_size: int | None = None


class Heartbeat(Value, frozen=True, kw_only=True):
    """A URL that is called while all is well; somebody else pages when the calls stop."""

    url: Secret
    every: timedelta = timedelta(minutes=1)


class SettingsFile:
    """A settings file: its values by key, and its nodes. values: None where it has faults."""

    def __init__(self, file: SourceFile) -> None:
        self.file = file
        self.root: Table | None = file.root if isinstance(file.root, Table) else None
        self.values: dict[str, Any] | None = None

    def names(self, part: str) -> tuple[str, ...]:
        """Return the names declared in a part, faulty or not."""
        table = self.root.get(part) if self.root else None
        return tuple(key.raw for key, _ in table) if isinstance(table, Table) else ()


def _words(raw: str) -> int:
    found = re.fullmatch(r"(\d{1,3}) words?", raw)
    if found is None or not 1 <= int(found[1]) <= FARTHEST:
        better = re.match(r"\d+", raw)
        advice = f"write 10 words; at most {FARTHEST}"
        raise WrongUnitError(f'"{raw}" is no distance in words', advice, f"{better[0]} words" if better else None)
    return int(found[1])


NEAR = Scalar("a distance in words", _words, pattern=r"^[0-9]{1,3} words?$", example="10 words")


def _watch(table: Table, values: dict[str, Any], reader: Reader) -> dict[str, Any]:
    warn_of_own(table, values, reader)
    return values


WATCH = Form(
    "watch",
    (
        Key("title", NAME, "what people call it, on pages, on the web page and in reports", default="the watch's name"),
        Key("terms", TERMS, "any of them makes a post a mention: names, or searches", is_required=True),
        Key("exclude", TERMS_OR_NONE, "none of these may occur", default="none"),
        Key("needs", TERMS_OR_NONE, "one of these must occur too: for ambiguous names", default="none"),
        Key("near", NEAR, "how far from a term a need may stand", default="anywhere in the post"),
        Key("exact", YES_NO, "names are found as whole words only: no plural, no hashtag around them", default="false"),
        Key("languages", ListOf(LANGUAGE, is_lenient=True, fewest=0), "only these languages", default="all"),
        Key("handles", HANDLES, "the brand's own accounts by platform; their posts are replies", default="none"),
        Key("auto_handles", HANDLES, "the brand's bots by platform", default="none"),
        Key("staff", HANDLES, "accounts of employees by platform; their posts are no mentions", default="none"),
        Key("ignore", HANDLES, "accounts of partners and others whose posts are no mentions", default="none"),
        Key("people", LINKED, "a person's accounts on several platforms: they count as one author", default="nobody"),
        Key("competitors", WORDS_OR_NONE, "other watches; an unknown name becomes one", default="none"),
        Key(
            "group", NAME, "what it belongs to, such as a region or a franchise: reports compare groups", default="none"
        ),
        Key("hours", NAME, "named business hours", default="all hours"),
        Key("timezone", scalars.ZONE, "where its people live: days and weeks are theirs", default="that of `hours`"),
        Key("campaigns", ListOf(CAMPAIGN, fewest=0), "planned events, which raise what is expected", default="none"),
    ),
    _watch,
)


class _FirstReply(Shape):
    """One duration, or durations by platform."""

    what = "a duration, or durations by platform"
    _by = MapOf(SPAN, "durations by platform")

    def read(self, node: Node, reader: Reader) -> Any:
        """Return the value, or BAD after telling why."""
        if isinstance(node, Text):
            value = SPAN.read(node, reader)
            return BAD if value is BAD else {"default": value}
        for platform, _ in node if isinstance(node, Table) else ():
            known = called(platform.raw)
            if known is not None:
                text = f'no post comes from the platform "{platform.raw}"; it is called "{known}"'
                reader.file.warn(platform.place, "unmatched-handle", text, f"{known}: 1h")
        return self._by.read(node, reader)

    def schema(self) -> Schema:
        """Return the JSON Schema of what is accepted."""
        return {"anyOf": [SPAN.schema(), self._by.schema()]}


def _promises(_table: Table, values: dict[str, Any], _reader: Reader) -> Promises:
    return Promises(**values)


PROMISES = Form(
    "promises",
    (
        Key("acknowledge", SPAN, "from the page to an acknowledgement", default="15m"),
        Key("plan", SPAN, "to a plan", default="1h"),
        Key("solve", SPAN, "to the solution", default="24h"),
        Key("first_reply", _FirstReply(), "to the first public reply, by platform", default="none"),
        Key(
            "broken",
            NAME,
            "the policy whose first step hears of an incident that breaks one",
            default="the last step of the policies at work",
        ),
    ),
    _promises,
)


def _retention(_table: Table, values: dict[str, Any], _reader: Reader) -> Retention:
    return Retention(**values)


RETENTION = Form(
    "retention",
    (
        Key("mentions", SPAN, "numbers and ids of mentions", default="90d"),
        Key("text", SPAN, "what people wrote", default="30d"),
        Key("events", SPAN, "the log of decisions' causes", default="400d"),
        Key("max_size", Scalar("a size", amounts.size, example="20 GB"), "of the whole store", default="no limit"),
    ),
    _retention,
)

OPS = Form(
    "ops",
    (
        Key("policy", NAME, "the policy for alertd's own troubles", default="none"),
        Key(
            "direct",
            Address(),
            "one Apprise URL, used when the store or the outbox is down",
            default="standard error",
        ),
    ),
    scalars.as_dict,
)


def _heartbeat(_table: Table, values: dict[str, Any], _reader: Reader) -> Heartbeat:
    return Heartbeat(**values)


HEARTBEAT = Form(
    "heartbeat",
    (
        # Who knows the path can keep it beating.
        Key("url", SecretUrl(), "called while intake, engine and outbox all move", is_required=True),
        Key("every", SPAN, "how often", default="1m"),
    ),
    _heartbeat,
)
LANGUAGES = Form("languages", (Key("page", LANGUAGE, "of pages", default="en"),), scalars.as_dict)

SETTINGS_FILE = Form(
    "a settings file",
    (
        scalars.VERSION,
        Key("data_dir", TEXT, "where the store lives", default="./alertd-data, or $STATE_DIRECTORY under systemd"),
        Key(
            "store",
            StoreAddress(),
            "a server that keeps the store, for more than one machine",
            default="a file in data_dir",
        ),
        Key(
            "listen",
            ListOf(Scalar("an address", amounts.listen, example="127.0.0.1:8321"), is_lenient=True),
            "of the web page and the API",
            default="127.0.0.1:8321",
        ),
        Key("public_url", URL, "how people reach it; acknowledge links begin with it", default="http:// and listen"),
        Key(
            "machine_url",
            MACHINE_URL,
            "how the other machine reaches this one; the one that waits passes on what it is asked",
            default="it does not answer while it waits",
        ),
        Key("rules", WORDS_OR_NONE, "rule files, with * for many", default="those of the folder rules, else *.yml"),
        Key("oncall", TEXT, "the people file", default="oncall.yaml, where there is one"),
        Key("watches", MapOf(WATCH, "watches by name"), "what to look for"),
        Key("sources", ListOf(SourceShape(), fewest=0), "where to look", default="none"),
        Key("scorer", ScorerShape(), "who scores sentiment: a kind, or a table with its options", default="default"),
        Key(
            "workers",
            WORKERS,
            "how many processes may read posts beside the daemon when there are many",
            default="0 on one core, else 1",
        ),
        Key("promises", PROMISES, "the clocks of incidents and replies", default="15m, 1h, 24h"),
        Key("retention", RETENTION, "how long what is kept", default="90d, 30d, 400d"),
        Key("ops", OPS, "who is told of alertd's own troubles", default="standard error"),
        Key("drill", DRILL, "a marked crisis for the real people, once a month", default="never"),
        Key("weekly", WEEKLY, "what the week was like, once a week", default="never"),
        Key("copy", COPY, "where each commit is copied to", default="nowhere"),
        Key("standby", STANDBY, "the lease of two machines, of which one pages", default="one machine"),
        Key("traces", TRACES, "where the life of each page is sent to, as OpenTelemetry spans", default="nowhere"),
        Key("heartbeat", HEARTBEAT, "a call that stops when alertd stalls", default="none"),
        Key("languages", LANGUAGES, "languages", default="en"),
        Key("replies", REPLIES, "answers from the phone that providers may bring", default="off"),
        Key("tokens", TOKENS, "further tokens of the API, that open less", default="none"),
        Key("proxies", PROXIES, "addresses whose X-Forwarded-For is believed", default="none"),
        Key("sign_in", SIGN_IN, "how people sign in besides by token", default="by token"),
        Key("translate_url", TRANSLATION, "where a reader of a post may have it translated", default="nowhere"),
    ),
    scalars.as_dict,
)


def read_settings(file: SourceFile, vault: Vault) -> SettingsFile:
    """Read a settings file; its values are None where it has faults."""
    found = SettingsFile(file)
    if found.root is None:
        return found
    values = SETTINGS_FILE.read(found.root, Reader(file, vault))
    if values is BAD:
        return found
    if _are_names_unique(found, values.get("sources", ())) and _has_standby_a_copy(found, values):
        found.values = values
    return found


def _has_standby_a_copy(found: SettingsFile, values: dict[str, Any]) -> bool:
    if found.root is None:
        return False
    node = found.root.get("copy") or found.root.get("standby")
    if node is not None and "store" in values:
        text = "a store on a server is copied, and shared by two machines, by that server"
        found.file.tell(node.place, "copy-of-a-server", text, "take it out, or `store:`")
        return False
    node = found.root.get("standby")
    if node is None or "copy" in values:
        return True
    text = "a standby begins with the store of the other machine, and none is copied anywhere"
    found.file.tell(
        node.place, "standby-without-copy", text, "copy: {to: FOLDER}, on a disk that outlives this machine"
    )
    return False


def _are_names_unique(found: SettingsFile, sources: tuple[SourceSetting, ...]) -> bool:
    from alertd.yamlform.nodes import inside

    seen: dict[str, str] = {}
    is_fine = True
    rows = found.root.get("sources") if found.root else None
    for source, node in zip(sources, rows.nodes if isinstance(rows, Row) else [], strict=True):
        if source.name in seen:
            place = (inside(node, "name") or inside(node, "kind") or node).place
            text = f'two sources are called "{source.name}"; the other is at {seen[source.name]}'
            found.file.tell(place, "duplicate-name", text, "give each its own name: cursors and reports go by it")
            is_fine = False
        seen[source.name] = source.at
    return is_fine


def watch_of(name: str, read: dict[str, Any], zones: dict[str, str]) -> Watch:
    """Make a watch of what was read. zones: hours' names to their time zones, in which its days are where it names none."""
    zone = read.get("timezone") or zones.get(read.get("hours", ""), "UTC")
    return Watch(name=name, **{**read, **planned(read.get("campaigns", ()), zone), "timezone": zone})
