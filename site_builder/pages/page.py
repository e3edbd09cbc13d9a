"""A page before it has a frame: its address, what its head says, what its body is drawn from, its feed of changes.

Templates are Jinja2 that escapes everything and refuses names that it does not know.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined, nodes
from jinja2.compiler import CodeGenerator, Frame
from markupsafe import Markup, escape

from site_builder import addresses
from site_builder.resources import package_path
from site_builder.wording.language import ENGLISH, Language
from site_builder.wording.words import Words, date_text


@dataclass(frozen=True, slots=True)
class Page:
    """One page. `title` and `description` are plain text, escaped where they are put in.

    What a page shows is in its members and nowhere else, so that whoever compares them knows whether it changed.
    """

    path: str
    """Below the site root, ending in a slash; empty for the home page."""
    title: str
    description: str
    template: str
    """Name of the template of the body."""
    values: Mapping[str, Any]
    """What the template is given beside the page's own members: what is shown, and no more."""
    indexable: bool = True
    """Whether search engines may be let in where the instance lets them; never for what was removed."""
    feed: Feed | None = None
    """The changes of the list to which the page belongs, for the page's head."""
    card: tuple[str, str] | None = None
    """What a place to which the address is posted shows of the page: title and description (Open Graph)."""

    @property
    def body(self) -> Markup:
        """The body as HTML, drawn when it is asked for."""
        return render(
            self.template,
            path=self.path,
            root=addresses.root(self.path),
            title=self.title,
            feed=self.feed,
            **self.values,
        )


def make_page(  # noqa: PLR0913 - what a page is made of, by name
    path: str,
    title: str,
    description: str,
    template: str,
    *,
    indexable: bool = True,
    feed: Feed | None = None,
    card: tuple[str, str] | None = None,
    **values: Any,
) -> Page:
    """Return a page whose body is `template` with `values`, `path`, `title`, `feed` and `root`, the way to the root."""
    return Page(path, title, description, template, values, indexable, feed, card)


@dataclass(frozen=True, slots=True)
class Feed:
    """Recent changes, of the whole site or of one list; addresses are below the site root."""

    title: str
    json: str
    atom: str


def site_feed(words: Words) -> Feed | None:
    """Return the feed of the whole site."""
    return list_feed(None, words.catalog.instance["title"], words)


def list_feed(list_id: str | None, title: str, words: Words) -> Feed | None:
    """Return the feed of one list, deleted ones included."""
    if words.catalog.history is None:
        return None
    changes = addresses.recent_changes(list_id)
    return Feed(f"{title}: recent changes", f"{changes}.json", f"{changes}.atom")


_DESCRIPTION: Final = 160


def shortened(text: str, most: int = _DESCRIPTION) -> str:
    """Return the text on one line, cut at a word where it has more than `most` characters."""
    line = " ".join(text.split())
    cut = line[:most].rpartition(" ")[0] or line[:most]
    return line if len(line) <= most else f"{cut}\N{HORIZONTAL ELLIPSIS}"


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
def environment(language: Language = ENGLISH) -> Environment:
    """Return the environment of a language. Every value that is not `Markup` is escaped; an unknown name is an error.

    What is between `trans` and `endtrans` is a text of the language's catalogue.
    """
    made = _Environment(
        # The theme's are those that its frames share with the pages, such as the box that finds accounts.
        loader=FileSystemLoader([package_path("templates/pages"), package_path("templates/theme")]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    made.policies["ext.i18n.trimmed"] = True
    gettext: Any = made  # what the extension adds
    gettext.install_gettext_callables(language.text, language.counted, newstyle=True)
    made.filters["number"] = "{:,}".format
    made.filters["date"] = date_text
    return made


def render(template: str, into: Language = ENGLISH, /, **values: Any) -> Markup:
    """Return `template` filled with `values` in a language, as HTML that may be put into a page."""
    # The environment escapes, so what comes out of it is safe by construction.
    return Markup(environment(into).get_template(template).render(values))  # noqa: S704 - see the line above
