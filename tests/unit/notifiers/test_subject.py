"""A subject is read as it was written, by Python and by a reader that follows RFC 2047 to the letter."""

from __future__ import annotations

import base64
import email
import email.policy
import quopri
import re

import pytest

from alertd.notifiers.apprise.letter import letter
from tests.unit.runtime.outbox_fakes import delivery

SUBJECTS = {
    "en": "[Solved] Anka Air: Talk of danger or recall – “smoke” in the cabin of an airliner, and more of that kind",
    "ru": "[Решено] Анка Эйр: Говорят об опасности или отзыве товара, дым в салоне и вынужденная посадка",
    "tr": "[Çözüldü] Anka Air: Tehlike ya da geri çağırma konuşuluyor, uçakta duman ve zorunlu iniş var",
    "fr": "[Résolu] Anka Air\u00a0: On parle de danger ou de rappel, de la fumée dans la cabine à l’atterrissage",
    "pt": "[Resolvido] Anka Air: Fala-se de perigo ou de recolhimento, fumaça na cabine e aterrissagem forçada",
    "zh": "[已解决] 安卡航空：有人谈论危险或召回，客舱冒烟并紧急迫降，旅客要求航空公司立即作出解释",
    "ar": "[تم الحل] أنكا للطيران: حديث عن خطر أو سحب منتج، ودخان في المقصورة وهبوط اضطراري على الطريق",
}
_WORD = re.compile(r"=\?utf-8\?([bq])\?([^?\s]*)\?=", re.IGNORECASE)


def strictly(raw: str) -> str:
    """Read a header as RFC 2047 says: white space between two encoded words is none, whoever broke the line there."""
    unfolded = re.sub(r"\r\n(?=[ \t])", "", raw)
    joined = re.sub(r"(?<=\?=)[ \t]+(?==\?)", "", unfolded)

    def decoded(found: re.Match[str]) -> str:
        how, text = found.groups()
        if how.lower() == "b":
            return base64.b64decode(text).decode("utf-8")
        return quopri.decodestring(text.replace("_", " "), header=False).decode("utf-8")

    return _WORD.sub(decoded, joined)


@pytest.mark.parametrize("subject", SUBJECTS.values(), ids=SUBJECTS)
def test_each_space_of_a_subject_is_kept(subject: str) -> None:
    """Wherever a line ends: the title is moved along by one letter forty times."""
    for moved in range(40):
        title = "a" * moved + subject
        made = letter(delivery().with_(title=title), sender=("alertd", "a@example.org"), to="b@example.org").as_bytes()
        raw = made.partition(b"Subject: ")[2].partition(b"\r\nDate:")[0].decode("ascii")

        assert strictly(raw) == " ".join(title.split())
        assert email.message_from_bytes(made, policy=email.policy.default)["subject"] == " ".join(title.split())
        assert max(map(len, raw.split("\r\n"))) <= 78
