"""Runs jobs of workflow files here, their `run:` steps word for word in bash as the forge's runner does.

What is not the forge's own shell is played: expressions by a table that each test gives (one that is missing fails),
actions by small functions that do to local folders what the action does, and one step by another where a test says so.
"""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import yaml

from tests.acceptance.support import REPOSITORY

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    Action = Callable[[dict[str, Any], "Run"], None]

WORKFLOWS: Final = REPOSITORY / ".github" / "workflows"
_EXPRESSION: Final = re.compile(r"\$\{\{ *(.*?) *\}\}")
_SHELL: Final = ("bash", "--noprofile", "--norc", "-eo", "pipefail")
"""What `shell: bash` means to the runner (GitHub Actions, "Workflow syntax", `jobs.<job_id>.steps[*].shell`)."""


@dataclass
class Run:
    """One job on one machine: where it works, what expressions mean, and what came out."""

    workspace: Path
    temp: Path
    expressions: Mapping[str, object]
    environment: Mapping[str, str]
    path: list[str]
    status: int = 0
    log: str = ""
    outputs: dict[str, dict[str, str]] = field(default_factory=dict)
    ran: list[str] = field(default_factory=list)

    @property
    def summary(self) -> str:
        file = self.temp / "step-summary"
        return file.read_text(encoding="utf-8") if file.exists() else ""

    def value(self, expression: str) -> object:
        """Return what an expression means here: alternatives, outputs of steps, then the test's table."""
        for one in expression.split(" || "):
            found = re.fullmatch(r"steps\.([\w-]+)\.outputs\.([\w-]+)", one)
            value = self.outputs.get(found[1], {}).get(found[2], "") if found else self.expressions[one]
            if value:
                return value
        return ""

    def text(self, value: object) -> str:
        """Return a value of the file with its expressions filled in."""
        if isinstance(value, bool):
            return str(value).lower()
        return _EXPRESSION.sub(lambda found: str(self.value(found[1])), str(value))

    def wants(self, condition: str) -> bool:
        """Tell whether a step runs: terms joined by `&&`, each a comparison with a word, or a state of the job."""
        always = "cancelled()" in condition
        return (always or self.status == 0) and all(map(self._holds, condition.split(" && ")))

    def _holds(self, term: str) -> bool:
        if term in {"", "!cancelled()"}:
            return True
        left, operator, right = re.fullmatch(r"(\S+) (==|!=) '(.*)'", term).groups()  # type: ignore[union-attr]  # a term of another form fails the test
        return (str(self.value(left)) == right) == (operator == "==")


def load(name: str) -> dict[str, Any]:
    """Return a workflow as the forge reads it. PyYAML takes the key `on` for a truth value."""
    made: dict[str, Any] = yaml.safe_load((WORKFLOWS / name).read_text(encoding="utf-8"))
    made["on"] = made.pop(True)  # type: ignore[call-overload]  # YAML 1.1
    return made


def run_job(
    workflow: str, job: str, run: Run, *, actions: Mapping[str, Action], instead: Mapping[str, Action]
) -> Run:
    """Run the steps of a job in order; return the run. `instead` replaces steps, by their names."""
    steps = load(workflow)["jobs"][job]
    assert load(workflow)["defaults"] == {"run": {"shell": "bash"}}
    for step in steps["steps"]:
        condition = str(step.get("if", ""))
        found = _EXPRESSION.fullmatch(condition)
        if not run.wants(found[1] if found else condition):
            continue
        run.ran.append(step["name"])
        if step["name"] in instead:
            instead[step["name"]](step, run)
        elif "uses" in step:
            name, _, commit = step["uses"].partition("@")
            assert re.fullmatch(r"[0-9a-f]{40}", commit)
            given = {key: run.text(value) for key, value in step.get("with", {}).items()}
            actions[name](given, run)
        else:
            _shell(step, {**steps.get("env", {}), **step.get("env", {})}, run)
    return run


def _shell(step: dict[str, Any], environment: dict[str, Any], run: Run) -> None:
    script = step["run"]
    assert "${{" not in script, "text from outside goes through env"
    file, output = run.temp / "step.sh", run.temp / "step-output"
    file.write_text(script, encoding="utf-8")
    output.write_text("", encoding="utf-8")
    done = subprocess.run(
        (*_SHELL, str(file)),
        cwd=run.workspace,
        env={
            **_surroundings(run),
            **run.environment,
            "GITHUB_OUTPUT": str(output),
            "GITHUB_PATH": str(run.temp / "step-path"),
            "GITHUB_STEP_SUMMARY": str(run.temp / "step-summary"),
            "GITHUB_WORKSPACE": str(run.workspace),
            "RUNNER_TEMP": str(run.temp),
            **{name: run.text(value) for name, value in environment.items()},
        },
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    run.log += done.stdout
    run.status = run.status or done.returncode
    if "id" in step:
        pairs = (line.partition("=") for line in output.read_text(encoding="utf-8").splitlines())
        run.outputs[step["id"]] = {name: value for name, _, value in pairs}


def _surroundings(run: Run) -> dict[str, str]:
    """Return the machine's own variables: a path, a home, no configuration of git but its own."""
    return {
        "PATH": os.pathsep.join((*run.path, os.environ["PATH"])),
        "HOME": str(run.temp),
        "GIT_CONFIG_GLOBAL": os.devnull,
        "LANG": "C.UTF-8",
        "NO_COLOR": "1",
    }
