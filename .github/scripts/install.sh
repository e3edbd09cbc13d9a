#!/usr/bin/env bash
# Installs the builder of this checkout, everything that it needs pinned by hash, and puts `handlelists` on the path of
# the steps that follow. An instance that has no builder of its own checks one out and names its folder in BUILDER.
set -euo pipefail

# A folder is a folder: pip would look up a bare name in the index. Python is kept from the modules that lie around here.
builder=$(CDPATH='' cd -- "${BUILDER:-.}" && pwd)
python3 -I -m venv "$RUNNER_TEMP/builder"
pip=("$RUNNER_TEMP/builder/bin/python" -I -m pip --disable-pip-version-check --quiet install)
"${pip[@]}" --only-binary=:all: --require-hashes --requirement "$builder/requirements/run.txt"
"${pip[@]}" --no-index --no-build-isolation --no-deps "$builder"
echo "$RUNNER_TEMP/builder/bin" >> "$GITHUB_PATH"
