#!/usr/bin/env bash
# Runs git with the job's token, TOKEN, for this forge alone. The checkout keeps no token (persist-credentials: false),
# so only the step that fetches has it. In a public repository fetching needs none.
set -euo pipefail

export GIT_TERMINAL_PROMPT=0
export GIT_CONFIG_COUNT=1
export GIT_CONFIG_KEY_0="http.$GITHUB_SERVER_URL/.extraheader"
GIT_CONFIG_VALUE_0="Authorization: Basic $(printf 'x-access-token:%s' "$TOKEN" | base64 --wrap=0)"
export GIT_CONFIG_VALUE_0
exec git "$@"
