"""How this source is written in the settings."""

from __future__ import annotations

from alertd.sources.form_keys import BASE_URL, EVERY, spelled
from alertd.sources.kind import SourceKind
from alertd.yamlform.forms import Key
from alertd.yamlform.scalars import SecretShape
from alertd.yamlform.shapes import ListOf

VIDEO = spelled("the id of a video", r"[A-Za-z0-9_-]{11}", "dQw4w9WgXcQ, which ends the video's address")
CHANNEL = spelled(
    "the id of a channel", r"UC[A-Za-z0-9_-]{22}", "UC_x5XG1OV2P6uZZ5FSM9Ttw: its page shows it under Share"
)

KEYS = (
    BASE_URL,
    Key("api_key", SecretShape(), "a key with the data API switched on", is_required=True),
    Key("videos", ListOf(VIDEO, is_lenient=True), "videos whose comments are read", default="none"),
    Key("channels", ListOf(CHANNEL, is_lenient=True), "channels whose newest videos are read", default="none"),
    Key("every", EVERY, "how often to look at each of them; each look costs quota", default="10m"),
)

YOUTUBE = SourceKind(
    name="youtube",
    label="YouTube",
    keys=KEYS,
    source="alertd.sources.youtube.source:YouTube",
    options="alertd.sources.youtube.source:YouTubeOptions",
    check="alertd.sources.youtube.source:check_online",
    proves="the key works",
    pace=600.0,
    delay=300.0,
    asks_growing=True,
)
