"""What the README says of the software is so. Its commands: `tests/interop/test_guide_pages.py`."""

from __future__ import annotations

from typing import Final

from tests.acceptance.support import REPOSITORY

_README: Final = (REPOSITORY / "README.md").read_text(encoding="utf-8")


def test_what_the_readme_asks_for_is_what_the_package_asks_for() -> None:
    assert 'requires-python = ">=3.11"' in (REPOSITORY / "pyproject.toml").read_text(encoding="utf-8")
    assert "Python 3.11 or later" in _README
