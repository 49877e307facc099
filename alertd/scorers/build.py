"""From the setting to its scorer. Models are read only where their scorer is set."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from importlib import metadata
from typing import Any, Protocol, cast

from alertd.errors import ConfigurationError
from alertd.ports import Scorer

GROUP = "alertd.scorers"
OWN_KINDS = ("default", "http", "encoder")
#: Seconds for a batch of 500 texts: of a plug-in that sets none, and of the encoder (about 400 texts a second).
DEADLINE, ENCODER_DEADLINE = 2.0, 10.0


class Setting(Protocol):
    """A scorer as the settings give it; secrets still masked."""

    kind: str
    options: Mapping[str, Any]
    at: str


def build(setting: Setting) -> Scorer:
    """Return the scorer of a setting; behind each stands the default one. Raises ConfigurationError."""
    from alertd.scorers.default import DefaultScorer

    default = DefaultScorer.load()
    if setting.kind == "default":
        return default
    options = plain(setting.options)
    if setting.kind == "http":
        from alertd.scorers.http import DEADLINE as HTTP_DEADLINE
        from alertd.scorers.http import HttpScorer

        deadline = options.get("deadline", HTTP_DEADLINE)
        return HttpScorer(base_url=options["url"], token=options.get("token"), fallback=default, deadline=deadline)
    from alertd.scorers.guarded import Guarded

    if setting.kind == "encoder":
        return Guarded(_encoder(setting), fallback=default, deadline=ENCODER_DEADLINE)
    deadline = options.pop("deadline", DEADLINE)
    return Guarded(_plugin(setting, options), fallback=default, deadline=deadline)


def shipped(name: str) -> Scorer | None:
    """Return the scorer that ships where it is the one of that name: another one costs money, or lives in one process."""
    from alertd.scorers.default import DefaultScorer

    default = DefaultScorer.load()
    return default if default.name == name else None


def for_labels(setting: Setting) -> Scorer:
    """Return the scorer whose scores a brand is fitted to: the default one where a service is asked only at times."""
    from alertd.scorers.default import DefaultScorer

    return DefaultScorer.load() if setting.kind == "http" else build(setting)


def plain(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return options as scorers take them: secrets in plain text, spans in seconds."""
    return {key: _plain(value) for key, value in options.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, Mapping):
        return plain(value)
    return value.reveal() if hasattr(value, "reveal") else value


def _encoder(setting: Setting) -> Scorer:
    from alertd.scorers.encoder import EncoderScorer

    try:
        return EncoderScorer.load()
    except ConfigurationError as error:
        raise ConfigurationError(f"{setting.at}: {error}") from error


def _plugin(setting: Setting, options: dict[str, Any]) -> Scorer:
    for point in metadata.entry_points(group=GROUP, name=setting.kind):
        try:
            made = point.load()(options)
        except Exception as error:
            raise ConfigurationError(
                f"{setting.at}: the scorer {point.value!r} does not load: {type(error).__name__}: {error}"
            ) from error
        if not isinstance(getattr(made, "name", None), str) or not callable(getattr(made, "score", None)):
            raise ConfigurationError(f"{setting.at}: {point.value!r} is no scorer: it needs a name and score(batch)")
        return cast(Scorer, made)
    raise ConfigurationError(
        f"{setting.at}: there is no scorer of kind {setting.kind!r} (there are {', '.join(OWN_KINDS)})"
    )
