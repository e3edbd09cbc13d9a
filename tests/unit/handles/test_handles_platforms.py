from __future__ import annotations

import re
from typing import Any, cast

import jsonschema
import pytest
import regress
from hypothesis import given
from hypothesis import strategies as st

from site_builder.handles import Platforms
from site_builder.handles.syntax import pattern_fault
from site_builder.handles.template import path_template
from site_builder.resources import schema, schemas_path
from tests.unit.handles.handles_samples import edited, no_deadline, platform_data, shipped, shipped_mapping

EXPECTED = [
    "bluesky",
    "discord",
    "facebook",
    "github",
    "instagram",
    "linkedin",
    "mastodon",
    "ok",
    "reddit",
    "telegram",
    "threads",
    "tiktok",
    "truth-social",
    "twitter",
    "vk",
    "whatsapp",
    "youtube",
]
SYNTAXES = [
    pytest.param(syntax, id=f"{platform.id}-{part}")
    for platform in shipped()
    for part, syntax in (
        ("handle", platform.handle),
        ("account_id", platform.account_id),
        ("former", platform.former),
        ("sure", platform.sure),
    )
    if syntax is not None
]
EXAMPLES = sorted(
    {
        text
        for platform in shipped()
        for part in (platform.definition["handle"], platform.definition["account_id"])
        for name in ("examples", "not_handles", "not_ids")
        for text in cast("list[str]", part.get(name, []))
    }
)


def test_the_shipped_file_has_the_platforms_and_fits_its_schema() -> None:
    validator = jsonschema.Draft202012Validator(schema("platforms"))
    validator.check_schema(schema("platforms"))
    assert list(validator.iter_errors(shipped_mapping())) == []
    assert [platform.id for platform in shipped()] == EXPECTED


def test_every_property_of_the_schema_is_described_and_no_object_is_open() -> None:
    def walk(part: Any, place: str) -> None:
        if isinstance(part, list):
            return
        for name, value in part.get("properties", {}).items():
            assert value.get("description"), f"{place}/{name}"
            walk(value, f"{place}/{name}")
        if "properties" in part:
            assert part["additionalProperties"] is False, place
        for inner in (part.get("items"), part.get("additionalProperties")):
            if isinstance(inner, dict):
                assert inner.get("description"), place
                walk(inner, f"{place}/*")

    walk(schema("platforms"), "")


def test_patterns_stand_in_single_quotes() -> None:
    text = (schemas_path() / "platforms.yaml").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.lstrip().startswith("pattern:")]
    assert len(lines) == 2 * len(EXPECTED)
    assert all(re.fullmatch(r"    pattern: '[^']+'", line) for line in lines)


@pytest.mark.parametrize("platform_id", EXPECTED)
def test_examples_are_handles_and_counter_examples_are_not(platform_id: str) -> None:
    platform = shipped()[platform_id]
    handle = platform.definition["handle"]
    assert all(platform.valid_handle(text) for text in handle["examples"])
    assert not any(platform.valid_handle(text) for text in handle["not_handles"])
    account_id = platform.definition["account_id"]
    assert all(platform.valid_account_id(text) for text in account_id["examples"])
    assert not any(platform.valid_account_id(text) for text in account_id["not_ids"])


@pytest.mark.parametrize(
    ("platform_id", "shortest", "longest"),
    [
        ("discord", 2, 32),
        ("facebook", 1, 50),
        ("github", 1, 39),
        ("instagram", 1, 30),
        ("linkedin", 3, 100),
        ("ok", 2, 50),
        ("reddit", 3, 20),
        ("telegram", 3, 32),
        ("threads", 1, 30),
        ("tiktok", 2, 24),
        ("truth-social", 1, 30),
        ("twitter", 1, 15),
        ("vk", 2, 32),
        ("youtube", 3, 30),
    ],
)
def test_the_length_of_a_handle_has_its_bounds(platform_id: str, shortest: int, longest: int) -> None:
    platform = shipped()[platform_id]
    assert [length for length in range(330) if platform.valid_handle("a" * length)] == list(
        range(shortest, longest + 1)
    )


def test_domain_names_have_the_bounds_of_dns() -> None:
    bluesky, mastodon = shipped()["bluesky"], shipped()["mastodon"]
    longest = ".".join(["a" * 63] * 3) + "." + "b" * 61
    assert len(longest) == 253
    assert bluesky.valid_handle(longest)
    assert mastodon.valid_handle("press@" + longest)
    assert not bluesky.valid_handle(longest + "b")
    assert not bluesky.valid_handle("a" * 64 + ".example")
    assert not mastodon.valid_handle("press@" + "a" * 64 + ".example")
    assert not mastodon.valid_handle("a" * 65 + "@northwind.example")


@pytest.mark.parametrize(
    "text", ["", "\n", "northwind\n", "\udc80", "north\u202ewind", "north\u200bwind", "👍👍👍"]
)
def test_no_platform_takes_empty_text_line_ends_surrogates_or_invisible_characters(text: str) -> None:
    assert not any(platform.valid_handle(text) or platform.valid_account_id(text) for platform in shipped())


def test_youtube_takes_short_handles_only_beyond_ascii() -> None:
    youtube = shipped()["youtube"]
    assert youtube.valid_handle("北")
    assert youtube.valid_handle("aя")
    assert not youtube.valid_handle("ab")
    assert not youtube.valid_handle("я" * 31)


@pytest.mark.parametrize("syntax", SYNTAXES)
def test_shipped_patterns_are_in_the_common_subset(syntax: Any) -> None:
    assert pattern_fault(syntax.pattern) is None
    regress.Regex(syntax.pattern, "u")


@given(st.sampled_from([parameter.values[0] for parameter in SYNTAXES]), edited(EXAMPLES), st.booleans())
@no_deadline
def test_python_and_ecmascript_read_the_shipped_patterns_alike(syntax: Any, text: str, upper: bool) -> None:  # noqa: FBT001 (drawn)
    text = text.upper() if upper else text
    ecmascript = regress.Regex(f"^(?:{syntax.pattern})$", "u").find(text) is not None
    assert ecmascript == (re.fullmatch(syntax.pattern, text) is not None)


@pytest.mark.parametrize("syntax", SYNTAXES)
def test_python_and_ecmascript_read_every_example_alike(syntax: Any) -> None:
    ecmascript = regress.Regex(f"^(?:{syntax.pattern})$", "u")
    python = re.compile(syntax.pattern)
    assert [text for text in EXAMPLES if ecmascript.find(text)] == [
        text for text in EXAMPLES if python.fullmatch(text)
    ]


def test_platforms_are_found_by_id_other_name_and_host() -> None:
    platforms = shipped()
    assert platforms["twitter"].also == ("x",)
    assert platforms.get("x") is None
    assert platforms.get("nowhere") is None
    assert platforms.find("X") is platforms["twitter"]
    assert platforms.find("vkontakte") is platforms["vk"]
    assert platforms.find("nowhere") is None
    assert platforms.by_host("m.facebook.com") is platforms["facebook"]
    assert platforms.by_host("northwind.example") is None
    assert "twitter" in platforms
    assert "x" not in platforms
    assert len(list(platforms)) == len(EXPECTED)


def test_an_instance_adds_platforms() -> None:
    platforms, faults = Platforms.build(shipped_mapping(), {"harbour": platform_data(also=["harbor"])})
    assert faults == []
    assert "harbour" in [platform.id for platform in platforms]
    assert [platform.id for platform in platforms] == sorted([*EXPECTED, "harbour"])
    assert platforms.find("harbor") is platforms["harbour"]
    assert platforms["harbour"].valid_account_id("12")


def test_what_an_entry_leaves_out_has_a_plain_meaning() -> None:
    data = platform_data()
    del data["account_id"], data["profile"], data["handle"]["fold"]
    platforms, faults = Platforms.build({"harbour": data})
    assert faults == []
    harbour = platforms["harbour"]
    assert (harbour.account_id, harbour.handle_url, harbour.account_id_url) == (None, None, None)
    assert (harbour.fold_steps, harbour.hosts, harbour.routes, harbour.any_host) == ((), (), (), False)
    assert not harbour.valid_account_id("1")


@pytest.mark.parametrize(
    ("platform_id", "changes", "path", "name", "owner"),
    [
        ("twitter", {}, (), "twitter", "twitter"),
        ("x", {}, (), "x", "twitter"),
        ("harbour", {"also": ["vk"]}, ("also", 0), "vk", "vk"),
        ("harbour", {"also": ["quay", "vkontakte"]}, ("also", 1), "vkontakte", "vk"),
        ("harbour", {"also": ["harbour"]}, ("also", 0), "harbour", "harbour"),
        (
            "harbour",
            {"profile": {"hosts": ["harbour.example", "t.me"]}},
            ("profile", "hosts", 1),
            "t.me",
            "telegram",
        ),
    ],
)
def test_a_name_that_is_taken_is_a_fault(
    platform_id: str, changes: dict[str, Any], path: tuple[str | int, ...], name: str, owner: str
) -> None:
    platforms, faults = Platforms.build(shipped_mapping(), {platform_id: platform_data(**changes)})
    (fault,) = faults
    assert (fault.platform, fault.path, fault.name, fault.owner, fault.extra) == (
        platform_id,
        path,
        name,
        owner,
        True,
    )
    assert name in fault.why
    found = platforms.by_host(name) if path[:1] == ("profile",) else platforms.find(name)
    assert found is not None
    assert found.id == owner
    assert platforms["twitter"].name == "X (Twitter)"


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"handle": {"pattern": "[a-z"}}, ("handle", "pattern")),
        ({"handle": {"examples": ["harbour", "HARBOUR"]}}, ("handle", "examples", 1)),
        ({"handle": {"not_handles": ["harbour"]}}, ("handle", "not_handles", 0)),
        ({"handle": {"min_length": 8}}, ("handle", "examples", 0)),
        ({"handle": {"max_length": 6}}, ("handle", "examples", 0)),
        ({"account_id": {"pattern": r"\d{1,9}"}}, ("account_id", "pattern")),
        ({"account_id": {"examples": ["one"]}}, ("account_id", "examples", 0)),
        ({"account_id": {"not_ids": ["1"]}}, ("account_id", "not_ids", 0)),
        ({"profile": {"handle_url": "https://harbour.example/{name}"}}, ("profile", "handle_url")),
        (
            {"profile": {"handle_url": "https://harbour.example/{handle}/{account_id}"}},
            ("profile", "handle_url"),
        ),
        ({"profile": {"handle_url": "https://harbour.example/{handle}}"}}, ("profile", "handle_url")),
        ({"profile": {"account_id_url": "https://harbour.example/{handle}"}}, ("profile", "account_id_url")),
        ({"profile": {"account_id_url": "https://harbour.example/"}}, ("profile", "account_id_url")),
        ({"profile": {"paths": ["/{handle}", "/{name}"]}}, ("profile", "paths", 1)),
        ({"profile": {"paths": ["{handle}"]}}, ("profile", "paths", 0)),
        ({"profile": {"paths": ["/{domain}"]}}, ("profile", "paths", 0)),
        ({"profile": {"paths": ["/harbour"]}}, ("profile", "paths", 0)),
        ({"profile": {"paths": ["/{handle}/{account_id}"]}}, ("profile", "paths", 0)),
        ({"profile": {"paths": ["/**/{handle}"]}}, ("profile", "paths", 0)),
        ({"profile": {"paths": ["/a//{handle}"]}}, ("profile", "paths", 0)),
        ({"profile": {"paths": ["/a?id"]}}, ("profile", "paths", 0)),
        ({"profile": {"paths": ["/{handle}?id={account_id}"]}}, ("profile", "paths", 0)),
        ({"profile": {"paths": ["/a?id={name}"]}}, ("profile", "paths", 0)),
        ({"profile": {"paths": ["/{number}"]}}, ("profile", "paths", 0)),
        ({"profile": {"paths": ["/{handle:0}"]}}, ("profile", "paths", 0)),
        ({"profile": {"no_account": {"post": ["/p/**", "/{handle}"]}}}, ("profile", "no_account", "post", 1)),
        ({"handle": {"former": "(a+)+"}}, ("handle", "former")),
        ({"handle": {"sure": "a*"}}, ("handle", "sure")),
    ],
)
def test_what_cannot_be_used_is_a_fault_with_its_place(
    changes: dict[str, Any], path: tuple[str | int, ...]
) -> None:
    _, faults = Platforms.build(shipped_mapping(), {"harbour": platform_data(**changes)})
    assert [(fault.platform, fault.path, fault.extra, fault.owner) for fault in faults] == [
        ("harbour", path, True, None)
    ]


@pytest.mark.parametrize(
    ("template", "path", "query", "found"),
    [
        ("/{handle}/**", "name/a/b", {}, ("handle", "name")),
        ("/{handle}", "name/a", {}, None),
        ("/P/*-{account_id:3}", "p/a-b-Cde", {}, ("account_id", "Cde")),
        ("/p/*-{account_id:3}", "p/a-b", {}, None),
        ("/p/*-{account_id:3}", "p/abcd", {}, None),
        ("/{group/account_id}", "12", {}, ("account_id", "group/12")),
        ("/club{-account_id}", "CLUB12", {}, ("account_id", "-12")),
        ("/a?id={-account_id}", "a", {"id": "12"}, ("account_id", "-12")),
        ("/a?id={account_id}", "a", {}, None),
        ("/tg:/resolve?domain={handle}", "tg:/resolve", {"domain": "x"}, ("handle", "x")),
    ],
)
def test_a_path_template_takes_what_it_says(
    template: str, path: str, query: dict[str, str], found: tuple[str, str] | None
) -> None:
    made = path_template(template)
    assert not isinstance(made, str)
    assert made.match(path, query) == found


def test_a_path_that_names_no_account_needs_no_placeholder() -> None:
    for template, path in (("/wall-*", "wall-1_2"), ("/users/{number}/**", "users/12/x"), ("/*/b", "a/b")):
        made = path_template(template, "post")
        assert not isinstance(made, str)
        assert made.match(path, {}) == ("number" if "{" in template else "", "12" if "{" in template else "")
        assert made.match("users/x", {}) is None


def test_a_pattern_that_cannot_be_used_is_left_open() -> None:
    platforms, faults = Platforms.build({}, {"harbour": platform_data(handle={"pattern": "(a+)+"})})
    assert len(faults) == 1
    assert platforms["harbour"].valid_handle("Anything at all")
    assert not platforms["harbour"].valid_handle("")


def test_all_faults_are_reported_in_a_fixed_order() -> None:
    broken = platform_data(
        handle={"pattern": "["}, account_id={"pattern": "*"}, profile={"paths": ["x", "y"]}
    )
    extra = {
        "b": broken,
        "a": platform_data(also=["x"], profile={"hosts": ["x.com", "a.example"]}),
        "vk": platform_data(),
    }
    _, faults = Platforms.build(shipped_mapping(), extra)
    assert [(fault.platform, fault.path) for fault in faults] == [
        ("vk", ()),
        ("a", ("also", 0)),
        ("a", ("profile", "hosts", 0)),
        ("b", ("handle", "pattern")),
        ("b", ("account_id", "pattern")),
        ("b", ("profile", "paths", 0)),
        ("b", ("profile", "paths", 1)),
    ]


@pytest.mark.parametrize(
    "pattern",
    [
        "abc",
        "[a-z]{1,8}",
        "[^a]?",
        r"a\.b",
        r"[\-\]\u00E0]",
        r"\u0041",
        "(?:a|b){2}",
        "(?=a)(?!b)[ab-]{1,2}",
        "a|",
        "[a/é😀]",
    ],
)
def test_patterns_of_the_common_subset_pass_and_compile_in_both_engines(pattern: str) -> None:
    assert pattern_fault(pattern) is None
    re.compile(pattern)
    regress.Regex(pattern, "u")


@pytest.mark.parametrize(
    "pattern",
    [
        "a*",
        "a+",
        "a{2,}",
        "a{,2}",
        "a{2,1}",
        "a??",
        "a{2}{3}",
        "a{2}?",
        "?a",
        "(?=a){2}",
        "(?:|",
        "a)",
        "(a)",
        "(?P<n>a)",
        "(?i:a)",
        "(?<=a)b",
        "a.b",
        "^a",
        "a$",
        r"\w",
        r"\d",
        r"\s",
        r"\b",
        r"\p{L}",
        r"\-",
        r"\x41",
        r"\ud83d\ude00",
        r"\u00",
        r"(?:a)\1",
        "a\\",
        "[z-a]",
        "[a",
        "[]",
        "[[a]",
        "[a--b]",
        "[a&&b]",
        "[a||b]",
        "[a~~b]",
        "a]",
        "a{",
        "}",
    ],
)
def test_patterns_outside_the_common_subset_are_refused_with_a_reason(pattern: str) -> None:
    assert pattern_fault(pattern)


@given(st.text(st.sampled_from("ab[]()?:=!{}1,2|\\.-^&~u0"), max_size=12))
@no_deadline
def test_a_pattern_that_passes_compiles_in_both_engines(pattern: str) -> None:
    if pattern_fault(pattern) is None:
        re.compile(pattern)
        regress.Regex(pattern, "u")
