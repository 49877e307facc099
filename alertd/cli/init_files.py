"""The files of a guided start, made of what was answered. They are commented, for their reader sees alertd's YAML for the first time."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from itertools import islice
from textwrap import dedent
from types import MappingProxyType
from typing import NamedTuple

from alertd.cli.init_brands import key_of, watch_of, watches_of
from alertd.notifiers.addresses import filled

#: Kinds of contact: the channel as it is written, and the secret it needs, "" for none.
CHANNELS: dict[str, tuple[str, str, str]] = {
    "console": ("{kind: console}", "", ""),
    "slack": ('{url: "slack://${SLACK_TOKEN}/{to}"}', "SLACK_TOKEN", "the bot token of your Slack app, xoxb-..."),
    "email": ('{url: "mailtos://${SMTP}?to={to}"}', "SMTP", "user:password@smtp.example.org"),
    "sms": (
        '{url: "twilio://${TWILIO}/{to}", max_segments: 2}',
        "TWILIO",
        "SID:TOKEN@+15550000000 of your Twilio account",
    ),
}
PAGES = ("en", "tr", "ru", "fr", "pt", "zh", "ar")


class Contact(NamedTuple):
    """A person and one way to reach them."""

    name: str
    channel: str
    address: str


class Answers(NamedTuple):
    """What a guided start was told."""

    brand: str
    needs: Sequence[str]
    languages: Sequence[str]
    handles: Sequence[tuple[str, str]]
    competitors: Sequence[str]
    people: Sequence[Contact]
    timezone: str
    is_broad: bool = False  #: the brand is a word too
    rules: Sequence[str] = ()  #: names of shipped rules; empty: all that can say something here
    others: Sequence[str] = ()  #: more brands, watched by the same rules
    quiet: str = ""  #: hours in which only a crisis wakes these people, such as 22:00-07:00
    others_need: Mapping[str, Sequence[str]] = MappingProxyType({})  #: words of the trade of the others
    #: what each brand deals in; of one without, playbooks fit any trade
    trades: Mapping[str, str] = MappingProxyType({})

    @property
    def brands(self) -> tuple[str, ...]:
        """All of them, the one of the stories first."""
        return (self.brand, *self.others)

    @property
    def watch(self) -> str:
        """The watch's name."""
        return watch_of(self.brand)

    @property
    def first_rule(self) -> str:
        """What the file of the first rule is called: after the brand, and after the rule where several share it."""
        return self.watch if not self.others else "busy-hour"

    @property
    def page(self) -> str:
        """The language of the pages: the first of the posts' that pages are written in."""
        return next((one for one in self.languages if one in PAGES), "en")

    @property
    def secrets(self) -> dict[str, str]:
        """What the environment must hold, and what that is."""
        used = dict.fromkeys(contact.channel for contact in self.people)
        return {CHANNELS[one][1]: CHANNELS[one][2] for one in used if CHANNELS[one][1]}


def written(answers: Answers) -> dict[str, str]:
    """Return the files by name."""
    from alertd.cli.init_trades import for_trades
    from alertd.rulefile.shipped import shipped_files

    files = {
        "alertd.yaml": _settings(answers),
        "oncall.yaml": _people(answers),
        f"rules/{answers.first_rule}.yml": _rule(answers),
        f"rules/{answers.first_rule}.test.yml": _story(answers),
    }
    for path in shipped_files():
        if _is_theirs(path.stem, answers):
            rule = path.read_text(encoding="utf-8")
            story = path.with_name(f"{path.stem}.test.yml").read_text(encoding="utf-8")
            for one in for_trades(path.stem, rule, story, answers.brands, answers.trades):
                told = _spoken(answers, _about(answers, one.story, one.brands[0]))
                files[f"rules/{one.stem}.yml"] = one.rule
                # Money is counted by the day of UTC; all else happens by day where these people sleep at night.
                files[f"rules/{one.stem}.test.yml"] = told if path.stem == "budget" else _by_day(answers, told)
    return files


def _is_theirs(rule: str, answers: Answers) -> bool:
    """Whether a shipped rule can ever say anything here: what speaks of answers needs accounts, a comparison somebody to compare with."""
    if answers.rules and rule not in answers.rules:
        return False
    if rule == "rival":  # its stories name a competitor
        return bool(answers.handles) and _PLAIN.fullmatch(next(iter(answers.competitors), "")) is not None
    return bool(answers.handles) or rule not in _OF_REPLIES


def _about(answers: Answers, story: str, told_of: str) -> str:
    """Return a shipped story with one of the brands and the competitor in it: it is played here with the watch's own terms."""
    needs = answers.needs if told_of == answers.brand else answers.others_need.get(told_of, ())
    brand = " ".join([told_of, *(word.rstrip("*") for word in needs[:1])])
    rival = next(iter(answers.competitors), "")
    if '"' in brand or "”" in brand:  # it would end what a post says: the story keeps its own brand
        return story
    lines = [re.sub(r"\bacme\b", lambda _: brand, line, flags=re.IGNORECASE) for line in story.splitlines()]
    was = story.splitlines()
    story = "\n".join(_quoted(line) if line != was[number] else line for number, line in enumerate(lines)) + "\n"
    return re.sub(r"\bglobex\b", rival, story) if _PLAIN.fullmatch(rival) else story


def _spoken(answers: Answers, stories: str) -> str:
    """Return the stories in which everybody writes in a language that the watch reads: posts in another are no mentions of it."""
    if not answers.languages:
        return stories
    head, *told = re.split(r"^(?=- story: )", stories, flags=re.MULTILINE)
    return head + "".join(one for one in told if set(_LANGUAGE.findall(one)) <= set(answers.languages))


def _by_day(answers: Answers, stories: str) -> str:
    """Return stories by the clock of people who have quiet hours: at ten in the morning of UTC some of them sleep."""
    if not answers.quiet:
        return stories
    return re.sub(r"^(- story: .*)$", rf"\1\n  timezone: {answers.timezone}", stories, flags=re.MULTILINE)


def _quoted(line: str) -> str:
    """Return a line of a list in quotes if it holds what YAML reads otherwise: a brand may have a colon or a hash in it."""
    before, dash, said = line.partition("- ")
    if not dash or before.strip() or (": " not in said and " #" not in said):
        return line
    return f"{before}- '" + said.replace("'", "''") + "'"


#: Shipped rules that speak of answers: without the brand's own accounts nothing is ever one.
_OF_REPLIES = frozenset({"unanswered", "due", "promise"})
#: Where a story says in which language somebody writes.
_LANGUAGE = re.compile(r", language (\w+)'?$", re.MULTILINE)
#: A name that means the same in a story, where commas and quotes have a meaning.
_PLAIN = re.compile(r"\w+")


def _settings(answers: Answers) -> str:
    lines = [
        f"  {key_of(answers.watch)}:",
        *_title(answers.brand),
        f"    terms: {_list([answers.brand])}          # names, or searches such as acme AND (recall OR fire)",
    ]
    if answers.needs:
        lines += [f"    needs: {_list(answers.needs)}   # one of these must stand near the name", "    near: 10 words"]
    else:
        lines.append('    # exclude: ["acme theatre"]       # what is not meant')
        if answers.is_broad:
            lines += [
                "    # needs: [jeans, denim]           # the name is a word too: words of its trade, of which one must stand near it",
                "    # near: 10 words",
            ]
    lines += _zone(answers)
    if answers.languages:
        lines.append(f"    languages: {_list(answers.languages)}")
    if answers.handles:
        tables: dict[str, list[str]] = {}
        for platform, name in answers.handles:
            tables.setdefault(platform, []).append(name)
        told = ", ".join(f"{platform}: {_list(names)}" for platform, names in tables.items())
        lines.append(f"    handles: {{{told}}}   # what these write are answers, never mentions")
    else:
        lines.append(
            "    # handles: {x: [acme_help]}       # your own accounts: without them nobody's wait is ever over"
        )
    if answers.competitors:
        lines.append(f"    competitors: {_list(answers.competitors)}")
    for brand in answers.others:
        lines += [f"  {key_of(watch_of(brand))}:", *_title(brand), f"    terms: {_list([brand])}"]
        needs = answers.others_need.get(brand)
        lines += [f"    needs: {_list(needs)}", "    near: 10 words"] if needs else []
        lines += _zone(answers)
        lines += [f"    languages: {_list(answers.languages)}"] if answers.languages else []
    return (
        "# Settings of alertd: what is watched, and where. `alertd check` says what is wrong with them.\n"
        "# docs/rules.md names every key. Secrets stand in the environment: ${NAME}.\n"
        "version: 1\n"
        "watches:\n" + "\n".join(lines) + "\n"
        "sources:                            # these need no account; docs/sources.md names the others\n"
        "  - {kind: bluesky}\n"
        "  - {kind: hackernews}\n"
        '  # - {kind: webhook, name: own, token: "${OWN_TOKEN}"}   # posts that you send yourself:\n'
        '  #   curl -H "Authorization: Bearer $OWN_TOKEN" --data-binary @mentions.jsonl http://127.0.0.1:8321/ingest/own\n'
        + _ops(answers)
        + f"languages: {{page: {answers.page}}}\n"
        + "promises:                           # a broken one of an incident is told to the last step of its policy, too\n"
        "  acknowledge: 15m\n"
        "  plan: 1h\n"
        "  solve: 24h\n"
        "  # broken: pr-lead                 # or to the first step of this policy of oncall.yaml\n"
        + (
            "  first_reply: 1h                   # to whoever asks in public; rules/due.yml warns in time\n"
            if answers.handles
            else ""
        )
    )


def _title(brand: str) -> list[str]:
    """Return the line that says what people call a watch, where its name is not that already."""
    return [] if brand == watch_of(brand) else [f"    title: {json.dumps(brand, ensure_ascii=False)}"]


def _zone(answers: Answers) -> list[str]:
    """Return the line that says by whose clock a watch's days and hours are told: that of the people, where it is not UTC."""
    return [] if answers.timezone == "UTC" else [f"    timezone: {answers.timezone}   # its days and hours in reports"]


def _ops(answers: Answers) -> str:
    """Return who hears of alertd's own troubles; by its own route when the store is down, where somebody has one."""
    first = next((one for one in answers.people if one.channel != "console"), None)
    if first is None:
        return "ops: {policy: ops-oncall}           # who hears of alertd's own troubles\n"
    url = re.search(r'"([^"]+)"', CHANNELS[first.channel][0])
    direct = filled(url[1] if url else "", first.address)
    return (
        "ops:                                # who hears of alertd's own troubles\n"
        "  policy: ops-oncall\n"
        f"  direct: {json.dumps(direct, ensure_ascii=False)}   # the way without alertd's store, for when that is down\n"
    )


def _people(answers: Answers) -> str:
    used = dict.fromkeys(contact.channel for contact in answers.people)
    channels = "\n".join(f"  {name}: {CHANNELS[name][0]}" for name in used)
    if "email" in used:
        channels += '\n  # a relay of your own without TLS, here and as `ops: direct` of alertd.yaml: email: {url: "mailto://127.0.0.1:25?from=alertd@example.org&to={to}"}'
    ways: dict[str, list[Contact]] = {}
    for contact in answers.people:
        ways.setdefault(contact.name, []).append(contact)
    quiet = f'quiet: "{answers.quiet}", ' if answers.quiet else ""
    people = "\n".join(
        f"  {key_of(name)}: {{timezone: {answers.timezone}, language: {answers.page}, {quiet}"
        + ", ".join(f"{one.channel}: {json.dumps(one.address, ensure_ascii=False)}" for one in contacts)
        + "}"
        for name, contacts in ways.items()
    )
    last = len(ways) - 1
    steps = "\n".join(
        f"      - {{notify: {key_of(name)}, by: [{', '.join(dict.fromkeys(one.channel for one in contacts))}]"
        + ("}" if number == last else ", escalate_after: 10m}   # then the next one is told")
        for number, (name, contacts) in enumerate(ways.items())
    )
    first, contacts = next(iter(ways.items()))
    second, then = next(islice(ways.items(), 1, None), (first, contacts))
    return (
        "# Who is told, how, and who after that. `alertd oncall` says who is on call; `alertd send-test NAME` sends a page.\n"
        "version: 1\n"
        f"channels:\n{channels}\n"
        f"people:\n{people}\n"
        + (
            ""
            if quiet
            else '  # quiet: "22:00-07:00" beside a timezone: urgent pages wait until the morning, a crisis never does\n'
        )
        + "policies:\n"
        "  pr-oncall:                        # the rules name it\n"
        f"    steps:\n{steps}\n"
        "    repeat: 2                       # from the top again, until somebody takes it\n"
        "    crisis_every: 30m               # and a crisis that nobody has taken then goes on so, for a day\n"
        "  ops-oncall:\n"
        f"    steps:\n      - {{notify: {key_of(first)}, by: [{contacts[0].channel}], escalate_after: 15m}}\n"
        f"      - {{notify: {key_of(second)}, by: [{then[0].channel}]}}   # and again, or the next one\n"
    )


#: What the first rule is called: of one brand, and of several; and the one step of its playbook.
_FIRST = {
    "en": ("Busy hour of {brand}", "Busy hour", "Read what they say before you answer"),
    "tr": ("{brand}: yoğun saat", "Yoğun saat", "Yanıtlamadan önce ne dediklerini okuyun"),
    "ru": ("{brand}: оживлённый час", "Оживлённый час", "Прочитайте, что пишут, прежде чем отвечать"),
    "fr": ("{brand} : heure chargée", "Heure chargée", "Lisez ce qui se dit avant de répondre"),
    "pt": ("{brand}: hora agitada", "Hora agitada", "Leia o que dizem antes de responder"),
    "zh": ("{brand}：讨论激增", "讨论激增", "回复之前先看看大家在说什么"),
    "ar": ("ساعة نشطة: {brand}", "ساعة نشطة", "اقرأ ما يقولون قبل أن تجيب"),
}


def _rule(answers: Answers) -> str:
    read = [one for one in dict.fromkeys((*answers.languages, "en")) if one in PAGES]
    brand = json.dumps(answers.brand, ensure_ascii=False)[1:-1]
    names = "\n".join(f'      {one}: "{_FIRST[one][bool(answers.others)].format(brand=brand)}"' for one in read)
    steps = "\n".join(f"        {one}: [{_FIRST[one][2]}]" for one in read)
    written = dedent(f"""\
        # Your own first rule; the others in this folder came with alertd and are yours to change.
        # `alertd explain` reads each back as a sentence, `alertd test` plays the stories beside them.
        version: 1
        rules:
          - name:                             # a text, or one for each language that somebody reads
        @NAMES@
            id: busy-hour
            watch: {watches_of(answers.brands)}
            severity: urgent                  # crisis ignores quiet hours; notice goes to a daily digest
            when:
              count: {{over: 50, window: 1h}}   # from the 51st within an hour; spike knows what is usual
            page: pr-oncall                   # a policy of oncall.yaml
            at_most: 2 a day
            playbook:
              steps:
        @STEPS@
        """)
    return written.replace("@NAMES@", names).replace("@STEPS@", steps)


def _story(answers: Answers) -> str:
    first = answers.people[0].name
    stories = dedent(f"""\
        # What happens, and whom it pages: a story an outcome. `alertd test` plays them with your own people.
        - story: eighty posts in half an hour
          given:
            - 1w of 2 mentions an hour, mood neutral
            - at 10:00, 80 mentions over 30m by 70 authors, mood neutral
          expect:
            - at 10:20 within 5m, page pr-oncall step 1, rule busy-hour, to {first}

        - story: an ordinary day pages nobody
          given:
            - 1w of 2 mentions an hour, mood neutral
          expect:
            - nothing else
        """)
    return _by_day(answers, stories)


def _list(words: Sequence[str]) -> str:
    return f"[{', '.join(json.dumps(word, ensure_ascii=False) for word in words)}]"
