"""Lease: who should work. It ends by itself when its holder says nothing for a while; whether it is right, nothing depends on.

It ends sooner where the holder is gone: who works listens, the servers know at once whose line was closed, and after half of the lease without
a renewal their word that nobody listens is enough. For this long a renewal is good for pages, so who is believed to be gone sends none.
Only a holder that says in the lease that it listens can be found gone: one of an older release does not, pages for all of its lease, and has it.
A machine that waits says of itself how far its copy is, for `alertd cluster`.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from hashlib import blake2b

import msgspec

from alertd import __version__
from alertd.errors import StoreError, StoreHeld
from alertd.model.cluster import Reading
from alertd.model.value import Value
from alertd.store.fence import Fence
from alertd.store.nats.wire import Wire, WrongLast

ASKED_UNTIL = 0.75  #: of a lease without a renewal: then its end is near, and is only waited for
LISTENS = (
    b" listens"  #: ends what the lease holds while its holder listens; releases that do not listen do not write it
)


class Said(Value, frozen=True, kw_only=True):
    """What a machine says of itself. applied: the last message of the log that is in its copy. reads: how it reads for another; it has no copy.

    answers_at: the URL by which other machines reach it, "" where they cannot.
    """

    name: str
    is_working: bool
    applied: int
    version: str = __version__
    reads: Reading | None = None
    answers_at: str = ""


class Lease:
    """The lease of one store. machine: of this run. station: the same in each run on this machine. applied: asked how far its copy is.

    answers_at: see Said.
    fence: told of each renewal. Servers of which most have stopped may forget it before its time; the log refuses then, as always.
    """

    def __init__(
        self,
        wire: Wire,
        machine: str,
        station: str,
        applied: Callable[[], int],
        fence: Fence,
        *,
        answers_at: str = "",
    ) -> None:
        self._wire = wire
        self._machine = machine
        self._applied = applied
        self._fence = fence
        self._answers_at = answers_at
        self._holder = b""  # who had it at the last claim
        self._where = (b"", "")  # a holder, and the URL by which it is reached
        self._held = machine.encode() + LISTENS  # what the lease holds while it is ours
        self._own = wire.subject("machine", blake2b(station.encode(), digest_size=8).hexdigest())
        self._subject = wire.subject("lease")
        self._seq = 0
        self._seen = (0, 0.0)  # the newest renewal of another, and when it was seen first, in monotonic seconds
        self._is_listening = False
        self._patience = wire.address.lease / 2  # an answer that takes longer comes too late to be worth waiting for
        self._said_at = float("-inf")
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._keep, name="lease", daemon=True)
        self.is_ours = False
        self.is_lost = False

    def claim(self) -> None:
        """Take it, or raise StoreHeld that names its holder. May be asked again and again."""
        began = self._fence.clocks()
        # A look costs the servers no agreement, a write that they refuse does.
        found = self._wire.newest(self._wire.leases, self._subject)
        last = 0 if found is None else found[0] if self._is_deserted(*found) else None
        try:
            self._seq = 0 if last is None else self._put_first(last)
        except WrongLast:
            found = self._wire.newest(self._wire.leases, self._subject)
        if not self._seq:
            self._say_now_and_then(is_working=False)
            self._holder = b"" if found is None else found[1]
            holder = "another machine" if found is None else _named(found[1])
            raise StoreHeld(f"{self._wire.shown} is in use by {holder}")
        self.is_ours = True
        self._fence.renewed(began)

    def _put_first(self, last: int) -> int:
        if not self._is_listening:  # first: whoever has the lease and does not listen is believed to be gone
            self._wire.listen(self._heard_at(self._machine.encode()))
            self._is_listening = True
        return self._put(last)

    def _heard_at(self, machine: bytes) -> str:
        """Return where a machine listens while it works."""
        return self._wire.subject("works", blake2b(machine, digest_size=8).hexdigest())

    def _is_deserted(self, seq: int, holder: bytes) -> bool:
        """Whether the holder is gone: for half of the lease it has not renewed, and the servers say that nobody listens where it did.

        One that stands still listens on, as its line is open: it has all of the lease. So has one that does not say that it listens.
        Whoever stands still lets each question wait, half a second of which in the very end of its lease would be half a second lost.
        """
        if seq != self._seen[0]:
            self._seen = (seq, time.monotonic())
        silent, lasts = time.monotonic() - self._seen[1], self._wire.address.lease
        if not holder.endswith(LISTENS) or not self._fence.hold <= silent < ASKED_UNTIL * lasts:
            return False
        return not self._wire.is_heard(self._heard_at(holder.removesuffix(LISTENS)))

    def keep(self) -> None:
        """Renew it from now on."""
        self._say(is_working=True)
        self._thread.start()

    def _keep(self) -> None:
        while not self._ended.wait(self._wire.address.lease / 8):
            # A cluster that is away is told by whoever writes; here it is tried again.
            with contextlib.suppress(StoreError):
                self._renew()
                if self.is_lost:
                    return
                self._say_now_and_then(is_working=True)

    def _renew(self) -> None:
        for last in self._behind():
            began = self._fence.clocks()
            try:
                self._seq = self._put(last)
            except WrongLast:
                continue
            self._fence.renewed(began)
            return
        self.is_lost = True
        self._fence.lost("another machine has taken over the store")

    def _behind(self) -> Iterator[int]:
        """Yield the numbers that our next renewal may stand behind: more than one, as we do not know all that became of the last ones."""
        yield self._seq
        yield 0  # it may have run out while nobody wanted it: then it is ours again
        found = self._wire.newest(self._wire.leases, self._subject)
        if found is not None and found[1] == self._held:
            yield found[0]  # a renewal that arrived, and whose answer was lost

    def _put(self, last: int) -> int:
        return self._wire.put(self._subject, self._held, last_of_subject=last, seconds=self._patience)

    def _say_now_and_then(self, *, is_working: bool) -> None:
        if time.monotonic() - self._said_at > self._wire.address.lease / 4:
            self._say(is_working=is_working)

    def _say(self, *, is_working: bool) -> None:
        told = Said(
            name=_named(self._machine.encode()),
            is_working=is_working,
            applied=self._applied(),
            answers_at=self._answers_at,
        )
        self._wire.put(self._own, msgspec.msgpack.encode(told), seconds=self._patience)
        self._said_at = time.monotonic()

    def is_awaited(self) -> bool:
        """Whether a machine waits that could work. False where the servers do not say."""
        with contextlib.suppress(StoreError):
            return any(not one.is_working and one.reads is None for one in said_by_machines(self._wire, but=self._own))
        return False

    def works_at(self) -> str:
        """Return the URL by which the machine is reached that had it at the last claim, "" where it says none. Raises StoreError."""
        holder, (known, at) = self._holder, self._where
        if holder == known:
            return (
                at  # of one run it never changes: while servers are in trouble each question would keep a look waiting
            )
        for one in said_by_machines(self._wire):
            # One that stood still said that it works, and says so until it is forgotten: who has the lease decides.
            if one.is_working and one.name == _named(holder):
                self._where = holder, one.answers_at
                return one.answers_at
        return ""

    def release(self) -> None:
        """Give it back, and say nothing more of this machine."""
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join(10.0)
        if self.give_back():
            with contextlib.suppress(StoreError):
                self._wire.purge(self._wire.leases, subject=self._own)

    def give_back(self) -> bool:
        """Let another have it; return whether it was ours."""
        if not self.is_ours or self.is_lost:
            return False
        self.is_ours = False
        with contextlib.suppress(StoreError):
            found = self._wire.newest(self._wire.leases, self._subject)
            if found is not None and found[1] == self._held:
                self._wire.purge(self._wire.leases, subject=self._subject)
        return True


def said_by_machines(wire: Wire, *, but: str = "") -> Iterator[Said]:
    """Yield what each machine said of itself last. but: the subject of one that is left out."""
    for subject in wire.subjects(wire.leases, wire.subject("machine", "*")):
        if subject != but and (found := wire.newest(wire.leases, subject)) is not None:
            yield msgspec.msgpack.decode(found[1], type=Said)


def _named(machine: bytes) -> str:
    """Return the name of a machine for people, out of what tells its run from every other."""
    return machine.removesuffix(LISTENS).decode().rpartition(" ")[0]
