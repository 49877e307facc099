"""`alertd bench`: the published benchmarks, on this machine."""

from __future__ import annotations

import sys
from pathlib import Path

import click


@click.group(name="bench", short_help="Run the published benchmarks on this machine.")
def command() -> None:
    """Run the published benchmarks on this machine, so that nobody has to believe our figures."""


@command.command(short_help="False pages and minutes to page, beside documented rules of other products.")
@click.option(
    "--rate",
    "rates",
    type=float,
    multiple=True,
    default=(2.0, 20.0, 200.0),
    show_default=True,
    help="Mentions an hour.",
)
@click.option("--rarer-than", default=45.0, show_default=True, help="Our limit, in days.")
@click.option("--rivals/--no-rivals", default=True, help="Run the documented rules of other products too.")
@click.option("--special/--no-special", default=True, help="Nights, campaign hours and second waves too.")
@click.option(
    "--nab",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder of NAB realTweets (labels.json and series/): score it too.",
)
@click.option("--engine", is_flag=True, help="Through the whole engine, post by post, not the volume signal alone.")
@click.option("--seeds", "shift", default=0, help="Added to every seed of quiet weeks and crises: fresh streams.")
def spikes(
    rates: tuple[float, ...],
    rarer_than: float,
    *,
    rivals: bool,
    special: bool,
    nab: Path | None,
    engine: bool,
    shift: int,
) -> None:
    """Build a synthetic stream from seeds and say how often each rule pages falsely and how fast it pages a crisis.

    About four minutes of one core, with --engine about ten more; the table is the same on every machine.
    """
    from alertd.bench import rivals as documented
    from alertd.bench.show import header, line
    from alertd.bench.spikes import Judge, by_rule, by_us, measure, measure_special

    judges: dict[str, Judge] = {f"alertd, once in {rarer_than:g} d": by_us(rarer_than)}
    if engine:
        from alertd.bench.live import by_engine

        judges = {f"engine, once in {rarer_than:g} d": by_engine(rarer_than)}
    if rivals:
        judges |= {name: by_rule(rule) for name, rule in documented.RULES.items()}
    click.echo(header(rates, special=special))
    with click.progressbar(judges.items(), file=sys.stderr, hidden=not sys.stderr.isatty()) as steps:
        for name, judge in steps:
            row = measure(name, judge, rates=rates, shift=shift)
            click.echo(line(measure_special(row, judge, waves=name not in documented.RULES) if special else row, rates))
    if engine:
        _full(rates, shift)
    if nab is not None:
        click.echo()
        _nab(nab, engine=engine)


def _full(rates: tuple[float, ...], shift: int) -> None:
    from alertd.bench.live import full_evidence
    from alertd.bench.spikes import median, p90
    from alertd.config import shipped_rules

    click.echo("\nthe shipped rules, where a crisis is mostly negative and the usual is not:")
    for rate in rates:
        false, delays = full_evidence(shipped_rules(), rate, shift=shift)
        click.echo(f"  {rate:g}/h: {false:.2f} false pages a week, {median(delays):.0f} ({p90(delays):.0f}) minutes")


def _nab(folder: Path, *, engine: bool) -> None:
    from alertd.bench import nab
    from alertd.bench.show import ASKED, held_out, points

    try:
        series = nab.load(folder)
    except (OSError, ValueError, KeyError) as error:
        raise click.UsageError(f"{folder} is not NAB realTweets: {error}") from error
    if engine:
        from alertd.bench.live import NAB_LIMITS, nab_point

        click.echo(points([nab_point(series, limit) for limit in NAB_LIMITS]))
        return
    said = [nab.looks(one) for one in series]
    click.echo(points([nab.point(series, said, limit) for limit in nab.limits()]))
    click.echo(held_out([(most, nab.held_out(series, said, most)) for _, most in ASKED]))
