"""The schemes that Apprise knows."""

from __future__ import annotations

import sys

import pytest

from alertd.errors import ConfigurationError
from alertd.notifiers.apprise import schemes
from alertd.notifiers.apprise.notifier import AppriseNotifier, _load


def test_list_is_that_of_the_installed_apprise() -> None:
    """Our list is the installed Apprise's: a scheme too many passes `check` and fails at night."""
    _load()
    from apprise.plugins import N_MGR

    assert set(N_MGR.schemas()) == set(schemes.KNOWN)  # type: ignore[no-untyped-call]


@pytest.mark.parametrize("url", ["slak://A/B/C", "slack", "", "slack://", "s3cret-token-pasted-alone://x"])
def test_unknown_scheme_is_a_fault_of_the_settings(url: str) -> None:
    """An unknown scheme is found when the notifier is made, and what may be a token is not shown."""
    with pytest.raises(ConfigurationError) as caught:
        AppriseNotifier("chat", url)

    assert "s3cret" not in str(caught.value)


def test_making_a_notifier_does_not_load_apprise() -> None:
    """Apprise costs up to two seconds; only sending and `check --online` pay for it."""
    import subprocess

    script = (
        "import sys; from alertd.notifiers.apprise.notifier import AppriseNotifier; "
        "AppriseNotifier('x', 'slack://A/B/C'); print('apprise' in sys.modules, 'requests' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert done.stdout.split() == ["False", "False"]
