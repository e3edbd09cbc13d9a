"""A protected account is named once, for the strongest reason: that it is the same says that it looks the same."""

from __future__ import annotations

import pytest

from site_builder.load.source_tree import load_tree
from site_builder.validate.checks import validate
from tests.instance import VERIFIED
from tests.property.source_trees import MemorySource, base_files

_PROTECTED = "lists/protected/two.yaml"
_ID = "900000000000000001"


@pytest.mark.parametrize("handle", ["Harbour_Tickets", "Harbour_Tlckets", "Harbour_Ticketz", "somebody"])
def test_the_same_account_is_no_look_alike_as_well(handle: str) -> None:
    assert f'account_id: "{_ID}"' in base_files()[VERIFIED].decode()
    account = f'{{id: tickets, platform: twitter, handle: {handle}, account_id: "{_ID}", name: Tickets}}'
    files = {**base_files(), _PROTECTED: f"title: Ferries\naccounts:\n  - {account}\n".encode()}
    found = [item for item in validate(load_tree(MemorySource(files))) if item.place.file == VERIFIED]
    assert [(item.code, item.params["protected"]) for item in found] == [("protected-account", "tickets")]
