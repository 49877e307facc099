"""Field maps: a stranger's JSON becomes a mention, and a wrong map is a fault of the settings."""

from datetime import UTC, datetime

import pytest

from alertd.errors import ConfigurationError
from alertd.sources.field_map import FieldMap

PAYLOAD = {
    "message": {"body": "hello", "tags": [{"name": "vip"}], "the text": "quoted", "it's": 1},
    "user": {"id": 7},
    "id": "outer",
}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("$.message.body", "hello"),
        ("$.message.tags[0].name", "vip"),
        ('$.message["the text"]', "quoted"),
        ("$['message']['body']", "hello"),
        ('$.message["it\'s"]', 1),
        ("$.user.id", 7),
    ],
)
def test_paths_lead_to_values(path: str, value: object) -> None:
    """By name, by quoted name and by place in a list."""
    assert FieldMap({"text": path}).apply(PAYLOAD)["text"] == value


@pytest.mark.parametrize("path", ["$.message.none", "$.message.tags[5]", "$.user.id.deeper", "$.message[0]", "$.id[0]"])
def test_a_path_that_leads_nowhere_leaves_the_field_out(path: str) -> None:
    """So that the reason names the field; a field of that name at the top does not step in."""
    assert "id" not in FieldMap({"id": path}).apply(PAYLOAD)


def test_a_map_is_an_allow_list() -> None:
    """A constant stands as it is; what the map does not name is not taken, whatever its sender adds."""
    given = {"id": "1", "author": "a", "role": "brand", "type": "delete", "platform": "x", "author_followers": 10**9}

    assert FieldMap({"platform": "zendesk", "author": "$.author"}).apply(given) == {
        "platform": "zendesk",
        "author": "a",
    }


@pytest.mark.parametrize(
    "path", ["$message", "$.a..b", "$.a[*]", "$.a[-1]", "$.a[?(@.b)]", "$.", "$.a b", "$[", "$..a"]
)
def test_a_path_that_cannot_be_read_is_refused_when_the_settings_load(path: str) -> None:
    """With the field, the path and the place."""
    with pytest.raises(ConfigurationError, match="map: text"):
        FieldMap({"text": path})


def test_an_unknown_field_is_refused() -> None:
    """Misspelt, or ours alone."""
    for field in ("txet", "is_filled"):
        with pytest.raises(ConfigurationError, match=field):
            FieldMap({field: "$.a"})


@pytest.mark.parametrize(
    "value", [1795255200, 1795255200.0, 1795255200000, "1795255200", "1795255200000", "2026-11-21T10:00:00Z"]
)
def test_unix_times_become_instants(value: object) -> None:
    """In seconds or milliseconds; RFC 3339 is left to the reader of records."""
    got = FieldMap({"created_at": "$.at"}).apply({"at": value})["created_at"]
    assert got in (datetime.fromtimestamp(1795255200, UTC), "2026-11-21T10:00:00Z")


@pytest.mark.parametrize("value", [True, 1e300, float("nan"), [], "soon"])
def test_what_is_no_time_is_left_for_the_reader_to_refuse(value: object) -> None:
    """Nothing is raised here for any payload."""
    got = FieldMap({"created_at": "$.at"}).apply({"at": value})["created_at"]
    assert got is value


def test_one_name_is_a_list_of_one() -> None:
    """`mentions` is a list in the contract."""
    assert FieldMap({"mentions": "$.to"}).apply({"to": "bob"})["mentions"] == ["bob"]


@pytest.mark.parametrize("payload", [None, 1, "text", [1, 2], [{"a": 1}]])
def test_any_payload_can_be_mapped(payload: object) -> None:
    """What is no object has no fields of its own."""
    assert FieldMap({"text": "$.a", "platform": "p"}).apply(payload) == {"platform": "p"}
    assert FieldMap({"text": "$[0].a"}).apply([{"a": "x"}]) == {"text": "x"}
