"""Draw docs/img/spikes.png: false pages a week against minutes to page, ours by limit and the documented rules.

Needs matplotlib, which nothing else does: `spikes_figure.py docs/img/spikes.png`.
"""

from __future__ import annotations

import sys

import matplotlib as mpl

mpl.use("Agg")

import matplotlib.pyplot as plt

from alertd.bench import ours, rivals, stream
from alertd.bench.spikes import CRISES, QUIET_DAYS, QUIET_SEEDS, WARM_UP, by_rule, measure, median, paged

LIMITS = (10, 14, 20, 30, 45, 70)
SHOWN = ("Meltwater-like ~", "Agility PR", "Salesforce-like ~", "mention-manager", "Huginn PeakDetector",
         "ThirdEye, day > 150 %", "Reference A, alpha 1e-5")  # fmt: skip


def our_curve(rate: float) -> list[tuple[float, float]]:
    """Return (false pages a week, median minutes) at each limit."""
    quiet = [
        ours.looks(
            stream.quiet(rate, WARM_UP + QUIET_DAYS, seed), WARM_UP * stream.DAY, (WARM_UP + QUIET_DAYS) * stream.DAY
        )
        for seed in QUIET_SEEDS
    ]
    crises = [stream.with_crisis(rate, number) for number in range(CRISES)]
    said = [(onset, ours.looks(counts, onset, onset + 360)) for counts, onset in crises]
    curve = []
    for limit in LIMITS:
        false = sum(len(paged(looks, limit)) for looks in quiet) / (len(QUIET_SEEDS) * QUIET_DAYS / 7)
        delays = [next((m - onset for m in paged(looks, limit)), float("inf")) for onset, looks in said]
        curve.append((false, median(tuple(map(float, delays)))))
    return curve


def main(path: str) -> None:
    """Draw both panels."""
    figure, panels = plt.subplots(1, 2, figsize=(9, 4), sharey=True)
    for panel, rate in zip(panels, (20.0, 200.0), strict=True):
        curve = our_curve(rate)
        panel.plot(
            [max(f, 0.05) for f, _ in curve], [d for _, d in curve], "o-", color="tab:blue", label="alertd, by limit"
        )
        for limit, (false, delay) in zip(LIMITS, curve, strict=True):
            panel.annotate(
                f"{limit} d", (max(false, 0.05), delay), textcoords="offset points", xytext=(5, 4), fontsize=7
            )
        for name in SHOWN:
            row = measure(name, by_rule(rivals.RULES[name]), rates=(rate,))
            point = (max(row.false_per_week[rate], 0.05), median(row.delays[rate]))
            panel.plot(*point, "x", color="tab:gray")
            panel.annotate(
                name.rstrip(" ~"), point, textcoords="offset points", xytext=(4, 4), fontsize=7, color="gray"
            )
        panel.set_xscale("log")
        panel.set_xlabel("false pages a week (0.05 stands for none in 12 weeks)")
        panel.set_title(f"{rate:g} mentions an hour")
        panel.axvline(0.2, color="tab:green", lw=0.8, ls=":")
    panels[0].set_ylabel("median minutes from onset to page")
    figure.tight_layout()
    figure.savefig(path, dpi=110)


if __name__ == "__main__":
    main(sys.argv[1])
