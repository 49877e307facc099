"""What a browser calls itself, in two words: a person knows "Firefox · Android" again, and no line of four. Pure."""

from __future__ import annotations

#: What a browser's line holds and what people call it, the first that is found: each newer one also claims to be the older ones.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("YaBrowser", "Yandex"),
    ("Firefox/", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_MACHINES = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)
_LONGEST = 40  # letters, of what we do not know


def device(line: str) -> str:
    """Return the browser and the machine of a User-Agent line; what names neither as it is, cut.

    >>> device("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0 Safari/537.36")
    'Chrome · Linux'
    >>> device("curl/8.5.0"), device("")
    ('curl/8.5.0', '')
    """
    found = [next((said for sign, said in known if sign in line), "") for known in (_BROWSERS, _MACHINES)]
    return " · ".join(filter(None, found)) or line[:_LONGEST]
