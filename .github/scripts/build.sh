#!/usr/bin/env bash
# Builds the site into site/ as the continuation of what is published at SITE, by default `site_url` of the instance.
# Where LAST is empty nothing was published from this line of commits: then, and only then, there may be no site yet.
set -euo pipefail

site=${SITE:-$(sed --quiet 's/^site_url: //p' lists/instance.yaml)}
previous=("--previous=$site")
if [[ -z "$LAST" ]]; then
  code=$(curl --silent --location --output /dev/null --write-out '%{http_code}' "${site}feeds/v1/index.json" || true)
  case $code in
    200) ;;
    000 | 404) previous=() ;;
    *)
      echo "::error::$site answers $code: it cannot be told whether there is a site."
      exit 1
      ;;
  esac
fi
handlelists build --strict "${previous[@]}"
