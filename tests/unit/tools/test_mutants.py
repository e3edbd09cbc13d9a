"""The edits that are to turn a test red: each fits the code as it is, and is an edit."""

from __future__ import annotations

import pytest

from tools.mutants import MUTANTS, ROOT, Mutant


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda item: f"{item.file}-{item.old.strip()[:40]}")
def test_an_edit_fits_the_code_in_one_place(mutant: Mutant) -> None:
    assert (ROOT / mutant.file).read_text(encoding="utf-8").count(mutant.old) == 1
    assert mutant.old != mutant.new
    assert all((ROOT / name).exists() for name in mutant.tests)


def test_there_are_enough_of_them() -> None:
    assert len(MUTANTS) >= 20
