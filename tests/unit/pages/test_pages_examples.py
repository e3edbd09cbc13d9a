"""The programs on the developers' page hold the site's address, whatever characters it has."""

from __future__ import annotations

import ast
import shlex

import pytest

from site_builder.pages.blocks import example

ADDRESSES = (
    "https://lists.example/",
    "https://lists.example/sub/path/",
    "https://lists.example/\"'$(x)`y`\\n/@SITE@/",
)


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("name", ["look", "sync"])
def test_a_shell_reads_the_address(name: str, address: str) -> None:
    first, second, *_ = example(name, address).splitlines()
    assert shlex.split(first) == [f"SITE={address}"]
    assert "SITE" in second


@pytest.mark.parametrize("address", ADDRESSES)
def test_python_reads_the_address(address: str) -> None:
    tree = ast.parse(example("follow", address))
    values = [
        node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.targets[0], ast.Name)
        and node.targets[0].id == "SITE"
    ]
    assert values == [address]
