from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from site_builder.report import REPORTERS
from tests.unit.report.change_samples import CHANGE_CASES
from tests.unit.report.report_samples import GOLDEN_CASES

if TYPE_CHECKING:
    from collections.abc import Callable


_CASES: Final = {**GOLDEN_CASES, **CHANGE_CASES}


@pytest.mark.parametrize("name", _CASES)
def test_a_report_of_fixed_problems_and_changes_is_the_golden_file(
    name: str, golden: Callable[[str, bytes], None]
) -> None:
    reporter, problems, told = _CASES[name]
    golden(f"report/{name}", REPORTERS[reporter](problems, told).encode())


def test_every_golden_file_belongs_to_a_case() -> None:
    folder = Path(__file__).parents[2] / "golden" / "report"
    assert {path.name for path in folder.iterdir()} == set(_CASES)
