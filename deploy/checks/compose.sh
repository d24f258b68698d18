#!/usr/bin/env bash
# Checks deploy/compose.yaml by `docker compose config`: with the plugin where there is one, else with one built by Go.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/chargeplane
mkdir -p "$cache"

if docker compose version >/dev/null 2>&1; then
  compose=(docker compose)
elif command -v go >/dev/null; then
  tools=$cache/compose-tools-$(sha256sum <"$here/compose-tools/go.sum" | cut -c1-16)
  if [ ! -x "$tools/docker-compose" ]; then
    echo "compose: building docker-compose (once, some two minutes)"
    build=$(mktemp -d "$cache/compose-tools.XXXXXX")
    (cd "$here/compose-tools" && GOFLAGS=-mod=readonly go build -ldflags='-s -w' -o "$build/docker-compose" github.com/docker/compose/v2/cmd)
    mv -T "$build" "$tools" 2>/dev/null || rm -rf "$build"
  fi
  compose=("$tools/docker-compose")
else
  echo "compose: not checked, neither docker compose nor Go is installed"
  exit 0
fi

# Values for the check only: the file itself has no defaults for secrets.
export POSTGRES_PASSWORD=check CHARGEPLANE_TOKEN_HASH_KEY=check CHARGEPLANE_PASSWORD_PEPPER=check
"${compose[@]}" --file "$here/../compose.yaml" config --quiet
echo "compose: $("${compose[@]}" --file "$here/../compose.yaml" config --services | wc -l) services, valid"
