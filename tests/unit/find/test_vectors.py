"""The builder's side of the vectors: folding, and the answers, as committed. The scripts' side: tests/js/index."""

from __future__ import annotations

import pytest

from tests.find import vectors


@pytest.mark.large
def test_the_builder_folds_and_answers_as_the_vectors_say() -> None:
    made, committed = vectors.lines().splitlines(), vectors.FILE.read_text(encoding="utf-8").splitlines()
    assert len(committed) == vectors.QUERIES + 1
    assert [pair for pair in zip(made, committed, strict=True) if pair[0] != pair[1]] == []
