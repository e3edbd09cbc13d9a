"""Proposing: one proposal from what was said of it to a file, asking where somebody can be asked."""

import contextlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import click

from site_builder.cli.edits import EditDesk, say_commit
from site_builder.cli.kept import keep
from site_builder.cli.progress import progress_bar
from site_builder.cli.questions import ask, ask_letter, ask_one, ask_read, confirm
from site_builder.errors import OutputError, UsageError, quantity, state_word
from site_builder.fmt.drafts import Completion, is_free, new_id, taken_ids
from site_builder.fmt.emitter import emit
from site_builder.handles import Reading
from site_builder.load.layout import FileKind, record_path
from site_builder.load.source_tree import Tree
from site_builder.model import Record
from site_builder.printing import print_report, say
from site_builder.problems import Problems, Severity
from site_builder.proposals.answers import (
    Answers,
    ProposalQuestion,
    account_questions,
    answer,
    answered,
    forget,
    question_at,
    record_questions,
    record_value,
    with_items,
)
from site_builder.proposals.neighbours import (
    LOOKALIKE,
    REFUSED,
    SERVER,
    Neighbour,
    candidates,
    neighbours,
    platform_called,
    read_account,
    relisted,
    take_in_alike,
    told_by_rules,
    told_of_servers,
)
from site_builder.proposals.similar import same_handle
from site_builder.record import account_name, retraction_in_force
from site_builder.report.escape import visible
from site_builder.rules import message
from site_builder.write.files import write_atomic

Pending = Callable[[Answers, Tree], tuple[ProposalQuestion, ...]]


_SETTLED: Final = frozenset({"--platform", "--handle", "--account-id", "--distinct-from"})
"""Questions that are not asked again once the account is known."""


@dataclass(slots=True)
class Session:
    """One run of `add`. Nothing is written before the last step."""

    desk: EditDesk
    asking: bool
    """Whether there is a terminal to ask on."""
    asked: bool = False
    """Whether something required is asked for: then what need not be said is asked for, too."""
    typed: Answers | None = None
    """What was typed and is not written, if anything was."""
    servers: tuple[str, ...] = ()
    """Hosts that are servers of the platform although nobody here has an account there."""
    relists: list[str] = field(default_factory=list)
    """Retracted records of the account that cleared it."""
    draft: Path | None = None
    """The file that the answers came from, which keeps them again."""

    def run(self, answers: Answers, text: str | None) -> int:
        """Propose the account that `text` names; return the exit status. What was typed in vain is kept.

        Raises `UsageError` for what does not fit together or is missing, `click.Abort` where the input ends.
        """
        try:
            return self._run(answers, text)
        finally:
            if self.typed is not None:
                with contextlib.suppress(OSError):
                    keep(self.typed, self.desk.root, self.draft)

    def _run(self, answers: Answers, text: str | None) -> int:
        gaps = self._gaps(answers, text)
        if gaps and not self.asking:
            error = f"missing: {', '.join(gaps)}"
            raise UsageError(error, hint="give them as options, or run this on a terminal to be asked")
        self.asked = self.asked or bool(gaps)
        answers = self._fill(self._with_account(answers, text), account_questions)
        told = self._tell(answers)
        alike = [str(item.params["protected"]) for item in told if item.code == LOOKALIKE]
        codes = frozenset(item.code for item in told)
        strange = {str(item.params["host"]) for item in told if item.code == SERVER}
        if not self._may_go_on(codes, alike, sorted(strange.difference(self.servers))):
            self.typed = None
            return 1
        answers = replace(answers, distinct_from=(*answers.distinct_from, *alike))
        return self._write(with_items(answers, self.desk.loading.tree), codes)

    def _gaps(self, answers: Answers, text: str | None) -> list[str]:
        """Return the options that are missing, as far as can be said before the account is known."""
        tree = self.desk.loading.tree
        left = [item for item in record_questions(with_items(answers, tree), tree) if item.required]
        # Where a capture is required, no original is.
        captures = [item.item for item in left if item.option == "--archived"]
        spared = [item for item in left if item.option == "--evidence-url" and item.item in captures]
        gaps = [_option(item) for item in left if item not in spared]
        by_id = bool(answers.platform and answers.account_id)
        if text is None and not answers.handle and not by_id:
            known = tree.lists.get(answers.list)
            if known is not None and known.data["policy"]["require_account_id"] and not answers.account_id:
                gaps.insert(0, "--account-id")
            gaps.insert(0, "ACCOUNT (or --platform with --handle or --account-id)")
        if not answers.list:
            gaps.insert(0, "--list")
        return gaps

    def _with_account(self, answers: Answers, text: str | None) -> Answers:
        """Return the answers with what a pasted account says; on a terminal, asked for where it is missing."""
        platforms = self.desk.loading.tree.platforms
        platform, word = answers.platform or None, text or answers.handle
        if word:
            found = read_account(platforms, word, platform)
        elif platform and answers.account_id:
            found = Reading("account", platform_called(platforms, platform).id)
        else:
            what = "Paste the address of the profile, or type the handle."
            found = ask_read("Account", what, lambda typed: read_account(platforms, typed, platform))
        if found.platform is None:
            names = {name: platforms[name].name for name in candidates(platforms, found)}
            if not self.asking:
                error = f"{word} can be a handle of {', '.join(names)}"
                raise UsageError(error, hint="say which with --platform, or give the address of the profile")
            self.asked = True
            found = replace(found, platform=ask_one("Platform", names))
        bare = text and not text.strip().startswith("@") and "/" not in text and not answers.account_id
        if bare and found.handle not in {None, answers.handle}:
            named = platforms[found.platform or ""]
            if named.valid_account_id(found.handle or ""):
                error = f"{text} may be a handle or an account id of {named.name}"
                raise UsageError(
                    error, hint="put @ before a handle; give an id as --platform and --account-id"
                )
        return _merged(answers, found)

    def _fill(self, answers: Answers, pending: Pending) -> Answers:
        """Return the answers with what was asked for; where options gave all that is required, nothing is."""
        while self.asking:
            left = [item for item in pending(answers, self.desk.loading.tree) if self.asked or item.required]
            if not left:
                break
            self.asked = True
            answers = answer(answers, left[0], ask(left[0], answers, self.desk.loading.tree, self.desk.today))
            self.typed = answers
        return answers

    def _tell(self, answers: Answers) -> Problems:
        """Say what is in the tree already about the account, and return what the rules have to say."""
        account = record_value(answers)
        with progress_bar() as self.desk.part.tell:
            take_in_alike(self.desk.part, (account,))
        self.desk.loading.documents.refuse_unread("whether the account is listed already")
        found = neighbours(self.desk.loading, account, self.desk.records())
        for item in found:
            click.echo(visible(_sentence(item)), err=True)
        mine: Any = account
        others = (item.item.record for item in found)
        for hint in same_handle(Record("", "", "", mine, ""), others, self.desk.loading.tree.platforms):
            click.echo(visible(f"hint: record {hint.other.id}: {hint.words}"), err=True)
        self.relists = relisted(found, self.desk.loading.tree.vocabulary)
        if self.relists:
            click.echo(
                "note: the account was cleared. The proposal says so, and needs one confirmation more than the "
                "quorum and evidence captured since.",
                err=True,
            )
        rules = told_by_rules(self.desk.loading, account, answers.list)
        told = Problems.of((*rules, *told_of_servers(self.desk.part, account)))
        for problem in told:
            words = f"{problem.severity.value}: {message(problem)} [{problem.code}]"
            click.echo(visible(words), err=True)
        return told

    def _may_go_on(self, codes: frozenset[str], alike: list[str], servers: list[str]) -> bool:
        if codes & REFUSED:
            click.echo("Nothing was written.", err=True)
            if "protected-account" not in codes:
                click.echo("Complete the record that there is.", err=True)
            return False
        question = "Compare them character by character. Does your evidence show another account?"
        asked = [(alike, "--distinct-from", question, "the evidence shows another account")]
        question = f"Open the profile on {' and '.join(servers)}. Is it there?"
        asked += [(servers, "--new-server", visible(question), "the profile is there")]
        for names, option, question, where in asked:
            if names and not (self.asking and confirm(question, default=False)):
                options = " ".join(f"{option} {name}" for name in names)
                click.echo(visible(f"Nothing was written. Where {where}, say {options}."), err=True)
                return False
        return True

    def _write(self, answers: Answers, told: frozenset[str]) -> int:
        """Ask for the rest, check the record and write it; return the exit status."""
        atlas = self.desk.part.atlas
        name = new_id(taken_ids(self.desk.source, atlas), secrets.randbelow)
        completion = Completion(self.desk.source, atlas, secrets.randbelow)
        while True:
            answers = self._fill(answers, record_questions)
            answers = with_items(answers, self.desk.loading.tree, self.desk.today)
            file = record_path(answers.list, answers.platform, name)
            value = {
                "id": name,
                **record_value(answers),
                **({"relists": self.relists} if self.relists else {}),
            }
            content = emit(FileKind.RECORD, value | completion.missing(answers.list, value))
            after, problems = self.desk.check({file: content})
            # What was said of the account before is not said again.
            problems = Problems.of(item for item in problems if item.code not in told)
            if len(problems):
                print_report(problems, after, "text")
            if problems.errors:
                again = _mendable(problems) if self.asking else ()
            else:
                wish = _wish(file, content) if self.asked else "y"
                if wish == "y":
                    break
                again = (self._which(answers),) if wish == "e" else ()
            if not again:
                click.echo("Nothing was written.", err=True)
                return 1
            for question in again:
                answers = forget(answers, question)
        if not is_free(file, atlas.files.keys()):
            raise OutputError(f"{file} cannot be written: something else is in its place, or in the way")
        write_atomic(self.desk.root / file, content)
        self.typed = None
        say_commit(self.desk.root, (file,), f"Propose {name}")
        tree = self.desk.loading.tree
        count = tree.lists[answers.list].data["policy"]["quorum"] + bool(self.relists)
        needed = quantity(count, "reviewer has", "reviewers have")
        request = "Then open a pull request. " if tree.instance and tree.instance.get("forge") else ""
        say(
            f"{request}It is published once {needed} confirmed exactly this claim (handlelists review {name}); "
            "nobody in submitted_by counts."
        )
        return 0

    def _which(self, answers: Answers) -> ProposalQuestion:
        """Ask which answer is given again."""
        given = answered(answers, self.desk.loading.tree)
        shown = {
            str(number): f"{question}: {value}" for number, (question, value) in enumerate(given, start=1)
        }
        return given[int(ask_one("Number of the answer", shown)) - 1][0]


def _merged(answers: Answers, found: Reading) -> Answers:
    """Return the answers with an account. Raises `UsageError` where an option says something else."""
    both = {
        "handle": (answers.handle, found.handle or ""),
        "account_id": (answers.account_id, found.account_id or ""),
    }
    for name, (said, read) in both.items():
        if said and read and said.removeprefix("@") != read:
            raise UsageError(f"ACCOUNT says {read}, --{name.replace('_', '-')} says {said}")
    values: dict[str, Any] = {name: read or said for name, (said, read) in both.items()}
    return replace(answers, platform=found.platform or "", **values)


def _option(question: ProposalQuestion) -> str:
    if question.option == "--evidence-url":
        return f"{question} (or --archived, or --sha256)"
    return str(question)


def _mendable(problems: Problems) -> tuple[ProposalQuestion, ...]:
    """Return the questions to ask again; none where an error is about the account, or nothing that was asked."""
    found = [question_at(item.place.pointer) for item in problems if item.severity is Severity.ERROR]
    questions = tuple(dict.fromkeys(item for item in found if item is not None))
    return questions if all(item is not None and item.option not in _SETTLED for item in found) else ()


def _wish(file: str, content: bytes) -> str:
    """Show what would be written and ask what to do with it: y, e or n."""
    click.echo(f"\n{file}", err=True)
    for line in content.decode("utf-8").splitlines():
        click.echo(f"  {visible(line)}", err=True)
    return ask_letter("Write this record? (y yes, e edit an answer, n not now)", "yen")


def _sentence(item: Neighbour) -> str:
    record = item.item.record
    state = state_word(item.item.derived.state)
    retraction = retraction_in_force(record.data)
    if retraction is not None:
        state = f"retracted on {retraction['date']}: {retraction['reason']}"
    return (
        f"note: record {record.id} of {record.list}, {account_name(record.data)}: {item.likeness} ({state})"
    )
