#!/usr/bin/env bash
# Checks the images without Docker: runs the RUN lines of deploy/Dockerfile on a copy of what would be the build context, then, for every service,
# looks at what its image would hold and starts it as far as `--validate`, which loads every module and reads the settings.
# Takes one to two minutes, so `./chargeplane check` leaves it out. Needs what ./chargeplane has set up (packages, Node 24, pnpm).
#   deploy/checks/images.sh [SERVICE...]
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
node=$root/.chargeplane/bin/node
pnpm_version=$(sed -n 's/^RUN npm install --global pnpm@//p' "$root/deploy/Dockerfile")
pnpm=${XDG_CACHE_HOME:-$HOME/.cache}/chargeplane/pnpm-$pnpm_version/node_modules/.bin
[ -x "$node" ] && [ -x "$pnpm/pnpm" ] || { echo "images: run ./chargeplane help once, it prepares this clone" >&2; exit 1; }
export PATH=${node%/*}:$pnpm:$PATH CI=true

work=$(mktemp -d "${TMPDIR:-/tmp}/chargeplane-images.XXXXXX")
trap 'rm -rf "$work"' EXIT
mkdir "$work/src"
cd "$root"
# Files deleted but not yet committed are listed too.
git ls-files -co --exclude-standard | while read -r file; do [ -e "$file" ] && echo "$file"; done | tar -cf - -T - | tar -xf - -C "$work/src"

# The RUN lines of the build stage. Where /app stands, the app of the service at hand; pnpm is there already.
mapfile -t lines < <(awk '/^FROM /{stage++} stage == 1 && sub(/^RUN /, "")' deploy/Dockerfile | grep -v '^npm install --global')
run() {
  local log=$work/log
  (cd "$work/src" && bash -euo pipefail -c "${1//\/app/$work/$SERVICE}") >"$log" 2>&1 </dev/null && return
  echo "images: failed: $1" >&2
  tail -n 30 "$log" >&2
  exit 1
}
export SERVICE=
for line in "${lines[@]}"; do [[ $line == *SERVICE* || $line == */app* ]] || run "$line"; done

# What any service may need; each refuses what is missing and ignores what is another's.
settings=(KAFKA_BROKERS=127.0.0.1:1 REDIS_URL=redis://127.0.0.1:1 DATABASE_URL=postgres://127.0.0.1:1/none OPS_PORT=0 GRPC_PORT=0
  CHARGEPLANE_TOKEN_HASH_KEY=0123456789abcdef0123456789abcdef CHARGEPLANE_PASSWORD_PEPPER=0123456789abcdef)
for peer in STATIONS AUTHORIZATION TRANSACTIONS SMART_CHARGING BILLING; do settings+=("CHARGEPLANE_${peer}_ADDRESS=127.0.0.1:1"); done

fault() { echo "images: $SERVICE: $1" >&2; exit 1; }
[ $# -gt 0 ] || set -- $(ls services)
for SERVICE in "$@"; do
  for line in "${lines[@]}"; do [[ $line == *SERVICE* || $line == */app* ]] && run "$line"; done
  app=$work/$SERVICE
  ours=("$app" "$app"/node_modules/.pnpm/@chargeplane+*/node_modules/@chargeplane/*)
  needless=$(find "${ours[@]}" -name node_modules -prune -o -type f \( -name '*.ts' -o -name '*.test.*' -o -name '*.tsbuildinfo' -o -path '*/testing/*' \) -print | head -n 5)
  [ -z "$needless" ] || fault "holds what no image needs: $needless"
  outside=$(find "$app" -type l -exec readlink -f {} + | grep -v "^$app/" | head -n 5) || true
  [ -z "$outside" ] || fault "links to what stays behind: $outside"
  for package in typescript ts-proto knip ocpp-rpc; do
    [ -z "$(find "$app/node_modules/.pnpm" -maxdepth 1 -name "$package@*" -print -quit)" ] || fault "holds $package, which is for development"
  done
  for directory in services/$SERVICE/migrations libs/events/migrations; do
    [ -d "services/$SERVICE/migrations" ] || continue
    there=$app/migrations
    [ "$directory" = libs/events/migrations ] && there=$(echo "$app"/node_modules/.pnpm/@chargeplane+events@*/node_modules/@chargeplane/events/migrations)
    diff -r "$directory" "$there" >&2 || fault "lacks migrations of $directory"
  done
  answer=$(cd "$app" && env -i PATH="$PATH" NODE_ENV=production "${settings[@]}" "$node" --enable-source-maps dist/main.js --validate 2>&1) ||
    fault "--validate ended with $?: $answer"
  echo "images: $SERVICE, $(du -sm "$app" | cut -f1) MB, valid"
done
