"""Sign-in by OpenID Connect: the code flow with PKCE, state and nonce; the identity token is checked by PyJWT.

PyJWT comes with the extra `oidc`. What the provider says of itself and its keys is asked anew every hour, and when a key is unknown.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import aiohttp
import msgspec

from alertd.errors import AlertdError
from alertd.model.value import Value
from alertd.notifiers.http_call import read_whole
from alertd.web.sessions import is_same
from alertd.web.settings import Oidc

_LIVES = timedelta(minutes=10)
_FRESH = timedelta(hours=1)
_LEEWAY = 60.0  # seconds by which two clocks may differ
_LONGEST = 1_000  # characters of an address of ours; browsers keep 4 kB
_PATIENCE = aiohttp.ClientTimeout(total=8.0)
_LARGEST = 512 * 1024  # bytes of an answer
#: Only signatures by a private key: a shared secret, or none at all, proves nothing of who signed.
_SIGNED_BY = ["RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA"]


class OidcError(AlertdError):
    """Nobody was signed in; the operator can act (provider, settings), or whoever came too late tries again."""


class Begun(Value, frozen=True, kw_only=True):
    """A sign-in under way. next: where it leads afterwards."""

    state: str
    nonce: str
    verifier: str
    next: str
    expires_at: datetime


class Provider:
    """One provider. A sign-in under way is kept by the browser that began it, sealed with a key of this process; nothing is kept here.

    Trap: a table of those under way has an end, and whoever begins a thousand pushes rightful ones out of it.
    """

    def __init__(self, settings: Oidc) -> None:
        self._settings = settings
        self._key_of_seals = secrets.token_bytes(32)
        self._told: tuple[datetime, dict[str, Any], dict[str, Any]] | None = None

    async def begin(self, back: str, next_: str, now: datetime) -> tuple[str, str]:
        """Return where to send the browser, and the sealed sign-in that it keeps and must bring back. Raises OidcError."""
        about, _ = await self._about(now)
        state, nonce, verifier = (secrets.token_urlsafe(24) for _ in range(3))
        begun = Begun(state=state, nonce=nonce, verifier=verifier, next=next_[:_LONGEST], expires_at=now + _LIVES)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        asked = {
            "response_type": "code",
            "client_id": self._settings.client_id,
            "redirect_uri": back,
            "scope": "openid email profile",
            "state": state,
            "nonce": nonce,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        address = str(about["authorization_endpoint"])
        return f"{address}{'&' if '?' in address else '?'}{urlencode(asked)}", self._sealed(begun)

    def _sealed(self, begun: Begun) -> str:
        body = base64.urlsafe_b64encode(msgspec.json.encode(begun)).decode()
        return f"{body}.{self._seal(body)}"

    def _seal(self, body: str) -> str:
        return hmac.new(self._key_of_seals, body.encode("utf-8", "replace"), hashlib.sha256).hexdigest()

    def opened(self, sealed: str, state: str) -> Begun | None:
        """Return the sign-in that a browser kept, if it is ours, untouched, and the one that the provider answers."""
        body, _, seal = sealed.rpartition(".")
        # Anybody's bytes are compared as they come: a cookie may hold half characters.
        if not is_same(seal, self._seal(body)):
            return None
        begun = msgspec.json.decode(base64.urlsafe_b64decode(body), type=Begun)
        return begun if is_same(state, begun.state) else None

    async def finish(self, begun: Begun, code: str, back: str, now: datetime) -> tuple[str, str]:
        """Return the login that the provider vouches for, and where to go. Raises OidcError.

        The provider takes a code once, and only with the verifier of the sign-in for which it gave it out.
        """
        if now >= begun.expires_at:
            raise OidcError("this sign-in took too long: begin again")
        about, _ = await self._about(now)
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": back,
            "client_id": self._settings.client_id,
            "client_secret": self._settings.client_secret,
            "code_verifier": begun.verifier,
        }
        answer = await _asked("POST", str(about["token_endpoint"]), form)
        claims = await self._checked(str(answer.get("id_token", "")), begun.nonce, now)
        return self._login(claims), begun.next

    def _login(self, claims: Mapping[str, Any]) -> str:
        name = self._settings.claim
        login = claims.get(name)
        if not isinstance(login, str) or not login.strip():
            raise OidcError(f"the provider says no {name} of this person")
        # Some providers write it as a word; whoever leaves it out has only addresses of its own.
        if name == "email" and claims.get("email_verified", True) not in (True, "true"):
            raise OidcError("the provider has not verified this person's mail address")
        return login.strip()

    async def _checked(self, token: str, nonce: str, now: datetime) -> dict[str, Any]:
        """Return the claims of an identity token that this provider signed for us, now, for this very sign-in. Raises OidcError."""
        import jwt

        try:
            kid = jwt.get_unverified_header(token).get("kid")
            key = await self._key(kid, now)
            claims: dict[str, Any] = jwt.decode(
                token,
                key,
                algorithms=_SIGNED_BY,
                audience=self._settings.client_id,
                issuer=self._settings.issuer,
                # Instants are held against our own clock below.
                options={
                    "require": ["exp", "iat", "aud", "iss", "sub"],
                    "verify_exp": False,
                    "verify_iat": False,
                    "verify_nbf": False,
                },
            )
        except (jwt.PyJWTError, AttributeError, LookupError, TypeError, ValueError) as fault:
            raise OidcError(f"the provider's token is not right: {fault}") from fault
        try:
            issued, ends = float(claims["iat"]), float(claims["exp"])
        except (TypeError, ValueError, OverflowError) as fault:
            raise OidcError("the provider's token is not right: its instants are no numbers") from fault
        if not issued - _LEEWAY <= now.timestamp() < ends + _LEEWAY:
            raise OidcError("the provider's token is of another time: look at the clocks of both machines")
        if not is_same(str(claims.get("nonce", "")), nonce):
            raise OidcError("the provider's token is of another sign-in")
        if claims.get("azp", self._settings.client_id) != self._settings.client_id:
            raise OidcError("the provider's token was made for another client")
        return claims

    async def _key(self, kid: object, now: datetime) -> Any:
        import jwt

        for is_again in (False, True):
            _, keys = await self._about(now, again=is_again)
            found = [one for one in jwt.PyJWKSet.from_dict(keys).keys if kid is None or one.key_id == kid]
            if found:
                return found[0]
        raise OidcError("the provider signed with a key that it does not publish")

    async def _about(self, now: datetime, *, again: bool = False) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return what the provider says of itself, and its keys."""
        if self._told is None or again or now - self._told[0] > _FRESH:
            about = await _asked("GET", f"{self._settings.issuer.rstrip('/')}/.well-known/openid-configuration")
            if about.get("issuer") != self._settings.issuer:
                raise OidcError("the provider calls itself otherwise than the settings do")
            wanted = ("authorization_endpoint", "token_endpoint", "jwks_uri")
            if missing := [name for name in wanted if not isinstance(about.get(name), str)]:
                raise OidcError(f"the provider does not say its {missing[0]}")
            self._told = (now, about, await _asked("GET", str(about["jwks_uri"])))
        return self._told[1], self._told[2]


async def _asked(method: str, url: str, form: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Ask the provider and return its JSON. No redirect is followed: a code or secret goes where the settings say. Raises OidcError."""
    try:
        async with (
            aiohttp.ClientSession(timeout=_PATIENCE, trust_env=True) as session,
            session.request(
                method, url, data=form, allow_redirects=False, headers={"Accept": "application/json"}
            ) as answer,
        ):
            body = await read_whole(answer.content, _LARGEST)
            if answer.status != 200:
                raise OidcError(f"the provider answered {answer.status}")
    except (TimeoutError, aiohttp.ClientError, ValueError) as fault:
        raise OidcError(f"the provider cannot be reached ({type(fault).__name__})") from fault
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict):
        raise OidcError("the provider's answer is no JSON object")
    return told
