"""Prose: what is done to the HTML that Markdown pages become."""

from __future__ import annotations

import re
from typing import Final

PLACEHOLDER: Final = b"<!-- handlelists:placeholder -->"
"""What marks the home page of an instance as the one that is only seen where this plugin did not run."""
_PROSE_TABLE: Final = re.compile(r"<table>(.*?)</table>", re.DOTALL)
_PROSE_CODE: Final = re.compile(r"(<pre\b[^>]*>(?:<span></span>)?<code)(?=[\s>])")


def scrollable(html: str) -> str:
    """Let the keyboard scroll wide tables and code of the prose, whatever Material's script does, and when."""
    opened = '<div class="hl-table" role="group" aria-label="Table" tabindex="0"><table class="hl-grid">'
    html = _PROSE_CODE.sub(r'\1 tabindex="0"', html)
    return _PROSE_TABLE.sub(rf"{opened}\1</table></div>", html)
