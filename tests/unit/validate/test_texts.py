"""What counts as personal data, and which characters are hidden, one by one."""

from __future__ import annotations

import pytest

from site_builder.load.source_tree import load_tree
from site_builder.validate.text import check_text
from tests.instance import VERIFIED
from tests.property.source_trees import MemorySource, base_files

_SUMMARY = "Sold tickets for a ferry that does not run."


def _codes(summary: str) -> set[str]:
    """Return the codes that a record's summary gives; it is written with escapes, as plain YAML allows."""
    quoted = "".join(f"\\U{ord(character):08X}" for character in summary)
    record = base_files()[VERIFIED].decode().replace(_SUMMARY, f'"{quoted}"')
    assert quoted in record
    loading = load_tree(MemorySource({**base_files(), VERIFIED: record.encode()}))
    assert loading.problems == ()
    return {item.code for item in check_text(loading, None)}


@pytest.mark.parametrize(
    "text",
    [
        "desk@quay.example",
        "Write to DESK+a.b@mail.quay.example.",
        "<desk@quay.example>",
        "mailto:desk@quay.example",
        "desk\uff20quay.example",
        "почта@пример.example",
        "see @desk@quay.example or desk@quay.example",
    ],
)
def test_an_e_mail_address_is_found(text: str) -> None:
    assert _codes(text) == {"text-email"}


@pytest.mark.parametrize(
    "text",
    [
        "@desk@quay.example",
        "@desk",
        "desk @ quay.example",
        "desk@quay",
        "2 tickets @ 5.00",
        "a@",
        "@quay.example",
    ],
)
def test_what_only_looks_like_an_e_mail_address_is_none(text: str) -> None:
    assert _codes(text) == set()


@pytest.mark.parametrize(
    "text",
    [
        "+442079460000",
        "+44 20 7946 0000",
        "+44 (0)20-7946-0000",
        "0044 20 7946 0000",
        "(555) 010-0000",
        "555-010-0000.",
        "Tel.: +1 555 010 0000",
    ],
)
def test_a_telephone_number_is_found(text: str) -> None:
    assert _codes(text) == {"text-phone"}


@pytest.mark.parametrize(
    "text",
    [
        "2026-01-10",
        "147000",
        "900000000000000001",
        "1:18-cr-00032",
        "+20 per cent",
        "2014-2017",
        "pp. 100-200",
        "#555-010-0000",
        "00123",
        "3.141592653589",
    ],
)
def test_what_only_looks_like_a_telephone_number_is_none(text: str) -> None:
    assert _codes(text) == set()


@pytest.mark.parametrize("point", [0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
def test_every_bidirectional_control_is_found(point: int) -> None:
    assert _codes(f"a{chr(point)}b") == {"text-bidi"}


_HIDDEN = (
    0x00, 0x07, 0x08, 0x09, 0x0D, 0x1B, 0x7F, 0x85, 0x9B, 0xAD, 0x034F, 0x115F, 0x17B4, 0x180E,
    0x200B, 0x200C, 0x200D, 0x2028, 0x2029, 0x2060, 0x2063, 0x206A, 0x2800, 0x3164, 0xE000, 0xFDD0, 0xFE0F, 0xFEFF,
    0xFFA0, 0xFFF9, 0xFFFF, 0x1D173, 0xE0001, 0xE0041, 0xF0000, 0x10FFFF,
)  # fmt: skip


@pytest.mark.parametrize("point", _HIDDEN)
def test_a_character_that_shows_nothing_is_found(point: int) -> None:
    assert _codes(f"a{chr(point)}b") == {"text-invisible"}


@pytest.mark.parametrize(
    "text",
    [
        "two\nlines",
        "a\u00a0b, a\u2009b and a\u3000b",
        "می\u200cخواهم",  # noqa: RUF001 - Persian, with a zero-width non-joiner
        "क\u094d\u200dष",  # Devanagari, with a zero-width joiner
        "\U0001f469\u200d\U0001f469\u200d\U0001f467",
        "\u2764\ufe0f and 1\ufe0f",
        "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        "e\u0301, नमस्ते, العربية, עברית, 漢字",
    ],
)
def test_a_character_that_does_visible_work_is_none(text: str) -> None:
    assert _codes(text) == set()
