"""Printing: paragraphs fit a terminal, and elsewhere each is one line."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from site_builder.printing import say

if TYPE_CHECKING:
    import pytest


def test_paragraphs_fit_a_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = f"{'word ' * 40}\n  {'other ' * 40}\x1b"
    say(text)
    assert len(capsys.readouterr().out.splitlines()) == 2
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "60")
    say(text)
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 60
    assert [line[:4] for line in lines if "other" in line] == ["  ot"] * 5
    assert "\\u001b" in lines[-1]
