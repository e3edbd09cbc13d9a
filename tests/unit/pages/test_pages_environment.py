"""The short way to escape gives what the long one does."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import UndefinedError
from markupsafe import Markup, escape

from site_builder.pages.page import environment


@given(st.text() | st.text("&<>\"'a") | st.integers() | st.none() | st.text().map(escape))
def test_any_value_is_printed_as_the_library_escapes_it(value: Any) -> None:
    template = environment().from_string("{% macro shown(x) %}{{ x }}{% endmacro %}{{ x }}{{ shown(x) }}")
    assert template.render(x=value) == escape(value) * 2


def test_markup_is_left_alone_and_an_unknown_name_refused() -> None:
    assert environment().from_string("{{ x }}").render(x=Markup("<b>")) == "<b>"
    with pytest.raises(UndefinedError):
        environment().from_string("{{ x }}").render()
