"""What the formatter writes means the same to other readers of YAML: PyYAML and ruamel.yaml."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from site_builder.fmt.emitter import emit
from site_builder.load.layout import FileKind
from tests.unit.fmt.fmt_worlds import AMBIGUOUS, AWKWARD, TEXTS


def _read_by_others(text: str) -> list[Any]:
    return [yaml.safe_load(text), YAML(typ="safe", pure=True).load(text)]


@given(TEXTS)
@example("a" * 99 + " b")
def test_other_readers_take_every_text_for_the_same_text(text: str) -> None:
    emitted = emit(FileKind.RECORD, {"summary": text, "evidence": [text], "x": {"y": text}}).decode()
    for value in _read_by_others(emitted):
        assert value == {"summary": text, "evidence": [text], "x": {"y": text}}


@pytest.mark.parametrize("text", AMBIGUOUS + AWKWARD)
def test_other_readers_take_every_awkward_key_and_item_for_text(text: str) -> None:
    emitted = emit(FileKind.RECORD, {text: [text, "a"]}).decode()
    for value in _read_by_others(emitted):
        assert value == {text: [text, "a"]}


@given(st.dates(min_value=dt.date(1, 1, 1)))
def test_other_readers_take_dates_for_dates(day: dt.date) -> None:
    emitted = emit(FileKind.RECORD, {"observations": [{"date": day.isoformat()}]}).decode()
    assert emitted == f"observations:\n  - date: {day.isoformat()}\n"
    for value in _read_by_others(emitted):
        assert value == {"observations": [{"date": day}]}
