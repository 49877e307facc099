"""`alertd page-ops`: tell the operators that the daemon is down. It needs no settings, no store and no daemon.

The unit `alertd-failed@.service` runs it when systemd has given alertd up.
"""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from alertd.runtime.clock import wall_now

if TYPE_CHECKING:
    from alertd.ports import Delivery, Notifier

WAITS = (5.0, 20.0)  # seconds before the second and the third try; the unit allows 120 in all


@click.command()
@click.option("--url-file", type=click.Path(path_type=Path), required=True, help="A file with one Apprise URL.")
@click.option("--unit", default="alertd.service", show_default=True, help="What is down.")
def command(url_file: Path, unit: str) -> None:
    """Tell the operators, by one Apprise URL, that alertd is down.

    Exit code 78 without a URL, 1 if nobody could be told.
    """
    from alertd.errors import ConfigurationError, DeliveryError
    from alertd.notifiers.apprise.notifier import AppriseNotifier

    text = wording(unit, os.environ, os.uname().nodename)
    click.echo(f"alertd: {text}", err=True)  # the journal keeps it, whatever becomes of the page
    try:
        url = url_file.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ConfigurationError(
            f"{url_file} cannot be read ({error.strerror}): put one Apprise URL into /etc/credstore/alertd.failed_url"
        ) from error
    if not url:
        raise ConfigurationError(f"{url_file} is empty: it must hold one Apprise URL")
    try:
        tell(AppriseNotifier("ops.failed", url), text, now=wall_now())
    except DeliveryError as error:
        click.echo(f"alertd: the operators could not be told: {error}", err=True)
        sys.exit(1)


def wording(unit: str, environment: Mapping[str, str], host: str) -> str:
    """Return what the operators read. systemd (251 and later) says in $MONITOR_* how the unit ended.

    >>> wording("alertd.service", {"MONITOR_SERVICE_RESULT": "exit-code", "MONITOR_EXIT_STATUS": "78"}, "web1")
    'alertd.service on web1 is down (exit-code, status 78): nobody is paged until it runs again. Look: journalctl -u alertd.service'
    """
    result = environment.get("MONITOR_SERVICE_RESULT", "")
    status = environment.get("MONITOR_EXIT_STATUS", "")
    how = ", ".join(part for part in (result, f"status {status}" if status else "") if part)
    ended = f" ({how})" if how else ""
    if "backup" in unit:
        return (
            f"{unit} on {host} failed{ended}: the newest copy of the store is an older one. Look: journalctl -u {unit}"
        )
    return f"{unit} on {host} is down{ended}: nobody is paged until it runs again. Look: journalctl -u {unit}"


def tell(notifier: Notifier, text: str, *, now: datetime, pause: Callable[[float], None] = time.sleep) -> None:
    """Send once, or three times if the provider does not take it. Raises DeliveryError for the last try."""
    from alertd.errors import DeliveryError
    from alertd.model.page import Page, PageKind
    from alertd.model.rule import Severity
    from alertd.ports import Delivery

    page = Page(
        page_id=f"ops-down-{now:%Y%m%dT%H%M%SZ}",
        kind=PageKind.OPS,
        at=now,
        watch="",
        severity=Severity.URGENT,
        to="ops",
        channel="ops.failed",
        to_address="",
    )
    delivery = Delivery(page=page, title="alertd is down", text=f"{text}\n[{page.page_id}]", link="", payload=b"{}")
    for wait in (*WAITS, None):
        try:
            asyncio.run(_once(notifier, delivery))
        except DeliveryError as error:
            if wait is None or error.permanent:
                raise
            pause(wait)
        else:
            return


async def _once(notifier: Notifier, delivery: Delivery) -> None:
    await notifier.send(delivery)
