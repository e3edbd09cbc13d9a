"""`handlelists capture`: tie a file that was captured elsewhere to a piece of evidence, and look after such files."""

import os
from pathlib import Path
from typing import Any, Final

import click

from site_builder import git
from site_builder.captures.holdings import CaptureUse, holdings
from site_builder.captures.store import CaptureStore
from site_builder.cli.add import evidence_terms, refuse_private_address
from site_builder.cli.capturing import Wish, keep_capture
from site_builder.cli.edits import EditDesk
from site_builder.cli.options import (
    DAY,
    answer_option,
    now_option,
    past_day,
    refuse_meaningless,
    root_option,
)
from site_builder.cli.progress import progress_bar
from site_builder.errors import RepositoryError, UsageError, quantity
from site_builder.load.source_tree import load_tree
from site_builder.pipeline import working_tree
from site_builder.printing import print_json
from site_builder.report.escape import visible

_OF_VERIFY: Final = frozenset({"verify", "list_id", "form", "store", "root", "now"})
_OF_CAPTURE: Final = frozenset(
    {"file", "record", "evidence", "url", "captured", "submitted_by", "allow_email"}
)
_OF_NEW: Final = {
    "kind": "--kind",
    "summary": "--summary",
    "shows": "--shows",
    "sensitivity": "--sensitivity",
}
_EVERYWHERE: Final = frozenset({"store", "root", "now"})


@click.command("capture")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@root_option
@click.option("--record", metavar="RECORD", help="Record whose evidence it is.")
@click.option("--evidence", metavar="ID", help="Piece of evidence, such as e1.", show_default="a new one")
@click.option("--url", metavar="URL", help="The page, where the file does not say it or holds several.")
@click.option("--captured", type=DAY, help="Day of the capture (UTC), where the file does not say it.")
@click.option("--kind", type=evidence_terms("evidence_kinds"), help="Of new evidence: its kind.")
@click.option("--summary", metavar="TEXT", help="Of new evidence: what it shows, in neutral words.")
@click.option("--shows", metavar="CATEGORY,...", help="Of new evidence: categories that it shows.")
@click.option("--sensitivity", type=evidence_terms("sensitivities"), help="Of new evidence: whether to warn.")
@click.option(
    "--submitted-by", metavar="NAME", multiple=True, help="Your role or pseudonym; may be repeated."
)
@click.option(
    "--store",
    type=click.Path(path_type=Path, file_okay=False),
    help="Private folder that keeps captures, outside the repository.",
    show_default="git's handlelists.captures",
)
@click.option("--allow-email", is_flag=True, help="Go on although git would show your e-mail address.")
@click.option(
    "--verify", is_flag=True, help="Compare the store with what evidence names, and capture nothing."
)
@click.option("--list", "list_id", metavar="LIST", help="With --verify: of this list only.")
@answer_option("With --verify: how it is reported.")
@now_option
def command(  # noqa: PLR0913 - one parameter for each option
    file: Path | None,
    root: Path,
    now: str,
    form: str,
    *,
    store: Path | None,
    verify: bool,
    list_id: str | None,
    allow_email: bool,
    **given: Any,
) -> int:
    """Tie FILE, a capture made elsewhere, to evidence of a record, and keep it in your private store.

    FILE is a WACZ, a WARC (also .gz), an HTML file as SingleFile saves it, a PNG, a JPEG or a PDF. Address and day are
    read from it where it says them. Its SHA-256, the day and a missing address are written into the evidence: in the
    record's own file while nobody has reviewed it, otherwise in a next claim. Nothing is stored or written if there is
    an error (exit status 1).

    With --verify it looks for captures that are missing from the store, changed, or named by nothing, and for evidence
    without any. Exit status 1 if one is missing or changed.
    """
    if verify:
        refuse_meaningless("verify", _OF_VERIFY, "FILE")
        return _verify(_store(root, store), root, list_id, form)
    meant = _OF_CAPTURE | _EVERYWHERE
    refuse_meaningless("file", meant | _OF_NEW.keys(), "FILE")
    if given["evidence"] is not None:
        refuse_meaningless("evidence", meant, "FILE")
    needed = {"FILE": file, "--record": given["record"]}
    needed |= {} if given["evidence"] else {option: given[name] for name, option in _OF_NEW.items()}
    missing = [option for option, value in needed.items() if not value]
    if file is None or missing:
        why = "without --evidence a new piece is made, which needs all of them" if given["record"] else None
        raise UsageError(f"missing: {', '.join(missing)}", hint=why)
    refuse_private_address(root, allow=allow_email)
    past_day(given["captured"], now)
    place = _store(root, store)
    return keep_capture(EditDesk(root, now), file, place, Wish(**given))


def _store(root: Path, given: Path | None) -> CaptureStore:
    """Return the store: that of the option, else of git's setting. Raises `UsageError` where there is none."""
    if given is None:
        try:
            setting = git.capture_store(root)
        except RepositoryError:  # without git there is no setting of git's
            setting = None
        if setting is None:
            hint = "name a folder with --store DIR, or tell git: git config handlelists.captures DIR"
            raise UsageError("no store for captures is known", hint=hint)
        given = root / os.path.expanduser(setting)  # noqa: PTH111 - that raises for a stranger
    return CaptureStore(given, git.top(root))


def _verify(store: CaptureStore, root: Path, list_id: str | None, form: str) -> int:
    with progress_bar() as tell:
        loading = load_tree(working_tree(root, tell))
        if list_id is not None and list_id not in loading.tree.lists:
            raise UsageError(f"there is no list {list_id} that can be read")
        loading.documents.refuse_unread("which captures are named")
        found = holdings(store, loading.tree, list_id, tell)
    if form == "json":
        print_json(
            {
                "changed": found.changed,
                "compared": found.files,
                "missing": [_as_json(use) for use in found.missing],
                "uncaptured": [_as_json(use) for use in found.uncaptured],
                "unreferenced": found.unreferenced,
            }
        )
        return 0 if found.good else 1
    for use in found.missing:
        click.echo(visible(f"missing: {use.file} {use.evidence} {use.sha256}"))
    for word, paths in (("changed", found.changed), ("unreferenced", found.unreferenced)):
        for path in paths:
            click.echo(visible(f"{word}: {path}"))
    for use in found.uncaptured:
        click.echo(visible(f"no capture: {use.file} {use.evidence}"))
    click.echo(
        f"{quantity(found.files, 'capture')} compared: {len(found.missing):,} missing, {len(found.changed):,} changed, "
        f"{len(found.unreferenced):,} unreferenced; "
        f"{quantity(len(found.uncaptured), 'piece', 'pieces')} of evidence without a capture."
    )
    return 0 if found.good else 1


def _as_json(use: CaptureUse) -> dict[str, str]:
    said = {"evidence": use.evidence, "file": use.file, "list": use.list, "sha256": use.sha256}
    return {name: value for name, value in said.items() if value is not None}
