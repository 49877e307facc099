"""The settings' `traces`: where a page's life is sent to, as OpenTelemetry spans."""

from __future__ import annotations

from alertd.model.value import Value
from alertd.yamlform.forms import Form, Key, plain
from alertd.yamlform.scalars import URL, SecretShape
from alertd.yamlform.secrets import Secret


class TracesSetting(Value, frozen=True, kw_only=True):
    """An OTLP receiver over HTTP. token: sent as a bearer token."""

    url: str
    token: Secret | None = None


TRACES = Form(
    "traces",
    (
        Key("url", URL, "an OTLP receiver over HTTP, its whole address (it ends with /v1/traces)", is_required=True),
        Key("token", SecretShape(), "bearer token of that receiver", default="none"),
    ),
    plain(TracesSetting),
)
