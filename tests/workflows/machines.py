"""What an installation needs where there is no network: a `python3`, the real pip, and a stub of a builder."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import Final

_PYTHON3: Final = """\
#!/bin/sh
# A virtual environment gets this machine's pip: to unpack one takes four seconds.
case " $* " in
  *" -m venv "*)
    for last; do :; done
    "{python}" -I -m venv --without-pip "$last"
    ln -s "{pip}" "$last"/lib/python3*/site-packages/
    printf '#!/bin/sh\\nexec "%s" -I -m pip "$@"\\n' "$(cd "$last" && pwd)/bin/python" > "$last/bin/pip"
    chmod +x "$last/bin/pip"
    ;;
  *) exec "{python}" "$@" ;;
esac
"""
_PROJECT: Final = """\
[build-system]
requires = []
build-backend = "stub"
backend-path = ["."]
"""
_BACKEND: Final = """\
import zipfile

MAIN = '''
import os, sys

def main():
    program = os.environ.get("STUB_RUNS")
    if program is None:
        print("from the folder")
    else:
        os.execv(program, [program, *sys.argv[1:]])
'''


def build_wheel(folder, config_settings=None, metadata_directory=None):
    name = "stub_of_a_builder-1-py3-none-any.whl"
    info = "stub_of_a_builder-1.dist-info/"
    with zipfile.ZipFile(f"{folder}/{name}", "w") as wheel:
        wheel.writestr("stub_of_a_builder.py", MAIN)
        wheel.writestr(f"{info}METADATA", "Metadata-Version: 2.1\\nName: stub-of-a-builder\\nVersion: 1\\n")
        wheel.writestr(f"{info}WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        wheel.writestr(f"{info}entry_points.txt", "[console_scripts]\\nhandlelists = stub_of_a_builder:main\\n")
        wheel.writestr(f"{info}RECORD", "")
    return name
"""


def put_python3(folder: Path) -> None:
    """Put a `python3` into a folder of programs."""
    found = importlib.util.find_spec("pip")
    assert found is not None
    assert found.origin is not None
    program = _PYTHON3.format(python=sys.executable, pip=Path(found.origin).parent)
    (folder / "python3").write_text(program, encoding="utf-8")
    (folder / "python3").chmod(0o755)


def put_builder(folder: Path) -> None:
    """Put a builder into a folder: pip makes of it a `handlelists` that says so, or runs what STUB_RUNS names."""
    (folder / "requirements").mkdir(parents=True)
    (folder / "requirements/run.txt").write_text("# nothing\n", encoding="utf-8")
    (folder / "pyproject.toml").write_text(_PROJECT, encoding="utf-8")
    (folder / "stub.py").write_text(_BACKEND, encoding="utf-8")
