"""The routes, and who may take them."""

from __future__ import annotations

from aiohttp import web

from alertd.ports import Clock
from alertd.runtime.floods import Flood
from alertd.web import (
    ack,
    api,
    author_page,
    connections,
    gate,
    guesses,
    health,
    hooks,
    inbox_api,
    inbox_page,
    incident_screens,
    ingest,
    live,
    mailed,
    now_page,
    oidc,
    people_page,
    praise_api,
    rendering,
    reply_acts,
    reply_limits,
    report_page,
    reports_api,
    responses,
    rota,
    rules_page,
    search_page,
    sessions,
    sessions_page,
    sign_in,
    sources_page,
    turns,
    wall,
)
from alertd.web.backend import Backend
from alertd.web.settings import BACKEND, CLOCK, SETTINGS, WebSettings

#: Largest body of all routes but /ingest.
_MAX_FORM = 64 * 1024


def build(backend: Backend, settings: WebSettings, clock: Clock) -> web.Application:
    """Return the web application; it holds no state but counts of wrong tokens and of bodies being read."""
    app = web.Application(client_max_size=_MAX_FORM, middlewares=[connections.attend, responses.answer, gate.gate])
    app[BACKEND] = backend
    app[SETTINGS] = settings
    app[CLOCK] = clock
    app[connections.CONNECTIONS] = connections.Connections()
    app[gate.GUESSES] = guesses.Guesses()
    app[gate.SESSIONS] = sessions.Sessions(settings.sessions_file, settings.share_sessions)
    app[gate.MAILED] = mailed.Mailed()
    app[sign_in.MAILS] = set()
    if settings.sign_in.oidc is not None:
        app[sign_in.PROVIDER] = oidc.Provider(settings.sign_in.oidc)
    app[ingest.BUDGET] = ingest.BodyBudget()
    app[responses.FAULTS] = Flood()
    app[live.STREAMS] = live.Streams()
    app[turns.TURNS] = turns.Turns()
    app[reply_acts.WRONG] = reply_limits.WrongCodes()
    app[rendering.LOOKS] = rendering.looks()
    app.cleanup_ctx.append(rendering.ready_looks)
    app.on_response_prepare.append(responses.add_headers)
    app.add_routes(_for_programs())
    app.add_routes(_for_people())
    return app


def _for_programs() -> list[web.RouteDef]:
    return [
        web.get("/healthz", health.healthz),
        web.get("/readyz", health.readyz),
        web.get("/metrics", health.metrics),
        web.post("/ingest/{name}", ingest.ingest),
        web.get("/ingest/{name}", ingest.challenge),
        web.post("/hooks/sms", hooks.sms),
        web.post("/hooks/slack", hooks.slack),
        web.post("/hooks/telegram", hooks.telegram),
        web.post("/hooks/voice", hooks.voice),
        web.post("/hooks/delivery", hooks.delivery),
        web.get("/api/v1/incidents", api.incidents),
        web.post("/api/v1/incidents", api.open_incident),
        web.post("/api/v1/drills", api.drill),
        web.get("/api/v1/incidents/{id}", api.incident),
        web.post("/api/v1/incidents/{id}/{act}", api.act),
        web.get("/api/v1/signals", api.signals),
        web.get("/api/v1/oncall", api.oncall),
        web.get("/api/v1/mentions", api.mentions),
        web.get("/api/v1/praise", praise_api.praise),
        web.get("/api/v1/inbox", inbox_api.counts),
        web.post("/api/v1/inbox/{act}", inbox_api.act),
        web.get("/api/v1/reports/{name}", reports_api.report),
        web.get("/api/v1/silences", api.silences),
        web.post("/api/v1/silences", api.silence),
        web.post("/api/v1/silences/{id}/end", api.unsilence),
        web.post("/api/v1/forget", api.forget),
        web.post("/api/v1/keys/rotate", api.rotate_keys),
        web.post("/api/v1/tests", api.send_test),
        web.get("/api/v1/tests/{id}", api.test_pages),
    ]


def _for_people() -> list[web.RouteDef]:
    return [
        web.get("/a/{token}", ack.show),
        web.post("/a/{token}", ack.acknowledge),
        web.get("/a/{token}/live", ack.stream),
        web.get("/a/{token}/day.png", ack.picture),
        web.get("/a/{token}/{act}", ack.ask),
        web.post("/a/{token}/{act}", ack.act),
        web.get("/oncall/{person}/{token}.ics", rota.shifts),
        web.get("/language", rendering.choose_language),
        web.get("/theme", rendering.choose_theme),
        web.get("/signin", sign_in.page),
        web.post("/signin", sign_in.sign_in),
        web.post("/signin/mail", sign_in.ask_for_mail),
        web.get("/signin/oidc", sign_in.to_provider),
        web.get("/signin/oidc/back", sign_in.from_provider),
        web.get("/signin/once/{token}", sign_in.show_once),
        web.post("/signin/once/{token}", sign_in.use_once),
        web.post("/signout", sign_in.sign_out),
        web.get("/", now_page.now),
        web.get("/live", incident_screens.stream),
        web.get("/rules", rules_page.rules),
        web.get("/rules/{id}", rules_page.what_if),
        web.get("/people", people_page.screen),
        web.get("/sources", sources_page.sources),
        web.get("/search", search_page.screen),
        web.get("/author", author_page.author),
        web.post("/author", author_page.note),
        web.get("/sessions", sessions_page.screen),
        web.post("/sessions/{id}/end", sessions_page.end),
        web.get("/incidents/{id}/live", incident_screens.stream),
        web.get("/incidents/{id}", incident_screens.incident),
        web.post("/incidents/{id}/label", incident_screens.label),
        web.post("/incidents/{id}/{act}", incident_screens.act),
        web.get("/inbox", inbox_page.inbox),
        web.post("/inbox/{act}", inbox_page.act),
        web.get("/report", report_page.report),
        web.get("/report/{name}.csv", report_page.download),
        web.get("/wall", wall.wall),
        web.get("/static/{name}", rendering.static_file),
    ]
