"""The tables of the spike benchmark, as text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from alertd.bench.nab import Point
from alertd.bench.spikes import CAMPAIGNS, WAVES, Row, median, p90

#: Recall asked for at limits on false pages a week a watch: no published detector of the benchmark holds all three.
ASKED = ((27, 0.25), (31, 0.5), (33, 1.0))
_WIDTH = 26


def header(rates: Iterable[float], *, special: bool) -> str:
    """Return the head of the table."""
    columns = [f"{rate:g}/h".rjust(20) for rate in rates]
    more = "  night  campaign  other day  x20 burst  both waves" if special else ""
    return (
        "false pages a week, minutes to page: median (90th percentile)\n"
        + "rule".ljust(_WIDTH)
        + "".join(columns)
        + more
    )


def line(row: Row, rates: Iterable[float]) -> str:
    """Return one rule's line."""
    cells = []
    for rate in rates:
        delays = row.delays[rate]
        cells.append(f"{row.false_per_week[rate]:.2f} {median(delays):.0f} ({p90(delays):.0f})".rjust(20))
    text = row.name.ljust(_WIDTH) + "".join(cells)
    if row.night:
        text += f"{median(row.night):7.0f}"
        for count in (row.campaign, row.other_day, row.burst):
            text += f"{count}/{CAMPAIGNS}".rjust(10)
        text += ("-" if row.waves is None else f"{row.waves}/{WAVES}").rjust(11)
    return text


def points(found: Sequence[Point]) -> str:
    """Return recall against false pages, and whether the points asked for are held."""
    lines = ["NAB realTweets: windows paged, false pages a week a watch, by the limit alone"]
    for windows, most in ASKED:
        enough = [p for p in found if p.found >= windows]
        if not enough:
            lines.append(f"  {windows} windows: never")
            continue
        best = min(enough, key=lambda p: (p.per_week, p.rarer_than))
        held = "held" if best.per_week <= most else "not held"
        lines.append(
            f"  {windows}/{best.windows} ({windows / best.windows:.2f}) at {best.per_week:.2f}"
            f" (asked: {most:g}, {held}), rarer_than {best.rarer_than:.1f}d"
        )
    return "\n".join(lines)


def held_out(found: Iterable[tuple[float, Point]]) -> str:
    """Return what is reached on series that did not choose their limit, by the false pages that were allowed."""
    lines = ["each series by a limit chosen on the others:"]
    lines += [
        f"  {point.found}/{point.windows} ({point.recall:.2f}) at {point.per_week:.2f} where {most:g} a week were allowed"
        f" (rarer_than {point.rarer_than:.1f}d in the middle)"
        for most, point in found
    ]
    return "\n".join(lines)
