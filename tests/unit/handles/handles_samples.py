"""The shipped platforms, loaded as a build loads them, and Hypothesis strategies for handles and hostile text."""

from __future__ import annotations

import json
import unicodedata
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

import yaml
from hypothesis import settings
from hypothesis import strategies as st

from site_builder.handles import Platforms
from site_builder.load.typed import compile_typer
from site_builder.resources import schema, schemas_path

if TYPE_CHECKING:
    from collections.abc import Mapping

    from site_builder.handles.platform import PlatformData

CASES: Final = Path(__file__).parent / "cases"

no_deadline = settings(deadline=None)
"""Time is no property of these tests, and the machine is shared."""


def case_file(name: str) -> Any:
    return json.loads((CASES / f"{name}.json").read_text(encoding="utf-8"))


@cache
def shipped_mapping() -> Mapping[str, PlatformData]:
    text = (schemas_path() / "platforms.yaml").read_text(encoding="utf-8")
    typer = compile_typer(schema("platforms"))
    assert typer is not None
    return cast("Mapping[str, PlatformData]", typer(yaml.load(text, Loader=yaml.BaseLoader)))  # noqa: S506 (it builds text only)


@cache
def shipped() -> Platforms:
    platforms, faults = Platforms.build(shipped_mapping())
    assert faults == []
    return platforms


def platform_data(**changes: Any) -> PlatformData:
    """A small valid platform, with parts replaced: `handle={"pattern": ...}` changes one key of `handle`."""
    data: dict[str, Any] = {
        "name": "Harbour",
        "handle": {
            "pattern": "[a-z]{1,8}",
            "syntax": "1 to 8 of a-z",
            "fold": ["lower"],
            "examples": ["harbour"],
            "not_handles": ["Harbour"],
        },
        "account_id": {
            "pattern": "[0-9]{1,9}",
            "syntax": "a number of at most 9 digits",
            "examples": ["1"],
            "not_ids": ["one"],
        },
        "profile": {
            "handle_url": "https://harbour.example/{handle}",
            "hosts": ["harbour.example"],
            "paths": ["/{handle}"],
        },
    }
    for key, value in changes.items():
        data[key] = {**data[key], **value} if isinstance(value, dict) and key in data else value
    return data


@st.composite
def edited(draw: st.DrawFn, texts: list[str]) -> str:
    """One of the texts with a part of it replaced by a few characters that matter in handles, ids and URLs."""
    text = draw(st.sampled_from(texts))
    start = draw(st.integers(0, len(text)))
    end = draw(st.integers(start, len(text)))
    few = st.text(
        st.sampled_from("abzABZ059_.-@/:%\u00b7\u00e9\u0436\u5317\u200b\u202e\U0001f44d"), max_size=8
    )
    return text[:start] + draw(few) + text[end:]


any_text = st.text(st.characters(), max_size=40)
"""Any code points, lone surrogates included."""
handles_of = st.sampled_from(
    [(platform.id, text) for platform in shipped() for text in platform.definition["handle"]["examples"]]
)
"""Platform and handle, of the examples."""
mixed_text = st.text(
    st.one_of(
        st.characters(max_codepoint=0x24F),
        st.sampled_from([chr(point) for point in range(0x1000) if unicodedata.combining(chr(point))]),
        st.sampled_from(
            "IlO01m|rnABab._\u0130\u0131\u00df\u0345\u03b1\u0391\uac00\u1100\u1161\u11a8\u200b\ufb01\u212b"
        ),
    ),
    max_size=12,
)
"""Text in which letters, marks and look-alikes meet."""
