"""Mail through Apprise: its plug-in reads the URL and knows the servers; the letter and the conversation are ours."""

from __future__ import annotations

import base64
import smtplib
from typing import Any

from alertd.notifiers.apprise.letter import letter
from alertd.ports import Delivery


def is_ours(plugin: Any) -> bool:
    """Whether this is Apprise's mail plug-in with nothing set that only it can do (PGP)."""
    return type(plugin).__name__ == "NotifyEmail" and plugin.pgp_mode == "no"


def send(plugin: Any, delivery: Delivery, *, is_plain: bool) -> bool:
    """Send a page's letter to each target of the plug-in; return whether all were taken. What went wrong is heard on the wire."""
    try:
        with _session(plugin) as session:
            # Not all(): one address that is refused must not keep the letter from the others.
            taken = [_sent(session, plugin, delivery, to, is_plain=is_plain) for _, to in plugin.targets]
            return all(taken)
    except (OSError, smtplib.SMTPException, RuntimeError):
        return False


def try_login(plugin: Any) -> str:
    """Connect, and sign in if there is somebody to be; nothing is sent. Return what was done. Raises OSError or SMTPException."""
    host = f"[{plugin.smtp_host}]" if ":" in plugin.smtp_host else plugin.smtp_host
    with _session(plugin):
        return f"connected to {host}:{plugin.port}" + (" and signed in" if plugin.user and plugin.password else "")


def _sent(session: Any, plugin: Any, delivery: Delivery, to: str, *, is_plain: bool) -> bool:
    name, address = plugin.from_addr
    made = letter(delivery, sender=(name or "", address), to=to, is_plain=is_plain)
    others = sorted(set(plugin.cc) - {to})
    if others:
        made["Cc"] = ", ".join(others)
    if plugin.reply_to:
        made["Reply-To"] = ", ".join(sorted(plugin.reply_to))
    for header, value in plugin.headers.items():
        del made[header]
        made[header] = value
    return bool(session.sendmail(address, [to, *others, *sorted(set(plugin.bcc) - {to})], made.as_bytes()))


def _session(plugin: Any) -> Any:
    from apprise.plugins.email.smtp import AppriseSMTPController

    return AppriseSMTPController(
        host=plugin.smtp_host,
        port=plugin.port,
        secure_mode=plugin.secure_mode,
        user=plugin.user,
        password=plugin.password,
        verify_certificate=plugin.verify_certificate,
        socket_connect_timeout=plugin.socket_connect_timeout,
    )


def login_in_any_script(server: smtplib.SMTP, user: str, password: str) -> tuple[int, bytes]:
    """Sign in with letters beyond ASCII: smtplib knows none, RFC 4616 (2006) says UTF-8. Raises SMTPException."""
    server.ehlo_or_helo_if_needed()
    if "PLAIN" not in server.esmtp_features.get("auth", "").upper().split():
        raise smtplib.SMTPNotSupportedError("the server takes no password with such letters")
    secret = base64.b64encode(f"\0{user}\0{password}".encode()).decode()
    code, said = server.docmd("AUTH", f"PLAIN {secret}")
    if code not in (235, 503):
        raise smtplib.SMTPAuthenticationError(code, said)
    return code, said
