"""`handlelists add`: propose one record, from options or by asking."""

import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import click

from site_builder import git
from site_builder.cli.correcting import correct
from site_builder.cli.edits import EditDesk
from site_builder.cli.kept import kept
from site_builder.cli.options import DAY, now_option, past_day, root_option
from site_builder.cli.proposing import Session
from site_builder.errors import RepositoryError, UsageError, quantity
from site_builder.handles.url import ascii_host
from site_builder.load.source_tree import Loading, packaged
from site_builder.proposals.answers import FIELDS, ITEM_FIELDS, Answers, EvidenceAnswer
from site_builder.proposals.neighbours import is_no_reply
from site_builder.report.escape import visible

_NONE: Final = "-"
"""Stands for nothing where an option is given once for each piece of evidence."""
_FOR_ALL: Final = frozenset({"--captured", "--sensitivity"})
"""Given once, these hold for every piece of evidence."""


def evidence_terms(section: str) -> click.Choice[str]:
    """Return the codes of a section of the vocabulary as an option's type."""
    return click.Choice(tuple(sorted(packaged("vocabulary")[section])))


@click.command("add")
@click.argument("account", required=False)
@root_option
@click.option("--list", metavar="LIST", help="List that it is proposed for.", show_default="the only one")
@click.option("--platform", metavar="PLATFORM", help="Needed if ACCOUNT alone does not name it.")
@click.option("--handle", metavar="HANDLE", help="May be left out where the account id is known.")
@click.option("--account-id", metavar="ID", help="The platform's own id of the account.")
@click.option(
    "--category", "categories", metavar="CATEGORY", multiple=True, help="Of the list; may be repeated."
)
@click.option("--summary", metavar="TEXT", help="What is claimed, in one or two neutral sentences.")
@click.option(
    "--source", "sources", metavar="SOURCE", multiple=True, help="Source of sources.yaml that names it."
)
@click.option(
    "--affiliation", "affiliations", metavar="NAME", multiple=True, help="Affiliation of sources.yaml."
)
@click.option(
    "--evidence-kind", type=evidence_terms("evidence_kinds"), multiple=True, help="Kind of the evidence."
)
@click.option("--evidence-url", metavar="URL", multiple=True, help="The original.")
@click.option("--archived", metavar="URL", multiple=True, help="A capture of it.")
@click.option("--sha256", metavar="HEX", multiple=True, help="Digest of the captured bytes.")
@click.option("--captured", type=DAY, multiple=True, help="Day on which you saw it.  [default: today, UTC]")
@click.option("--published", type=DAY, multiple=True, help="Day on which the original appeared.")
@click.option("--shows", metavar="CATEGORY,...", multiple=True, help="Categories that it shows.")
@click.option(
    "--sensitivity", type=evidence_terms("sensitivities"), multiple=True, help="Whether to warn before it."
)
@click.option("--evidence-summary", metavar="TEXT", multiple=True, help="What it shows, in neutral words.")
@click.option("--distinct-from", metavar="ID", multiple=True, help="Protected account that it resembles.")
@click.option("--new-server", metavar="HOST", multiple=True, help="Server on which nobody here is yet.")
@click.option(
    "--submitted-by", metavar="NAME", multiple=True, help="Your role or pseudonym; may be repeated."
)
@click.option(
    "--from",
    "draft",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Go on with answers that an earlier run kept; what options say comes first.",
)
@click.option("--next", "corrected", metavar="RECORD", help="Propose another claim of this record instead.")
@click.option("--allow-email", is_flag=True, help="Go on although git would show your e-mail address.")
@now_option
def command(  # noqa: PLR0913 - one parameter for each option
    account: str | None,
    root: Path,
    now: str,
    *,
    allow_email: bool,
    corrected: str | None,
    draft: Path | None,
    **given: Any,
) -> int:
    """Propose ACCOUNT for a list: write one new record, and say what to commit.

    ACCOUNT is a handle, or the address of a profile as you copy it from the browser. First it shows what the list,
    its records and the protected accounts say about the account. On a terminal you are asked for what the options
    leave out. For several pieces of evidence repeat the options of evidence in order, with - for nothing. If there is
    an error, nothing is written (exit status 1); what you have typed until then, or until you break off, is kept in
    a file for --from.

    With --next it writes a next claim of a record that somebody has reviewed: what options say takes the place of what
    the record says, evidence and names are added. It waits beside the record, which stays as it is until enough
    reviewers have confirmed the next claim. Without another option it is a copy, for you to edit.
    """
    refuse_private_address(root, allow=allow_email)
    desk = EditDesk(root, now)
    if corrected is not None:
        if account is not None or draft is not None:
            raise UsageError("--next goes with neither ACCOUNT nor --from")
        return correct(desk, corrected, _given(desk.loading, given, now, Answers()))
    before = kept(draft, root) if draft is not None else Answers()
    asking = sys.stdin.isatty()
    servers = tuple(ascii_host(host) or host for host in given["new_server"])
    session = Session(desk, asking, asked=asking and draft is not None, servers=servers, draft=draft)
    status = session.run(_given(desk.loading, given, now, before), account)
    if draft is not None and status == 0:
        click.echo(f"{visible(str(draft))} is no longer needed: delete it.")
    return status


def refuse_private_address(root: Path, *, allow: bool) -> None:
    """Raise `UsageError` where the user's commits would show an e-mail address by which they can be reached."""
    if allow:
        return
    try:
        addresses = git.user_emails(root)
    except RepositoryError:  # without git there is no commit that could show it
        return
    address = next((address for address in addresses if not is_no_reply(address)), None)
    if address is not None:
        error = f"a commit made here would show the e-mail address {address} for ever"
        hint = (
            "tell git the no-reply address that your forge gives you: git config user.email ADDRESS; "
            "or say --allow-email"
        )
        raise UsageError(error, hint=hint)


def _given(loading: Loading, given: Mapping[str, Any], now: str, before: Answers) -> Answers:
    """Return what the options say, else what was said before. Raises `UsageError` where they do not fit together."""
    lists = tuple(loading.tree.lists)
    if not lists:
        raise UsageError("there is no list that can be read", hint="`handlelists validate` says why")
    name = given["list"] or (lists[0] if len(lists) == 1 else "")
    if name and name not in lists:
        raise UsageError(f"there is no list {name} that can be read; known are {', '.join(lists)}")
    for day in (*given["captured"], *given["published"]):
        past_day(day, now)
    said: dict[str, Any] = {
        key: tuple(dict.fromkeys(given[key])) if isinstance(given[key], tuple) else (given[key] or "").strip()
        for key in FIELDS.values()
    }
    columns = {option: given[option.removeprefix("--").replace("-", "_")] for option in ITEM_FIELDS}
    said |= {"list": name, "evidence": _evidence(columns) if any(columns.values()) else before.evidence}
    return replace(before, **{key: value for key, value in said.items() if value})


def _evidence(columns: Mapping[str, tuple[str, ...]]) -> tuple[EvidenceAnswer, ...]:
    """Return the pieces of evidence: the first of each option make the first, and so on."""
    count = max(1, *map(len, columns.values()))
    rows: list[dict[str, Any]] = [{} for _ in range(count)]
    for option, values in columns.items():
        if len(values) not in {0, count} and not (len(values) == 1 and option in _FOR_ALL):
            times = f"{quantity(len(values), 'time')}, other options of evidence {quantity(count, 'time')}"
            error = f"{option} is given {times}"
            raise UsageError(error, hint=f"give it once for each piece of evidence, {_NONE} for nothing")
        for row, value in zip(rows, values * count if len(values) == 1 else values, strict=False):
            row[ITEM_FIELDS[option]] = "" if value == _NONE else value.strip()
    return tuple(
        EvidenceAnswer(
            **row
            | {
                "sha256": row.get("sha256", "").lower(),
                "shows": tuple(dict.fromkeys(row.get("shows", "").replace(",", " ").split())),
            }
        )
        for row in rows
    )
