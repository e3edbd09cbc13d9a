"""The templates of the pages: Jinja2 that escapes everything and refuses names that it does not know."""

from __future__ import annotations

from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, nodes
from jinja2.compiler import CodeGenerator, Frame
from markupsafe import Markup, escape

from site_builder.resources import package_path


class _ShortEscape(CodeGenerator):
    """Writes templates that escape what they print by `escaped`."""

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:  # noqa: ARG002 - Jinja's
        self.write("environment.escaped(")


class _Environment(Environment):
    code_generator_class = _ShortEscape

    @staticmethod
    def escaped(value: object) -> str:
        """Return a value as HTML, as `escape` does. Most texts need nothing done, which is seen without a call."""
        if type(value) is str:
            special = "&" in value or "<" in value or ">" in value or '"' in value or "'" in value
            return escape(value) if special else value
        return value if type(value) is Markup else escape(value)


@cache
def environment() -> Environment:
    """Return the one environment. Every value that is not `Markup` is escaped; an unknown name is an error."""
    made = _Environment(
        loader=FileSystemLoader(package_path("templates/pages")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["number"] = number
    return made


def render(template: str, /, **values: Any) -> Markup:
    """Return `template` filled with `values`, as HTML that may be put into a page."""
    # The environment escapes, so what comes out of it is safe by construction.
    return Markup(environment().get_template(template).render(values))  # noqa: S704 - see the line above


def number(value: int) -> str:
    """Return an integer for reading: `147,000`."""
    return f"{value:,}"
