"""A configuration that our pages cannot rely on is refused, in a sentence with file, line and setting."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from mkdocs.commands.build import build as mkdocs_build
from mkdocs.exceptions import Abort

from site_builder.cli import run
from site_builder.errors import DefectError, HandlelistsError, OutputError, UsageError
from site_builder.mkdocs_plugin import plugin, serve_site
from site_builder.mkdocs_plugin.config_file import read_config, refuse_unreadable
from site_builder.pipeline import BuildRequest
from tests.instance import write_instance
from tests.unit.pages.page_site import SMALLEST, build, write_root

if TYPE_CHECKING:
    from pathlib import Path

HOOK = """
def on_config(config):
    config.site_url = "https://elsewhere.example/"
"""
FAULTS: dict[str, tuple[str | bytes | None, str]] = {
    "no file": (None, "mkdocs.yml: cannot be read (No such file or directory)"),
    "empty": ("", "mkdocs.yml: holds no settings"),
    "a list": ("- site_name\n", "mkdocs.yml: holds no settings"),
    "not YAML": (
        "site_name: x\ntheme: {name: material\nplugins: [search]\n",
        "mkdocs.yml, line 3: not valid YAML",
    ),
    "a tab": ("site_name: x\n\ttheme: y\n", "mkdocs.yml, line 2: not valid YAML"),
    "not UTF-8": (b"site_name: x\nb: \xff\n", "mkdocs.yml, line 2: not UTF-8. Save it in"),
    "too deep": (f"a: {'[' * 1500}", "not valid YAML"),
    "no name": (SMALLEST.replace("site_name: x\n", ""), "mkdocs.yml: site_name is missing"),
    "no folder": (SMALLEST + "docs_dir: pages\n", "mkdocs.yml, line 4: docs_dir: there is no such folder"),
    "no such theme": (
        SMALLEST.replace("material", "nothing"),
        "mkdocs.yml, line 2: theme: Unrecognised theme",
    ),
    "a folder of templates that is missing": (
        SMALLEST.replace("name: material", "name: material, custom_dir: nowhere"),
        "mkdocs.yml, line 2: theme: The path set in custom_dir",
    ),
    "another theme": (SMALLEST.replace("material", "mkdocs"), "mkdocs.yml, line 2: the site needs Material"),
    "no such plugin": (
        SMALLEST.replace("search", "nothing"),
        'mkdocs.yml, line 3: plugins: The "nothing" plugin',
    ),
    "no search": (SMALLEST.replace("search, ", ""), "mkdocs.yml, line 3: plugins: search is missing"),
    "no plugin of ours": (SMALLEST.replace(", handlelists", ""), "does not name the plugin handlelists"),
    "no folders": (
        SMALLEST + "use_directory_urls: false\n",
        "mkdocs.yml, line 4: use_directory_urls has to be true",
    ),
    "offline": (
        SMALLEST.replace("search", "search, offline"),
        "mkdocs.yml: offline sets use_directory_urls to False, but the pages need True",
    ),
    "a hook": (
        SMALLEST + "hooks: [hook.py]\n",
        "mkdocs.yml: hook.py sets site_url to 'https://elsewhere.example/', but the pages need 'https://lists.example/",
    ),
    "one of two": (
        SMALLEST.replace("search", "search, offline") + "hooks: [hook.py]\n",
        "Take it out: one of offline, hook.py.",
    ),
    "an unknown setting, strictly": (
        SMALLEST + "strict: true\nfoo: 1\n",
        "mkdocs.yml, line 5: foo: Unrecognised",
    ),
    "a parent that is missing": ("INHERIT: other.yml\n", "other.yml"),
    "a parent that is not UTF-8": ("INHERIT: latin.yml\n" + SMALLEST, "latin.yml, line 2: not UTF-8"),
    "a parent that is a pipe": ("INHERIT: pipe.yml\n" + SMALLEST, "pipe.yml: is not a file"),
    "a hook that is a pipe": (SMALLEST + "hooks: [pipe.yml]\n", "mkdocs.yml, line 4: hooks: The path"),
    "a circle of parents": (
        "INHERIT: mkdocs.yml\n" + SMALLEST,
        "mkdocs.yml, line 1: INHERIT leads in a circle",
    ),
    "pages in the source": (
        SMALLEST + "docs_dir: lists\n",
        "mkdocs.yml, line 4: docs_dir: all of",
    ),
    "pages in a list": (SMALLEST + "docs_dir: lists/freight\n", "mkdocs.yml, line 4: docs_dir: all of"),
    "pages in git's folder": (SMALLEST + "docs_dir: .git\n", "mkdocs.yml, line 4: docs_dir: all of"),
    "pages around the instance": (SMALLEST + "docs_dir: above\n", "mkdocs.yml, line 4: docs_dir: all of"),
    "pages in a folder that leads elsewhere": (
        SMALLEST + "docs_dir: out\n",
        "mkdocs.yml, line 4: docs_dir: a symbolic link leads from",
    ),
    "a theme in the source": (
        SMALLEST.replace("name: material", "name: material, custom_dir: lists"),
        "mkdocs.yml, line 2: theme: all of",
    ),
    "our plugin twice": (
        SMALLEST.replace("search", "search, handlelists"),
        "mkdocs.yml, line 3: plugins: handlelists is named twice",
    ),
    "a script of another host": (
        SMALLEST + "extra_javascript: [{path: 'https://cdn.example/a.js', defer: true}]\n",
        "mkdocs.yml, line 4: extra_javascript: https://cdn.example/a.js is on another host",
    ),
    "a style of another host": (
        SMALLEST + "extra_css: [//cdn.example/a.css]\n",
        "mkdocs.yml, line 4: extra_css: //cdn.example/a.css is on another host",
    ),
    "a page that is missing": (
        SMALLEST + "nav: [page.md, 'https://x.example/', {a: [{b: nope.md}]}]\n",
        "mkdocs.yml, line 4: nav: there is no nope.md in docs/",
    ),
    "a style that is missing": (
        SMALLEST + "extra_css: [a/nope.css]\n",
        "mkdocs.yml, line 4: extra_css: there is no a/nope.css in docs/",
    ),
    "a page of ours kept off the site": (
        SMALLEST + "exclude_docs: lists/\n",
        "mkdocs.yml, line 4: exclude_docs leaves out lists/index.html, to which 404.html leads",
    ),
    "everything kept off the site": (
        SMALLEST + "exclude_docs: '*'\n",
        "mkdocs.yml, line 4: exclude_docs leaves out",
    ),
    "a draft that pages lead to": (
        SMALLEST + "\n\ndraft_docs: about.md\nnot_in_nav: about.md\n",
        "mkdocs.yml, line 6: draft_docs leaves out about/index.html, to which docs/page.md leads",
    ),
    "a language that is missing": (
        SMALLEST.replace("name: material", "name: material, language: zz"),
        "mkdocs.yml, line 2: theme: there is no partials/languages/zz.html. Languages are af, ar, ",
    ),
    "an extension that fails": (
        SMALLEST + "markdown_extensions:\n- toc:\n    slugify: !!python/name:os.getpid ''\n",
        "mkdocs.yml, line 4: TypeError: ",
    ),
    "a setting that MkDocs fails at": (SMALLEST + "extra_css: [{a: 1}]\n", "mkdocs.yml: TypeError: "),
    "a tag that is unknown": ("site_name: !x y\n", "could not determine a constructor"),
}


@pytest.mark.parametrize(("config", "said"), FAULTS.values(), ids=FAULTS)
def test_what_is_wrong_is_said_with_its_place(tmp_path: Path, config: str | bytes | None, said: str) -> None:
    root = write_root(tmp_path / "instance", page="# A heading\n\n[x](about.md)\n", about="# About\n")
    (root / "hook.py").write_text(HOOK)
    (root / "latin.yml").write_bytes(b"a: b\n# \xe9\nINHERIT: pipe.yml\n")
    os.mkfifo(root / "pipe.yml")
    for folder in ("lists/freight", ".git", "../other"):
        (root / folder).mkdir(parents=True)
    (root / "out").symlink_to("../other")
    (root / "above").symlink_to("..")
    file = root / "mkdocs.yml"
    if config is None:
        file.unlink()
    else:
        file.write_bytes(config if isinstance(config, bytes) else config.encode())
    with pytest.raises(HandlelistsError) as refused:
        build(root)
    assert said in refused.value.with_hint
    assert "\n" not in str(refused.value)
    assert not (root / "site").exists()


def test_the_place_of_the_site_is_not_called_a_setting(tmp_path: Path) -> None:
    root = write_root(tmp_path)
    with pytest.raises(UsageError, match="docs/web: the folder of the site and docs/ have to be apart"):
        read_config(root, site_dir=str(root / "docs/web"))


def test_a_preview_says_it_too(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        serve_site(tmp_path, BuildRequest(), "127.0.0.1:0")


def test_a_command_says_it_once_and_in_our_words(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    root = write_instance(tmp_path)
    write_root(root, SMALLEST + "docs_dir: pages\n")
    arguments = ("build", "--root", str(root), "--no-history", "--as-of", "2026-03-01")
    assert run([*arguments]) == 2
    assert capfd.readouterr().err == (
        f"handlelists: {root}/mkdocs.yml, line 4: docs_dir: there is no such folder of pages, or it holds mkdocs.yml\n"
        "  Make it; it may be empty.\n"
    )
    write_root(root)
    assert run([*arguments, "--site-dir", str(root / "lists/web")]) == 2
    said = capfd.readouterr()
    assert said.err.count("only sources belong there") == 1
    assert "Abort" not in said.err + said.out
    assert "Error" not in said.err + said.out
    assert run([*arguments, "--site-dir", str(tmp_path / "a\nb")]) == 0
    assert len(capfd.readouterr().out.splitlines()) == 1


@pytest.mark.parametrize("name", ["page.md", "inner"])
def test_pages_that_cannot_be_read_are_not_left_out(tmp_path: Path, name: str) -> None:
    root = write_root(tmp_path)
    (root / "docs" / name).symlink_to("nowhere" if name == "page.md" else ".")
    with pytest.raises(OutputError, match=f"docs/.*{name}.* cannot be read, and its pages would be missing"):
        build(root)


@pytest.mark.parametrize("closed", ["docs", "docs/guides"])
def test_folders_that_cannot_be_read_are_not_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, closed: str
) -> None:
    (tmp_path / "docs/guides").mkdir(parents=True)
    scandir = os.scandir

    def refuse(path: str) -> object:
        if path == str(tmp_path / closed):
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    with pytest.raises(OutputError, match=f"{closed} cannot be read, and its pages would be missing"):
        refuse_unreadable(str(tmp_path / "docs"))


def test_what_editors_leave_in_hidden_files_is_no_page(tmp_path: Path) -> None:
    (tmp_path / "docs/.git").mkdir(parents=True)
    (tmp_path / "docs/.#about.md").symlink_to("me@machine.1234")
    (tmp_path / "docs/.git/link").symlink_to("nowhere")
    refuse_unreadable(str(tmp_path / "docs"))


@pytest.mark.parametrize("folder", ["docs", "docs/inner", "docs/.hidden", "theme"])
@pytest.mark.parametrize("kind", ["file", "folder", "above", "pipe"])
def test_what_is_elsewhere_or_no_file_is_not_published(tmp_path: Path, folder: str, kind: str) -> None:
    config = SMALLEST.replace("name: material", "name: material, custom_dir: theme")
    root = write_root(tmp_path, config)
    (root / "lists").mkdir()
    (root / "lists/private.txt").write_text("secret")
    (root / "theme").mkdir()
    path = root / folder / "page.md"
    path.parent.mkdir(exist_ok=True)
    if kind == "pipe":
        os.mkfifo(path)
    else:
        path.symlink_to(root / {"file": "lists/private.txt", "folder": "lists", "above": "."}[kind])
    with pytest.raises(OutputError, match=f"{folder}/page.md is (a symbolic link that|neither a file)"):
        build(root)
    assert not (root / "site").exists()


def test_links_inside_the_folder_are_followed(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/a.md").write_text("")
    (tmp_path / "docs/b.md").symlink_to("a.md")
    (tmp_path / "alias").symlink_to("docs")
    refuse_unreadable(str(tmp_path / "alias"))


def test_a_pipe_is_no_configuration(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "mkdocs.yml")
    with pytest.raises(UsageError, match=r"mkdocs\.yml: is not a file"):
        read_config(tmp_path)


def test_mkdocs_itself_shows_our_sentence_alone(tmp_path: Path) -> None:
    root = write_root(tmp_path, SMALLEST.replace("search", "search, offline"))
    config = read_config(root)
    config.plugins.on_startup(command="build", dirty=False)
    config.use_directory_urls = False
    with pytest.raises(Abort, match="use_directory_urls has to be true"):
        config.plugins.on_config(config)
    config.plugins.on_shutdown()


BROKEN = {
    "a hook that fails": (
        "hook.py",
        "def on_files(files, config):\n    return 1 / 0\n",
        "hook.py, line 2: ZeroDivisionError",
    ),
    "a hook that is not Python": ("hook.py", "def on_files(\n", "hook.py, line 1: SyntaxError"),
    "a template that is not Jinja": (
        "more/404.html",
        "a\n{% if %}\n",
        "more/404.html, line 2: TemplateSyntaxError",
    ),
    "a template that fails": (
        "more/404.html",
        "a\n\n{{ nothing.at.all }}\n",
        "more/404.html, line 3: UndefinedError",
    ),
    "a frame of its own": (
        "more/main.html",
        '{% extends "base.html" %}',
        "more/main.html: the theme's page names the policy for scripts 0 times instead of once. It takes the place of",
    ),
    "a page of its own for what is missing": (
        "more/404.html",
        "nothing",
        "more/404.html: the theme's page names",
    ),
    "a hook that empties pages of ours": (
        "hook.py",
        "def on_post_page(output, page, config):\n    return ''\n",
        "mkdocs.yml: hook.py changes main.html: the theme's page names the policy for scripts 0 times",
    ),
    "a hook that finds no file": (
        "hook.py",
        "def on_files(files, config):\n    open('/nowhere/x')\n",
        "hook.py, line 2: FileNotFoundError: ",
    ),
    "a hook that makes a file of ours": (
        "hook.py",
        """
from mkdocs.structure.files import File
def on_files(files, config):
    files.append(File.generated(config, "feeds/v1/index.json", content="{}"))
""",
        "feeds/v1/index.json comes from hook.py, but handlelists makes that file itself",
    ),
    "a hook that writes a file of ours": (
        "hook.py",
        """
import pathlib
def on_post_build(config):
    folder = pathlib.Path(config.site_dir, "feeds/v1")
    folder.mkdir(parents=True)
    (folder / "index.json").touch()
""",
        "feeds/v1/index.json comes from a plugin or hook, but",
    ),
    "a page at the place of ours": (
        "docs/feeds/v1/index.json",
        "{}",
        "feeds/v1/index.json comes from docs/feeds/v1/index.json, but",
    ),
    "a file of the theme at the place of ours": (
        "more/feeds/v1/index.json",
        "{}",
        "feeds/v1/index.json comes from more/feeds/v1/index.json, but",
    ),
    "a page that is not UTF-8": ("docs/page.md", "\udcff", "docs/page.md, line 1: not UTF-8"),
    "a page whose name is not UTF-8": ("docs/\udce9.md", "# A\n", "docs/\udce9.md: its name is not UTF-8"),
    "a template that is not UTF-8": ("more/404.html", "a\n\udcff", "more/404.html, line 2: not UTF-8"),
}


@pytest.mark.parametrize(("name", "text", "said"), BROKEN.values(), ids=BROKEN)
def test_what_the_instance_brings_is_not_a_fault_of_ours(
    tmp_path: Path, name: str, text: str, said: str
) -> None:
    config = SMALLEST.replace("name: material", "name: material, custom_dir: more") + "hooks: [hook.py]\n"
    root = write_root(tmp_path, config)
    (root / "more").mkdir()
    (root / "hook.py").write_text("")
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text(text, "utf-8", "surrogateescape")
    with pytest.raises(HandlelistsError) as refused:
        build(root)
    assert said in refused.value.with_hint
    assert not isinstance(refused.value, DefectError)
    assert not list(root.glob(".site-*"))


@pytest.mark.parametrize("name", ["a frame of its own", "a hook that empties pages of ours"])
def test_mkdocs_build_says_it_in_one_line(
    tmp_path: Path, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    root = write_instance(tmp_path)
    text = SMALLEST.replace("name: material", "name: material, custom_dir: more") + "hooks: [hook.py]\n"
    write_root(root, text.replace("handlelists", "handlelists: {history: false, as_of: '2026-03-01'}"))
    (root / "more").mkdir()
    (root / "hook.py").write_text("")
    (root / BROKEN[name][0]).write_text(BROKEN[name][1])
    config = read_config(root)
    config.plugins.on_startup(command="build", dirty=False)
    with pytest.raises(Abort) as stopped:
        mkdocs_build(config)
    assert BROKEN[name][2].partition(". ")[0] in str(stopped.value)
    assert [record.message for record in caplog.records if record.levelname == "ERROR"] == []
    assert not (root / "site").exists()


def test_a_page_that_a_hook_leaves_out_is_left_out(tmp_path: Path) -> None:
    root = write_root(tmp_path, SMALLEST + "hooks: [hook.py]\nnot_in_nav: page.md\n", page="# A heading\n")
    (root / "hook.py").write_text(
        "def on_post_page(output, page, config):\n    return '' if page.file.src_uri == 'page.md' else output\n"
    )
    assert not (build(root) / "page").exists()


def test_a_fault_of_ours_stays_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plugin, "configure_theme", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        build(write_root(tmp_path))


@pytest.mark.parametrize("event", ["on_config", "on_post_build"])
def test_a_hook_that_ends_the_process_ends_the_build_in_words(tmp_path: Path, event: str) -> None:
    root = write_root(tmp_path, page="# A heading\n")
    (root / "hook.py").write_text(f"import sys\n\n\ndef {event}(config):\n    sys.exit('set TOKEN first')\n")
    (root / "mkdocs.yml").write_text(SMALLEST + "hooks: [hook.py]\n")
    with pytest.raises(UsageError, match=r"mkdocs\.yml: a plugin or hook ended the build: set TOKEN first"):
        build(root)
    assert not (root / "site").exists()
