"""JSON: lists are tables, keys are columns, numbers stay as written; what is not JSON is refused with its place."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.settings import LIMITS
from site_builder.tables import json_text
from site_builder.tables.json_text import JsonText
from site_builder.tables.model import TableFault, TableRow
from site_builder.tables.opened import open_tables
from tests.unit.tables.handed_files import cells, everything, handed, refusal

if TYPE_CHECKING:
    from pathlib import Path


def _header(path: Path) -> tuple[str, ...] | None:
    found = open_tables(path)
    assert not isinstance(found, TableFault)
    return next(found[1]).header


def test_keys_are_columns_in_the_order_in_which_they_come(tmp_path: Path) -> None:
    path = handed(
        tmp_path,
        "a.json",
        '[{"id": 1841426044945080320, "p": {"name": "é", "q": {"r": 1.50}}, "z": -0},'
        ' {"new": true, "id": null, "p": {}, "l": ["a", 2, null], "m": [{"k": "v"}, [1e400]]}]',
    )
    assert _header(path) == ("id", "p.name", "p.q.r", "z", "new", "p", "l", "m")
    assert cells(path) == [
        ("1841426044945080320", "é", "1.50", "-0", "", "", "", ""),
        ("", "", "", "", "true", "", "a, 2, ", '[{"k":"v"},["1e400"]]'),
    ]


def test_a_number_may_have_any_digits(tmp_path: Path) -> None:
    assert cells(handed(tmp_path, "a.json", f'[{{"id": {"9" * 5000}}}]')) == [("9" * 5000,)]


@pytest.mark.parametrize(
    ("text", "tables"),
    [
        ('["a", "b"]', {"": [("a",), ("b",)]}),
        ('[["a", 1], ["b", 2]]', {"": [("a", "1"), ("b", "2")]}),
        (
            '{"version": 2, "accounts": [{"h": "a"}], "by": {"x": ["b"]}}',
            {"accounts": [("a",)], "by.x": [("b",)]},
        ),
        ('{"h": "a", "p": {"n": 1}}', {"": [("a", "1")]}),
        ('{"one": [], "two": ["a"]}', {"two": [("a",)]}),
    ],
)
def test_each_list_is_a_table(tmp_path: Path, text: str, tables: dict[str, list[tuple[str, ...]]]) -> None:
    _, found = everything(handed(tmp_path, "a.json", text))
    assert {name: [row.cells for row in rows] for name, rows in found.items()} == tables


@pytest.mark.parametrize(
    ("item", "words"),
    [
        ('{"h": 1, "h": 2}', "twice"),
        ('{"h": {"x": 1, "x": 2}}', "twice"),
        ('{"h": [{"x": 1, "x": 2}]}', "twice"),
        ('{"a.b": 1, "a": {"b": 2}}', "twice"),
        ('{"h": ' + "[" * 20 + "]" * 20 + "}", "nested too deeply"),
        ('{"h":' * 20 + "1" + "}" * 20, "nested too deeply"),
        ('"@sample"', "not an object"),
    ],
)
def test_an_item_that_is_not_a_row_is_a_fault(tmp_path: Path, item: str, words: str) -> None:
    _, tables = everything(handed(tmp_path, "a.json", f'[{{"h": "one"}}, {item}, {{"h": "three"}}]'))
    first, fault, last = tables[""]
    assert isinstance(fault, TableFault)
    assert (fault.reason, fault.line, fault.whole) == ("item", 2, False)
    assert words in fault.words
    assert (first.cells[0], last.cells[0], last.line) == ("one", "three", 3)


def test_half_a_surrogate_pair_is_a_fault(tmp_path: Path) -> None:
    _, tables = everything(handed(tmp_path, "a.json", '[{"h": "\\ud83d"}, {"h": "\\ud83d\\ude00"}]'))
    assert [row.cells for row in tables[""]] == [("\ufffd",), ("\U0001f600",)]
    assert isinstance(tables[""][0], TableFault)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[{"h": 1},\n{"h": }]', "(line 2 of its text)"),
        ('[{"h": 1},\n{"h": 2}', "(line 2 of its text)"),
        ('[{"h": 1}] x', "something behind its end"),
        ('{"a": [1], "a": [2]}', "occurs twice"),
        ('{"a": [1] "b": [2]}', "there is no ,"),
        ("[[" * 100_000, "nested too deeply"),
        ('{"a":' * 100_000, "nested too deeply"),
    ],
)
def test_what_is_not_json_is_refused_with_its_place(tmp_path: Path, text: str, words: str) -> None:
    fault = refusal(handed(tmp_path, "a.json", text))
    assert fault.reason == "json"
    assert words in fault.words


def test_lines_of_json_are_rows_and_each_may_be_wrong(tmp_path: Path) -> None:
    text = (
        '{"h": "one"}\n\n{"h": "two", "id": 900720000000000001}\nnot\n[1]\n'
        + "[" * 10_000
        + '\n{"h": 1, "h": 1}\n'
    )
    file, tables = everything(handed(tmp_path, "a.txt", text))
    assert file.form == "ndjson"
    assert tables[""][:2] == [TableRow(1, ("one", "")), TableRow(3, ("two", "900720000000000001"))]
    assert [(row.line, isinstance(row, TableFault)) for row in tables[""][2:]] == [
        (4, True),
        (5, True),
        (6, True),
        (7, True),
    ]
    assert cells(handed(tmp_path, "b.jsonl", '{"h": ["a"]}\n')) == [("a",)]


def test_items_keys_and_lists_have_limits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    small = replace(LIMITS, table_item=100_000, table_columns=3, table_lines=3, tables=2)
    for module in ("json_text", "json_tables", "lines"):
        monkeypatch.setattr(f"site_builder.tables.{module}.LIMITS", small)
    assert "100,000 characters" in refusal(handed(tmp_path, "a.json", f'[{{"h": "{"x" * 200_000}"}}]')).words
    assert "3 keys" in refusal(handed(tmp_path, "a.json", '[{"a": 1, "b": 1}, {"c": 1, "d": 1}]')).words
    assert "3 items" in refusal(handed(tmp_path, "a.json", "[[1], [2], [3], [4]]")).words
    assert "3 lines" in refusal(handed(tmp_path, "a.txt", "a\nb\nc\nd\n")).words
    assert "2 lists" in refusal(handed(tmp_path, "a.json", '{"a": [1], "b": [1], "c": [1]}')).words


class _Dripping(io.StringIO):
    """Gives a few characters at a time, whatever it is asked for."""

    def read(self, size: int | None = -1, /) -> str:
        del size
        return super().read(3)


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(codec="utf-8"), max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


@given(st.lists(_json), st.sampled_from([None, 1]))
def test_pieces_do_not_matter(items: list[Any], indent: int | None) -> None:
    text = json.dumps(items, indent=indent)
    expected = [json_text.DECODER.decode(json.dumps(item)) for item in items]
    for source in (io.StringIO(text), _Dripping(text)):
        assert [item.value for item in JsonText(source).lists()] == expected
