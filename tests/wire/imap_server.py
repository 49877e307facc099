"""A loopback IMAP server: as much of RFC 3501 as a reader of one folder needs, with faults that a test sets."""

from __future__ import annotations

import asyncio
import re
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Self

PASSWORD = "open-sesame"


class ImapServer:
    """One mailbox with one folder. mails: uid -> the whole mail. Faults: is_locked, is_deaf, garbage."""

    def __init__(self) -> None:
        self.mails: dict[int, bytes] = {}
        self.validity = 7
        self.next_uid = 1
        self.is_locked = False  # refuses to log in
        self.is_deaf = False  # takes commands and answers nothing
        self.garbage = b""  # sent in place of the answer to SEARCH
        self.commands: list[str] = []
        self.seen: set[int] = set()
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.StreamWriter] = set()
        self.url = ""

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.url = f"imap://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        for writer in self._open:
            writer.close()
        while self._open:  # noqa: ASYNC110 - a connection that is closed ends by itself; cancelled ones would be logged
            await asyncio.sleep(0.001)

    def arrives(self, mail: EmailMessage | bytes) -> int:
        """Put a mail into the folder; return its uid."""
        uid, self.next_uid = self.next_uid, self.next_uid + 1
        self.mails[uid] = mail if isinstance(mail, bytes) else mail.as_bytes()
        return uid

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        writer.write(b"* OK ready\r\n")
        try:
            while line := (await reader.readline()).decode("latin-1").rstrip("\r\n"):
                tag, _, command = line.partition(" ")
                self.commands.append(command)
                if self.is_deaf:
                    continue
                writer.write(self._answer(tag, command))
                await writer.drain()
                if command.upper() == "LOGOUT":
                    break
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            self._open.discard(writer)
            writer.close()

    def _answer(self, tag: str, command: str) -> bytes:
        done = f"{tag} OK done\r\n".encode()
        name = command.upper()
        if name == "CAPABILITY":
            return b"* CAPABILITY IMAP4rev1\r\n" + done
        if name.startswith("LOGIN"):
            is_right = f'"{PASSWORD}"' in command and not self.is_locked
            return done if is_right else f"{tag} NO [AUTHENTICATIONFAILED] no\r\n".encode()
        if name.startswith(("SELECT", "EXAMINE")):
            if "INBOX" not in name:
                return f"{tag} NO no such folder\r\n".encode()
            head = f"* {len(self.mails)} EXISTS\r\n* OK [UIDVALIDITY {self.validity}] ok\r\n"
            return head.encode() + done
        if name.startswith("STATUS"):
            found = f"UIDVALIDITY {self.validity} UIDNEXT {self.next_uid}"
            return f'* STATUS "INBOX" ({found})\r\n'.encode() + done
        if name.startswith("UID SEARCH"):
            return self.garbage or b"* SEARCH " + self._search(command) + b"\r\n" + done
        if name.startswith("UID FETCH"):
            return self._fetch(command) + done
        if name == "LOGOUT":
            return b"* BYE bye\r\n" + done
        return f"{tag} BAD what?\r\n".encode()

    def _search(self, command: str) -> bytes:
        senders = re.findall(r'FROM "([^"]*)"', command)
        asked = re.search(r"UID (\d+):\*", command.removeprefix("UID SEARCH"))
        least = int(asked[1]) if asked else 0
        found = [
            uid
            for uid, mail in self.mails.items()
            # RFC 3501: the range n:* always holds the last mail, also where its number is lower than n.
            if (uid >= least or uid == max(self.mails)) and any(one.encode() in mail for one in senders)
        ]
        return " ".join(map(str, found)).encode()

    def _fetch(self, command: str) -> bytes:
        answer = b""
        if "PEEK" not in command.upper():
            self.seen |= {int(uid) for uid in re.findall(r"\d+", command.split()[2])}
        for uid in map(int, command.split()[2].split(",")):
            body = self.mails[uid]
            answer += f"* {uid} FETCH (UID {uid} FLAGS () BODY[] {{{len(body)}}}\r\n".encode() + body + b")\r\n"
        return answer


def mail(
    html: str | None,
    at: datetime,
    *,
    subject: str = "Google Alert - acme",
    sender: str = "googlealerts-noreply@google.com",
    text: str | None = None,
) -> EmailMessage:
    """Write a mail as an alert sends it."""
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = f"Alerts <{sender}>", "alerts@example.org", subject
    made["Date"] = format_datetime(at)
    made.set_content(text or "see the other part")
    if html is not None:
        made.add_alternative(html, subtype="html")
    return made
