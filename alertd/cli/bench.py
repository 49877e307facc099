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
def spikes(rates: tuple[float, ...], rarer_than: float, *, rivals: bool, special: bool, nab: Path | None) -> None:
    """Build a synthetic stream from seeds and say how often each rule pages falsely and how fast it pages a crisis.

    About four minutes of one core; the table is the same on every machine.
    """
    from alertd.bench import rivals as documented
    from alertd.bench.show import header, line
    from alertd.bench.spikes import Judge, by_rule, by_us, measure, measure_special

    judges: dict[str, Judge] = {f"alertd, once in {rarer_than:g} d": by_us(rarer_than)}
    if rivals:
        judges |= {name: by_rule(rule) for name, rule in documented.RULES.items()}
    click.echo(header(rates, special=special))
    with click.progressbar(judges.items(), file=sys.stderr, hidden=not sys.stderr.isatty()) as steps:
        for name, judge in steps:
            row = measure(name, judge, rates=rates)
            click.echo(line(measure_special(row, judge, waves=name not in documented.RULES) if special else row, rates))
    if nab is not None:
        click.echo()
        _nab(nab)


def _nab(folder: Path) -> None:
    from alertd.bench import nab
    from alertd.bench.show import points

    try:
        series = nab.load(folder)
    except (OSError, ValueError, KeyError) as error:
        raise click.UsageError(f"{folder} is not NAB realTweets: {error}") from error
    said = [nab.looks(one) for one in series]
    click.echo(points([nab.point(series, said, limit) for limit in nab.limits()]))
