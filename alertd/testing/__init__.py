"""For authors of rules and plug-ins: stories, a clock that is turned by hand, and the checks of every port.

    from alertd.testing import FakeClock, Story, check_notifier, check_scorer, check_source, check_store

`Story` plays what happens against rules and people (see alertd/testing/story.py); the checks run the promises of a port
against your own class and fail with the promise that was broken.
"""

from alertd.testing.checks import check_notifier, check_scorer, check_store, sample_delivery
from alertd.testing.clock import FakeClock
from alertd.testing.source_check import START, QuickClock, check_source
from alertd.testing.story import Story

__all__ = [
    "START",
    "FakeClock",
    "QuickClock",
    "Story",
    "check_notifier",
    "check_scorer",
    "check_source",
    "check_store",
    "sample_delivery",
]
