#!/usr/bin/env bash
# Checks the chart: helm lint, helm-unittest, and kubeconform -strict of every ci/*-values.yaml for the oldest and newest supported Kubernetes.
# Needs Go (and python3 with pip for the Kubernetes schemas); says so and leaves the chart unchecked where Go is missing.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
chart=$here/../../helm/chargeplane
cache=${XDG_CACHE_HOME:-$HOME/.cache}/chargeplane
mkdir -p "$cache"
kubernetes_versions=(1.29.0 1.37.0)
schemas_wheel=kubernetes-validate==1.37.0

command -v go >/dev/null || { echo "chart: not checked, Go is not installed"; exit 0; }

tools=$cache/chart-tools-$(cat "$here"/chart-tools/go.sum | sha256sum | cut -c1-16)
if [ ! -x "$tools/helm" ]; then
  echo "chart: building helm, helm-unittest and kubeconform (once)"
  build=$(mktemp -d "$cache/chart-tools.XXXXXX")
  (cd "$here/chart-tools" && GOFLAGS=-mod=readonly go build -ldflags='-s -w' -o "$build/" \
    helm.sh/helm/v3/cmd/helm github.com/helm-unittest/helm-unittest/cmd/helm-unittest github.com/yannh/kubeconform/cmd/kubeconform)
  mv -T "$build" "$tools" 2>/dev/null || rm -rf "$build"
fi

schemas=$cache/kubernetes-schemas-1.37.0
if [ ! -d "$schemas" ]; then
  echo "chart: fetching the Kubernetes schemas (once)"
  work=$(mktemp -d "$cache/kubernetes-schemas.XXXXXX")
  python3 -m pip download --quiet --no-deps --dest "$work" "$schemas_wheel"
  for version in "${kubernetes_versions[@]}"; do python3 "$here/kube-schemas.py" "$work"/*.whl "$version" "$work/out"; done
  mv -T "$work/out" "$schemas" 2>/dev/null || true
  rm -rf "$work"
fi

"$tools/helm-unittest" "$chart"
for values in "$chart"/ci/*-values.yaml; do
  "$tools/helm" lint --strict --quiet --values "$values" "$chart"
  for version in "${kubernetes_versions[@]}"; do
    echo "chart: $(basename "$values") against Kubernetes $version"
    "$tools/helm" template chargeplane "$chart" --namespace charging --kube-version "$version" --values "$values" |
      "$tools/kubeconform" -strict -summary -kubernetes-version "$version" -schema-location "$schemas"
  done
done
