#!/usr/bin/env bash
# Lints the committed OpenAPI document of the Tenant API and the one that the sample PlatformHost serves; a warning fails it.
# Needs node and npm, and the sample's Release build.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
work=$root/.artifacts/api-lint
mkdir -p "$work"
cp "$here"/{package.json,package-lock.json,.npmrc,.spectral.yaml} "$work"

# The linter is installed beside the build's other products, so that the tree stays as it is; again only when it changes.
if ! cmp -s "$work/package-lock.json" "$work/node_modules/.installed"; then
  npm ci --prefix "$work" --ignore-scripts --no-audit --no-fund
  cp "$work/package-lock.json" "$work/node_modules/.installed"
fi

dotnet exec "$root/samples/PlatformHost/bin/Release/net10.0/PlatformHost.dll" \
  --urls http://127.0.0.1:0 --store memory >"$work/sample.log" 2>&1 &
sample=$!
trap 'kill "$sample" 2>/dev/null || true' EXIT

address=
for _ in {1..300}; do
  address=$(sed -nE 's|^The platform is up at (http://[^ ]+) .*|\1|p' "$work/sample.log")
  if [[ -n $address ]]; then break; fi
  if ! kill -0 "$sample" 2>/dev/null; then break; fi
  sleep 0.1
done
if [[ -z $address ]]; then
  cat "$work/sample.log" >&2
  exit 1
fi

curl -fsS -o "$work/platform.json" "$address/openapi/v1.json"
cp "$root/tests/Hivemind.Tenancy.AspNetCore.Tests/OpenApi/tenant-api.json" "$work/tenant-api.json"
cd "$work"
node_modules/.bin/spectral lint --ruleset .spectral.yaml --fail-severity warn tenant-api.json platform.json
