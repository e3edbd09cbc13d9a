"""`handlelists appeal`: open one, decide it, see what is due."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import click

from site_builder.cli.deciding import Deciding, signing_options
from site_builder.cli.edits import EditDesk, refuse
from site_builder.cli.options import DAY, answer_option, now_option, past_day, reasons, root_option
from site_builder.errors import UsageError, quantity
from site_builder.load.source_tree import packaged
from site_builder.model import Appeal
from site_builder.printing import print_json
from site_builder.removals import appeal, retraction
from site_builder.removals.decision import record_subject
from site_builder.removals.target import Target
from site_builder.report.escape import visible
from site_builder.rules import problem


@click.group("appeal")
def command() -> None:
    """Enter and decide appeals against listings."""


@command.command("open")
@click.argument("record")
@root_option
@click.option(
    "--ground",
    type=click.Choice(tuple(sorted(packaged("vocabulary")["appeal_grounds"]))),
    required=True,
    help="What the person appealing says is wrong.",
)
@click.option("--opened", type=DAY, help="Day on which the appeal arrived.  [default: today, UTC]")
@click.option(
    "--due", type=DAY, help="Last day for a decision.  [default and latest: what the list's policy gives]"
)
@now_option
def open_(record: str, root: Path, ground: str, opened: str | None, due: str | None, now: str) -> int:  # noqa: PLR0913, PLR0917 - one parameter for each option
    """Enter an appeal into its record, with the day by which it has to be decided.

    RECORD is a record id, or anything that `handlelists status` finds one record for. What the person wrote, and
    who they are, stays out of the repository.
    """
    day = past_day(opened, now)
    desk = EditDesk(root, now)
    target = desk.find(record)
    account_list = desk.loading.tree.lists.get(target.list)
    if account_list is None and due is None:
        error = f"lists/{target.list}/list.yaml cannot be read, so the policy's time is not known; give --due"
        raise UsageError(error)
    policy = account_list.data["policy"] if account_list is not None else None
    latest = appeal.due_day(policy, day) if policy is not None else due or day
    due = due or latest
    if policy is not None and due > latest:
        place = desk.loading.places.at(target.file)
        days = policy["appeal_days"]
        return refuse(problem("appeal-due", place, due=due, days=days, opened=day, expected=latest))
    entry: Appeal = {"opened": day, "ground": ground, "due": due, "status": "open"}
    at_once = policy is not None and ground in policy.get("withhold_on", ())
    words = partial(_after_opening, target, due, now[:10], at_once=at_once)
    edit = partial(appeal.open_appeal, target, entry)
    return desk.write(target, edit, f"Appeal against {target.id}", words)


def _after_opening(target: Target, due: str, today: str, *, at_once: bool) -> str:
    words = f"Decide it by {due}: `handlelists appeal decide {target.id}`; not whoever wrote or confirmed it."
    if target.item is not None and not target.item.derived.public:
        return f"The record is {target.item.derived.state} and not public now.\n{words}"
    if at_once:
        return f"The list's policy withholds on this ground: once this is published, the record is withheld.\n{words}"
    if today > due:
        return f"It is overdue already: once this is published, the record is withheld.\n{words}"
    return f"The record stays public, marked as disputed. Undecided after {due} it is withheld by itself.\n{words}"


@command.command("decide")
@click.argument("record")
@root_option
@click.option(
    "--outcome", type=click.Choice(("dismissed", "upheld")), required=True, help="How it is decided."
)
@click.option(
    "--reason", required=True, metavar="TEXT", help="Why, in a few neutral sentences. Never published."
)
@signing_options
@click.option(
    "--retract", type=click.Choice(reasons("retraction")), help="Take the listing back, for this reason."
)
@click.option("--opened", type=DAY, help="Day of the appeal that is meant, where several are open.")
@click.option("--ground", help="Ground of the appeal that is meant, where several are open.")
@click.option("--decided", type=DAY, help="Day of the decision.  [default: today, UTC]")
@now_option
def decide(*, record: str, outcome: str, reason: str, retract: str | None, **given: Any) -> int:
    """Decide an open appeal: a steward does who had no part in the listing. The decision is written beside.

    RECORD is a record id, or anything that `handlelists status` finds one record for. An appeal that is upheld comes
    with a retraction (--retract) or a changed claim in the same change. With --unsigned, --as says who decides.
    """
    day = past_day(given["decided"], given["now"])
    if retract is not None and outcome != "upheld":
        raise UsageError("--retract needs --outcome upheld")
    desk = EditDesk(given["root"], given["now"])
    deciding = Deciding(desk, given, named=True)
    target = deciding.find(record)
    choose = partial(appeal.choose, target, given["opened"], given["ground"])
    decided = {"status": outcome, "decided": day, "decided_by": given["steward"], "reason": reason.strip()}

    def edit() -> bytes:
        data = appeal.decide(target, choose(), decided)
        if retract is None:
            return data
        return retraction.retract(target.edited(data), {"date": day, "reason": retract})

    def decisions() -> Mapping[str, bytes] | None:
        meant: Any = target.items("appeals")[choose()]
        subject = record_subject(target, appeal=meant["opened"], ground=meant["ground"], outcome=outcome)
        drafts = [deciding.new("appeal", subject, reason, target)]
        if retract is not None:
            subject = record_subject(target, retraction=day, removal=retract)
            drafts.append(deciding.new("retraction", subject, reason, target))
        return deciding.files(drafts)

    def words() -> str:
        if retract is not None or outcome != "upheld":
            return ""
        return (
            "`check` accepts an upheld appeal only if the same change changes the claim, with a quorum of reviews of "
            f"the new one, or takes the listing back: `handlelists retract {target.id} --reason CODE --why TEXT --as "
            "STEWARD`."
        )

    subject = f"Decide the appeal against {target.id}: {outcome}"
    return deciding.ended(desk.write(target, edit, subject, words, decisions))


@command.command("list")
@root_option
@now_option
@answer_option("How they are listed.")
def list_(root: Path, now: str, form: str) -> int:
    """List the open appeals by the day on which they are due; what is overdue comes first."""
    desk = EditDesk(root, now, whole=True)
    rows = appeal.waiting_appeals(desk.records(), desk.today)
    overdue = sum(row["overdue"] for row in rows)
    if form == "json":
        print_json({"appeals": rows, "overdue": overdue, "today": desk.today})
        return 0
    for row in rows:
        mark = "OVERDUE" if row["overdue"] else "due"
        what = f"{row['ground']}, opened {row['opened']}, {row['state']}"
        click.echo(visible(f"{mark} {row['due']}  {row['record']}  {row['list']}  {what}"))
    click.echo(f"{quantity(len(rows), 'open appeal')}, {overdue} overdue on {desk.today}")
    return 0
