"""Drawn pages, text in and text out: their own Content-Security-Policy, and what is done to the prose in them.

Material prints a few scripts into its pages. Each page names them by SHA-256 (CSP Level 3, 2.3.1), so that no script
that came in through data would run. Only the frame is looked at, never what is in it.
"""

from __future__ import annotations

import base64
import hashlib
import re
from typing import Final

from site_builder.errors import OutputError, quantity

PLACE: Final = "'hl-inline-scripts'"
"""What the template writes where the digests go."""
_SCRIPT: Final = re.compile(
    r"<script(?P<attributes>(?:\s[^>]*)?)>(?P<code>.*?)</script\s*>", re.IGNORECASE | re.DOTALL
)
_NOT_INLINE: Final = re.compile(r"\ssrc\s*=|\stype\s*=\s*[\"']?(?!module|text/javascript)", re.IGNORECASE)


def with_script_digests(html: str, content: str = "") -> str:
    """Return a drawn page whose policy names the inline scripts of its frame: those outside `content`.

    Raises `OutputError` where the page has not exactly one place for them: a theme that was changed in a way that
    this does not know.
    """
    if html.count(PLACE) != 1:
        message = f"the theme's page names the policy for scripts {quantity(html.count(PLACE), 'time')} instead of once"
        raise OutputError(
            message, hint="A main.html in custom_dir takes the place of the builder's: take it out."
        )
    frame = html.replace(content, "", 1) if content else html
    scripts = (match for match in _SCRIPT.finditer(frame) if not _NOT_INLINE.search(match["attributes"]))
    digests = {base64.b64encode(hashlib.sha256(script["code"].encode()).digest()) for script in scripts}
    return html.replace(f" {PLACE}", "".join(f" 'sha256-{digest.decode()}'" for digest in sorted(digests)))


PLACEHOLDER: Final = b"<!-- handlelists:placeholder -->"
"""What marks the home page of an instance as the one that is only seen where this plugin did not run."""
_PROSE_TABLE: Final = re.compile(r"<table>(.*?)</table>", re.DOTALL)
_PROSE_CODE: Final = re.compile(r"(<pre\b[^>]*>(?:<span></span>)?<code)(?=[\s>])")


def scrollable(html: str) -> str:
    """Let the keyboard scroll wide tables and code of the prose, whatever Material's script does, and when."""
    opened = '<div class="hl-table" role="group" aria-label="Table" tabindex="0"><table class="hl-grid">'
    html = _PROSE_CODE.sub(r'\1 tabindex="0"', html)
    return _PROSE_TABLE.sub(rf"{opened}\1</table></div>", html)
