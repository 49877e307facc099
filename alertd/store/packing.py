"""Packing: a mention of the log in half of its bytes. The names of its fields, which each event would say again, stand here once.

    {"kind":"packed","source":"zap","mention":{"handle":"ayse","is_filled":true},"z":"…"}

z is the whole event, deflated against PHRASES. Each event is packed by itself, so each can be erased by itself, and nothing is learnt of
posts. What the database itself is asked of many events (`history.py`: which source, whose handle, filled in or not) stands outside too. A
release that knows no such kind says that a newer one wrote it (`sealing.py`).
"""

from __future__ import annotations

import binascii
import zlib

import msgspec

from alertd.model import events
from alertd.model.events import Event, MentionEdited, MentionGrew, MentionSeen

PACKS = "packs"  #: the fact that a store packs what it writes: one that this release made
#: bytes that an event unpacks to at most: what a disk or a stranger's backup makes of it fills no memory
MOST = 1 << 24
#: What every mention says, the commonest last, where a reference to it is shortest. It may never change: it is a part of each event
#: that is written. Other phrases would need another kind.
PHRASES = (
    b'"is_imported":true,"is_filled":true,"verified":true,"likes":"replies":"views":"doubts":["unfollowed","young","busy","bare"],'
    b'"handle":"quotes":"in_reply_to":"conversation":"repost_of":"repost_of_author":"url":"https://"quality":"lexicon","language":"und",'
    b'"language":"tr","source":"needs_answer":true,"delay":0.0},{"kind":"mention_seen","at":"202","mention":{"watch":"","platform":"x",'
    b'"id":"","author":"","posted_at":"202","seen_at":"202T00:00:00Z","language":"en","score":{"negative":,"neutral":,"positive":,'
    b'"quality":"trained","scorer":"default/3"},"voice":,"reach":{"audience":,"top":0.,"amplification":1.0},"terms":["],"tokens":['
)
_BEGINS = b'{"kind":"packed"'
_WINDOW = -12  # raw deflate over 4 kB: a larger window costs time to clear and finds no more


class _Asked(msgspec.Struct, omit_defaults=True):
    handle: str | None = None
    is_filled: bool = False


class _Packed(msgspec.Struct, omit_defaults=True, tag="packed", tag_field="kind"):
    """What stands outside, and the event."""

    source: str = ""
    mention: _Asked | None = None
    z: str = ""


_decoder = msgspec.json.Decoder(_Packed)


def packed(event: Event) -> bytes:
    """Return an event as a store that packs writes it; equal events give equal bytes. Only mentions are many enough to be packed."""
    body = events.encode(event)
    if not isinstance(event, MentionSeen | MentionGrew | MentionEdited):
        return body
    press = zlib.compressobj(6, zlib.DEFLATED, _WINDOW, 5, zlib.Z_DEFAULT_STRATEGY, PHRASES)
    pressed = press.compress(body) + press.flush()
    mention = event.mention
    asked = _Asked(mention.handle, mention.is_filled) if mention.handle is not None or mention.is_filled else None
    outside = _Packed(source=event.source, mention=asked, z=binascii.b2a_base64(pressed, newline=False).decode())
    return msgspec.json.encode(outside)


def unpacked(body: bytes) -> bytes:
    """Return an encoded event, packed or not, as it was before.

    Raises msgspec.DecodeError where what is packed cannot be unpacked, its ValidationError where it is packed in another form.
    """
    if not body.startswith(_BEGINS):
        return body
    try:
        pull = zlib.decompressobj(_WINDOW, PHRASES)
        found = pull.decompress(binascii.a2b_base64(_decoder.decode(body).z), MOST)
    except msgspec.ValidationError:
        raise  # whole, and in a form that a later release gave it
    except (binascii.Error, zlib.error, ValueError) as error:
        raise msgspec.DecodeError(f"it cannot be unpacked: {error}") from error
    if not pull.eof:
        raise msgspec.DecodeError("it cannot be unpacked: its end is missing")
    return found
