"""`handlelists decide`: make, sign and file what stewards decide."""

import contextlib
import functools
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from site_builder import git
from site_builder.check.breaker import Turned, check_breaker, turned
from site_builder.check.decisions import (
    may_be_unsigned,
    needed_signatures,
    override_subject,
    override_words,
)
from site_builder.check.side import Between, Pair, read_pair
from site_builder.cli.dialogue import at_terminal
from site_builder.cli.edits import EditDesk, say_commit
from site_builder.cli.ledgers import Signer
from site_builder.cli.options import DAY, covers_option, now_option, past_day, reasons, root_option
from site_builder.cli.progress import progress_bar
from site_builder.days import shifted
from site_builder.errors import UsageError, quantity
from site_builder.fmt.drafts import new_id, taken_ids
from site_builder.fmt.edit import put_all
from site_builder.load.layout import FileKind, decision_path
from site_builder.model import Decision, JsonObject
from site_builder.printing import print_report
from site_builder.removals import appeal
from site_builder.removals.decision import name_subject, record_subject, record_words, release_subject
from site_builder.report.escape import visible
from site_builder.settings import LIMITS
from site_builder.signatures.decision import judge_signatures, steward_fault
from site_builder.write.files import write_atomic


@click.group("decide")
def command() -> None:
    """Make, sign and file what stewards decide.

    A decision is a file in lists/decisions/ that belongs in the change that it is about, and is never changed
    afterwards. What is decided is shown before it is signed.
    """


_SHARED = (
    root_option,
    click.option("--as", "steward", metavar="STEWARD", help="Your id on the roster."),
    click.option(
        "--key",
        type=click.Path(path_type=Path, dir_okay=False),
        help="SSH key to sign with: a private key, or the public key of one in an agent or on hardware.",
        show_default="git's user.signingkey",
    ),
    now_option,
)
_MAKING = (
    *_SHARED,
    click.option(
        "--reason", required=True, metavar="TEXT", help="Why, in a few neutral sentences. Never published."
    ),
    click.option(
        "--unsigned", is_flag=True, help="Do not sign: where all lists are examples that waive signatures."
    ),
)
_head_option = click.option(
    "--head", metavar="REV", default="HEAD", show_default=True, help="What the change leads to."
)


def _with(options: Sequence[Callable[..., Any]]) -> Callable[[Callable[..., int]], Callable[..., int]]:
    return lambda function: functools.reduce(lambda made, option: option(made), reversed(options), function)


@command.command("override")
@click.option("--base", metavar="REV", required=True, help="The protected branch's tip, as for `check`.")
@_head_option
@_with(_MAKING)
def override(*, base: str, head: str, root: Path, **given: Any) -> int:
    """Let through a change that makes much public, takes much back, or weakens a rule: exactly this change.

    It names what the change does, and the rules files before and after it, as git has them.
    """
    with _change(root, base, head) as (pair, change):
        if not any(check_breaker(pair, change)):
            raise UsageError(
                "this change needs no override", hint=f"`handlelists check --base {base}` says what it needs"
            )
        subject, words = override_subject(pair, change), override_words(pair, change)
        return _Desk(root, given, pair).make("override", subject, words)


@command.command("release")
@click.argument("withholding")
@_with(_MAKING)
def release(*, withholding: str, root: Path, **given: Any) -> int:
    """Release a withheld record. WITHHOLDING is its file in lists/withheld/, or the record's id."""
    desk = _Desk(root, given)
    return desk.make("release", release_subject(withholding, desk.loading))


@command.command("appeal")
@click.argument("record")
@click.option(
    "--outcome", type=click.Choice(("dismissed", "upheld")), required=True, help="How it is decided."
)
@click.option("--opened", type=DAY, help="Day of the appeal that is meant, where several are open.")
@click.option("--ground", help="Ground of the appeal that is meant, where several are open.")
@_with(_MAKING)
def of_appeal(
    *, record: str, outcome: str, opened: str | None, ground: str | None, root: Path, **given: Any
) -> int:
    """Decide an open appeal. `handlelists appeal decide` then writes it into the record."""
    desk = _Desk(root, given)
    target = desk.find(record)
    meant = target.items("appeals")[appeal.choose(target, opened, ground)]
    named = {"appeal": meant["opened"], "ground": meant["ground"]}
    return desk.make("appeal", record_subject(target, **named, outcome=outcome))


@command.command("retraction")
@click.argument("record")
@click.option("--reason-code", "code", type=click.Choice(reasons("retraction")), required=True, help="Why.")
@click.option("--date", "day", type=DAY, help="Day of the retraction.  [default: today, UTC]")
@covers_option
@_with(_MAKING)
def of_retraction(
    *, record: str, code: str, day: str | None, covers: tuple[str, ...], root: Path, **given: Any
) -> int:
    """Take a listing back. `handlelists retract` then writes it into the record."""
    desk = _Desk(root, given)
    more = {"covers": list(covers)} if covers else {}
    day = past_day(day, given["now"])
    return desk.make("retraction", record_subject(desk.find(record), retraction=day, removal=code, **more))


@command.command("name")
@click.argument("record")
@_with(_MAKING)
def of_name(*, record: str, root: Path, **given: Any) -> int:
    """Name an account as cleared, at the person's request: by its retraction or, before that, its open appeal.

    `handlelists retract --public-handle` then does it.
    """
    desk = _Desk(root, given)
    return desk.make("name-shown", name_subject(desk.find(record)))


@command.command("sign")
@click.argument("decision")
@click.option("--base", metavar="REV", help="The protected branch's tip, as for `check`.")
@_head_option
@_with(_SHARED)
def sign(*, decision: str, base: str | None, head: str, root: Path, **given: Any) -> int:
    """Add another steward's signature to a decision, by its id.

    Of an override --base is needed, because the change is shown.
    """
    desk = _Desk(root, given)
    held, data = desk.held(decision)
    if held["kind"] != "override":
        if base is not None:
            raise UsageError("--base is only for an override")
        return desk.sign(decision, held, data)
    if base is None:
        raise UsageError("an override is signed for a change", hint="say for which: --base REV")
    with _change(root, base, head) as (pair, change):
        error = ""
        if decision_path(decision) in pair.before.atlas.files:
            error = f"{decision} is in {base} already, and counts only in the change that added it"
        elif held["subject"] != override_subject(pair, change):
            error = f"{decision} is an override of another change, or of other rules files"
        elif held["date"] < shifted(pair.before.today, -LIMITS.filing_days):
            error = f"{decision} is dated {held['date']}, more than {LIMITS.filing_days} days before {base}"
        if error:
            raise UsageError(error, hint="look at the change, and decide again")
        return _Desk(root, given, pair).sign(decision, held, data, override_words(pair, change))


@contextlib.contextmanager
def _change(root: Path, base: str, head: str) -> Iterator[tuple[Pair, Turned]]:
    """Give a change as `check` reads it. Raises `UsageError` where the base is not in it."""
    git.refuse_unusable(root)
    start, tip = git.resolve(root, base), git.resolve(root, head)
    if not git.is_ancestor(root, start, tip):
        raise UsageError(f"{base} is not an ancestor of {head}", hint="merge it or rebase onto it")
    with git.Blobs(root) as blobs, progress_bar() as tell:
        pair = read_pair(root, Between.of(root, start, tip), blobs, tell)
        yield pair, turned(pair)


class _Desk:
    """The working folder, who decides, and the change where one is decided about."""

    def __init__(self, root: Path, given: Mapping[str, Any], pair: Pair | None = None) -> None:
        self._desk, self._given, self._pair = EditDesk(root, given["now"]), given, pair
        self.loading, self.find = self._desk.loading, self._desk.find
        loading, day = (
            (self.loading, self._desk.today) if pair is None else (pair.before.loading, pair.before.today)
        )
        if loading.tree.instance_id is None:
            raise UsageError("lists/instance.yaml cannot be read", hint="`handlelists validate` says why")
        # By these it is judged whether a signature counts.
        self._by = (loading.tree.reviewers, loading.tree.instance_id, day)

    def held(self, name: str) -> tuple[Decision, bytes]:
        """Return a decision of the working folder, and its file. Raises `UsageError` where none can be read."""
        path = decision_path(name)
        data = b""
        if path in self._desk.part.atlas.files:
            data = self._desk.source.read(path, LIMITS.file_bytes)
        found = self._desk.check(path, data)[0].tree.decisions.get(name)
        if found is None:
            raise UsageError(f"there is no decision {visible(name)} that can be read in lists/decisions/")
        return found, data

    def make(self, kind: str, subject: JsonObject, words: Sequence[str] = ()) -> int:
        """Make a decision, sign it unless it is to be unsigned, and write it. Return the exit status."""
        name = new_id(taken_ids(self._desk.source, self._desk.part.atlas), secrets.randbelow)
        reason, today = self._given["reason"].strip(), self._desk.today
        decision: Decision = {"kind": kind, "date": today, "subject": subject, "reason": reason}
        if not self._given["unsigned"]:
            return self.sign(name, decision, b"", words)
        if self._given["steward"] or self._given["key"]:
            raise UsageError("--unsigned cannot be used with --as or --key")
        if not (self.loading.all_waived if self._pair is None else may_be_unsigned(self._pair)):
            error = "not all lists are examples that waive signatures"
            raise UsageError(error, hint="a steward has to sign: --as STEWARD")
        self._show(name, decision, words)
        return self._write(name, decision, b"")

    def sign(self, name: str, decision: Decision, data: bytes, words: Sequence[str] = ()) -> int:
        """Show a decision, sign it and write it into its file, which holds `data`. Return the exit status.

        Raises `UsageError` or `SigningError` where the signature would not count.
        """
        steward, (roster, _, day) = self._given["steward"], self._by
        if steward is None:
            raise UsageError("no steward was given", hint="use --as STEWARD, with your id on the roster")
        fault = steward_fault(steward, roster, day)
        if fault is not None:
            raise UsageError(f"{steward} cannot decide: {fault}")
        if any(item["steward"] == steward for item in decision.get("signatures", ())):
            raise UsageError(f"{steward} signed {name} already")
        signer = Signer(steward, self._desk.today, self._given["key"])
        with signer.with_key(self._desk.root, required=True) as found:
            found.checked(roster, day)
            self._show(name, decision, words)
            if at_terminal() and not click.confirm(f"Sign this as {steward}?"):
                raise UsageError("nothing was signed")
            return self._write(name, found.decision(name, decision, *self._by), data)

    def _show(self, name: str, decision: Decision, words: Sequence[str]) -> None:
        words = words or record_words(decision, self._desk.part.atlas.records, self.find)
        click.echo(f"Decision {name}: {decision['kind']}, dated {decision['date']}")
        for line in (*words, f"Reason, which is not signed: {decision['reason']}"):
            click.echo(visible(line))

    def _write(self, name: str, decision: Decision, data: bytes) -> int:
        path = decision_path(name)
        content = put_all(FileKind.DECISION, data, (((key,), value) for key, value in decision.items()), path)
        after, problems = self._desk.check(path, content)
        if len(problems):
            print_report(problems, after, "text")
        if problems.errors:
            click.echo("Nothing was written.", err=True)
            return 1
        write_atomic(self._desk.root / path, content)
        say_commit(self._desk.root, (path,), f"Decide {name}: {decision['kind']}")
        count = sum(item.fault is None for item in judge_signatures(name, decision, *self._by))
        if self._pair is not None and count < (needed := needed_signatures(self._pair, decision["kind"])):
            base = self._pair.before.commit[:12]
            click.echo(f"It has {count} of {quantity(needed, 'signature')}. Another steward adds one:")
            click.echo(f"  handlelists decide sign {name} --base {base} --as STEWARD --key FILE")
        return 0
