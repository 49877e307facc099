"""The composition root: put the daemon together, start, reload and stop it. Runs in-process in tests too.

Where a post goes: source -> Supervised -> Intake (own thread) -> Writer (own thread: log, engine, outbox, one commit)
-> Sender -> notifier; what became of it goes back to the log as an event.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import secrets
import time
from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from typing import Any
from zlib import crc32

import structlog

from alertd import __version__, commit, config
from alertd.app.adopting import Adoption
from alertd.app.backend import DaemonBackend
from alertd.app.calibration import KNOWN as CALIBRATIONS
from alertd.app.calibration import Calibrated
from alertd.app.candidacy import Opened, opened_at_once
from alertd.app.decisions import tell_decisions
from alertd.app.inbox import read_learnt
from alertd.app.keys import api_token, link_keys, plant, revealed
from alertd.app.metrics import Metrics
from alertd.app.ops_alerts import OpsVoice, clock_was_set, put_aside
from alertd.app.reloading import Answer, write_answer
from alertd.app.rotas import Rotas, with_known
from alertd.app.routes import routes_of
from alertd.app.running import SET_ASIDE, TOLD, Running, Tally
from alertd.app.second_place import copied
from alertd.app.shared_sessions import sharing
from alertd.app.sources import Sources, spool_of
from alertd.app.web_access import web_settings
from alertd.errors import AlertdError
from alertd.intake.passed import PART as PASSED
from alertd.model.commands import CancelPages, Command, SendPage
from alertd.model.events import HouseLoaded
from alertd.model.house import House
from alertd.notifiers.direct import Direct
from alertd.ports import Entry
from alertd.runtime.checkpoints import kept_passed, kept_reach
from alertd.runtime.clock import SystemClock
from alertd.runtime.erase import REACH
from alertd.runtime.group_commit import Request
from alertd.runtime.heartbeat import Heartbeat
from alertd.runtime.intake import Intake
from alertd.runtime.lease import Lease, free
from alertd.runtime.log_check import LogCheck
from alertd.runtime.outbox import WriterOutbox
from alertd.runtime.redaction import Redactor
from alertd.runtime.retention import Keeper
from alertd.runtime.sender import Sender
from alertd.runtime.supervise import kept_running
from alertd.runtime.systemd import Notify
from alertd.runtime.writer import RETRY_STORE, Writer
from alertd.scorers import labels
from alertd.scorers.build import build as build_scorer
from alertd.store.opening import open_store
from alertd.web import app as web_app
from alertd.web.one_time import OneTimeLinks
from alertd.web.server import Server

log = structlog.get_logger()

COUNT_EVERY = 5.0  # seconds between two looks at the store's counters, for the metrics
RETRY_SERVER = 3.0  # seconds between two tries of a store on a server: it comes back by itself, a full disk does not
REACH_EVERY = 300.0  # seconds between two copies of the reach fold into the store


class Daemon:
    """One running daemon."""

    def __init__(
        self,
        loaded: config.Loaded,
        *,
        reload: Callable[[], config.Loaded] | None = None,
        redactor: Redactor | None = None,
        notify: Notify | None = None,
        clock: SystemClock | None = None,
        retry_store: float | None = None,
        lease: Lease | None = None,
        opened: Opened | None = None,
    ) -> None:
        self._reload = reload
        self.clock = clock or SystemClock()
        self._redactor = redactor or Redactor()
        self._notify = notify or Notify()
        plant(self._redactor, loaded.settings)
        self._nobody_signs_in = loaded.nobody_signs_in
        direct = Direct(revealed(loaded.settings.direct), mask=self._redactor.mask)
        self.ops = OpsVoice(direct, self.clock, house=lambda: self.running.house, mask=self._redactor.mask)
        opened = opened or opened_at_once(loaded.settings, self._notify)
        self._store = opened.store
        try:
            self._scorer = opened.scorer or build_scorer(loaded.settings.scorer)
            self._open(loaded, retry_store, lease, opened)
        except BaseException:
            self._store.close()  # else the next try would find its lock
            raise

    def _open(self, loaded: config.Loaded, retry_store: float | None, lease: Lease | None, opened: Opened) -> None:
        self.link_keys = link_keys(self._store, loaded.settings.place)
        self.one_time = OneTimeLinks()
        self.api_token = api_token(loaded.settings.data_dir)
        self._redactor.plant(self.api_token)
        self.writer = Writer(
            self._store,
            self.clock,
            link_key=self.link_keys,
            on_commit=self._committed,
            on_down=self.ops.store_down,
            retry_store=retry_store or (RETRY_SERVER if loaded.settings.place.is_shared else RETRY_STORE),
            tell_start=self._notify.starting,
            refusal=free if lease is None else lease.refusal,
            ahead=opened.ahead,
        )
        known = self.writer.fold.engine.house.roster
        self.running = Running(
            loaded.settings,
            with_known(loaded, known).house,
            clock=self.clock,
            writer=self.writer,
            ops=self.ops,
            open_reader=partial(open_store, loaded.settings.place, read_only=True),
        )
        self.running.link_keys = self.link_keys
        self.running.lease = lease
        self.running.copier = copied(self._store, loaded.settings, lease, self.ops.tell)
        self.metrics = Metrics(self.running)
        self._tasks: dict[str, asyncio.Task[Any]] = {}
        self.address = ""
        self._boot = secrets.token_hex(8)
        self._reloading = asyncio.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None

    # --- start ----------------------------------------------------------------------------------------------------

    async def start(self) -> None:
        """Open everything; return once intake and store are open and each source has been begun."""
        self._loop = asyncio.get_running_loop()
        running, settings = self.running, self.running.settings
        self.ops.begin(self.writer, self._loop)
        readers = running.readers if running.readers.is_any else None
        self.intake = running.intake = Intake(self.writer, running.house, self._scorer, self.clock, readers=readers)
        running.readers.backlog = lambda: self.intake.backlog
        self.sources = running.sources = Sources(self.intake, self.writer, self._store, self.clock, self.ops.tell)
        self.sources.spool = spool_of(settings)
        self.intake.know(read_learnt(settings.data_dir))
        self.intake.on_seen = self.metrics.posted_to_seen.observe
        self.intake.on_deleted = lambda posts: labels.erase(settings.data_dir, posts)
        self.writer.start()
        self.outbox = WriterOutbox(self.writer, self._store, self.clock, self._boot)
        # Before the first commit: the first look after a restart may cancel pages, which the sender must hear of.
        self.sender = running.sender = Sender(
            outbox=self.outbox, clock=self.clock, mask=self._redactor.mask, refusal=running.refusal
        )
        self.outbox.on_reported = self.metrics.pages.reported
        self.sender.restater.on_failed = lambda page, text: self.ops.tell(f"thread-{page.channel}", text)
        await self.writer.call(lambda: self._store.pages.forget_leases(self._boot, self.clock.now()))
        await self._tell_house(settings, running.house, is_start=True)
        self._tell_of_sign_in(self._nobody_signs_in)
        self.calibrated = Calibrated(settings.data_dir, self._scorer, self.intake, self.writer, self.clock)
        await self._look_at_calibrations(json.loads(self._store.meta(CALIBRATIONS) or "{}"))
        await self.calibrated.tell_of_scorer(self._store, self.running.house)
        self.sender.use(routes_of(settings))
        self.remembered = self.intake.remember(partial(kept_reach, running.open_reader))
        self.intake.remember_passed(partial(kept_passed, running.open_reader))
        await self._serve()
        self._begin_tasks()
        await self.sources.start(settings.sources, running.house)
        running.is_ready = True
        self._begin_heartbeat()
        self.backend.warm()
        self._notify.ready(self.running.status())
        log.info(
            "daemon.ready",
            address=self.address,
            watches=len(running.house.watches),
            rules=len(running.house.rules),
            version=__version__,
            commit=commit(),
        )

    async def _serve(self) -> None:
        """Open the page and the API."""
        settings = self.running.settings
        self.backend = DaemonBackend(self.running, self.metrics)
        web = web_settings(
            settings,
            api_token=self.api_token,
            link_keys=self.link_keys,
            one_time=self.one_time,
            share_sessions=sharing(self.writer, self._store, settings.place),
        )
        application = web_app.build(self.backend, web, self.clock)
        application.on_response_prepare.append(self.metrics.answered)
        self.server = Server(application)
        self.running.malformed = lambda: self.server.malformed.count
        self.address = await self.server.start(*settings.listen, given=self._notify.sockets())

    def _begin_tasks(self) -> None:
        """Begin what runs for as long as the daemon does; from now on it can adopt new settings."""
        running = self.running
        self.adoption = Adoption(
            running,
            self.calibrated,
            self._redactor,
            scorer=self._scorer,
            tell_house=self._tell_house,
            begin_heartbeat=self._begin_heartbeat,
        )
        self._task("outbox", self.sender.run)
        self._task("watchdog", self._watchdog)
        self._task("counters", self._count)
        self._task("readers", running.readers.run)
        self._task("rotas", Rotas(running, self._reloading, self._tell_house).run)
        self._task("log check", LogCheck(self.writer, self._store, self.ops.tell).run)
        self._task(
            "retention",
            Keeper(self.writer, self._store, lambda: running.settings.retention, self.clock, self.ops.tell).run,
        )

    def _task(self, name: str, run: Callable[[], Coroutine[Any, Any, Any]]) -> None:
        self._tasks[name] = asyncio.create_task(kept_running(name, run, self.ops.tell), name=name)

    # --- while it runs --------------------------------------------------------------------------------------------

    def _committed(self, commands: Sequence[Command]) -> None:
        """On the writer's thread, after a commit: wake the sender, say what was decided."""
        pages = [c.page for c in commands if isinstance(c, SendPage)]
        cancelled = [c.incident for c in commands if isinstance(c, CancelPages)]
        tell_decisions(commands, self.ops.direct)
        self.metrics.pages.committed(commands)
        self.running.movements.committed(commands)
        if pages:
            log.info("pages.decided", count=len(pages), incident=pages[0].incident, rule=pages[0].rule)
        if cancelled and self._loop is not None:
            ids = [page_id for incident in cancelled for page_id in self._store.pages.withdrawn(incident)]
            self._loop.call_soon_threadsafe(self.sender.withdraw, ids)
        if pages or cancelled:
            self.outbox.wake()

    async def _watchdog(self) -> None:
        every = min(self._notify.watchdog_every or 5.0, 5.0)
        was: str | None = None
        while True:
            stalled = self.running.stalled()
            if stalled is None:
                self._notify.watchdog()
                self._notify.status(self.running.status())
            elif stalled != was:
                log.error("daemon.stalled", part=stalled)
            was = stalled
            if (jump := self.clock.jump) is not None:
                self.ops.tell("clock", clock_was_set(jump))
            await asyncio.sleep(every)

    async def _count(self) -> None:
        saved = time.monotonic()
        while True:
            with contextlib.suppress(AlertdError):
                now = self.clock.now()
                self.running.tally = await self.writer.call(partial(Tally.of, self._store, now))
                await self._tell_of_what_was_put_aside(self.running.tally)
                await self._look_at_calibrations()
                if time.monotonic() - saved > REACH_EVERY:
                    saved = time.monotonic()
                    await self._keep_intake()
            await asyncio.sleep(COUNT_EVERY)

    async def _tell_of_what_was_put_aside(self, tally: Tally) -> None:
        if tally.untold > 0:
            self.ops.tell("set-aside", put_aside(tally.untold))
            heard = str(tally.counters[SET_ASIDE])
            await self.writer.call(lambda: self._store.set_meta(TOLD, heard))

    async def _look_at_calibrations(self, known: dict[str, int] | None = None) -> None:
        versions = await self.calibrated.look(known)
        if versions is not None:
            await self.writer.call(lambda: self._store.set_meta(CALIBRATIONS, json.dumps(versions)))

    async def _keep_intake(self) -> None:
        state, passed = await self.intake.reach_state(), await self.intake.passed_state()
        await self.writer.call(lambda: self._store.keep_part(REACH, state))
        await self.writer.call(lambda: self._store.keep_part(PASSED, passed))

    async def _tell_house(self, settings: config.Settings, house: House, *, is_start: bool = False) -> None:
        sources = tuple(one.name for one in settings.sources)
        event = HouseLoaded(at=self.clock.now(), house=house, is_start=is_start, sources=sources)
        await self.writer.take(Request([Entry(event=event)]))

    def _tell_of_sign_in(self, fault: str) -> None:
        if fault:
            self.ops.tell("sign-in", fault)

    # --- reload and stop ------------------------------------------------------------------------------------------

    async def reload(self) -> Answer:
        """Read settings, rules and people again; with any fault the last good ones stay in force. Return what became of it."""
        async with self._reloading:
            self._notify.reloading()
            answer = await self._reloaded()
            self.running.fault = answer.fault.splitlines()[0] if answer.fault else ""
            self.running.needs_restart = answer.needs_restart
            self.metrics.rules_ok.set(0 if answer.fault else 1)
            await asyncio.get_running_loop().run_in_executor(None, write_answer, self.running.settings.data_dir, answer)
            self._notify.ready(self.running.status())
        return answer

    async def _reloaded(self) -> Answer:
        if self._reload is None:
            return Answer(at=self.clock.now(), boot=self._boot)
        try:
            loaded = await asyncio.get_running_loop().run_in_executor(None, self._reload)
            waiting, told = await self.adoption.adopt(loaded)
        except Exception as error:
            is_known = isinstance(error, AlertdError)
            fault = str(error) if is_known else f"internal fault: {type(error).__name__}: {error}"
            log.error("reload.failed", error=fault, exc_info=None if is_known else error)
            first = fault.splitlines()[0]
            # Each fault is news of its own, and that it is mended is another: an hour's quiet about one must not swallow the next.
            topic = f"reload {crc32(first.encode()):08x}"
            self.ops.tell(topic, f"the new settings have faults and the last good ones stay in force: {first}")
            return Answer(at=self.clock.now(), boot=self._boot, fault=fault)
        self._tell_of_sign_in(loaded.nobody_signs_in)
        if waiting:
            self.ops.tell("restart", f"new in the settings, and in force only after a restart: {', '.join(waiting)}")
        counts = {"rules": len(self.running.house.rules), "watches": len(self.running.house.watches)}
        log.info("reload.done", **counts, changes=list(told), needs_restart=list(waiting))
        if self.running.fault:
            self.ops.tell(
                f"reload mended {crc32(self.running.fault.encode()):08x}",
                "the fault of the last reload is mended: the files are in force",
            )
        return Answer(at=self.clock.now(), boot=self._boot, needs_restart=waiting, changes=told)

    def _begin_heartbeat(self) -> None:
        """Call the URL that the settings name now, and no other."""
        if (before := self._tasks.pop("heartbeat", None)) is not None:
            before.cancel()
        setting = self.running.settings.heartbeat
        self.running.beat = None
        if setting is not None:
            beat = self.running.beat = Heartbeat(setting, self.running.is_well)
            self._task("heartbeat", beat.run)

    async def abandon(self) -> bool:
        """Let go of a daemon whose start failed; return whether its store is free again."""
        for task in list(self._tasks.values()):
            task.cancel()
        for begun in (getattr(self, "sources", None), getattr(self, "server", None)):
            if begun is not None:
                with contextlib.suppress(Exception):
                    await begun.stop()
        if hasattr(self, "intake"):
            self.intake.stop()
        if self.writer.has_begun and not await asyncio.get_running_loop().run_in_executor(None, self.writer.stop, 5.0):
            return False
        if hasattr(self, "backend"):
            self.backend.close()
        self._store.close()
        return True

    async def stop(self) -> None:
        """End within five seconds, whatever a provider does: sources, web, outbox, a last checkpoint."""
        self._notify.stopping()
        self.running.is_ready = False
        await self.sources.stop()
        await self.server.stop()
        await self.sender.stop(within_seconds=0.9)
        for task in list(self._tasks.values()):
            task.cancel()
        await asyncio.wait(list(self._tasks.values()), timeout=0.5)
        with contextlib.suppress(Exception):
            async with asyncio.timeout(0.5):
                await self._keep_intake()
        self.intake.stop()
        self.metrics.pages.flush()
        ended = await asyncio.get_running_loop().run_in_executor(None, self.writer.stop, 1.5)
        self.backend.close()
        if ended:
            self._store.close()
        log.info("daemon.stopped", clean=ended)
