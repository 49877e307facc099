"""Short replies."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alertd.model.incident import State
from alertd.model.people import Channel, Person, Roster
from alertd.web.sms_replies import code_of, meant, person_at
from tests.unit.web.fake_backend import NOW, incident

SAID = (
    "0417",
    " 0417\n",
    "ack 0417",
    "ACK: 0417!",
    "0417 ok",
    "a 0417",
    "ACK0417",
    "0417ok",
    "“0417”",
    "0417 👍🏽",
    "*0417*",
    "I have it 0417",
    "0417, I’m on it!",
    "got it: 0417",
)
FOREIGN = (
    "０４１７",
    "٠٤١٧",
    "۰۴۱۷ نعم",
    "tamam 0417",
    "ALDIM 0417",
    "ÜSTLENDİM 0417",
    "üstlendim: 0417",
    "Беру, 0417",
    "0417 принял",
    "收到0417",
    "好的 ０４１７。",
    "pris 0417",
    "reçu : 0417",
    "تم ٠٤١٧",
    "Ben üstlendim 0417",
    "Беру на себя, 0417",
    "Je m’en occupe : 0417",
    "0417 eu assumo",
    "0417我来接手",
    "أنا استلمته ٠٤١٧",
    "\u200f٠٤١٧\u200f",
)


@pytest.mark.parametrize("text", [*SAID, *FOREIGN])
def test_the_whole_text_is_the_code(text: str) -> None:
    """With a word of assent before or after it, or none."""
    assert code_of(text) == "0417"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0417 0418",
        "I saw 0417 too",
        "[CRISIS] acme. Ack https://a.example/a/x 0417",
        "x" * 500,
        "no 0417",
        "не 0417",
        "0417?",
        "ack 0417 ؟",
        "кто взял 0417?",
        "谁接了0417？",
        "من أخذ ٠٤١٧؟",
        "0417 değil",
        "I have it 0417?",
        "do I have it 0417",
        "I don't have it 0417",
        "who has it 0417",
        "0417 ben almadım",
        "I have it 0417 0418",
        "pas 0417",
        "не0417",
        "0417" + " " * 70 + "who has it?",
        "0417" + "." * 70,
        "Liked “or reply 0417”",
        "> or reply 0417",
    ],
)
def test_a_text_that_only_contains_a_code_is_none(text: str) -> None:
    """Our own page, a quote of it and a question acknowledge nothing."""
    assert code_of(text) is None


@pytest.mark.parametrize("text", ["thanks", "ok", "OK!", "done", "hi", "да", "收到", "👍", "a", "oncall", "ack"])
def test_a_word_without_a_digit_is_no_code(text: str) -> None:
    """Whoever chats where a bot listens would else have guessed too often, and could not take the next page by a reply."""
    assert code_of(text) is None


@given(text=st.text(max_size=100))
def test_no_text_is_a_fault(text: str) -> None:
    """A code is a few letters and digits, or nothing."""
    code = code_of(text)
    assert code is None or (code.isalnum() and len(code) <= 12)


def test_what_waits_is_meant_before_what_is_over() -> None:
    """Of several that had a code the open one, else the newest that is not closed."""
    old = incident("old", state=State.CLOSED, opened_at=NOW)
    taken = incident("taken", state=State.ACKNOWLEDGED, opened_at=NOW - timedelta(days=2))
    waiting = incident("waiting", opened_at=NOW - timedelta(days=1))
    twin = incident("twin", opened_at=NOW - timedelta(days=3))

    assert meant("K7Q2", [old, taken, waiting]) == [waiting]
    assert meant("K7Q2", [old, taken]) == [taken]
    assert meant("K7Q2", [old]) == [old]
    assert meant("K7Q2", [waiting, twin, old]) == [waiting, twin]
    assert meant("0000", [old, taken, waiting]) == []
    assert meant("", [incident(code="")]) == []


def test_a_shared_address_names_nobody() -> None:
    """Whose reply it is must be certain."""
    channels = {"slack": Channel(name="slack", scheme="slack"), "sms": Channel(name="sms", is_sms=True)}
    roster = Roster(
        channels=channels,
        people={
            "ayse": Person(name="ayse", addresses={"slack": "#pr-crisis", "sms": "+90 (555) 000-00-01"}),
            "omar": Person(name="omar", addresses={"slack": "#pr-crisis", "sms": "00"}),
        },
    )

    assert person_at(roster, "slack", "#pr-crisis") is None
    assert person_at(roster, "sms", "+905550000001") == "ayse"
    assert person_at(roster, "sms", "+90555000000") is None
    assert person_at(roster, "sms", "") is None
    assert person_at(roster, "slack", " ") is None


def test_an_address_counts_on_its_own_channel_only() -> None:
    """A number beside a mail or a chat is no phone of theirs, and an account beside SMS is none."""
    channels = {
        "slack": Channel(name="slack", kind="slack"),
        "mail": Channel(name="mail", scheme="mailto"),
        "call": Channel(name="call", kind="voice"),
    }
    addresses = {"slack": "@U1", "mail": "+905550000009", "call": "+905550000001", "gone": "+905550000007"}
    roster = Roster(channels=channels, people={"ayse": Person(name="ayse", addresses=addresses)})

    assert person_at(roster, "slack", "U1") == "ayse"
    assert person_at(roster, "sms", "+905550000001") == "ayse"
    for way, sender in [("sms", "U1"), ("slack", "+905550000001"), ("sms", "+905550000009"), ("sms", "+905550000007")]:
        assert person_at(roster, way, sender) is None
