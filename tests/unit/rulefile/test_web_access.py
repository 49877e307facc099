"""What the settings say of the web page."""

from __future__ import annotations

from pathlib import Path

import pytest

from alertd.config import FaultyFilesError, load_settings


def settings(folder: Path, text: str) -> Path:
    """Write a settings file that is whole but for this."""
    path = folder / "alertd.yaml"
    path.write_text(
        f"version: 1\ndata_dir: {folder}\nrules: []\nwatches: {{acme: {{terms: [acme]}}}}\n{text}\n", encoding="utf-8"
    )
    return path


def test_posts_are_translated_where_the_operator_says(tmp_path: Path) -> None:
    """And nowhere, if nothing is said."""
    service = "https://translate.example.org/?to={to}&text={text}"
    assert load_settings(settings(tmp_path, f'translate_url: "{service}"')).settings.translate_url == service
    assert load_settings(settings(tmp_path, "")).settings.translate_url == ""


@pytest.mark.parametrize(
    ("service", "why"), [("http://translate.example/?q={text}", "https://"), ("https://translate.example/", "{text}")]
)
def test_a_service_that_would_leak_or_get_nothing_is_refused(tmp_path: Path, service: str, why: str) -> None:
    """With its line, and what is wrong with it."""
    with pytest.raises(FaultyFilesError, match=r"alertd\.yaml:5:16: error") as fault:
        load_settings(settings(tmp_path, f'translate_url: "{service}"'))
    assert why in str(fault.value)
