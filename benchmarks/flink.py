"""The same core inside another stream processor: Apache Flink folds an export, keyed to one partition; its pages are those of `alertd replay`.

    make flink ARGS="acme.jsonl.gz -c alertd.yaml"

The lines go through Flink's runtime into a process function in Python, one by one. It holds a replay as `alertd replay` does: intake, engine and store of that key in
memory, with the records' own instants for the clock. At the end of the input Flink's last timer lets it say its pages. They are compared byte by byte.
What it does not do: put snapshots of the engine into Flink's own state, so a failed job begins anew. Needs Java 11 or 17, and Python 3.11.
"""

from __future__ import annotations

import argparse
import base64
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from pyflink.common import Types
from pyflink.datastream import KeyedProcessFunction, RuntimeContext, StreamExecutionEnvironment

from alertd.config import console_house, load_settings
from alertd.model.house import House
from alertd.runtime.replay import Replay, lines_of, page_lines
from alertd.scorers.default import DefaultScorer

END = (1 << 63) - 1  # the instant to which Flink sets event time when a bounded input has ended
PARTITION = "all"  # caps, bundles and links of incidents need one order over all brands


class Core(KeyedProcessFunction):
    """The core over one partition. settings: the file of the daemon's settings, None: as `--no-config`."""

    def __init__(self, settings: Path | None) -> None:
        self._settings = settings
        self._replay: Replay | None = None

    def open(self, runtime_context: RuntimeContext) -> None:
        """Begin, in the process that Flink has started for it."""
        del runtime_context
        self._replay = begun(self._settings)

    def process_element(self, value: tuple[str, int, str], ctx: KeyedProcessFunction.Context) -> Iterator[str]:
        """Fold one line, with the timers that are due before it."""
        assert self._replay is not None
        name, number, line = value
        ctx.timer_service().register_event_time_timer(END)
        self._replay.fold_all(self._replay.read([(name, number, base64.b64decode(line))]))
        yield from ()

    def on_timer(self, timestamp: int, ctx: KeyedProcessFunction.OnTimerContext) -> Iterator[str]:
        """Say the pages, once nothing comes any more."""
        del ctx
        assert timestamp == END
        assert self._replay is not None
        for page in page_lines(self._replay.result.store):
            yield page.decode()


def house_of(settings: Path | None) -> House:
    """Return what is watched."""
    return console_house(()) if settings is None else load_settings(settings, needs_secrets=False).house


def begun(settings: Path | None) -> Replay:
    """Return a replay that has seen nothing yet."""
    return Replay(house_of(settings), DefaultScorer.load(), knows_watches=settings is not None)


def by_flink(files: list[str], settings: Path | None) -> list[bytes]:
    """Return the pages that a job of Flink's says, on a cluster within this process."""
    # Flink's processes begin Python by its name: the one that runs this has alertd and pyflink.
    os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    stage = StreamExecutionEnvironment.get_execution_environment()
    stage.set_parallelism(1)
    stage.set_python_executable(sys.executable)
    line = Types.TUPLE([Types.STRING(), Types.INT(), Types.STRING()])
    lines = [(name, number, base64.b64encode(text).decode()) for name, number, text in lines_of(files)]
    pages = (
        stage.from_collection(lines, type_info=line)
        .key_by(lambda _: PARTITION, key_type=Types.STRING())
        .process(Core(settings), output_type=Types.STRING())
    )
    with pages.execute_and_collect() as said:
        return [page.encode() for page in said]


def main() -> None:
    """Fold the files both ways; exit 1 where a byte differs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", help="what `alertd export` has written")
    parser.add_argument("-c", "--config", type=Path, help="the settings; without them each watch of the lines")
    given = parser.parse_args()
    settings = None if given.config is None else given.config.resolve()
    plain = list(page_lines(begun(settings).run(lines_of(given.files)).store))
    began = time.perf_counter()
    said = by_flink(given.files, settings)
    took = time.perf_counter() - began
    same = "the same bytes" if said == plain else "NOT the same"
    print(f"alertd replay: {len(plain)} pages; Flink: {len(said)} pages, {same}; Flink took {took:.0f} s")
    sys.exit(said != plain or not plain)


if __name__ == "__main__":
    main()
