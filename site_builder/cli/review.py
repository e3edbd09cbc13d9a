"""`handlelists review`: look at what is claimed, and say so under one's own key; with git or without."""

import functools
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import click

from site_builder import git
from site_builder.cli.dialogue import Manner, at_terminal
from site_builder.cli.edits import EditDesk, say_commit
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
    "export": _ALWAYS | {"export", "reviewer", "records", "queue", "list_id", "withheld", "skip", "session"},
    "queue": _LOOKING - {"verdict"} | {"queue", "list_id", "withheld", "show_reviews", "form"},
    "records": _LOOKING | {"records", "show_reviews"},
}


@click.command("review")
@click.argument("records", nargs=-1, metavar="[RECORD_ID]...")
@root_option
@click.option("--as", "reviewer", metavar="REVIEWER", help="Your id on the roster.")
@click.option("--queue", is_flag=True, help="Go through what waits for you, the oldest first.")
@click.option("--list", "list_id", metavar="LIST", help="With --queue: of this list only.")
@click.option("--withheld", is_flag=True, help="With --queue: withheld records too.")
@click.option(
    "--session",
    type=click.IntRange(1, 200),
    default=LIMITS.session,
    show_default=True,
    help="Records of one session at most: attention wears off, and exposure adds up.",
)
@click.option(
    "--skip",
    type=click.Choice(SENSITIVE),
    help="Never show addresses of evidence of this sensitivity, and pass over records that have no other.",
)
@click.option("--show-reviews", is_flag=True, help="Show what others said. A review should be independent.")
@click.option("--verdict", type=click.Choice(VERDICTS), help="Do not ask: use this verdict on one record.")
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
    and --queue lists. Nothing is filed that would not count. Exit status 1 if an answer or packet is refused.
    """
    way = next((name for name in ("apply", "packet", "export", "queue") if options[name]), "records")
    refuse_meaningless(way, _MEANT[way], "RECORD_ID")
    if options["records"] and options["queue"]:
        raise UsageError("name records or use --queue, not both")
    if way == "apply":
        return apply(options["apply"], options["root"], options["now"])
    if options["reviewer"] is None:
        raise UsageError("no reviewer was given", hint="use --as REVIEWER, with your id on the roster")
    signer = Signer(options["reviewer"], options["now"][:10], options["key"])
    manner = Manner(signer, options["verdict"], options["skip"], options["session"])
    if way == "packet":
        out = options["out"] or Path("answer.json")
        return answer_packet(options["packet"], out, manner, options["records"])
    if not options["records"] and not options["queue"]:
        message = "nothing to review was given"
        raise UsageError(message, hint="name a record, or use --queue, --packet or --apply")
    return _from_tree(way, options, manner)


# In a repository


def _from_tree(way: str, options: dict[str, Any], manner: Manner) -> int:
    root: Path = options["root"]
    instance = EditDesk(root, manner.signer.today, whole=options["queue"])
    instance.take([record.partition(".")[0] for record in options["records"]], alike=True)
    reviewer = manner.signer.reviewer
    desk = Desk(instance.loading, instance.records(), reviewer, instance.today)
    waiting: tuple[Waiting, ...] = ()
    if options["queue"]:
        waiting = desk.waiting(options["list_id"], withheld=options["withheld"])
    if way == "queue" and (options["form"] == "json" or not at_terminal()):
        _list(desk, waiting, options["form"])
        return 0
    items = (
        _named(desk, options["records"], manner) if options["records"] else [entry.item for entry in waiting]
    )
    items = manner.seen((item, item.record.id, item.record.data["evidence"]) for item in items)
    skips = Skips(git.private_file(root, f"skipped-{reviewer}"))
    items = skips.last(items, lambda item: item.record.claim)
    session = items[: manner.most]
    if not session:
        click.echo(f"Nothing {'else ' if manner.passed else ''}waits for {desk.reviewer}.")
        return 0
    if way == "export":
        return export(options["export"], root, desk.packet(session))
    files: list[str] = []

    def write(review: Review) -> str:
        (path,) = write_reviews(root, [review])
        files.append(path)
        return path

    def close() -> None:
        if files:
            promoted, _ = promote_ready(root, options["now"])
            say_commit(root, tuple(dict.fromkeys((*files, *promoted))), f"Reviews by {reviewer}")

    def refusal(subject: Subject, verdict: str) -> str | None:
        return desk.refusal(subject.digest, verdict)

    ledger = Ledger(desk.roster, desk.instance["id"], root, refusal, write, skips, close)
    signed = any(item.account_list.data["policy"]["signatures"] == "required" for item in session)
    show = functools.partial(desk.subject, show_reviews=options["show_reviews"])
    manner.go(ledger, items, show, signed=signed)
    return 0


def _named(desk: Desk, records: Sequence[str], manner: Manner) -> Sequence[DerivedRecord]:
    """Return what was named; with a record its next claims, unless one verdict is given: that is on its claim."""
    waiting = [name for record in records for name in desk.waiting_next(record) if name not in records]
    if waiting and manner.verdict is not None:
        click.echo(
            visible(f"note: {', '.join(waiting)} waits to be reviewed, too; name it to review it"), err=True
        )
        waiting = []
    return desk.named((*records, *waiting))


def _list(desk: Desk, waiting: tuple[Waiting, ...], form: str) -> None:
    rows = [
        {
            "account_id": entry.item.record.data.get("account_id"),
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
