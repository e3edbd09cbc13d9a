"""The documentation's blocks of commands: where they are, and what becomes of each in the tests.

A block is run by `tests/interop/test_guide_pages.py`, in the order of its page, unless a table here says who runs it,
or why nobody does. A block is named by its page and the first line of its first command.
"""

from __future__ import annotations

import re
import textwrap
from pathlib import Path
from typing import Final, NamedTuple

ROOT: Final = Path(__file__).resolve().parents[1]
PAGES: Final = tuple(
    path.relative_to(ROOT).as_posix()
    for folder in ("", "docs/**/", "contrib/", ".github/", "site_builder/prose/")
    for path in sorted(ROOT.glob(f"{folder}*.md"))
)
_SHELL: Final = {"bash", "console", "sh", "shell", "shell-session"}
_BLOCK: Final = re.compile(r"^( *)```([\w-]*)\n(.*?)^\1```$", re.DOTALL | re.MULTILINE)


class Step(NamedTuple):
    """A command and what the page says that it prints; nothing where it does not say."""

    command: str
    output: str = ""


class Block(NamedTuple):
    """A fenced block; `text` is without the indentation that it has in its page."""

    page: str
    language: str
    text: str

    @property
    def steps(self) -> list[Step]:
        """Return its commands: in a `console` each line after `$ `, which `> ` goes on with; else the whole text."""
        if self.language != "console":
            return [Step(self.text)]
        steps: list[Step] = []
        for line in self.text.splitlines():
            if line.startswith("$ "):
                steps.append(Step(line[2:]))
            elif line.startswith("> ") or steps[-1].command.endswith("\\"):
                steps[-1] = steps[-1]._replace(command=f"{steps[-1].command}\n{line.removeprefix('> ')}")
            else:
                steps[-1] = steps[-1]._replace(output=f"{steps[-1].output}{line}\n")
        return steps

    @property
    def name(self) -> tuple[str, str]:
        """Return the page and the first line of the first command, without comments above it."""
        lines = self.steps[0].command.splitlines()
        return self.page, lines[0]

    @property
    def file(self) -> str | None:
        """Return the file that a block is, where its first line says so: `# lists/instance.yaml`."""
        found = re.match(r"# (\.?\w[\w./-]*)\n", self.text)
        return None if found is None or self.is_shell else found[1]

    @property
    def is_shell(self) -> bool:
        return self.language in _SHELL


def blocks(page: str) -> list[Block]:
    """Return the blocks of a page in order."""
    found = _BLOCK.findall((ROOT / page).read_text(encoding="utf-8"))
    return [Block(page, language, textwrap.dedent(text)) for _, language, text in found]


_CONSUMERS: Final = dict.fromkeys(("first.sh", "look.sh", "next.sh", "sync.sh"), "tests/interop/consumer.py")
ELSEWHERE: Final = {
    **{("docs/guides/consumers.md", f"# {name}"): path for name, path in _CONSUMERS.items()},
    (
        "docs/guides/contributors.md",
        "handlelists add https://x.com/nwx_ferries",
    ): "tests/acceptance/test_add.py",
    (
        "docs/guides/reviewers.md",
        "handlelists review --as reviewer-c --queue",
    ): "tests/acceptance/test_review.py",
    (
        "docs/guides/reviewers.md",
        "handlelists review --as reviewer-c --batch dataset-2023-2026-12-01",
    ): "tests/acceptance/test_review_batch.py",
    **{
        ("docs/guides/reviewers.md", f"handlelists review {rest}"): "tests/acceptance/test_review_packets.py"
        for rest in (
            "--as reviewer-c --queue --export for-reviewer-c.json",
            "--as reviewer-c --packet for-reviewer-c.json --key ~/.ssh/handlelists --out answer.json",
            "--apply answer.json",
        )
    },
    **{
        (
            "docs/guides/maintainers.md",
            f"handlelists decide sign {rest}",
        ): "tests/acceptance/test_decide_packets.py"
        for rest in (
            "DECISION_ID --as steward-a --export for-steward-a.json",
            "--as steward-a --packet for-steward-a.json --key ~/.ssh/handlelists --out answer.json",
            "--apply answer.json",
        )
    },
    **{
        ("docs/reference/packets.md", line): "tests/acceptance/test_review_packets.py"
        for line in (
            "reviewer=reviewer-c",
            "signature=$(tr -d '\\r' < review.txt.sig | awk '{ printf \"%s\\\\n\", $0 }')",
            "jq -cjS '.records[0].claim' packet.json | sha256sum",
        )
    },
    ("docs/reference/signatures.md", "cat > allowed <<'END'"): "tests/interop/test_ssh_keygen.py",
}
"""Who runs a block: commands that ask at a terminal, and programs with tests of their own."""

NOT_RUN: Final = {
    ("README.md", "make site"): "installs from the index; `.ci/run` begins with it",
    ("docs/guides/contributors.md", "make site"): "installs from the index; `.ci/run` begins with it",
    ("docs/guides/consumers.md", "make demo"): "installs from the index, and then serves until it is stopped",
}
"""Why a block is run by nobody."""
