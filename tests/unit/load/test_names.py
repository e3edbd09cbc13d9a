"""What names the account of a record, however its file is written: what a reader of YAML says."""

from __future__ import annotations

from itertools import product

import pytest

from site_builder.load.names import AccountNames, names_in
from site_builder.load.strict_yaml import load

_HANDLES = ("handle: a_b.c", "handle:   'a_b.c'", 'handle: "a b"', '"handle": a_b.c', "? handle\n: a_b.c", "")
_IDS = (
    'account_id: "1"',
    "account_id: 1  # seen",
    '"account_id": "1"',
    "? account_id\n: '1'",
    "x: account_id",
    "",
)
_EARLIER = (
    "previous_handles: [{handle: z}]",
    "previous_handles:\n  - handle: z",
    '"previous_handles": [{handle: "z"}]',
    "",
)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize(("handle", "account_id", "earlier"), tuple(product(_HANDLES, _IDS, _EARLIER)))
def test_names_are_those_that_the_whole_file_says(
    handle: str, account_id: str, earlier: str, end: str
) -> None:
    lines = ["id: 7k3f9q2m4d1p", handle, "platform: twitter", account_id, earlier, "summary: account_id"]
    data = end.join(filter(None, "\n".join(lines).split("\n"))).encode() + b"\n"
    raw = load(data, "").value
    assert isinstance(raw, dict)
    assert names_in(data) == AccountNames.written(raw)


@pytest.mark.parametrize("data", [b"", b"[", b"- a\n", b"\xff\xfe", b"handle: [a]\n", b"platform: twitter\n"])
def test_what_names_no_account_is_none(data: bytes) -> None:
    assert names_in(data) is None
