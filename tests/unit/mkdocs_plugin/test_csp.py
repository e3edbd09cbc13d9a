"""Only the scripts of the frame are named in a page's policy."""

from __future__ import annotations

import pytest

from site_builder.errors import OutputError
from site_builder.mkdocs_plugin.prose import with_script_digests

META = "<meta content=\"script-src 'self' 'hl-inline-scripts'; base-uri 'none'\">"
# printf 'alert(1)' | openssl dgst -sha256 -binary | base64
ALERT = "'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='"


def policy(html: str, content: str = "") -> str:
    return with_script_digests(META + html, content).partition("script-src ")[2].partition(";")[0]


def test_an_inline_script_is_named_by_its_digest() -> None:
    assert policy("<script>alert(1)</script>") == f"'self' {ALERT}"


def test_a_script_that_is_there_twice_is_named_once() -> None:
    assert policy("<script>alert(1)</script><SCRIPT type='module'>alert(1)</SCRIPT>") == f"'self' {ALERT}"


def test_scripts_from_files_and_data_are_not_named() -> None:
    html = '<script src="a.js"></script><script id="c" type="application/json">{}</script>'
    assert policy(html) == "'self'"


def test_a_script_in_the_content_is_not_named() -> None:
    content = "<p><script>alert(1)</script></p>"
    assert policy(f"<main>{content}</main>", content) == "'self'"


@pytest.mark.parametrize("html", ["<html></html>", META * 2])
def test_a_frame_without_one_place_for_the_policy_is_refused(html: str) -> None:
    with pytest.raises(OutputError, match="instead of once"):
        with_script_digests(html)
