"""Questions: how `add` asks on a terminal for what its options did not say. Prompts go to standard error."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from itertools import zip_longest
from typing import Any, Final, TypeVar

import click

from site_builder.cli.options import DAY, past_day
from site_builder.errors import UsageError
from site_builder.handles import Platform, as_handle
from site_builder.load.source_tree import Tree, packaged
from site_builder.printing import say, terminal_columns
from site_builder.proposals.answers import Answers, ProposalQuestion
from site_builder.report.escape import visible, wrapped

_Answer = TypeVar("_Answer")
_TEXTS: Final = {
    "--summary": (
        "Summary",
        """\
What is claimed, in one or two neutral sentences: what the account did, no more than the evidence shows, \
no names of private persons, no contact data. For example:
  Sold tickets for a ferry that does not run.""",
    ),
    "--evidence-url": ("Address of the original", "A public web address without anything secret in it."),
    "--archived": (
        "Address of a capture",
        "A copy in a public archive that outlives the original. Posts go: archive first.",
    ),
    "--evidence-summary": (
        "What it shows",
        """\
In your own neutral words, with the page, paragraph or row. For example:
  The third paragraph names the account and describes the deposits.""",
    ),
}
_OF_ACCOUNT: Final = {
    "--handle": ("Handle", "The account's handle, as the platform shows it."),
    "--account-id": (
        "Account id",
        "The platform's own id of the account. It survives renames, so look it up wherever you can.",
    ),
}
_CHOICES: Final = {
    "--evidence-kind": ("Kind of evidence", "evidence_kinds"),
    "--sensitivity": ("Sensitivity", "sensitivities"),
}


def ask(question: ProposalQuestion, answers: Answers, tree: Tree, today: str) -> Any:
    """Ask one question until there is an answer to it, and return that; empty where none is needed.

    Raises `click.Abort` where the input ends, `UsageError` where it is not text.
    """
    option, required = question.option, question.required
    title = f"Evidence e{question.item + 1}: " if question.item is not None else ""
    if option in _OF_ACCOUNT:
        return _of_account(question, tree.platforms[answers.platform])
    if option in _TEXTS:
        label, help_text = _TEXTS[option]
        return ask_read(title + label, f"\n{help_text}", str.strip, required=required)
    if option in _CHOICES:
        label, section = _CHOICES[option]
        return ask_one(title + label, _meanings(packaged("vocabulary")[section]))
    if option == "--captured":
        label = f"{title}Day on which you saw it"
        return _prompt(label, lambda text: past_day(DAY.convert(text, None, None), today), default=today)
    if option == "--submitted-by":
        click.echo("\nA role or a pseudonym, the same each time. Nobody reviews what they wrote.", err=True)
        return _some("Submitted by", None, required=True)
    account_list = tree.lists.get(answers.list)
    if option == "--list":
        return ask_one("List", {name: item.data["title"] for name, item in tree.lists.items()})
    if option == "--shows":
        return _some(f"{title}Categories that it shows", dict.fromkeys(answers.categories, ""), required=True)
    if option == "--source" and account_list is not None:
        titles = {name: item["title"] for name, item in account_list.sources.items()}
        return _some("Sources that name the account", titles, required=required)
    known = account_list.data["categories"] if account_list is not None else {}
    return _some("Categories", _meanings(known), required=True)


def ask_read(label: str, help_text: str, read: Callable[[str], _Answer], *, required: bool = True) -> _Answer:
    """Ask for a text until `read` takes it; what `read` says in a `UsageError` is shown."""
    if help_text:
        say(help_text, err=True)
    if required:
        return _prompt(label, read)
    return _prompt(f"{label} (Enter for none)", read, default="", show_default=False)


def ask_one(label: str, choices: Mapping[str, str]) -> str:
    """Ask for one of several names, each shown with its meaning."""
    _show(choices)
    with _readable():
        return str(click.prompt(label, err=True, type=click.Choice(tuple(choices)), show_choices=False))


def ask_letter(label: str, letters: str) -> str:
    """Ask for one of some letters; a word counts by its first, and nothing typed is the first of all."""

    def read(text: str) -> str:
        letter = text.strip().lower()[:1]
        if not letter or letter not in letters:
            raise UsageError(f"type one of {', '.join(letters)}")
        return letter

    return _prompt(label, read, default=letters[0])


def confirm(text: str, *, default: bool) -> bool:
    """Ask for yes or no; `default` is what nothing typed means."""
    with _readable():
        return click.confirm(text, default=default, err=True)


def _of_account(question: ProposalQuestion, platform: Platform) -> str:
    """Ask for a handle or an account id, and take only what the platform has."""
    label, help_text = _OF_ACCOUNT[question.option]

    def read(text: str) -> str:
        word = text.strip()
        if question.option == "--handle":
            word, words = as_handle(platform, word.removeprefix("@")) or "", platform.handle.words
        else:
            words = platform.account_id.words if platform.account_id is not None else "none"
            word = word if platform.valid_account_id(word) else ""
        if not word and (text.strip() or question.required):
            raise UsageError(f"on {platform.name} it is {words}")
        return word

    return ask_read(label, f"\n{help_text}", read, required=question.required)


def _some(label: str, known: Mapping[str, str] | None, *, required: bool) -> tuple[str, ...]:
    """Ask for names, separated by commas or spaces; where `known` are given, some of these."""

    def read(text: str) -> tuple[str, ...]:
        names = tuple(dict.fromkeys(text.replace(",", " ").split()))
        unknown = [name for name in names if known is not None and name not in known]
        if unknown or (required and not names):
            message = f"{unknown[0]} is none of these" if unknown else "at least one is needed"
            raise UsageError(message)
        return names

    _show(known or {})
    return ask_read(f"{label} (separated by commas)", "", read, required=required)


def _show(choices: Mapping[str, str]) -> None:
    if choices:
        click.echo("", err=True)
    width = max(map(len, choices), default=0)
    for name, meaning in choices.items():
        rows = list(wrapped(visible(meaning), max(terminal_columns() - width - 4, 20)))
        for label, row in zip_longest((visible(name),), rows, fillvalue=""):
            click.echo(f"  {label.ljust(width)}  {row}".rstrip(), err=True)


def _meanings(terms: Mapping[str, Any]) -> dict[str, str]:
    return {name: term["meaning"] for name, term in terms.items()}


def _prompt(label: str, read: Callable[[str], _Answer], **options: Any) -> _Answer:
    def read_or_say(text: str) -> _Answer:
        try:
            return read(text)
        except UsageError as error:
            words = f"{error}; {error.hint}" if error.hint else str(error)
            raise click.BadParameter(visible(words)) from None

    with _readable():
        answer: _Answer = click.prompt(label, err=True, value_proc=read_or_say, **options)
    return answer


@contextmanager
def _readable() -> Iterator[None]:
    try:
        yield
    except UnicodeDecodeError:
        raise UsageError("what was typed is not valid UTF-8") from None
