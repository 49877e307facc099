"""A post with the words marked that were searched for: of a long one the eye finds why it is here. Pure."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

from alertd.web.directions import plain


def marked(text: str, asked: str) -> Markup:
    """Return a text for a page, with each word of a search marked wherever it stands.

    >>> marked("A <b> Kettle burned", "kettle zzz")
    Markup('A &lt;b&gt; <mark>Kettle</mark> burned')
    >>> marked("nothing", "@kim")
    Markup('nothing')
    """
    words = [re.escape(word) for word in asked.split() if not word.startswith("@")]
    shown = plain(text)
    if not words:
        return escape(shown)
    parts = re.split(f"({'|'.join(sorted(words, key=len, reverse=True))})", shown, flags=re.IGNORECASE)
    return Markup("").join(Markup("<mark>{}</mark>").format(part) if at % 2 else part for at, part in enumerate(parts))
