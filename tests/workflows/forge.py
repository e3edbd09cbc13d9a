"""A forge in a folder: a bare repository with pull requests, artifacts, pages, and jobs that run against it.

The repository holds what this one does: an instance, the builder, and `.github/`. The step that installs the builder is
the one that no test runs: instead of it, `handlelists` on the path runs the `site_builder` of the job's own checkout,
with this machine's libraries, and with the clock that the test gives.
"""

from __future__ import annotations

import functools
import http.server
import json
import shutil
import stat
import sys
import threading
import zipfile
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from tests.acceptance.support import REPOSITORY, git
from tests.instance import write_instance
from tests.workflows.jobs import Run, run_job

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

OWN: Final = "owner/lists"
NOW: Final = "2026-03-01T00:00:00Z"
_INSTALL: Final = "Install the builder"
_HANDLELISTS: Final = """\
#!/bin/sh
# `python -m` would take `site_builder` from the folder that the job stands in: which is the checkout.
test "$1" = validate || set -- "$@" --now "$TEST_NOW"
exec env PYTHONPATH="$GITHUB_WORKSPACE" "{python}" -m site_builder "$@"
"""


@dataclass
class Forge:
    """Everything that outlives a job."""

    folder: Path
    now: str = NOW
    runs: int = 0
    artifacts: dict[str, Path] = field(default_factory=dict)

    @property
    def upstream(self) -> Path:
        return self.folder / "upstream.git"

    @property
    def clone(self) -> Path:
        """Return the clone of somebody who may push."""
        return self.folder / "clone"

    @property
    def state(self) -> Path:
        return self.folder / "gh"

    @property
    def site(self) -> Path:
        """Return the folder that Pages serves."""
        return self.folder / "pages"

    @property
    def clock(self) -> dict[str, str]:
        """Return the variables by which git and `handlelists` take the forge's time for the present."""
        return {"GIT_AUTHOR_DATE": self.now, "GIT_COMMITTER_DATE": self.now, "TEST_NOW": self.now}

    def commit(self, message: str, day: str, files: Mapping[str, str | None]) -> str:
        """Commit files on what the clone has checked out; None deletes one. Return the commit."""
        for path, content in files.items():
            target = self.clone / path
            if content is None:
                target.unlink()
            else:
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(content, encoding="utf-8")
        git(self.clone, "add", "--all")
        git(self.clone, "commit", "--quiet", "--message", message, day=day)
        return self.head()

    def push(self, *options: str) -> str:
        git(self.clone, "push", "--quiet", *options, "origin", "HEAD:refs/heads/main")
        return self.head()

    def head(self) -> str:
        return git(self.clone, "rev-parse", "HEAD").strip()

    def propose(self, files: Mapping[str, str | None], *, day: str = "2026-02-01") -> str:
        """Make a pull request of files; return the commit of refs/pull/1/merge, as the forge makes it."""
        git(self.clone, "checkout", "--quiet", "-B", "change", "main")
        self.commit("A change", day, files)
        git(self.clone, "checkout", "--quiet", "--detach", "main")
        git(self.clone, "merge", "--quiet", "--no-ff", "-m", "Merge", "change", day=day)
        merged = self.head()
        git(self.clone, "push", "--quiet", "--force", "origin", "HEAD:refs/pull/1/merge")
        git(self.clone, "checkout", "--quiet", "main")
        return merged

    def published(self) -> str:
        """Return refs/handlelists/published, or nothing."""
        return git(
            self.upstream, "for-each-ref", "--format=%(objectname)", "refs/handlelists/published"
        ).strip()

    def answers(self, paths: Mapping[str, Any]) -> None:
        """Let `gh` answer to paths below the repository's."""
        self.state.mkdir(exist_ok=True)
        told = {f"repos/{OWN}/{path}": answer for path, answer in paths.items()}
        (self.state / "get.json").write_text(json.dumps(told), encoding="utf-8")

    def calls(self) -> list[dict[str, Any]]:
        """Return what jobs wrote by `gh`."""
        file = self.state / "calls.json"
        return json.loads(file.read_text(encoding="utf-8")) if file.exists() else []

    def job(self, workflow: str, job: str, expressions: Mapping[str, object], **environment: str) -> Run:
        """Run a job on a fresh machine and return how it went."""
        self.runs += 1
        machine = self.folder / f"machine-{self.runs}"
        run = Run(
            workspace=machine / "work",
            temp=machine / "temp",
            expressions={
                "github.event.repository.default_branch": "main",
                "github.token": "token-of-the-job",
                "runner.temp": str(machine / "temp"),
                **expressions,
            },
            environment={
                "GITHUB_REPOSITORY": OWN,
                "GITHUB_SERVER_URL": "https://forge.example",
                "GH_STATE": str(self.state),
                "GH_UPSTREAM": str(self.upstream),
                **self.clock,
                **environment,
            },
            path=[str(self.folder / "bin")],
        )
        run.workspace.mkdir(parents=True)
        run.temp.mkdir()
        actions = {
            "actions/checkout": self._checkout,
            "actions/upload-artifact": self._upload,
            "actions/upload-pages-artifact": self._upload_pages,
            "actions/deploy-pages": self._deploy,
        }
        return run_job(workflow, job, run, actions=actions, instead={_INSTALL: lambda _step, _run: None})

    def _checkout(self, given: dict[str, Any], run: Run) -> None:
        depth = given.get("fetch-depth", "1")
        options = () if depth == "0" else (f"--depth={depth}",)
        source = f"file://{self.upstream}"
        git(
            run.workspace.parent,
            "clone",
            "--quiet",
            "--branch",
            given.get("ref", "main"),
            *options,
            source,
            "work",
        )

    def _upload(self, given: dict[str, Any], run: Run) -> None:
        assert Path(given["path"]).is_relative_to(run.temp)
        files = sorted(Path(given["path"]).glob("*"))
        if not files:
            assert given["if-no-files-found"] == "ignore"
            return
        self.artifacts[given["name"]] = self.folder / f"{given['name']}.zip"
        with zipfile.ZipFile(self.artifacts[given["name"]], "w") as archive:
            for file in files:
                archive.write(file, file.name)

    def _upload_pages(self, given: dict[str, Any], run: Run) -> None:
        shutil.copytree(run.workspace / given["path"], self.folder / "pages-artifact", dirs_exist_ok=False)

    def _deploy(self, _given: dict[str, Any], run: Run) -> None:
        shutil.rmtree(self.site, ignore_errors=True)
        (self.folder / "pages-artifact").rename(self.site)
        run.outputs["deployment"] = {"page_url": "https://lists.example/"}


def make_forge(folder: Path) -> Forge:
    """Return a forge whose repository has one commit: the minimal instance, the builder, and the workflows' scripts."""
    forge = make_empty(folder)
    git(folder, "init", "--quiet", "--bare", "--initial-branch=main", "upstream.git")
    git(folder, "clone", "--quiet", str(forge.upstream), "clone")
    git(forge.clone, "checkout", "--quiet", "-B", "main")
    write_instance(forge.clone)
    ignored = shutil.ignore_patterns("__pycache__")
    for part in ("site_builder", "schemas", ".github"):
        shutil.copytree(REPOSITORY / part, forge.clone / part, ignore=ignored)
    (forge.clone / "docs").mkdir()
    shutil.copy(REPOSITORY / "docs" / "index.md", forge.clone / "docs")
    (forge.clone / "docs" / "about.md").write_text("# About\n", encoding="utf-8")
    shutil.copy(REPOSITORY / "tests" / "acceptance" / "minimal-mkdocs.yml", forge.clone / "mkdocs.yml")
    (forge.clone / ".gitignore").write_text("/site/\n/.site-*/\n__pycache__/\n", encoding="utf-8")
    forge.commit("Set up", "2026-01-25", {})
    forge.push()
    return forge


def make_empty(folder: Path) -> Forge:
    """Return a forge that has no repository, for jobs that check nothing out."""
    (folder / "bin").mkdir(parents=True)
    _program(folder / "bin" / "handlelists", _HANDLELISTS.format(python=sys.executable))
    gh = (REPOSITORY / "tests" / "workflows" / "gh.py").read_text(encoding="utf-8")
    _program(folder / "bin" / "gh", f"#!{sys.executable} -IS\n{gh}")
    forge = Forge(folder)
    forge.answers({})
    return forge


def _program(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


def copy_forge(source: Forge, folder: Path) -> Forge:
    """Return a forge of its own that begins where another stands."""
    shutil.copytree(source.folder, folder, symlinks=True)
    forge = Forge(folder, runs=source.runs)
    git(forge.clone, "remote", "set-url", "origin", str(forge.upstream))
    return forge


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves files and says nothing."""

    def log_message(self, *_arguments: Any) -> None:
        """Say nothing."""


@contextmanager
def served(forge: Forge) -> Iterator[str]:
    """Serve what the forge's Pages holds, on this machine; give its address."""
    handler = functools.partial(Quiet, directory=str(forge.site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()
