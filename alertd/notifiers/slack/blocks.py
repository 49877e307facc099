"""A page as Slack's blocks (https://docs.slack.dev/reference/block-kit, 2026): sections, and buttons where they are heard."""

from __future__ import annotations

from typing import Any

from alertd.model.page import Curve, PageKind
from alertd.notifiers import curve
from alertd.notifiers.button_words import button_words
from alertd.notifiers.chat_text import escaped, our_links
from alertd.notifiers.page_parts import EVERY, JUDGED_BY, may_be_taken, offered, pieces
from alertd.ports import Delivery

#: A section holds 3,000 characters, a message 50 blocks (Slack, 2026).
_SECTION = 2_900
_BLOCKS = 40
_ALT = 2_000  # characters of what an image is for who does not see it

Block = dict[str, Any]


def message(delivery: Delivery, *, has_buttons: bool, has_picture: bool = False) -> dict[str, Any]:
    """Return text (what a locked phone shows: what, and how bad) and blocks. has_buttons: presses come back to us. has_picture: Slack may fetch it."""
    page, ours = delivery.page, our_links(delivery)
    parts = pieces(delivery)
    title = escaped(parts.title, ours)
    blocks = [_section(f"*{title}*")]
    first, rest = parts.sections[:1], parts.sections[1:]
    for section in first:
        blocks += _sections(section, ours)
    # The buttons stand where the eye is, under how bad it is: on a phone the end of a page is three screens away.
    ways = _ways(delivery, has_buttons=has_buttons and _asks(delivery))
    if _asks(delivery):
        blocks += ways
        ways = []
    for section in rest:
        blocks += _sections(section, ours)
    if page.curve is not None:
        blocks = blocks[: _BLOCKS - 1]
        blocks.append(_picture(page.curve, page.language, delivery.link if has_picture else ""))
    blocks = blocks[:_BLOCKS] + ways
    if has_buttons and page.incident is not None and page.kind is PageKind.RESOLVED:
        words = button_words(page.language)
        blocks.append(_actions(f"alertd:{page.incident}", [_button(name, words[name]) for name in JUDGED_BY]))
    preview = "\n".join([title, *(escaped(line, ours) for section in first for line in section[:1])])
    return {"text": preview, "blocks": [*blocks, _context(f"[{page.page_id}]")]}


def may_be_fetched(delivery: Delivery) -> bool:
    """Whether a page has a picture at an address that Slack could reach."""
    return delivery.page.curve is not None and delivery.link.startswith("https://")


def standing(delivery: Delivery, *, has_buttons: bool = False, has_picture: bool = False) -> dict[str, Any]:
    """Return what the first message of the incident becomes: how things stand, the buttons for that, then its own words and picture."""
    first = delivery.thread
    if first is None:
        return {}
    ours = our_links(delivery)
    parts = pieces(delivery.with_(title=first.title, text=first.text, thread=None))
    title = escaped(parts.title, ours)
    blocks = [_section(f"*{title}*")]
    if first.was not in ("", first.title):
        blocks.append(_context(f"~{escaped(first.was, ours)}~"))
    blocks += [block for section in parts.sections[:1] for block in _sections(section, ours)]
    blocks += _offers(delivery, has_buttons=has_buttons)
    blocks += [block for section in parts.sections[1:] for block in _sections(section, ours)]
    preview = "\n".join([title, *(escaped(line, ours) for section in parts.sections[:1] for line in section[:1])])
    shown = blocks[: _BLOCKS - 1]
    if first.curve is not None:
        shown.append(_picture(first.curve, delivery.page.language, first.link if has_picture else ""))
    return {"text": preview, "blocks": shown}


def _picture(shown: Curve, language: str, link: str) -> Block:
    """Return the last day: an image where Slack may fetch it at the page's own link, else a line of signs."""
    if link.startswith("https://"):
        return {"type": "image", "image_url": f"{link}/day.png", "alt_text": curve.caption(shown, language)[:_ALT]}
    return _context(f"`{curve.sparkline(shown)}`  {curve.caption(shown, language, is_signs=True)}")


def _asks(delivery: Delivery) -> bool:
    page = delivery.page
    return may_be_taken(page) or (page.kind is PageKind.OPS and page.incident is not None)


def _ways(delivery: Delivery, *, has_buttons: bool) -> list[Block]:
    """Return the ways to answer a message."""
    if not has_buttons or delivery.page.incident is None:
        label = button_words(delivery.page.language)["ack" if _asks(delivery) else "open"]
        return [_actions("", [_link(label, delivery.link)])] if delivery.link else []
    return [_buttons(delivery, (*EVERY, *JUDGED_BY))]


def _offers(delivery: Delivery, *, has_buttons: bool) -> list[Block]:
    """Return the ways that are right as things stand."""
    names = offered(delivery.page)
    if has_buttons and names and delivery.page.incident is not None:
        return [_buttons(delivery, names)]
    return _ways(delivery, has_buttons=False)


def _buttons(delivery: Delivery, names: tuple[str, ...]) -> Block:
    words = button_words(delivery.page.language)
    sure = {
        "title": _plain(words["not_a_crisis"]),
        "text": _plain(words["sure"]),
        "confirm": _plain(words["yes"]),
        "deny": _plain(words["no"]),
    }
    buttons: list[Block] = []
    for name in names:
        match name:
            case "assign":
                picked = {"type": "users_select", "action_id": name, "placeholder": _plain(words[name])}
                buttons.append(picked)
            case "ack":
                buttons.append({**_button(name, words[name]), "style": "primary"})
            case "not_a_crisis":
                buttons.append({**_button(name, words[name]), "confirm": sure})
            case _:
                buttons.append(_button(name, words[name]))
    if delivery.link:
        buttons.append(_link(words["open"], delivery.link))
    return _actions(f"alertd:{delivery.page.incident}", buttons)


def _actions(block_id: str, elements: list[Block]) -> Block:
    made: Block = {"type": "actions", "elements": elements}
    return {**made, "block_id": block_id} if block_id else made


def _button(action: str, label: str) -> Block:
    return {"type": "button", "action_id": action, "text": _plain(label), "value": action}


def _link(label: str, url: str) -> Block:
    return {"type": "button", "action_id": "open", "text": _plain(label), "url": url}


def _plain(text: str) -> Block:
    return {"type": "plain_text", "text": text[:75], "emoji": False}


def _section(text: str) -> Block:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def _sections(lines: tuple[str, ...], ours: set[str]) -> list[Block]:
    return [_section(part) for part in _cut(escaped("\n".join(lines), ours))]


def _context(text: str) -> Block:
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": text}]}


def _cut(text: str) -> list[str]:
    """Cut a text at the ends of lines, so that each part fits into a section and no link is broken."""
    parts = [""]
    for line in text.split("\n"):
        short = line[:_SECTION]
        if len(parts[-1]) + len(short) + 1 > _SECTION:
            parts.append("")
        parts[-1] = f"{parts[-1]}\n{short}" if parts[-1] else short
    return [part for part in parts if part]
