"""A page as a letter: plain text, the same in HTML that reads on a phone, one button, one thread an incident.

Styles stand in the elements themselves, because mail readers take style blocks away; nothing is loaded from outside.
"""

from __future__ import annotations

import html
import re
from email.header import Header
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime, formataddr, parseaddr

from alertd.model.page import Page, PageKind
from alertd.model.rule import Severity
from alertd.notifiers import curve, picture
from alertd.notifiers.button_words import button_words
from alertd.notifiers.chat_text import our_links
from alertd.notifiers.page_parts import ASKS, JUDGED_BY, may_be_judged, may_be_taken, pieces
from alertd.ports import Delivery

_COLOURS = {Severity.CRISIS: "#b91c1c", Severity.URGENT: "#b45309", Severity.NOTICE: "#1d4ed8"}
_CALM = "#15803d"
PICTURE = "last-day@alertd"  #: by which the HTML names the picture that travels with it
_FONT = "font-family:-apple-system,'Segoe UI',Roboto,'Noto Sans',Arial,sans-serif"
_LINE = "margin:0 0 14px;font-size:16px;line-height:1.45;overflow-wrap:anywhere;word-break:break-word"
_UNSAFE = re.compile(r"[^A-Za-z0-9.-]+")


class _Whole(EmailPolicy):
    """Folds a subject so that each space of it is kept.

    Trap: Python 3.11 ends an encoded word before a space and begins the next after it; readers drop what stands between two of them.
    """

    def fold(self, name: str, value: str) -> str:
        """Return a header as it is sent."""
        return self._whole(name, value) or super().fold(name, value)

    def fold_binary(self, name: str, value: str) -> bytes:
        """Return a header as it is sent, as bytes."""
        return self._whole(name, value).encode("ascii") or super().fold_binary(name, value)

    def _whole(self, name: str, value: str) -> str:
        if name.lower() != "subject" or str(value).isascii():
            return ""
        coded = Header(str(value).encode("utf-8", "replace").decode(), "utf-8", header_name=name)
        return f"{name}: {coded.encode(linesep=self.linesep)}{self.linesep}"


def letter(delivery: Delivery, *, sender: tuple[str, str], to: str, is_plain: bool = False) -> EmailMessage:
    """Return the letter of a page. sender: name and address. is_plain: without HTML.

    A repeat has the id of the first attempt, so that a mail reader shows the two as one.
    """
    page, host = delivery.page, _UNSAFE.sub("", parseaddr(sender[1])[1].rpartition("@")[2]) or "localhost"
    # Seven bits: a relay that knows no 8BITMIME must not break a letter at night.
    made = EmailMessage(policy=_Whole(cte_type="7bit", linesep="\r\n"))
    made["From"] = formataddr((sender[0], sender[1]))
    made["To"] = to
    made["Subject"] = " ".join(delivery.title.split())
    made["Date"] = format_datetime(page.at)
    made["Message-ID"] = f"<{_UNSAFE.sub('-', page.page_id)}@{host}>"
    if page.incident is not None:
        # No letter has this id: every one of the incident answers it, so mail readers put them under each other.
        root = f"<incident-{_UNSAFE.sub('-', page.incident)}@{host}>"
        made["In-Reply-To"] = root
        made["References"] = root
    made["Auto-Submitted"] = "auto-generated"  # RFC 3834: no answering machine writes back
    made["X-Auto-Response-Suppress"] = "All"
    made["List-Id"] = f"alertd pages <pages.alertd.{host}>"  # RFC 2919: what filters sort by
    if page.severity is Severity.CRISIS and page.kind in ASKS:
        made["Importance"] = "high"
        made["X-Priority"] = "1"
    made.set_content(delivery.text.encode("utf-8", "replace").decode())
    if not is_plain:
        made.add_alternative(as_html(delivery).encode("utf-8", "replace").decode(), subtype="html")
        if page.curve is not None:
            *_, whole = made.iter_parts()  # the picture belongs to the HTML, not to the text
            whole.add_related(picture.png(page.curve), "image", "png", cid=f"<{PICTURE}>", filename="last-day.png")
    return made


def as_html(delivery: Delivery) -> str:
    """Return the page as HTML. Every word is escaped; links are only ours and those of the posts, shown as they are."""
    page, parts = delivery.page, pieces(delivery)
    colour = _colour(page)
    links = our_links(delivery) - {delivery.link, ""}
    blocks = [
        f'<h1 style="margin:0 0 14px;font-size:21px;line-height:1.3;overflow-wrap:anywhere">{_escaped(parts.title, set())}</h1>'
    ]
    sections = [_section(one, links, is_first=not at) for at, one in enumerate(parts.sections)]
    # The button stands under how bad it is and by when, before all that takes reading: it is in sight without a scroll.
    top = 1 if page.kind in ASKS else 2
    blocks += sections[:top]
    if delivery.link:
        words = button_words(page.language)
        label = words["ack" if may_be_taken(page) else "open"]
        blocks.append(_button(label, delivery.link, colour))
    blocks += sections[top:2]
    if page.curve is not None:
        blocks.append(curve.image(page.curve, page.language, f"cid:{PICTURE}"))
    blocks += sections[2:]
    if delivery.link and may_be_judged(page):
        blocks.append(_judging(delivery))
    blocks.append(f'<p style="margin:18px 0 0;font-size:13px;color:#71717a">[{html.escape(page.page_id)}]</p>')
    inside = "\n".join(blocks)
    return (
        f'<!DOCTYPE html>\n<html lang="{html.escape(page.language)}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f'<meta name="color-scheme" content="light"><title>{_escaped(parts.title, set())}</title></head>\n'
        f'<body style="margin:0;padding:0;background:#ffffff;color:#18181b;{_FONT}">\n'
        f'<div style="max-width:600px;margin:0 auto;padding:16px;border-top:6px solid {colour}">\n'
        f"{inside}\n</div>\n</body></html>\n"
    )


def _section(lines: tuple[str, ...], links: set[str], *, is_first: bool) -> str:
    """Return a paragraph. is_first: its first line says what it is about, and is what a tired eye must catch."""
    said = [_escaped(line, links) for line in lines]
    if is_first:
        said[0] = f"<strong>{said[0]}</strong>"
    return f'<p style="{_LINE}">{"<br>".join(said)}</p>'


def _button(label: str, link: str, colour: str) -> str:
    return (
        f'<p style="margin:4px 0 18px"><a href="{html.escape(link)}" style="display:block;padding:15px 12px;background:{colour};'
        'color:#ffffff;font-size:18px;font-weight:600;text-align:center;text-decoration:none;border-radius:8px">'
        f"{html.escape(label)}</a></p>"
    )


def _judging(delivery: Delivery) -> str:
    words = button_words(delivery.page.language)
    style = "display:inline-block;margin:0 16px 0 0;padding:8px 0;font-size:15px;color:#1d4ed8"
    ways = (
        f'<a href="{html.escape(delivery.link)}/{name}" style="{style}">{html.escape(words[name])}</a>'
        for name in JUDGED_BY
    )
    return f'<p style="margin:0 0 14px">{"".join(ways)}</p>'


def _escaped(text: str, links: set[str]) -> str:
    """Escape a text; addresses that are known become links that show where they lead."""
    said = html.escape(text)
    shown = sorted(
        (html.escape(link) for link in links if link.startswith(("https://", "http://"))), key=len, reverse=True
    )
    if not shown:
        return said
    known = re.compile(rf"(?<![\w/])(?:{'|'.join(map(re.escape, shown))})(?![\w/?=&;-])")
    return known.sub(lambda match: f'<a href="{match[0]}" style="color:#1d4ed8">{match[0]}</a>', said)


def _colour(page: Page) -> str:
    return _CALM if page.kind is PageKind.RESOLVED else _COLOURS.get(page.severity, "#1d4ed8")
