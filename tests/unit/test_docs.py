"""What the documentation lists is what there is: commands and their options, fields of source files, links."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import click
import pytest

from site_builder import resources
from site_builder.cli import cli
from site_builder.load.layout import FileKind

if TYPE_CHECKING:
    from collections.abc import Iterator

_ROOT: Final = Path(__file__).parents[2]
_COMMANDS: Final = _ROOT / "docs" / "reference" / "commands.md"
_FILES: Final = _ROOT / "docs" / "reference" / "files.md"
_KINDS: Final = [*sorted({kind.schema for kind in FileKind if kind is not FileKind.PROSE}), "vocabulary"]
_PAGES: Final = sorted([*_ROOT.glob("*.md"), *(_ROOT / "docs").rglob("*.md")])


def _sections(path: Path) -> dict[str, str]:
    """Return the text below each heading of the second level."""
    parts = re.split(r"^## (.+)\n", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


# Commands


_CONTEXT: Final = click.Context(cli)


def _names(group: click.Group, prefix: str = "") -> Iterator[str]:
    """Yield the commands of a group; of a command that is a group itself, its commands."""
    for name in group.list_commands(_CONTEXT):
        command = group.get_command(_CONTEXT, name)
        if isinstance(command, click.Group):
            yield from _names(command, f"{prefix}{name} ")
        else:
            yield f"{prefix}{name}"


_NAMES: Final = list(_names(cli))


def _command(name: str) -> click.Command:
    command: click.Command | None = cli
    for part in name.split():
        assert isinstance(command, click.Group)
        command = command.get_command(_CONTEXT, part)
    assert command is not None
    return command


def _parameters(command: click.Command) -> list[click.Parameter]:
    return [item for item in command.params if not getattr(item, "hidden", False)]


def _option_names(command: click.Command) -> set[str]:
    options = (item for item in _parameters(command) if isinstance(item, click.Option))
    return {name for item in options for name in (*item.opts, *item.secondary_opts)}


def _rows(name: str) -> dict[str, str]:
    """Return the rows of a command's table: what the user types, and what the page says of it."""
    section = _sections(_COMMANDS)[f"`handlelists {name}`"]
    table = section.split("| option | meaning |\n", 1)[1].split("\n\n", 1)[0]
    rows = re.findall(r"^\| `([^|]+)` \| (.*) \|$", table, flags=re.MULTILINE)
    assert len(dict(rows)) == len(rows)
    return dict(rows)


def test_there_is_a_section_for_each_command_and_no_other() -> None:
    found = {title for title in _sections(_COMMANDS) if title.startswith("`handlelists ")}
    assert found == {f"`handlelists {name}`" for name in _NAMES}


@pytest.mark.parametrize("name", _NAMES)
def test_a_commands_table_has_its_options_and_arguments_and_no_others(name: str) -> None:
    command, rows = _command(name), _rows(name)
    arguments = [item for item in _parameters(command) if isinstance(item, click.Argument)]
    assert {word for row in rows for word in re.findall(r"--[a-z0-9-]+", row)} == _option_names(command)
    assert {row for row in rows if not row.startswith("-")} == {
        item.make_metavar(_CONTEXT) for item in arguments
    }


@pytest.mark.parametrize("name", _NAMES)
def test_the_row_of_an_option_names_its_choices_and_default(name: str) -> None:
    rows = _rows(name)
    for item in _parameters(_command(name)):
        if not isinstance(item, click.Option):
            continue
        (text,) = (text for row, text in rows.items() if item.opts[0] in re.findall(r"--[a-z0-9-]+", row))
        said = set(re.findall(r"`([^`]+)`", text))
        if isinstance(item.type, click.Choice):
            assert set(item.type.choices) <= said, item.name
        if isinstance(item.default, str):
            assert item.default in said, item.name


def test_the_options_of_the_program_itself_are_documented() -> None:
    text = _COMMANDS.read_text(encoding="utf-8")
    assert {"--version", "--help", "-h"} <= set(re.findall(r"`(--?[a-z-]+)`", text))


# Fields of source files


class _Field(NamedTuple):
    """What the page says of a field, and what its schema says."""

    required: bool
    meaning: str
    values: frozenset[str]


def _fields(schema: dict[str, Any]) -> dict[str, _Field]:
    """Return every field of a schema by its name as the page writes it."""
    defs = schema.get("$defs", {})
    return {name.removeprefix("."): field for name, field in _walk(schema, defs, "")}


def _walk(schema: dict[str, Any], defs: dict[str, Any], path: str) -> Iterator[tuple[str, _Field]]:
    for name, part in schema.get("properties", {}).items():
        yield from _field(part, defs, f"{path}.{name}", required=name in schema.get("required", ()))
    other = schema.get("additionalProperties")
    if isinstance(other, dict):
        yield from _field(other, defs, f"{path}.<>", required=False)


def _field(
    part: dict[str, Any], defs: dict[str, Any], path: str, *, required: bool
) -> Iterator[tuple[str, _Field]]:
    whole = _resolved(part, defs)
    items = _resolved(whole.get("items", {}), defs)
    values = items.get("enum", ()) if items else whole.get("enum", ())
    yield path, _Field(required, whole["description"], frozenset(map(str, values)))
    yield from _walk(items, defs, f"{path}[]") if items else _walk(whole, defs, path)


def _resolved(part: dict[str, Any], defs: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in part:
        return part
    return {**_resolved(defs[part["$ref"].removeprefix("#/$defs/")], defs), **part}


_ROW: Final = re.compile(r"^\| `([^`]+)` \| (.*?) \| (yes |)\| (.*) \|$", flags=re.MULTILINE)


def _documented(kind: str) -> dict[str, tuple[str, bool, str]]:
    """Return the rows of a kind's table: type, required, meaning. Keys in angle brackets lose their names."""
    rows = _ROW.findall(_sections(_FILES)[kind.capitalize()])
    found = {re.sub(r"<[a-z]+>", "<>", name): (of, bool(yes), meaning) for name, of, yes, meaning in rows}
    assert len(found) == len(rows)
    return found


def test_there_is_a_section_for_each_kind_of_file_and_a_schema_for_each_section() -> None:
    titles = set(_sections(_FILES)) - {"Reading the tables"}
    assert titles == {kind.capitalize() for kind in _KINDS}
    schemas = {path.name.removesuffix(".schema.json") for path in (_ROOT / "schemas").glob("*.schema.json")}
    assert schemas == set(_KINDS)


@pytest.mark.parametrize("kind", _KINDS)
def test_a_table_has_every_field_of_its_schema_and_no_other(kind: str) -> None:
    assert list(_documented(kind)) == list(_fields(resources.schema(kind)))


@pytest.mark.parametrize("kind", _KINDS)
def test_a_row_says_what_the_schema_says(kind: str) -> None:
    rows = _documented(kind)
    for name, field in _fields(resources.schema(kind)).items():
        of, required, meaning = rows[name]
        assert (required, meaning) == (field.required, field.meaning), name
        assert field.values <= set(re.findall(r"`([^`]+)`", of)), name


# Links


def _links(path: Path) -> list[str]:
    """Return the targets of a page's links, code left out."""
    text = path.read_text(encoding="utf-8")
    text = re.sub(r"^(```+).*?^\1$", "", text, flags=re.DOTALL | re.MULTILINE)
    text = re.sub(r"(`+).+?\1", "", text)
    inline = re.findall(r"\]\(<?([^)\s>]+)>?(?: \"[^\"]*\")?\)", text)
    return inline + re.findall(r"^\[[^\]]+\]: *(\S+)", text, flags=re.MULTILINE)


def _anchors(path: Path) -> set[str]:
    """Return the anchors of a page's headings, as MkDocs and forges make them."""
    text = re.sub(r"^(```+).*?^\1$", "", path.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    titles = re.findall(r"^#+ (.+)$", text, flags=re.MULTILINE)
    return {re.sub(r"[\s]+", "-", re.sub(r"[^\w\s-]", "", title.lower()).strip()) for title in titles}


@pytest.mark.parametrize("path", _PAGES, ids=lambda path: path.relative_to(_ROOT).as_posix())
def test_links_between_pages_lead_somewhere(path: Path) -> None:
    for link in _links(path):
        if re.match(r"[a-z]+:", link):
            continue
        target, _, anchor = link.partition("#")
        file = (path.parent / target).resolve() if target else path
        assert file.exists(), f"{link}: no such file"
        assert file.is_relative_to(_ROOT), f"{link}: leads out of the repository"
        if anchor and file.suffix == ".md":
            assert anchor in _anchors(file), f"{link}: no such heading"


@pytest.mark.parametrize(
    "path",
    [path for path in _PAGES if path.parent != _ROOT],
    ids=lambda path: path.relative_to(_ROOT).as_posix(),
)
def test_a_page_of_the_site_links_only_to_pages_of_the_site(path: Path) -> None:
    docs = _ROOT / "docs"
    local = [link.partition("#")[0] for link in _links(path) if not re.match(r"[a-z]+:|#", link)]
    outside = [link for link in local if not (path.parent / link).resolve().is_relative_to(docs)]
    assert outside == []


def test_the_guides_are_found_from_the_readme() -> None:
    found = {(_ROOT / link.partition("#")[0]).resolve() for link in _links(_ROOT / "README.md")}
    assert set((_ROOT / "docs" / "guides").glob("*.md")) <= found


# Tests and files that the prose names


@pytest.mark.parametrize("name", ["CONTRIBUTING.md", "SECURITY.md"])
def test_what_is_said_to_be_tested_is_tested(name: str) -> None:
    text = (_ROOT / name).read_text(encoding="utf-8")
    named = re.findall(r"`((?:tests|site_builder|schemas|docs|tools)/[\w./-]*)(?:::(\w+))?`", text)
    assert named
    for path, test in named:
        assert (_ROOT / path).exists(), path
        assert f"def {test}(" in (_ROOT / path).read_text(encoding="utf-8") if test else True, test
