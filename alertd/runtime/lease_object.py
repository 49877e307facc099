"""A lease as one object of an HTTP server: GET gives it with an ETag, PUT with If-Match replaces it (RFC 9110, 13.1).

WebDAV servers and S3-compatible stores do that. A server that ignores If-Match would let both machines page: it is asked first.
"""

from __future__ import annotations

import http.client
import ssl
import urllib.error
import urllib.request

import msgspec

from alertd.errors import LeaseError
from alertd.runtime.lease import Record, decoded

_DEADLINE = 2.0  # seconds of one request
_MOST_READ = 10_000
_NOBODYS = '"alertd-no-such-tag"'


class _Stay(urllib.request.HTTPRedirectHandler):
    """Follow nothing: the token is for this server only."""

    def redirect_request(self, *_args: object, **_more: object) -> None:
        """Return nothing."""


class ObjectPlace:
    """One object of a server. token: a bearer token, None for none."""

    def __init__(self, url: str, token: str | None = None) -> None:
        self._url = url
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._opener = urllib.request.build_opener(
            _Stay, urllib.request.HTTPSHandler(context=ssl.create_default_context())
        )
        self._is_tried = False

    def read(self) -> tuple[Record | None, str]:
        """See Place."""
        status, tag, body = self._ask("GET")
        if status == 404:
            return None, ""
        if status != 200:
            raise LeaseError(f"the lease's server answers {status}")
        return decoded(body), self._tag(tag)

    def replace(self, record: Record, was: str) -> str | None:
        """See Place."""
        body = msgspec.json.encode(record)
        if not self._is_tried:
            self._try_server(body, exists=bool(was))
        condition = {"If-Match": was} if was else {"If-None-Match": "*"}
        status, tag, _ = self._ask("PUT", body, condition)
        if status in (409, 412):
            return None
        if status not in (200, 201, 204):
            raise LeaseError(f"the lease's server answers {status} to PUT")
        if tag:
            return self._tag(tag)
        found, known = self.read()
        return known if found == record else None

    def _try_server(self, body: bytes, *, exists: bool) -> None:
        """See whether the server refuses a PUT under a condition that cannot hold."""
        status, _, _ = self._ask("PUT", body, {"If-Match": _NOBODYS})
        if status not in (404, 409, 412):
            said = "there was none" if not exists else "another one was there"
            raise LeaseError(
                f"the lease's server answers {status} to a PUT under If-Match though {said}: it keeps no lease"
            )
        self._is_tried = True

    def _tag(self, tag: str | None) -> str:
        if not tag or tag.startswith("W/"):
            raise LeaseError("the lease's server gives no strong ETag: it keeps no lease")
        return tag

    def _ask(
        self, method: str, body: bytes | None = None, more: dict[str, str] | None = None
    ) -> tuple[int, str | None, bytes]:
        request = urllib.request.Request(  # noqa: S310 - https, or loopback: the settings' form says so
            self._url,
            data=body,
            method=method,
            headers={**self._headers, "Content-Type": "application/json", **(more or {})},
        )
        try:
            with self._opener.open(request, timeout=_DEADLINE) as answer:
                return answer.status, answer.headers["ETag"], answer.read(_MOST_READ)
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.headers["ETag"], b""
        except (OSError, http.client.HTTPException) as error:
            raise LeaseError(
                f"the lease's server cannot be reached: {getattr(error, 'reason', None) or error}"
            ) from error
