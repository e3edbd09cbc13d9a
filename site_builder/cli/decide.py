"""`handlelists decide`: what stewards decide of a change, releases, and the signatures of several."""

import contextlib
import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import click

from site_builder import git
from site_builder.check.breaker import Turned, check_breaker, turned
from site_builder.check.decisions import override_subject, rules_files
from site_builder.check.side import Between, Pair, read_pair
from site_builder.cli.deciding import Deciding, content_of, key_option, signing_options, steward_option
from site_builder.cli.edits import EditDesk, few, say_commit
from site_builder.cli.ledgers import Signer
from site_builder.cli.options import now_option, refuse_meaningless, root_option
from site_builder.cli.packets import answer_in, export_decisions, sign_packet, signed_by
from site_builder.cli.progress import progress_bar
from site_builder.days import shifted
from site_builder.derive.state import derive_all
from site_builder.errors import UsageError, quantity, state_word
from site_builder.load.layout import WITHHELD_FOLDER, decision_path, withheld_record
from site_builder.load.parsed import claim
from site_builder.load.source_tree import packaged
from site_builder.model import Decision
from site_builder.removals.decision import decided_record, releases
from site_builder.report.escape import visible
from site_builder.reviewing.override import Override
from site_builder.reviewing.packet import Draft
from site_builder.settings import LIMITS
from site_builder.withholding import in_words
from site_builder.write.files import write_together


@click.group("decide")
def command() -> None:
    """Make, sign and file what stewards decide.

    A decision is a file in lists/decisions/ that belongs in the change that it is about, and is never changed
    afterwards. What is decided is shown before it is signed. `retract` and `appeal decide` make theirs themselves.
    """


_head_option = click.option(
    "--head", metavar="REV", default="HEAD", show_default=True, help="What the change leads to."
)
_rewritten_option = click.option(
    "--rewritten", is_flag=True, help="The history was rewritten since --base, as for `check --rewritten`."
)
_reason_option = click.option(
    "--reason", required=True, metavar="TEXT", help="Why, in a few neutral sentences. Never published."
)


@command.command("override")
@click.option("--base", metavar="REV", required=True, help="The protected branch's tip, as for `check`.")
@_head_option
@_rewritten_option
@root_option
@_reason_option
@signing_options
@now_option
def override(*, base: str, head: str, rewritten: bool, root: Path, reason: str, **given: Any) -> int:
    """Let through a change that makes much public, takes much back, or weakens a rule: exactly this change.

    It names what the change does, and the rules files before and after it, as git has them.
    """
    with _change(root, base, head, rewritten=rewritten) as (pair, change):
        if not any(check_breaker(pair, change)):
            check = f"--since {base} --rewritten" if rewritten else f"--base {base}"
            hint = f"`handlelists check {check}` says what it needs"
            raise UsageError("this change needs no override", hint=hint)
        desk = EditDesk(root, given["now"])
        deciding = Deciding(desk, {**given, "rewritten": rewritten}, pair)
        draft = deciding.new("override", override_subject(pair, change), reason, **_override_of(pair, change))
        files = deciding.files([draft])
        return 1 if files is None else _write(desk, deciding, files, "Make")


@command.command("release")
@click.argument("withheld", nargs=-1, required=True, metavar="WITHHOLDING_OR_RECORD...")
@root_option
@_reason_option
@signing_options
@now_option
def release(*, withheld: tuple[str, ...], root: Path, reason: str, **given: Any) -> int:
    """Withhold something no longer: delete a file in lists/withheld/ or, for a record number, all of its files.

    The record is then in whatever state its reviews give it, unless another file withholds it.
    """
    desk = EditDesk(root, given["now"])
    deciding = Deciding(desk, given)
    files = dict.fromkeys(file for name in withheld for file in releases(name, desk.part.atlas.files))
    records = {file: withheld_record(file) or "" for file in files}
    drafts = []
    for file, record in records.items():
        subject = {"withholding": file.removeprefix(f"{WITHHELD_FOLDER}/")}
        drafts.append(deciding.new("release", subject, reason, deciding.named(record)))
    after = desk.fits({decision_path(draft.name): content_of(draft) for draft in drafts}, files)
    decisions = deciding.files(drafts) if after is not None else None
    if after is None or decisions is None:
        return 1
    # In this order: a decision alone releases nobody.
    write_together(root, {**decisions, **files})
    names = sorted(set(records.values()))
    say_commit(root, (*few(decisions), *few(files)), f"Release {in_words(names)}")
    states = {item.record.id: item.derived for item in derive_all(after.tree, desk.today)}
    for record in names:
        derived = states.get(record)
        if derived is None:
            click.echo(f"{record}: no such record, or its file cannot be read")
        else:
            public = "public" if derived.public else "not public"
            meaning = packaged("vocabulary")["states"][derived.state]["meaning"]
            click.echo(f"{record} is then {state_word(derived.state)}, {public}: {meaning}")
    return deciding.ended(0)


_FILE: Final = click.Path(path_type=Path, dir_okay=False)
_ALWAYS: Final = frozenset({"root", "now"})
_CHANGED: Final = frozenset({"base", "head", "rewritten"})
# Of each way to call it the options that mean something there.
_MEANT: Final = {
    "apply": _ALWAYS | _CHANGED | {"apply"},
    "packet": _ALWAYS | {"packet", "out", "steward", "key"},
    "export": _ALWAYS | _CHANGED | {"export", "decisions", "steward"},
    "decisions": _ALWAYS | _CHANGED | {"decisions", "steward", "key"},
}


@command.command("sign")
@click.argument("decisions", nargs=-1, metavar="[DECISION]...")
@click.option("--base", metavar="REV", help="Of an override: the protected branch's tip, as for `check`.")
@_head_option
@_rewritten_option
@root_option
@steward_option
@key_option
@click.option("--export", type=_FILE, help="Write a packet for a steward without git, and sign nothing.")
@click.option("--packet", type=_FILE, help="Sign what is in a packet; needs no repository.")
@click.option("--out", type=_FILE, help="With --packet: the answer to write.", show_default="answer.json")
@click.option("--apply", type=_FILE, help="File the signatures of an answer.")
@now_option
def sign(**given: Any) -> int:
    """Add a steward's signature to decisions, by their ids. Of an override --base is needed: the change is shown.

    Exit status 1 if an answer or packet is refused.
    """
    way = next((name for name in ("apply", "packet", "export") if given[name]), "decisions")
    refuse_meaningless(way, _MEANT[way], "DECISION")
    answer = answer_in(given["apply"], steward=True) if way == "apply" else None
    if answer is not None:
        given |= {"steward": answer.reviewer, "decisions": [name for name, _ in answer.signatures]}
    elif way == "apply":
        return 1
    if given["steward"] is None:
        raise UsageError("no steward was given", hint="use --as STEWARD, with your id on the roster")
    if way == "packet":
        signer = Signer(given["steward"], given["now"][:10], given["key"])
        return sign_packet(given["packet"], given["out"] or Path("answer.json"), signer)
    names, root = dict.fromkeys(given["decisions"]), given["root"]
    if not names:
        raise UsageError("no decision was named", hint="name its id, or use --packet or --apply")
    with contextlib.ExitStack() as stack:
        base, found = given["base"], None
        if base is not None:
            told = _change(root, base, given["head"], rewritten=given["rewritten"])
            found = stack.enter_context(told)
        desk = EditDesk(root, given["now"])
        deciding = Deciding(desk, given, found[0] if found is not None else None)
        drafts = [_held(desk, deciding, name, found) for name in names]
        if way == "export":
            return export_decisions(given["export"], desk, deciding, drafts)
        files = (
            deciding.files(drafts) if answer is None else signed_by(given["apply"], answer, deciding, drafts)
        )
        return 1 if files is None else _write(desk, deciding, files, "Sign")


def _held(desk: EditDesk, deciding: Deciding, name: str, found: tuple[Pair, Turned] | None) -> Draft:
    """Return a decision of the working folder to be signed.

    Raises `UsageError` where there is none that can be read, or a signature on it would not count.
    """
    path, data = decision_path(name), b""
    if path in desk.part.atlas.files:
        data = desk.source.read(path, LIMITS.file_bytes)
    decision = desk.check({path: data})[0].tree.decisions.get(name)
    if decision is None:
        raise UsageError(f"lists/decisions/ has no decision {visible(name)} that can be read")
    steward, by = deciding.signer.reviewer, [item["steward"] for item in decision.get("signatures", ())]
    if steward in by:
        raise UsageError(f"{steward} signed {name} already")
    day, most = decision["date"], LIMITS.filing_days
    if day < shifted(deciding.by[2], -most):
        error = f"{name} is dated {day}, more than {most} days before {deciding.by[2]}"
        raise UsageError(error, hint="decide again")
    if decision["kind"] != "override":
        if found is not None:
            raise UsageError("--base is only for an override")
        record, said = decided_record(decision) or "", decision["subject"]
        target = deciding.named(record)
        if "claim" in said and (target is None or target.claim != said["claim"]):
            raise UsageError(f"the claim of record {record} is another by now", hint="decide again")
        return deciding.about(name, decision, target, data)
    if found is None:
        raise UsageError("an override is signed for a change", hint="say for which: --base REV")
    _refuse_stray(name, decision, *found)
    return Draft(name, decision, data=data, **_override_of(*found))


def _write(desk: EditDesk, deciding: Deciding, files: Mapping[str, bytes], verb: str) -> int:
    """Write decisions, and say how they are committed and what they lack. Return the exit status."""
    write_together(desk.root, files)
    names = [path.rpartition("/")[2].removesuffix(".yaml") for path in files]
    what = f"decision {names[0]}" if len(names) == 1 else quantity(len(names), "decision")
    say_commit(desk.root, few(files), f"{verb} {what}")
    return deciding.ended(0)


@contextlib.contextmanager
def _change(root: Path, base: str, head: str, *, rewritten: bool) -> Iterator[tuple[Pair, Turned]]:
    """Give a change as `check` reads it. Raises `UsageError` where the base is not in it, and has to be."""
    git.refuse_unusable(root)
    start, tip = git.resolve(root, base), git.resolve(root, head)
    if not (rewritten or git.is_ancestor(root, start, tip)):
        hint = "merge it or rebase onto it; after a purge do neither, and add --rewritten"
        raise UsageError(f"{base} is not an ancestor of {head}", hint=hint)
    repository = git.GitRepository(root)
    with repository.blobs() as blobs, progress_bar() as tell:
        pair = read_pair(repository, Between.of(repository, start, tip), blobs, tell)
        yield pair, turned(pair)


def _override_of(pair: Pair, change: Turned) -> dict[str, Any]:
    """Return the override of a change, whole, and what of it is signed (`words`) and what not (`notes`)."""
    claims, rules, texts = [], {}, set()
    for when, side, turns in (
        ("before", pair.before, change.removed),
        ("after", pair.after, change.published),
    ):
        documents = {item.file: item.parsed.value for item in side.loading.documents.good} if turns else {}
        items = ((name, list_id, side.items[name].record.file) for name, list_id, _ in turns)
        claims += [claim(list_id, name, documents[file]) for name, list_id, file in items]
        files = rules_files(side)
        rules[when] = {path: hashlib.sha256(data).hexdigest() for path, data in files.items()}
        texts |= {files[item.path] for item in pair.scope.rules if item.path in files}
    readable = []
    for data in sorted(texts):
        with contextlib.suppress(UnicodeDecodeError):  # it is said then that the text is not there
            readable.append(data.decode())
    made = Override(change.named, tuple(claims), rules, tuple(readable))
    note = f"It is the change from {pair.before.commit[:12]} to {pair.after.commit[:12]}."
    return {"override": made, "words": tuple(made.words()), "notes": (note,)}


def _refuse_stray(name: str, decision: Decision, pair: Pair, change: Turned) -> None:
    """Raise `UsageError` for an override that does not count for a change, whoever signs it."""
    error = ""
    if decision_path(name) in pair.before.atlas.files:
        base = pair.before.commit[:12]
        error = f"{name} is in {base} already, and counts only in the change that added it"
    elif decision["subject"] != override_subject(pair, change):
        error = f"{name} is an override of another change, or of other rules files"
    if error:
        raise UsageError(error, hint="look at the change, and decide again")
