"""A page as it is spoken, and Twilio's markup for it (https://www.twilio.com/docs/voice/twiml, 2026)."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape, quoteattr

from alertd.model.languages import base
from alertd.notifiers.page_parts import pieces
from alertd.ports import Delivery

#: Language of a person -> language and voice at the provider.
VOICES = {
    "en": ("en-US", "Polly.Joanna"),
    "fr": ("fr-FR", "Polly.Lea"),
    "pt": ("pt-BR", "Polly.Camila"),
    "ru": ("ru-RU", "Polly.Tatyana"),
    "tr": ("tr-TR", "Polly.Filiz"),
    "zh": ("cmn-CN", "Polly.Zhiyu"),
    "ar": ("arb", "Polly.Zeina"),
}

#: Nobody listens longer than half a minute.
_LONGEST = 450
_UNSPOKEN = re.compile(r"https?://\S+|\[[0-9a-f]{8,}\]|[*_~`<>|•–—#\[\]{}]|[\U0001f000-\U0001faff\u2600-\u27bf\ufe0f]")


def spoken(delivery: Delivery) -> str:
    """Return what a page says aloud: its title and what stands first, without links, signs and ids."""
    parts = pieces(delivery)
    lines = [parts.title, *(line for section in parts.sections[:2] for line in section)]
    said = ""
    for line in lines:
        clean = " ".join(_UNSPOKEN.sub(" ", line).split())
        if not any(letter.isalnum() for letter in clean) or clean.endswith((":", "：")):
            continue
        more = clean if clean[-1] in ".!?。！？" else f"{clean}."
        if len(said) + len(more) > _LONGEST:
            break
        said = f"{said} {more}".strip()
    return said or parts.title[:_LONGEST]


def say(text: str, language: str) -> str:
    """Return the verb that says a text in a language.

    >>> say("acme & co", "tr")
    '<Say language="tr-TR" voice="Polly.Filiz">acme &amp; co</Say>'
    """
    spoken_in, voice = VOICES.get(base(language), VOICES["en"])
    return f"<Say language={quoteattr(spoken_in)} voice={quoteattr(voice)}>{escape(text)}</Say>"


def call(text: str, language: str, *, ask: str = "", nothing: str = "", answer_at: str = "") -> str:
    """Return the whole call. It is read twice: the first time people are still waking up.

    ask: which key does what. nothing: what is said when no key came. answer_at: where the key goes, "" asks for none.
    """
    words = say(text, language)
    if not answer_at:
        verbs = f'{words}<Pause length="1"/>{words}'
    else:
        twice = f'{words}{say(ask, language)}<Pause length="2"/>{words}{say(ask, language)}'
        gather = f'<Gather input="dtmf" numDigits="1" timeout="10" action={quoteattr(answer_at)} method="POST">'
        verbs = f"{gather}{twice}</Gather>{say(nothing, language)}"
    return f'<?xml version="1.0" encoding="UTF-8"?><Response>{verbs}</Response>'
