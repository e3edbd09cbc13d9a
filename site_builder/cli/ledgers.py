"""Ledgers: where the verdicts of `review` go, and the key that signs them, and decisions."""

from __future__ import annotations

import contextlib
import os
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from site_builder import git, ssh
from site_builder.cli.kept import Skips, bounded
from site_builder.errors import RepositoryError, SigningError, UsageError
from site_builder.model import Decision, Review, ReviewerData
from site_builder.reviewing.admission import signature_fault
from site_builder.reviewing.answer import filed
from site_builder.reviewing.subject import Subject
from site_builder.settings import LIMITS
from site_builder.signatures.decision import NAMESPACE as DECISIONS
from site_builder.signatures.decision import decision_message, judge_signatures
from site_builder.signatures.review import NAMESPACE, kept, review_message
from site_builder.signatures.ssh_signature import one_form
from site_builder.signatures.word import key_fault
from site_builder.write.files import write_together

_LITERAL: Final = re.compile(r"(?:key::)?((?:ssh|ecdsa|sk-ssh|sk-ecdsa)-\S+ \S+.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Ledger:
    """Where verdicts go."""

    roster: Mapping[str, ReviewerData]
    """Knows the keys that may sign."""
    instance: str
    """Id of the instance that words are signed for."""
    root: Path
    """Where git is asked for its `user.signingkey`."""
    refusal: Callable[[Subject, str], str | None]
    """Gives why a verdict would not count or say nothing new, or None."""
    write: Callable[[Sequence[Review]], str]
    """Writes reviews and says where. Raises `HandlelistsError` or `OSError` with nothing written."""
    skips: Skips
    """Knows what was put off, here or in an earlier session."""
    close: Callable[[], None]
    """Says what to do with what was written."""
    numbers: dict[str, int] = field(default_factory=dict)
    """Of each record the number of the last word that was said in this session, or before it in the same answer."""


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs, on which day (YYYY-MM-DD), and with which key (None: not at all)."""

    reviewer: str
    today: str
    key: Path | None

    def reviews(self, subjects: Sequence[Subject], verdict: str, ledger: Ledger) -> tuple[Review, ...]:
        """Return the reviews of some subjects, each signed by itself unless there is no key.

        Raises `SigningError` where one cannot be signed, or the roster would not take the signature.
        """
        reviews = [self._review(subject, verdict, ledger) for subject in subjects]
        if self.key is None:
            return tuple(reviews)
        messages = [review_message(review, ledger.instance) for review in reviews]
        if len(messages) == 1:
            signatures: Sequence[str] = [ssh.sign(messages[0], self.key, NAMESPACE)]
        else:
            signatures = ssh.sign_all(messages, self.key, NAMESPACE)
        signed = tuple(
            kept(replace(review, signature=signature))
            for review, signature in zip(reviews, signatures, strict=True)
        )
        for review in signed:
            fault = signature_fault(review, ledger.roster, ledger.instance)
            if fault is not None:
                raise self._refused(f"the review would not count: {fault}")
        return signed

    def _review(self, subject: Subject, verdict: str, ledger: Ledger) -> Review:
        number = max(subject.number, ledger.numbers.get(subject.record, 0) + 1)
        said = (subject.list, subject.record, subject.digest, self.today, verdict, number)
        return Review(self.reviewer, *said)

    def decision(
        self, name: str, decision: Decision, roster: Mapping[str, ReviewerData], instance: str, day: str
    ) -> Decision:
        """Return a decision, by its id, with one more signature: this steward's, with the key that is known.

        It has to count by the roster on the day. Raises `SigningError` where it cannot be signed, or would not count.
        """
        if self.key is None:
            raise AssertionError("with_key was not asked")
        message = decision_message(name, decision, self.reviewer, instance)
        signature = one_form(ssh.sign(message, self.key, DECISIONS))
        item = {"steward": self.reviewer, "signature": signature}
        signed: Decision = {**decision, "signatures": [*decision.get("signatures", ()), item]}
        fault = judge_signatures(name, signed, roster, instance, day)[-1].fault
        if fault is not None:
            raise self._refused(f"the signature would not count: {fault}")
        return signed

    def checked(self, roster: Mapping[str, ReviewerData], day: str | None) -> Signer:
        """Return the signer. Raises `SigningError` where it can be known before signing that the key will not do.

        Its days matter on a `day`; without one, as of stop words, it need only be the signer's.
        """
        key = None if self.key is None else ssh.fingerprint_of(self.key)
        fault = None if key is None else key_fault(key, self.reviewer, day, roster)
        if fault is not None:
            words = str(fault).removeprefix("the signature was made with ")
            raise self._refused(f"{self.key} is {words}")
        return self

    def _refused(self, error: str) -> SigningError:
        return SigningError(
            error, hint=f"sign with a key that the roster has for {self.reviewer}: --key FILE"
        )

    @contextlib.contextmanager
    def with_key(self, root: Path, *, required: bool) -> Iterator[Signer]:
        """Give the signer: with the key that was named, else git's `user.signingkey` where one is required.

        A key that git holds as text, for an agent, becomes a file for as long. Raises `UsageError` where a key is
        required and none is known.
        """
        if self.key is not None or not required:
            yield self
            return
        try:
            setting = git.signing_key(root)
        except RepositoryError:  # without git there is no setting of git's
            setting = None
        if setting is None:
            error = "no key to sign with is known"
            hint = "name one with --key FILE, or tell git: git config gpg.format ssh; git config user.signingkey FILE"
            raise UsageError(error, hint=hint)
        literal = _LITERAL.fullmatch(setting)
        if literal is None:
            yield replace(self, key=Path(os.path.expanduser(setting)))  # noqa: PTH111 - that raises for a stranger
            return
        with tempfile.TemporaryDirectory(prefix="handlelists-", ignore_cleanup_errors=True) as folder:
            file = Path(folder) / "key.pub"
            file.write_text(f"{literal[1]}\n", encoding="utf-8")
            yield replace(self, key=file)


def write_reviews(root: Path, reviews: Iterable[Review]) -> tuple[str, ...]:
    """Append reviews to their files and return the files' paths, sorted; all of them or, where one fails, none.

    Raises `UsageError` where a file cannot be read as it is, `OSError` where one cannot be written.
    """
    contents = dict(sorted(filed(reviews, lambda path: _current(root, path)).items()))
    write_together(root, contents)
    return tuple(contents)


def _current(root: Path, path: str) -> bytes:
    """Return what a file holds now; nothing is read or written through a symbolic link."""
    target = root
    for part in Path(path).parts:
        target /= part
        if target.is_symlink():
            raise UsageError(f"{target.relative_to(root)} is a symbolic link")
    return bounded(target, LIMITS.file_bytes) if target.exists() else b""
