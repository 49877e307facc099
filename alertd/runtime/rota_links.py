"""The address at which a person's calendar subscribes to their shifts; pure.

A calendar asks again and again for months and cannot sign in, so the address is the secret: 128 bits of a keyed hash of the
person and of their number (`calendar` in the people file). Another number, or 0, ends it, and so does `alertd keys rotate`,
for all at once.
"""

from __future__ import annotations

import base64
import hmac
from urllib.parse import quote

from alertd.model.people import Person


def token(key: bytes, person: Person) -> str:
    """Return what makes the address of a person's shifts unguessable; it is another one for each of their numbers."""
    told = f"alertd rota link\0{person.name}\0{person.calendar}".encode("utf-8", "surrogatepass")
    return base64.urlsafe_b64encode(hmac.digest(key, told, "sha256")[:16]).rstrip(b"=").decode()


def address(public_url: str, key: bytes, person: Person) -> str:
    """Return where a calendar subscribes.

    >>> address("https://a.example/", b"k" * 32, Person(name="ayşe"))
    'https://a.example/oncall/ay%C5%9Fe/CVccQLAddD7R-WefB9nKPA.ics'
    """
    return f"{public_url.rstrip('/')}/oncall/{quote(person.name, safe='')}/{token(key, person)}.ics"


def opens(keys: list[bytes], person: Person, given: str) -> bool:
    """Whether a token opens a person's shifts with one of the keys. Always the same time, whatever was given."""
    if not given.isascii():
        return False
    return person.calendar > 0 and any([hmac.compare_digest(token(key, person), given) for key in keys])  # noqa: C419 - no early end
