#!/usr/bin/env bash
# Checks that the contracts in proto/ still suit who was built against the previous commit: processes of two versions run side by side
# during every roll-out, and events stay in Kafka for weeks. A break that is meant is named in buf.yaml (breaking.ignore), for that one commit.
set -euo pipefail
cd "$(dirname "$0")/../.."

if ! git rev-parse --quiet --verify 'HEAD~1^{commit}' >/dev/null 2>&1; then
  echo "breaking: not checked, the previous commit is not here (a shallow clone?)"
  exit 0
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
git archive HEAD~1 buf.yaml proto | tar -x -C "$work"
node_modules/.bin/buf breaking --against "$work"
