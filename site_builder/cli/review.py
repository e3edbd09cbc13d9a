"""`handlelists review`: look at what is claimed, and say so under one's own key; with git or without."""

import functools
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import click

from site_builder import git
from site_builder.cli import batch
from site_builder.cli.dialogue import Manner, at_terminal
from site_builder.cli.edits import EditDesk, few, say_commit
from site_builder.cli.kept import Skips
from site_builder.cli.ledgers import Ledger, Signer, write_reviews
from site_builder.cli.options import answer_option, now_option, refuse_meaningless, root_option
from site_builder.cli.packets import answer_packet, apply, export
from site_builder.cli.promote import promote_ready
from site_builder.derive.state import DerivedRecord
from site_builder.errors import UsageError, quantity
from site_builder.model import Review
from site_builder.printing import print_json
from site_builder.record import account_name
from site_builder.report.escape import visible
from site_builder.reviewing.admission import Waiting
from site_builder.reviewing.desk import Desk
from site_builder.reviewing.subject import SENSITIVE, VERDICTS, Subject
from site_builder.settings import LIMITS

_FILE: Final = click.Path(path_type=Path, dir_okay=False)
_ALWAYS: Final = frozenset({"root", "now"})
_LOOKING: Final = _ALWAYS | {"reviewer", "verdict", "key", "skip", "session"}
# Of each way to call the command the options that mean something there.
_MEANT: Final = {
    "apply": _ALWAYS | {"apply"},
    "packet": _LOOKING | {"packet", "records", "out"},
    "export": _ALWAYS
    | {"batch", "export", "reviewer", "records", "queue", "list_id", "withheld", "skip", "session"},
    "batch": _LOOKING | {"batch", "list_id", "show_reviews"},
    "queue": _LOOKING - {"verdict"} | {"queue", "list_id", "withheld", "show_reviews", "form"},
    "records": _LOOKING | {"records", "show_reviews"},
}


@click.command("review")
@click.argument("records", nargs=-1, metavar="[RECORD_ID]...")
@root_option
@click.option("--as", "reviewer", metavar="REVIEWER", help="Your id on the roster.")
@click.option("--queue", is_flag=True, help="Go through what waits for you, the oldest first.")
@click.option("--batch", metavar="NAME", help="Look at the accounts of one import together, and decide once.")
@click.option("--list", "list_id", metavar="LIST", help="With --queue or --batch: of this list only.")
@click.option("--withheld", is_flag=True, help="With --queue: withheld records too.")
@click.option(
    "--session",
    type=click.IntRange(1, 200),
    help="Records of one session at most: attention wears off, and exposure adds up.",
    show_default=f"{LIMITS.session}; {LIMITS.batch} with --batch",
)
@click.option(
    "--skip",
    type=click.Choice(SENSITIVE),
    help="Never show addresses of evidence of this sensitivity, and pass over records that have no other.",
)
@click.option("--show-reviews", is_flag=True, help="Show what others said. A review should be independent.")
@click.option(
    "--verdict",
    type=click.Choice(VERDICTS),
    help="Do not ask: use this verdict on one record. With --batch no confirm.",
)
@click.option(
    "--key",
    type=_FILE,
    help="SSH key to sign with: a private key, or the public key of one in an agent or on hardware.",
    show_default="git's user.signingkey",
)
@click.option("--export", type=_FILE, help="Write a packet for a reviewer without git, and review nothing.")
@click.option("--packet", type=_FILE, help="Review what is in a packet; needs no repository.")
@click.option("--out", type=_FILE, help="With --packet: the answer to write.", show_default="answer.json")
@click.option("--apply", type=_FILE, help="File the reviews of an answer.")
@answer_option("With --queue: json lists what waits, and reviews nothing.")
@now_option
def command(**options: Any) -> int:
    """Show what is claimed of an account, ask for a verdict, sign it and file it.

    The text comes first; an address is shown when you press a key for it. Without a terminal --verdict is needed,
    --queue lists and --batch shows. Nothing is filed that would not count. Exit status 1 if an answer or packet is
    refused.
    """
    way = next((name for name in ("apply", "packet", "export", "queue", "batch") if options[name]), "records")
    refuse_meaningless(way, _MEANT[way], "RECORD_ID")
    if sum(map(bool, (options["records"], options["queue"], options["batch"]))) > 1:
        raise UsageError("name records or use --queue or --batch, not several of them")
    if way == "apply":
        return apply(options["apply"], options["root"], options["now"])
    if options["reviewer"] is None:
        raise UsageError("no reviewer was given", hint="use --as REVIEWER, with your id on the roster")
    signer = Signer(options["reviewer"], options["now"][:10], options["key"])
    most = options["session"] or (LIMITS.batch if options["batch"] else LIMITS.session)
    manner = Manner(signer, options["verdict"], options["skip"], most)
    if way == "packet":
        out = options["out"] or Path("answer.json")
        return answer_packet(options["packet"], out, manner, options["records"])
    if not options["records"] and not options["queue"] and not options["batch"]:
        message = "nothing to review was given"
        raise UsageError(message, hint="name a record, or use --queue, --batch, --packet or --apply")
    return _from_tree(way, options, manner)


# In a repository


def _from_tree(way: str, options: dict[str, Any], manner: Manner) -> int:
    root: Path = options["root"]
    reviewer = manner.signer.reviewer
    desk = _desk(options, manner.signer)
    waiting: tuple[Waiting, ...] = ()
    if options["queue"]:
        waiting = desk.waiting(options["list_id"], withheld=options["withheld"])
    if way == "queue" and (options["form"] == "json" or not at_terminal()):
        _list(desk, waiting, options["form"])
        return 0
    items = _items(desk, options, manner, waiting)
    skips = Skips(git.private_file(root, f"skipped-{reviewer}"))
    items = skips.last(items, lambda item: item.record.claim)
    whole = way == "batch" and manner.verdict is not None and options["session"] is None
    session = items if whole else items[: manner.most]
    if not session:
        click.echo(f"Nothing {'else ' if manner.passed else ''}waits for {desk.reviewer}.")
        return 0
    if way == "export":
        return export(options["export"], root, desk.packet(session))
    files: list[str] = []

    def write(reviews: Sequence[Review]) -> str:
        paths = write_reviews(root, reviews)
        files.extend(paths)
        return paths[0] if len(paths) == 1 else quantity(len(paths), "file")

    def close() -> None:
        if files:
            promoted, _ = promote_ready(root, options["now"])
            paths = tuple(dict.fromkeys((*files, *promoted)))
            say_commit(root, sorted(few(paths)) if way == "batch" else paths, f"Reviews by {reviewer}")

    def refusal(subject: Subject, verdict: str) -> str | None:
        return desk.refusal(subject.digest, verdict)

    ledger = Ledger(desk.roster, desk.instance["id"], root, refusal, write, skips, close)
    signed = any(item.account_list.data["policy"]["signatures"] == "required" for item in session)
    show = functools.partial(desk.subject, show_reviews=options["show_reviews"])
    if way == "batch":
        batch.go(manner, ledger, batch.batch_groups(desk, session, show), signed=signed)
    else:
        manner.go(ledger, items, show, signed=signed)
    return 0


def _desk(options: dict[str, Any], signer: Signer) -> Desk:
    instance = EditDesk(options["root"], signer.today, whole=options["queue"])
    if options["batch"]:
        batch.take_batch(instance, options["batch"])
    else:
        instance.take([record.partition(".")[0] for record in options["records"]], alike=True)
    return Desk(instance.loading, instance.records(), signer.reviewer, instance.today)


def _items(
    desk: Desk, options: dict[str, Any], manner: Manner, waiting: Sequence[Waiting]
) -> list[DerivedRecord]:
    if options["batch"]:
        return batch.chosen(desk, options["batch"], options["list_id"], manner)
    _say_batches(desk, waiting)
    items = _named(desk, options["records"], manner) or [entry.item for entry in waiting]
    return manner.seen((item, item.record.id, item.record.data["evidence"]) for item in items)


def _named(desk: Desk, records: Sequence[str], manner: Manner) -> Sequence[DerivedRecord]:
    """Return what was named; with a record its next claims, unless one verdict is given: that is on its claim."""
    waiting = [name for record in records for name in desk.waiting_next(record) if name not in records]
    if waiting and manner.verdict is not None:
        click.echo(
            visible(f"note: {', '.join(waiting)} waits to be reviewed, too; name it to review it"), err=True
        )
        waiting = []
    return desk.named((*records, *waiting))


def _say_batches(desk: Desk, waiting: Sequence[Waiting]) -> None:
    """Say which of what waits came in one import: it can be looked at together."""
    names = Counter(entry.item.record.data.get("batch") for entry in waiting)
    for name, count in sorted((name, count) for name, count in names.items() if name and count > 1):
        command = f"handlelists review --as {desk.reviewer} --batch {name}"
        click.echo(visible(f"{quantity(count, 'waiting record')} are of the batch {name}: {command}"))


def _list(desk: Desk, waiting: tuple[Waiting, ...], form: str) -> None:
    rows = [
        {
            "account_id": entry.item.record.data.get("account_id"),
            "batch": entry.item.record.data.get("batch"),
            "captured": entry.captured,
            "claim": entry.item.record.claim,
            "handle": entry.item.record.data.get("handle"),
            "list": entry.item.record.list,
            "name": entry.item.record.file.rpartition("/")[2].removesuffix(".yaml"),
            "platform": entry.item.record.data["platform"],
            "record": entry.item.record.id,
            "sensitivity": sorted({part["sensitivity"] for part in entry.item.record.data["evidence"]}),
            "since": entry.since,
            "until": entry.item.derived.valid_until,
            "why": entry.why,
        }
        for entry in waiting
    ]
    if form == "json":
        print_json({"reviewer": desk.reviewer, "today": desk.today, "waiting": rows})
        return
    for row in rows:
        line = f"{row['name']}  {row['why']:<8}  {row['since']}  {row['list']}  {account_name(row)}"
        click.echo(visible(line))
    click.echo(f"{quantity(len(rows), 'record')} waiting for {desk.reviewer}")
    _say_batches(desk, waiting)
