"""Pages for channels with room: Slack, mail, and everything else that shows plain text."""

from __future__ import annotations

from collections.abc import Iterable

from alertd.core.wording.clean import Family, clean
from alertd.core.wording.parts import Cut, Parts

#: Slack shows 3,000 characters in a section (docs.slack.dev, "Section block", 2026); the rest stays for the sender's own words
LIMITS = {Family.SLACK: 2_800, Family.MAIL: 12_000, Family.PLAIN: 3_500}
_CUTS = (Cut(), Cut(quote=140, steps=6, step=160, reply=300), Cut(quote=80, posts=2, steps=4, step=100, reply=160))


def title(parts: Parts, *, is_repeat: bool) -> str:
    """Return the title: a mail's subject, a preview on a locked phone. One line, at most 160 characters."""
    first, *rest = parts.subject()
    mark = f" ({parts.say('repeat_short')})" if is_repeat else ""
    named = parts.say("named", name=rest[0], value=rest[1]) if len(rest) == 2 else "".join(rest)
    return clean(f"[{first}] {named}".rstrip(), 160 - len(mark)) + mark


def text(parts: Parts, *, is_repeat: bool) -> str:
    """Return the whole page. Quotes and playbook shrink until it fits; the way to acknowledge and the id never do."""
    limit = LIMITS[parts.family]
    tail = "\n".join([*parts.ways_out(), f"[{parts.page.page_id}]"])
    head = ""
    for cut in _CUTS:
        head = _head(parts, cut, is_repeat=is_repeat)
        if len(head) + len(tail) + 2 <= limit:
            break
    else:
        head = _whole_lines(head, limit - len(tail) - 2)
    return f"{head}\n\n{tail}" if head else tail


def body(parts: Parts) -> str:
    """Return a page without its title, the way to take it and its id: what it tells of the matter."""
    for cut in _CUTS:
        head = _head(parts, cut, is_repeat=False)
        if len(head) <= LIMITS[parts.family]:
            break
    return _whole_lines(head, LIMITS[parts.family]).partition("\n")[2].lstrip("\n")


def _head(parts: Parts, cut: Cut, *, is_repeat: bool) -> str:
    first = title(parts, is_repeat=is_repeat)  # the same line, so that a sender can tell that the text has its title
    top = [f"*{first}*" if parts.family is Family.SLACK else first]
    story = [parts.about() or "", *parts.standing(is_repeat=is_repeat)]
    what, numbers = list(parts.what()), " · ".join(parts.numbers())
    how_bad = numbers or (what.pop(0) if what else "")
    take = parts.take()
    if take is not None and how_bad:
        # Three lines are what a preview shows: what, how bad, and what to do by when.
        top += [how_bad, take]
        measured = [*story, *what]
    else:
        top += [*story, *([] if numbers else [how_bad]), *what]
        measured = [numbers]
    measured += [
        *parts.changed(),
        " · ".join(parts.people()),
        parts.loudest() or "",
    ]
    rest = [*parts.others(), *parts.rules()]
    posts = list(parts.posts(cut)) if parts.is_measured else []
    if posts:
        posts.insert(0, parts.say("posts"))
    # What to do stands before the long rest: who is woken reads from the top, and not to the end.
    return _sections([top, measured, parts.todo(cut), posts, rest])


def _sections(sections: Iterable[Iterable[str]]) -> str:
    """Put a blank line between sections, and leave out what is empty."""
    blocks = ("\n".join(line for line in section if line) for section in sections)
    return "\n\n".join(block for block in blocks if block)


def _whole_lines(text: str, room: int) -> str:
    """Cut a text to whole lines that fit; a first line that is too long alone cannot be, its parts are bounded."""
    kept: list[str] = []
    for line in text.split("\n"):
        room -= len(line) + 1
        if room < 0:
            break
        kept.append(line)
    return "\n".join(kept).rstrip()
