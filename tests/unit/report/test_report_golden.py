from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from site_builder.report import REPORTERS
from tests.unit.report.report_samples import GOLDEN_CASES

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.mark.parametrize("name", GOLDEN_CASES)
def test_a_report_of_fixed_problems_is_the_golden_file(
    name: str, golden: Callable[[str, bytes], None]
) -> None:
    reporter, problems, told = GOLDEN_CASES[name]
    golden(f"report/{name}", REPORTERS[reporter](problems, told).encode())


def test_every_golden_file_belongs_to_a_case() -> None:
    folder = Path(__file__).parents[2] / "golden" / "report"
    assert {path.name for path in folder.iterdir()} == set(GOLDEN_CASES)
