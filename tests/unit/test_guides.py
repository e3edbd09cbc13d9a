"""Every command of the documentation is run by a test, or a table says why not; all of them are spelled as they are."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING, Final

import click
import pytest

from site_builder.cli import cli
from tests.guides import ELSEWHERE, NOT_RUN, PAGES, ROOT, blocks
from tests.interop.guide_stories import STORIES

if TYPE_CHECKING:
    from tests.guides import Block

_SHELL: Final = [block for page in PAGES for block in blocks(page) if block.is_shell]
_INLINE: Final = re.compile(r"(?<!`)`(handlelists [^`]+)`(?!`)")


def test_every_block_of_commands_is_run_or_says_why_not() -> None:
    told = {story.page for story in STORIES}
    known = ELSEWHERE.keys() | NOT_RUN.keys()
    left = [block.name for block in _SHELL if block.name not in known and block.page not in told]
    assert left == [], "add a story to tests/interop/guide_stories.py, or a line to tests/guides.py"


def test_what_the_tables_name_is_there_and_named_once() -> None:
    names = [block.name for block in _SHELL]
    assert len(set(names)) == len(names)
    assert ELSEWHERE.keys() | NOT_RUN.keys() <= set(names)
    assert not ELSEWHERE.keys() & NOT_RUN.keys()
    for (page, line), path in ELSEWHERE.items():
        text = (ROOT / path).read_text(encoding="utf-8")
        _, command, *_ = [*line.split(), ""]
        assert f'"{command}"' in text or page.rpartition("/")[2] in text, (line, path)


def test_a_story_begins_with_a_block_of_its_page() -> None:
    names = {block.name for block in _SHELL}
    for story in STORIES:
        assert (story.page, story.first) in names
        assert {(story.page, line) for line in story.before} <= names


@pytest.mark.parametrize("page", PAGES)
def test_commands_are_in_blocks_that_are_looked_for(page: str) -> None:
    """In other blocks a prompt shows what somebody saw: pages of rules do that."""
    for block in blocks(page):
        if not block.is_shell and not page.startswith("docs/reference/rules/"):
            assert not re.search(r"^(\$|handlelists|git|pip|make|python3?|curl) ", block.text, re.MULTILINE)


@pytest.mark.parametrize("page", PAGES)
def test_the_command_has_one_spelling(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    # pre-commit runs its hooks without the path of anybody's shell; the other is a key.
    other = r"^ *entry: \.venv/bin/handlelists .*$|~/\.ssh/handlelists"
    spelled = re.sub(other, "", text, flags=re.MULTILINE)
    assert not re.search(r"[\w.]/(handlelists|pip|python3?)(?= )", spelled)
    assert not re.search(r"python3? -m site_builder [a-z]", spelled)


@pytest.mark.parametrize("page", PAGES)
def test_what_make_is_to_make_is_in_the_makefile(page: str) -> None:
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE)
    text = (ROOT / page).read_text(encoding="utf-8")
    assert set(re.findall(r"(?:\$ |`)make ([a-z-]+)", text)) <= set(targets)


# Options


def _commands(page: str) -> list[str]:
    """Return the calls of `handlelists` in a page, in blocks and in sentences."""
    shell = [block for block in blocks(page) if block.is_shell]
    lines = [line for block in shell for line in _logical(block)]
    inside = [
        found for line in lines for found in re.findall(r"(?:^|[;&|(] *)(handlelists [^|;&#>)]+)", line)
    ]
    text = (ROOT / page).read_text(encoding="utf-8")
    prose = re.sub(r"^ *```.*?^ *```$", "", text, flags=re.DOTALL | re.MULTILINE)
    return inside + [found.replace("\n", " ") for found in _INLINE.findall(prose)]


def _logical(block: Block) -> list[str]:
    return [
        line
        for step in block.steps
        for line in step.command.replace("\\\n", " ").splitlines()
        if not line.lstrip().startswith("#")
    ]


@pytest.mark.parametrize("page", [page for page in PAGES if _commands(page)])
def test_every_call_has_options_that_there_are(page: str) -> None:
    for call in _commands(page):
        _, *words = shlex.split(re.sub(r"\$\{[^}]*\}|\$\([^)]*\)", "x", call))
        _parse(cli, [word for word in words if word not in {"...", "…"}], call)


def _parse(command: click.Command, words: list[str], call: str) -> None:
    """Fail where a command, an option or a choice does not exist. Nothing is asked of what is left out."""
    context = click.Context(command)
    if isinstance(command, click.Group):
        if not words or words[0].startswith("-"):
            assert set(words) <= {"--help", "--version", "-h"}, call
            return
        found = command.get_command(context, words[0])
        assert found is not None or re.fullmatch("[A-Z…|]+|COMMAND", words[0]), call
        if found is not None:
            _parse(found, words[1:], call)
        return
    if "--help" in words:
        return
    words = _with_values(command, words)
    try:
        given, left, _ = command.make_parser(context).parse_args(words)
    except click.UsageError as error:
        pytest.fail(f"{call}: {error.message}")
    assert left == [], call
    for item in command.params:
        values = given.get(item.name or "")
        if isinstance(item.type, click.Choice):
            for value in values if isinstance(values, list) else [values]:
                # What is in capitals stands for a value.
                assert value is None or str(value).isupper() or value in item.type.choices, call


def _with_values(command: click.Command, words: list[str]) -> list[str]:
    """Give an option that a sentence names last, such as `build --previous PLACE --site-dir`, a value."""
    takes = {
        name
        for item in command.params
        if isinstance(item, click.Option) and not item.is_flag
        for name in item.opts
    }
    return [*words, "VALUE"] if words and words[-1] in takes else words


def test_the_parser_would_find_what_there_is_not() -> None:
    for call in ("build --nothing", "nothing", "validate --format nothing", "tick x"):
        with pytest.raises((AssertionError, pytest.fail.Exception)):
            _parse(cli, call.split(), call)
