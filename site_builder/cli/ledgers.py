"""Ledgers: where the verdicts of `review` go, into a tree or into an answer file, and the key that signs them."""

from __future__ import annotations

import contextlib
import re
import tempfile
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from site_builder import git, ssh
from site_builder.errors import RepositoryError, SigningError, UsageError
from site_builder.model import Review
from site_builder.reviewing.admission import new_review, refusal, signature_fault
from site_builder.reviewing.answer import answer_bytes
from site_builder.reviewing.filing import filed
from site_builder.settings import LIMITS
from site_builder.signatures import message
from site_builder.write.files import write_atomic

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from site_builder.derive.states import DerivedRecord
    from site_builder.model import ReviewerData
    from site_builder.reviewing.answer import ReviewAnswer
    from site_builder.reviewing.subject import Subject

_LITERAL: Final = re.compile(r"(?:key::)?((?:ssh|ecdsa|sk-ssh|sk-ecdsa)-\S+ \S+.*)", re.DOTALL)
PRIVATE: Final = 0o600
"""Permissions of what may name accounts that are not public."""


class Ledger(Protocol):
    """Where verdicts go."""

    @property
    def signer(self) -> Signer:
        """Return who signs."""
        ...

    def refusal(self, subject: Subject, verdict: str) -> str | None:
        """Return why a verdict would not count or say nothing new, or None."""
        ...

    def file(self, subject: Subject, verdict: str) -> str:
        """Sign a verdict, look at the signature, write it, and return the file's name.

        Raises `HandlelistsError` or `OSError` with nothing written.
        """
        ...


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs, on which day, with which key (None: not at all), and the roster that has to know it."""

    reviewer: str
    today: str
    key: Path | None
    roster: Mapping[str, ReviewerData]

    def review(self, subject: Subject, verdict: str) -> Review:
        """Return the review of a subject, signed unless there is no key.

        Raises `SigningError` where it cannot be signed, or the roster would not take the signature.
        """
        review = Review(
            reviewer=self.reviewer,
            list=subject.list,
            record=subject.record,
            claim=subject.digest,
            date=self.today,
            verdict=verdict,
            signature=None,
            file="",
            pointer="",
        )
        if self.key is None:
            return review
        text = message(
            claim=review.claim,
            date=review.date,
            record=review.record,
            reviewer=review.reviewer,
            verdict=review.verdict,
        )
        signed = replace(review, signature=ssh.sign(text, self.key))
        fault = signature_fault(signed, self.roster)
        if fault is not None:
            error = f"the review would not count: {fault}"
            raise SigningError(
                error, hint=f"sign with a key that the roster has for {self.reviewer}: --key FILE"
            )
        return signed


@dataclass(slots=True)
class TreeLedger:
    """Files reviews in a tree; `items` are its records by id as they were when the session began."""

    root: Path
    items: Mapping[str, DerivedRecord]
    signer: Signer
    files: list[str] = field(default_factory=list)
    """Files that were written."""

    def refusal(self, subject: Subject, verdict: str) -> str | None:
        """Return why a verdict would not count or say nothing new, or None."""
        item = self.items[subject.record]
        signer = self.signer
        review = new_review(item, signer.reviewer, signer.today, verdict, None)
        return refusal(item, review, signer.roster, signer.today)

    def file(self, subject: Subject, verdict: str) -> str:
        """Sign a verdict and append it to the reviewer's file; return the file's path below the root."""
        (path,) = write_reviews(self.root, [self.signer.review(subject, verdict)])
        if path not in self.files:
            self.files.append(path)
        return path


@dataclass(slots=True)
class AnswerLedger:
    """Collects reviews in an answer file, which is whole after each."""

    path: Path
    answer: ReviewAnswer
    signer: Signer

    def refusal(self, subject: Subject, verdict: str) -> str | None:
        """Return None: what the tree holds is not known here, whoever applies the answer looks."""
        del subject, verdict
        return None

    def file(self, subject: Subject, verdict: str) -> str:
        """Sign a verdict and write the answer with it; return the answer's name."""
        answer = self.answer.with_review(self.signer.review(subject, verdict))
        write_atomic(self.path, answer_bytes(answer), mode=PRIVATE)
        self.answer = answer
        return str(self.path)


def write_reviews(root: Path, reviews: Iterable[Review]) -> tuple[str, ...]:
    """Append reviews to their files and return the files' paths, sorted; all of them or, where one fails, none.

    Raises `UsageError` where a file cannot be read as it is, `OSError` where one cannot be written.
    """
    contents = filed(reviews, lambda path: _current(root, path))
    before: dict[Path, bytes | None] = {}
    try:
        for path, content in sorted(contents.items()):
            target = root / path
            before[target] = target.read_bytes() if target.exists() else None
            write_atomic(target, content)
    except BaseException:
        for target, old in before.items():
            if old is None:
                target.unlink(missing_ok=True)
            elif target.read_bytes() != old:
                write_atomic(target, old)
        raise
    return tuple(sorted(contents))


def _current(root: Path, path: str) -> bytes:
    """Return what a file holds now; nothing is read or written through a symbolic link."""
    target = root
    for part in Path(path).parts:
        target /= part
        if target.is_symlink():
            message = f"{target.relative_to(root)} is a symbolic link"
            raise UsageError(message)
    if not target.exists():
        return b""
    with target.open("rb") as stream:
        return stream.read(LIMITS.file_bytes + 1)


@dataclass(frozen=True, slots=True)
class Signing:
    """Who reviews, on which day (YYYY-MM-DD), and the key that they named."""

    reviewer: str
    today: str
    key: Path | None

    @contextlib.contextmanager
    def signer(self, roster: Mapping[str, ReviewerData], root: Path, *, required: bool) -> Iterator[Signer]:
        """Give the signer: with the key that was named, else git's `user.signingkey` where one is required.

        A key that git holds as text, for an agent, becomes a file for as long. Raises `UsageError` where a key is
        required and none is known.
        """
        if self.key is not None or not required:
            yield Signer(self.reviewer, self.today, self.key, roster)
            return
        setting = _setting(root)
        if setting is None:
            error = "no key to sign with is known"
            hint = "name one with --key FILE, or tell git: git config gpg.format ssh; git config user.signingkey FILE"
            raise UsageError(error, hint=hint)
        literal = _LITERAL.fullmatch(setting)
        if literal is None:
            yield Signer(self.reviewer, self.today, Path(setting).expanduser(), roster)
            return
        with tempfile.TemporaryDirectory(prefix="handlelists-") as folder:
            file = Path(folder) / "key.pub"
            file.write_text(f"{literal[1]}\n", encoding="utf-8")
            yield Signer(self.reviewer, self.today, file, roster)


def _setting(root: Path) -> str | None:
    try:
        return git.signing_key(root)
    except RepositoryError:  # without git there is no setting of git's
        return None
