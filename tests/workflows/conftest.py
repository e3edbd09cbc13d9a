"""A forge for each test; the repository behind it is made once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.workflows.forge import copy_forge, make_forge

if TYPE_CHECKING:
    from pathlib import Path

    from tests.workflows.forge import Forge


@pytest.fixture(scope="session")
def first_forge(tmp_path_factory: pytest.TempPathFactory) -> Forge:
    return make_forge(tmp_path_factory.mktemp("forge"))


@pytest.fixture
def forge(first_forge: Forge, tmp_path: Path) -> Forge:
    return copy_forge(first_forge, tmp_path / "forge")
