"""Ids have one form, the one that the schemas say."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from site_builder.ids import (
    RECORD_ID,
    RECORD_ID_ALPHABET,
    RECORD_ID_LENGTH,
    SALT_LENGTH,
    SLUG,
    is_record_id,
    is_slug,
)
from site_builder.resources import schemas_path

if TYPE_CHECKING:
    from collections.abc import Iterator


def test_a_record_id_is_twelve_characters_of_the_alphabet() -> None:
    assert is_record_id("7k3f9q2m4d1p")
    assert all(is_record_id(character * RECORD_ID_LENGTH) for character in RECORD_ID_ALPHABET)
    others = {chr(number) for number in range(0x250)} - set(RECORD_ID_ALPHABET)
    assert not any(is_record_id("7k3f9q2m4d1" + character) for character in others)


@pytest.mark.parametrize("text", ["", "7k3f9q2m4d1", "7k3f9q2m4d1pp", "7k3f9q2m4d1p\n", "7K3F9Q2M4D1P"])
def test_what_is_longer_shorter_or_written_otherwise_is_not_a_record_id(text: str) -> None:
    assert not is_record_id(text)


@pytest.mark.parametrize("text", ["a", "7", "reviewer-a", "a-b-c", "a" * 300])
def test_a_name_is_of_letters_digits_and_single_hyphens(text: str) -> None:
    assert is_slug(text)


@pytest.mark.parametrize("text", ["", "-a", "a-", "a--b", "A", "a_b", "a.b", "a b", "\u00e9", "a\n"])
def test_no_other_text_is_a_name(text: str) -> None:
    assert not is_slug(text)


def test_the_schemas_say_the_same() -> None:
    letters = RECORD_ID.removesuffix(f"{{{RECORD_ID_LENGTH}}}")
    salt, withholding = f"^{letters}{{{SALT_LENGTH}}}$", rf"^{RECORD_ID}[^\r\n]*$"
    known = {f"^{RECORD_ID}$", f"^{SLUG}$", salt, withholding}
    found = {
        pattern
        for path in schemas_path().rglob("*.json")
        for pattern in _patterns(json.loads(path.read_text(encoding="utf-8")))
        if re.match(r"\^\[(0-9a-z\]|0-9a-h|a-z0-9\])", pattern)
    }
    assert found == known


def _patterns(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        if isinstance(schema.get("pattern"), str):
            yield schema["pattern"]
        for part in schema.values():
            yield from _patterns(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from _patterns(part)
