"""X: filtered stream, gap fill by search, counts as a second sensor, and a purse that is watched."""

from alertd.sources.x.check import check_online
from alertd.sources.x.options import Prices, XOptions
from alertd.sources.x.source import X

__all__ = ["Prices", "X", "XOptions", "check_online"]
