"""The templates of the pages: Jinja2 that escapes everything and refuses names that it does not know."""

from __future__ import annotations

from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from site_builder.resources import package_path


@cache
def environment() -> Environment:
    """Return the one environment. Every value that is no `Markup` is escaped; an unknown name is an error."""
    made = Environment(
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
