"""A provider of identities on loopback: discovery, keys, and a token endpoint that checks what it is brought."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "alertd", "secret-of-alertd"


class OidcServer:
    """Signs in whoever `login` names. changes: to the claims of the next tokens; signer, kid: what they are signed with."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.login = "ayse@acme.example"
        self.changes: dict[str, Any] = {}
        self.about: dict[str, Any] = {}
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.kid = "k1"
        self.algorithm = "RS256"
        self.signer: Any = self.key
        self.url = ""
        self.codes: dict[str, dict[str, str]] = {}
        self.status = 200
        self.asked = 0

    def follow(self, address: str) -> dict[str, str]:
        """Do what a browser and a person do at the provider: return the code and state that come back."""
        query = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert query["response_type"] == "code"
        assert query["code_challenge_method"] == "S256"
        code = f"code{len(self.codes)}"
        self.codes[code] = query
        return {"code": code, "state": query["state"]}

    async def _discovery(self, _: web.Request) -> web.Response:
        self.asked += 1
        told = {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys",
        }
        return web.json_response(told | self.about, status=self.status)

    async def _keys(self, _: web.Request) -> web.Response:
        key = jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
        return web.json_response({"keys": [key | {"kid": self.kid, "use": "sig", "alg": "RS256"}]})

    async def _token(self, request: web.Request) -> web.Response:
        form = await request.post()
        begun = self.codes.pop(str(form["code"]), None)
        verifier = str(form["code_verifier"]).encode()
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier).digest()).rstrip(b"=").decode()
        is_right = begun is not None and begun["code_challenge"] == challenge and form["client_secret"] == SECRET
        if not is_right or begun is None or form["redirect_uri"] != begun["redirect_uri"]:
            return web.json_response({"error": "invalid_grant"}, status=400)
        claims = {
            "iss": self.url,
            "aud": CLIENT,
            "sub": "1",
            "iat": int(self.now.timestamp()),
            "exp": int((self.now + timedelta(minutes=5)).timestamp()),
            "nonce": begun["nonce"],
            "email": self.login,
        }
        claims = {name: value for name, value in (claims | self.changes).items() if value is not None}
        token = jwt.encode(claims, self.signer, algorithm=self.algorithm, headers={"kid": self.kid})
        return web.json_response({"id_token": token, "token_type": "Bearer"})

    def application(self) -> web.Application:
        """Return its routes."""
        app = web.Application()
        app.router.add_get("/.well-known/openid-configuration", self._discovery)
        app.router.add_get("/keys", self._keys)
        app.router.add_post("/token", self._token)
        return app


@asynccontextmanager
async def running(now: datetime) -> AsyncIterator[OidcServer]:
    """Run one on a free port."""
    server = OidcServer(now)
    runner = web.AppRunner(server.application())
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    server.url = f"http://{host}:{port}"
    try:
        yield server
    finally:
        await runner.cleanup()
