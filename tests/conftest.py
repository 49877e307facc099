"""What holds for every test: how long, and by which draws, a law may be tried."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

# A law says what holds, not how fast this machine is just now: a loaded one failed laws that were true. A person's run draws anew each
# time and finds what nobody thought of; a build judges a change, not the luck of a draw, so there the draws are fixed.
settings.register_profile("person", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("build", settings.get_profile("person"), derandomize=True)
settings.load_profile("build" if os.environ.get("CI") else "person")
