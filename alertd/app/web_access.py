"""From the settings to what the web side is told at its start."""

from __future__ import annotations

from collections.abc import Callable

from alertd import config
from alertd.app.shared_sessions import SESSIONS
from alertd.runtime.ack_links import Keys
from alertd.web.one_time import OneTimeLinks
from alertd.web.scopes import Access, Scope
from alertd.web.settings import Oidc, SignIn, WebSettings


def web_settings(
    settings: config.Settings,
    *,
    api_token: str,
    link_keys: Keys,
    one_time: OneTimeLinks,
    share_sessions: Callable[[bytes], object] | None = None,
) -> WebSettings:
    """Return what the web side needs; secrets are revealed here and nowhere before. share_sessions: see web.sessions.Sessions."""
    asked = settings.sign_in
    oidc = asked.oidc
    return WebSettings(
        api_token=api_token,
        link_keys=link_keys,
        public_url=settings.public_url,
        sessions_file=settings.data_dir / SESSIONS,
        share_sessions=share_sessions,
        tokens=tuple(
            Access(name=one.name, scope=Scope[one.scope.upper()], token=str(one.token.reveal()))
            for one in settings.tokens
        ),
        proxies=settings.proxies,
        translate_url=settings.translate_url,
        sign_in=SignIn(
            mail=asked.mail,
            header=asked.header,
            header_from=asked.header_from,
            oidc=None
            if oidc is None
            else Oidc(
                issuer=oidc.issuer,
                client_id=oidc.client_id,
                client_secret=str(oidc.client_secret.reveal()),
                claim=oidc.claim,
            ),
            admins=asked.admin,
            viewers=asked.view,
        ),
        one_time=one_time,
    )
