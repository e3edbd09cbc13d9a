"""Options that commands share."""

import functools
from collections.abc import Callable, Collection
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, TypeVar

import click

from site_builder.days import is_day
from site_builder.errors import RepositoryError, UsageError
from site_builder.load.source_tree import packaged
from site_builder.pipeline import BuildRequest, instant
from site_builder.report import REPORTERS
from site_builder.report.escape import visible, without_surrogates


def clock() -> str:
    """Return the present instant (RFC 3339, UTC, seconds, Z): the one place where the command line asks for it."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


Function = TypeVar("Function", bound="Callable[..., Any]")

root_option = click.option(
    "--root",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    help="Folder of the instance (the one that holds lists/).",
    show_default="this folder",
)
site_option = click.option(
    "--site-dir",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where the site goes.",
    show_default="site/ in the root folder",
)
format_option = click.option(
    "--format",
    "form",
    type=click.Choice(tuple(REPORTERS)),
    default="text",
    show_default=True,
    help="How problems are reported.",
)

covers_option = click.option(
    "--covers",
    multiple=True,
    metavar="NAME",
    help="Another handle or id of the account, which is not listed again in passing. May be repeated.",
)
now_option = click.option(
    "--now",
    metavar="INSTANT",
    default=clock,
    callback=lambda _context, _option, value: instant(value),
    help="The present instant.",
    show_default="the clock of this machine",
)


class _Checked(click.ParamType[str]):
    """Text that has to be good for something; of what is not, it is said `what` is wrong."""

    def __init__(self, name: str, is_good: Callable[[str], bool], what: str) -> None:
        self.name, self._is_good, self._what = name, is_good, what

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        text = str(value)
        if not self._is_good(text):
            self.fail(f"{visible(repr(text))} {self._what}", param, ctx)
        return text


DAY: Final = _Checked("day", is_day, "is not a day such as 2026-01-31")
TEXT: Final = _Checked("text", lambda text: text == without_surrogates(text), "is not valid UTF-8")
"""What the shell handed over in bytes that are not UTF-8 is not text."""


def past_day(value: str | None, now: str) -> str:
    """Return a day that an option gives, or the day of `now` where it gives none.

    Raises `UsageError` for a day after that.
    """
    today = now[:10]
    if value is not None and value > today:
        raise UsageError(f"{value} is after today, {today}")
    return value or today


def reasons(used_by: str) -> tuple[str, ...]:
    """Return the codes of the vocabulary's removal reasons that something (`retraction`, `withheld`) may give."""
    terms = packaged("vocabulary")["removal_reasons"]
    return tuple(sorted(name for name, term in terms.items() if used_by in term["used_by"]))


def refuse_meaningless(way: str, meant: Collection[str], argument: str) -> None:
    """Raise `UsageError` for a parameter that was given and means nothing in this way to call the command.

    A way is named after its option, or after the argument, whose metavar is `argument`; `meant` are the names of what
    means something.
    """
    context = click.get_current_context()
    words = {
        item.name: argument if isinstance(item, click.Argument) else item.opts[0]
        for item in context.command.params
    }
    for name in sorted(words.keys() - meant, key=str):
        if context.get_parameter_source(name or "") is click.core.ParameterSource.COMMANDLINE:
            raise UsageError(f"{words[name]} cannot be used with {words[way]}")


def answer_option(help: str | None = None) -> Callable[[Function], Function]:  # noqa: A002 - click's word
    """Return the option --format of a command whose answer is text or JSON."""
    forms = click.Choice(("text", "json"))
    return click.option("--format", "form", type=forms, default="text", show_default=True, help=help)


def request_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add --history/--no-history and --as-of to a command, which gets them as its `request`, a `BuildRequest`."""

    @click.option(
        "--history/--no-history",
        default=True,
        show_default=True,
        help="Take the instant from git's HEAD, or do without git.",
    )
    @click.option(
        "--as-of",
        metavar="INSTANT",
        help="With --no-history: the instant that the build speaks for, such as 2026-01-31T12:00:00Z.",
    )
    @functools.wraps(function)
    def with_request(*, history: bool, as_of: str | None, **given: Any) -> Any:
        try:
            return function(request=BuildRequest(history, as_of), **given)
        except RepositoryError as error:
            if history and not (given.get("strict") or given.get("previous")):
                otherwise = "do without git: --no-history --as-of INSTANT"
                error.hint = f"{error.hint}; or {otherwise}" if error.hint else otherwise
            raise

    return with_request
