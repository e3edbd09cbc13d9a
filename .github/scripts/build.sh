#!/usr/bin/env bash
# Builds the site into site/ as the continuation of what is published at SITE, by default at `site_url` of the instance.
# Where LAST is empty nothing was published from this line of commits: then, and only then, there may be no site yet.
set -euo pipefail

first=()
[[ -n "$LAST" ]] || first=(--first)
build=(handlelists build --strict "--previous${SITE:+=$SITE}" "${first[@]}")
"${build[@]}" && exit
status=$?
# A withholding does not wait until the site fits its host: it is published without the files that can be left out.
[[ -n "$LAST" && -n "$(git diff --name-only --diff-filter=A "$LAST" HEAD -- ':(glob)*/withheld/*')" ]] || exit "$status"
exec "${build[@]}" --trim
