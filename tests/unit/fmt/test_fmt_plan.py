"""What formatting a tree does: drafts get an id and a place, records their place, and the rest is left alone."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Final

import pytest

from site_builder.errors import HandlelistsError, InstanceError
from site_builder.fmt.drafts import new_id
from site_builder.fmt.plan import Plan, make_plan
from site_builder.load.files import WorkingTree
from tests.instance import withholding

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

RECORD: Final = """\
handle: northwind_desk
platform: twitter
categories: [impersonation]
summary: Posed as a harbour office.
submitted_by: [maintainer-a]
evidence:
  - id: e1
    kind: post
    sensitivity: none
    url: https://chirps.example/1
    captured: 2020-01-31
    summary: Says so itself.
"""
FIRST: Final = "7k3f9q2m4d1p"
SALT: Final = "a" * 26
"""What `drawing` gives when the ids are used up."""
SECOND: Final = "9m2k3f9q2m4d"
HOME: Final = f"lists/harbour/twitter/{FIRST[:2]}/{FIRST}.yaml"
ALPHABET: Final = "0123456789abcdefghjkmnpqrstvwxyz"


def drawing(*names: str) -> Callable[[int], int]:
    """Return a source of randomness that gives these ids, then `SALT` for ever."""
    numbers = itertools.chain.from_iterable(map(ALPHABET.index, name) for name in names)
    return lambda _: next(numbers, ALPHABET.index("a"))


def placed(name: str, draft: str = RECORD) -> str:
    """Return a draft with what `fmt` gives it."""
    context = f"context:\n  categories:\n    impersonation: {'f' * 64}\n"
    return f"id: {name}\nsalt: {SALT}\n{draft.replace('evidence:', f'{context}evidence:')}"


def put(root: Path, files: dict[str, str]) -> None:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")


def plan_of(root: Path, *names: str, chosen: Callable[[str], bool] = lambda _: True) -> Plan:
    return make_plan(WorkingTree(root), drawing(*names), chosen=chosen)


def codes(plan: Plan) -> set[tuple[str, str]]:
    return {(problem.place.file, problem.code) for problem in plan.problems}


def test_a_draft_gets_an_id_and_a_place(tmp_path: Path) -> None:
    put(tmp_path, {"lists/harbour/drafts/one.yaml": RECORD})
    plan = plan_of(tmp_path, FIRST)
    (change,) = plan.changes
    assert (change.file, change.target, change.record_id) == ("lists/harbour/drafts/one.yaml", HOME, FIRST)
    assert change.before.decode() == RECORD
    assert change.after.decode() == f"id: {FIRST}\nsalt: {SALT}\n{RECORD}"
    assert not len(plan.problems)


def test_a_draft_without_a_handle_gets_none(tmp_path: Path) -> None:
    draft = RECORD.replace(
        "handle: northwind_desk\nplatform: twitter\n", 'platform: twitter\naccount_id: "12"\n'
    )
    put(tmp_path, {"lists/harbour/drafts/one.yaml": draft})
    (change,) = plan_of(tmp_path, FIRST).changes
    assert (change.target, change.after.decode()) == (HOME, f"id: {FIRST}\nsalt: {SALT}\n{draft}")


def test_a_draft_keeps_the_ends_of_its_lines(tmp_path: Path) -> None:
    put(tmp_path, {"lists/harbour/drafts/one.yaml": ""})
    (tmp_path / "lists/harbour/drafts/one.yaml").write_bytes(RECORD.replace("\n", "\r\n").encode())
    (change,) = plan_of(tmp_path, FIRST).changes
    assert change.after.decode() == f"id: {FIRST}\nsalt: {SALT}\n{RECORD}".replace("\n", "\r\n")


def test_a_drafts_handle_is_lowered_where_the_platform_has_no_capitals(tmp_path: Path) -> None:
    shown = RECORD.replace("platform: twitter", "platform: instagram")
    typed = shown.replace("northwind_desk", "Northwind_Desk  # as it was pasted")
    put(tmp_path, {"lists/harbour/drafts/one.yaml": typed})
    (change,) = plan_of(tmp_path, FIRST).changes
    lowered = typed.replace("Northwind_Desk  #", "northwind_desk  #")
    assert change.after.decode() == f"id: {FIRST}\nsalt: {SALT}\n{lowered}"


def test_capitals_stay_where_the_platform_has_them_and_in_a_record_that_has_an_id(tmp_path: Path) -> None:
    typed = RECORD.replace("northwind_desk", "Northwind_Desk")
    there = placed(SECOND, typed).replace("platform: twitter", "platform: instagram")
    put(
        tmp_path,
        {
            "lists/harbour/drafts/one.yaml": typed,
            f"lists/harbour/instagram/{SECOND[:2]}/{SECOND}.yaml": there,
        },
    )
    (change,) = plan_of(tmp_path, FIRST).changes
    assert change.after.decode() == f"id: {FIRST}\nsalt: {SALT}\n{typed}"


@pytest.mark.parametrize(
    "holder",
    [
        {HOME: placed(FIRST)},
        {"lists/other/telegram/7k/7k3f9q2m4d1p.yaml": "[broken"},
        {withholding(FIRST): "{since: 2020-01-01, by: a, reason: safety}\n"},
        {"lists/other/reviews/a/7k.yaml": f"{FIRST}: []\n"},
    ],
    ids=["record", "broken", "withheld", "review"],
)
def test_an_id_that_stands_anywhere_is_not_given_again(tmp_path: Path, holder: dict[str, str]) -> None:
    put(tmp_path, {"lists/harbour/one.yaml": RECORD, **holder})
    plan = plan_of(tmp_path, FIRST, "abcdefghjkmn", chosen=lambda path: path == "lists/harbour/one.yaml")
    (change,) = plan.changes
    assert change.record_id == "abcdefghjkmn"


def test_two_drafts_of_one_run_do_not_get_the_same_id(tmp_path: Path) -> None:
    put(tmp_path, {"lists/harbour/a.yaml": RECORD, "lists/harbour/b.yaml": RECORD})
    plan = plan_of(tmp_path, FIRST, FIRST, SECOND)
    assert [change.record_id for change in plan.changes] == [FIRST, SECOND]


def test_an_id_that_reads_as_a_number_is_drawn_again() -> None:
    assert new_id(lambda _: False, drawing("123456789012", "1e3456789012", "0x1234567890", FIRST)) == FIRST


def test_a_source_of_randomness_that_gives_one_id_only_ends_in_an_error() -> None:
    with pytest.raises(HandlelistsError, match="no free record id"):
        new_id(lambda _: True, lambda _: 0)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (RECORD.replace("platform: twitter", "platform: x"), "platform-unknown"),
        (RECORD.replace("platform: twitter", "platform: nowhere"), "platform-unknown"),
        (RECORD.replace("platform: twitter", "platform: ../../etc"), "schema-value"),
        (RECORD.replace("platform: twitter\n", ""), "schema-missing"),
        (f"Id: {FIRST}\n{RECORD}", "schema-unknown-key"),
        (RECORD + "handle: again\n", "yaml-duplicate-key"),
        (RECORD + "summary: [\n", "yaml-syntax"),
    ],
)
def test_a_draft_that_cannot_be_placed_is_left_alone_and_reported(
    tmp_path: Path, text: str, code: str
) -> None:
    put(tmp_path, {"lists/harbour/one.yaml": f"# \n\n\n\n{text}"})
    plan = plan_of(tmp_path, FIRST)
    assert plan.changes == ()
    assert ("lists/harbour/one.yaml", code) in codes(plan)


def test_an_alias_of_a_platform_is_named_in_the_problem(tmp_path: Path) -> None:
    put(tmp_path, {"lists/harbour/one.yaml": RECORD.replace("platform: twitter", "platform: x")})
    (problem,) = plan_of(tmp_path).problems
    assert problem.params["hint"] == "; it is called twitter here"
    assert (problem.place.line, problem.place.pointer) == (2, "/platform")


def test_a_platform_of_the_instances_own_counts(tmp_path: Path) -> None:
    own = (
        "wharf:\n  name: Wharf\n  handle: {pattern: '[a-z_]{1,30}', syntax: a-z, fold: [lower],\n"
        "    examples: [a], not_handles: ['1']}\n"
    )
    put(tmp_path, {"lists/harbour/one.yaml": RECORD.replace("twitter", "wharf"), "lists/platforms.yaml": own})
    plan = plan_of(tmp_path, FIRST, chosen=lambda path: path.startswith("lists/harbour"))
    assert [change.target for change in plan.changes] == [f"lists/harbour/wharf/7k/{FIRST}.yaml"]


def test_nothing_is_moved_in_a_folder_that_is_not_a_list(tmp_path: Path) -> None:
    put(tmp_path, {"lists/harbour/list.yaml": "", "lists/drafts/one.yaml": RECORD})
    plan = plan_of(tmp_path, FIRST)
    assert [change.file for change in plan.changes if change.target != change.file] == []
    assert ("lists/drafts/one.yaml", "file-missing") in codes(plan)


def test_a_misplaced_record_is_moved(tmp_path: Path) -> None:
    put(tmp_path, {f"lists/harbour/telegram/7k/{FIRST}.yaml": placed(FIRST)})
    (change,) = plan_of(tmp_path).changes
    assert (change.target, change.record_id) == (HOME, None)
    assert change.before == change.after


def test_a_misplaced_record_whose_place_is_taken_stays_and_is_reported(tmp_path: Path) -> None:
    there = placed(FIRST)
    put(tmp_path, {HOME: there, "lists/harbour/copy.yaml": there, "lists/harbour/copy-2.yaml": there})
    plan = plan_of(tmp_path)
    assert plan.changes == ()
    assert codes(plan) == {
        ("lists/harbour/copy.yaml", "record-path"),
        ("lists/harbour/copy-2.yaml", "record-path"),
    }


def test_of_two_misplaced_records_with_one_id_only_one_is_moved(tmp_path: Path) -> None:
    there = placed(FIRST)
    put(tmp_path, {"lists/harbour/a.yaml": there, "lists/harbour/b.yaml": there})
    plan = plan_of(tmp_path)
    assert [change.file for change in plan.changes] == ["lists/harbour/a.yaml"]
    assert codes(plan) == {("lists/harbour/b.yaml", "record-path")}


def test_nothing_goes_through_a_link_that_stands_for_a_folder(tmp_path: Path) -> None:
    put(tmp_path, {"lists/harbour/one.yaml": RECORD, "elsewhere/keep": ""})
    (tmp_path / "lists/harbour/twitter").symlink_to(tmp_path / "elsewhere")
    plan = plan_of(tmp_path, FIRST)
    assert plan.changes == ()
    assert ("lists/harbour/one.yaml", "record-path") in codes(plan)
    assert ("lists/harbour/twitter", "file-kind") in codes(plan)


def test_a_file_that_does_not_fit_its_schema_is_formatted_all_the_same(tmp_path: Path) -> None:
    put(tmp_path, {HOME: f"sumary:   x\nplatform: twitter\nid: {FIRST}\n"})
    plan = plan_of(tmp_path)
    assert [change.after.decode() for change in plan.changes] == [
        f"id: {FIRST}\nplatform: twitter\nsumary: x\n"
    ]
    assert not len(plan.problems)


def test_every_kind_of_file_is_formatted_except_prose_and_what_never_changes(tmp_path: Path) -> None:
    files = (
        *(
            "instance.yaml",
            "reviewers.yaml",
            "platforms.yaml",
            "protected/a.yaml",
        ),
        *("harbour/list.yaml", "harbour/sources.yaml", "harbour/reviews/a/7k.yaml"),
    )
    others = ("README.md", "withheld/7k3f9q2m4d1p.0a1b2c.yaml", "decisions/7k3f9q2m4d1p.yaml")
    put(tmp_path, {f"lists/{file}": "'a':   b\n" for file in (*files, *others)})
    plan = plan_of(tmp_path)
    assert {change.file for change in plan.changes} == {f"lists/{file}" for file in files}
    assert {change.after for change in plan.changes} == {b"a: b\n"}
    assert not len(plan.problems)


def test_what_cannot_be_read_is_reported_and_the_rest_formatted(tmp_path: Path) -> None:
    put(
        tmp_path,
        {
            "lists/harbour/bad.yaml": "a: [",
            "lists/harbour/empty.yaml": "",
            "lists/harbour/big.yaml": "a: " + "x" * 70_000,
            "lists/harbour/notes.txt": "",
            "lists/harbour/na me.yaml": RECORD,
            "lists/harbour/folder.yaml/one.txt": "",
            "lists/instance.yaml": "'a': b",
        },
    )
    (tmp_path / "lists/harbour/link.yaml").symlink_to(tmp_path / "lists/instance.yaml")
    plan = plan_of(tmp_path)
    assert [change.file for change in plan.changes] == ["lists/instance.yaml"]
    assert codes(plan) == {
        ("lists/harbour/bad.yaml", "yaml-syntax"),
        ("lists/harbour/empty.yaml", "yaml-document"),
        ("lists/harbour/big.yaml", "file-size"),
        ("lists/harbour/notes.txt", "file-unexpected"),
        ("lists/harbour/na me.yaml", "file-name"),
        ("lists/harbour/folder.yaml", "file-kind"),
        ("lists/harbour/folder.yaml/one.txt", "file-unexpected"),
        ("lists/harbour/link.yaml", "file-kind"),
    }


def test_only_the_chosen_files_are_looked_at(tmp_path: Path) -> None:
    put(tmp_path, {"lists/harbour/a.yaml": RECORD, "lists/harbour/b.yaml": RECORD, "lists/bad.yaml": "["})
    plan = plan_of(tmp_path, FIRST, chosen=lambda path: path.endswith("b.yaml"))
    assert [change.file for change in plan.changes] == ["lists/harbour/b.yaml"]
    assert plan.checked == 1
    assert not len(plan.problems)


def test_a_defect_of_the_builder_names_the_file_and_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("site_builder.fmt.formatter.emit_layout", lambda _layout, _form: b"a: other\n")
    put(tmp_path, {"lists/harbour/draft.yaml": RECORD, "lists/instance.yaml": "'a': b"})
    plan = plan_of(tmp_path, FIRST)
    assert plan.changes == ()
    assert [file for file, _ in plan.defects] == ["lists/harbour/draft.yaml", "lists/instance.yaml"]


def test_a_folder_without_lists_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InstanceError):
        plan_of(tmp_path)
