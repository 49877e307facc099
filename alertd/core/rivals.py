"""Rivals: watches that stand beside our own to be compared with; what they are asked and how they answer is none of our figures."""

from __future__ import annotations

from collections.abc import Collection

from alertd.model.house import House


def rivals_of(house: House, watches: Collection[str] = ()) -> frozenset[str]:
    """Return the watches that another names under `competitors`, and that name none themselves: two brands of one house name each other.

    watches: that were asked for by name; then they are what the report is about.
    """
    named = {name for watch in house.watches for name in watch.competitors}
    ours = {watch.name for watch in house.watches if watch.competitors}
    return frozenset(named - ours - set(watches))
