"""A short reply that acknowledges: which code it says, which incident that is, and whose reply it is; pure.

A sender is a person only on the channel that it came by: a phone number by SMS and calls, an account by its chat. Names
that people give themselves are nobody's proof, and a number that stands beside another channel is not read here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from alertd.model.incident import Incident, State
from alertd.model.people import Channel, Roster

#: What people write beside a code to say yes, in the languages of pages, as `_typed` writes it.
_ASSENT = frozenset(
    [
        "a",
        "ack",
        "ok",
        "okay",
        "yes",
        "taken",
        "mine",
        "ок",
        "да",
        "беру",
        "взял",
        "взяла",
        "принял",
        "приняла",
        "tamam",
        "evet",
        "aldim",
        "aliyorum",
        "ustlendim",
        "bende",
        "oui",
        "pris",
        "recu",
        "sim",
        "assumo",
        "peguei",
        "recebi",
        "我接手",
        "我接手了",
        "我来接手",
        "我来处理",
        "好",
        "好的",
        "收到",
        "接手",
        "已接手",
        "我来",
        "是",
        "تم",
        "نعم",
        "حسنا",
        "استلمت",
        "انا",
    ]
)
#: The same in a few words, as `_typed` writes them. Nothing that a question or a no could be is here.
_PHRASES = frozenset(
    [
        "i have it",
        "i ve got it",
        "i got it",
        "got it",
        "i take it",
        "i ll take it",
        "taking it",
        "i m taking it",
        "on it",
        "i m on it",
        "im on it",
        "я беру",
        "беру на себя",
        "беру в работу",
        "я возьму",
        "я занимаюсь",
        "ben bakiyorum",
        "ben ustlendim",
        "ben ustleniyorum",
        "ben aliyorum",
        "ben aldim",
        "je prends",
        "je le prends",
        "je m en occupe",
        "je m en charge",
        "eu assumo",
        "eu cuido",
        "estou nisso",
        "esta comigo",
        "e meu",
        "انا استلمته",
        "انا استلمت",
        "انا استلمه",
        "انا اتولاه",
    ]
)
_LONGEST = 64  #: characters; a longer text is no reply but talk
_ASKS = re.compile("[?？؟]")
_WORD = re.compile(r"[^\W_]+")
_GLUED = re.compile(r"([^\W\d_]*)(\d{1,12})([^\W\d_]*)")
_CODE = re.compile(r"(?=[a-z]*\d)[0-9a-z]{1,12}", re.ASCII)
_NUMBER = re.compile(r"\+?[\d\s().-]+", re.ASCII)


def code_of(text: str) -> str | None:
    """Return the code that a reply consists of, alone or with words of assent in any language of pages, one or a few that mean taking it.

    The whole text must be the code: our own page in a chat also contains it, and so do a quote of it and a question about
    it. A word without a digit is none either, or whoever chats where a bot listens would soon have guessed too often.

    >>> code_of(" k7q2 "), code_of("ACK0417!"), code_of("I have it 0417"), code_of("0417?"), code_of("thanks")
    ('K7Q2', '0417', '0417', None, None)
    """
    if len(text) > 4 * _LONGEST or len(text.strip()) > _LONGEST or _ASKS.search(text):
        return None
    words = [part for word in _WORD.findall(_typed(text)) for part in _parted(word)]
    others = [word for word in words if not _CODE.fullmatch(word)]
    words = [word for word in words if word not in others] if " ".join(others) in _PHRASES else words
    codes = [word for word in words if word not in _ASSENT]
    return codes[0].upper() if len(codes) == 1 and _CODE.fullmatch(codes[0]) else None


def _typed(text: str) -> str:
    """Return a text as a plain keyboard writes it: digits of any script as ours, no case, no marks on letters."""
    parts = unicodedata.normalize("NFKD", text).casefold()
    kept = (sign for sign in parts if not unicodedata.combining(sign))
    return "".join(str(unicodedata.decimal(sign, sign)) for sign in kept).replace("ı", "i")


def _parted(word: str) -> tuple[str, ...]:
    """Return a word of assent and the digits that were typed without a space between them as two."""
    glued = _GLUED.fullmatch(word)
    if glued and all(part in _ASSENT for part in (glued[1], glued[3]) if part):
        return glued[2], *(part for part in (glued[1], glued[3]) if part)
    return (word,)


def meant(code: str, incidents: Iterable[Incident]) -> list[Incident]:
    """Return the incidents a code may mean: those that wait for somebody, else the newest that has it.

    Codes are short, so two incidents may share one; then the link has to tell them apart.
    """
    found = [incident for incident in incidents if incident.code and incident.code.upper() == code]
    waiting = [incident for incident in found if incident.state is State.OPEN]
    if waiting:
        return waiting
    return sorted(found, key=lambda incident: (incident.state is not State.CLOSED, incident.opened_at))[-1:]


def person_at(roster: Roster, way: str, sender: str) -> str | None:
    """Return whose address a sender is on channels of that way ("sms", "slack", "telegram").

    None if nobody or more than one has it: a shared number names no person.

    >>> from alertd.model.people import Person
    >>> channels = {"sms": Channel(name="sms", is_sms=True), "slack": Channel(name="slack", scheme="slack")}
    >>> ayse = Person(name="ayse", addresses={"sms": "+90 555 000-00-01", "slack": "@U1"})
    >>> roster = Roster(people={"ayse": ayse}, channels=channels)
    >>> person_at(roster, "sms", "+905550000001"), person_at(roster, "slack", "U1"), person_at(roster, "sms", "U1")
    ('ayse', 'ayse', None)
    """
    asked = _written(way, sender)
    if not asked:
        return None
    names = [channel.name for channel in roster.channels.values() if _is_way(way, channel)]
    found = [
        person.name
        for person in roster.people.values()
        if any(_written(way, person.addresses.get(name, "")) == asked for name in names)
    ]
    return found[0] if len(found) == 1 else None


def _is_way(way: str, channel: Channel) -> bool:
    if way == "sms":
        return channel.is_sms or channel.kind == "voice"
    return channel.kind == way or channel.scheme == {"telegram": "tgram"}.get(way, way)


def _written(way: str, address: str) -> str:
    """Write an address one way: numbers without blanks, dashes and brackets, accounts without the at sign."""
    if way == "sms":
        return re.sub(r"[\s().-]", "", address) if _NUMBER.fullmatch(address) else ""
    return address.strip().lstrip("@")
