"""A `${NAME}` in a channel's URL: what it stands for is quoted by where it stands, as `{to}` is.

A password may hold `@ # / ? : %`, a user may be an address. Whoever writes `mailto://${USER}:${PASSWORD}@host` means one
user and one password, whatever is in them.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, quote

_REFERENCE = re.compile(r"\$\{[^}]*\}")

#: Pieces of a path, a host with its port: one value may stand for several of them (`slack://${TOKENS}/{to}`).
_SEVERAL = "/:@+,;=[]!$&'()*~"

#: A mail URL whose first / ? # stands before the @ that ends the password.
_CUT_PASSWORD = re.compile(r"[^/?#@]*:[^/?#@]*[/?#][^@/]+@[\w.-]+(?::\d+)?(?:[/?]|$)")
_HOST_AND_PORT = re.compile(r"[\w.-]*:\d+[/?#]")


def quoted(raw: str, value: str, at: int) -> str:
    """Return a value as it must stand in place of the reference that begins at `at` of `raw`.

    The user, the password and what stands in the query are one part each, so everything in them is quoted. What stands
    for the whole URL, or for all behind `://`, is a URL already and stays as it is.

    >>> quoted("mailto://${U}:${P}@mail.example.org", "p@ss/#1", 14)
    'p%40ss%2F%231'
    >>> quoted("slack://${TOKENS}/{to}", "T1/B2/C3", 8), quoted("${OPS_URL}", "slack://T1/B2/C3", 0)
    ('T1/B2/C3', 'slack://T1/B2/C3')
    """
    begins = raw.find("://")
    end = raw.index("}", at) + 1
    if begins < 0 or at < begins or (at == begins + 3 and end == len(raw)):
        return value
    # References hold no separators of their own: put something harmless of the same length there.
    bare = _REFERENCE.sub(lambda match: "x" * len(match.group()), raw)
    authority = re.split(r"[/?#]", bare[begins + 3 :], maxsplit=1)[0]
    user, has_user, _ = authority.rpartition("@")
    if has_user and at < begins + 3 + len(user):
        # "${CREDENTIALS}@" is a user with a password, unless a colon says that there are two values.
        return quote(value, safe="" if ":" in user else ":")
    query = bare.find("?", begins)
    return quote(value, safe="" if 0 <= query < at else _SEVERAL)


def doubt(raw: str) -> str | None:
    """Return what is wrong with a URL as it was written, None if nothing is. It repeats no secret.

    >>> doubt("mailto://me@example.org:secret@mail.example.org")
    'the user or the password holds an @; write %40 in its place, or put it into ${NAME}'
    """
    bare = _REFERENCE.sub("x", raw)
    scheme, _, rest = bare.partition("://")
    authority = re.split(r"[/?#]", rest, maxsplit=1)[0]
    if authority.count("@") > 1:
        return "the user or the password holds an @; write %40 in its place, or put it into ${NAME}"
    if scheme.lower() in {"mailto", "mailtos"} and _CUT_PASSWORD.match(rest) and not _HOST_AND_PORT.match(rest):
        return "the password holds one of / ? #; write %2F, %3F or %23 in its place, or put it into ${NAME}"
    return None


def has_sender(url: str) -> bool:
    """Whether a letter by this URL has a sender; true of all that is no mail. False only where Apprise 2.2 surely refuses it.

    Apprise makes one of the user and the host, unless `from=` holds an address. A user at a host that is a number is left to
    `check --online`: houses with such a URL, which Apprise refuses too, start today.

    >>> has_sender("mailto://127.0.0.1:25?to={to}"), has_sender("mailto://127.0.0.1:25?from=a@example.org&to={to}")
    (False, True)
    >>> has_sender("mailtos://me:pw@smtp.example.org?to={to}"), has_sender("slack://A/B/C")
    (True, True)
    """
    scheme, _, rest = url.strip().partition("://")
    if scheme.lower() not in {"mailto", "mailtos"}:
        return True
    place, _, query = rest.partition("?")
    asked = {key.lower(): value for key, value in parse_qsl(query)}
    user, _, host = re.split(r"[/#]", place, maxsplit=1)[0].rpartition("@")
    # On localhost Apprise takes root. A bare word stands in for a secret where files are checked without theirs (SMTP=x).
    is_open = host.partition(":")[0].lower() == "localhost" or not {".", ":"} & set(host)
    return is_open or "@" in asked.get("from", "") or bool(user or asked.get("user"))
