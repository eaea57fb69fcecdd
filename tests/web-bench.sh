#!/usr/bin/env bash
# Requests per second of a plaintext endpoint with tenant resolution, verified door and permission check, beside the same endpoint
# without them, on loopback. All sides are loaded in turns within one run; medians are compared.
#
#   bash tests/web-bench.sh           7 rounds of 3 s (ROUNDS, SECONDS_EACH) over 32 connections (CONNECTIONS), tenants in memory
#   bash tests/web-bench.sh sqlite    tenants on SQLite, behind the cache
#
# Exits 1 when the tenant's side reaches less than 90 % of the side with authentication and authorization.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

rounds=${ROUNDS:-7} seconds=${SECONDS_EACH:-3} connections=${CONNECTIONS:-32}
work=$(mktemp -d)
server=
finish() {
  if [[ -n $server ]]; then kill "$server" 2>/dev/null || true; fi
  rm -rf "$work"
}
trap finish EXIT

as_root() { if ((EUID == 0)); then "$@"; else sudo "$@"; fi; }
if ! command -v wrk >/dev/null || ! command -v curl >/dev/null; then
  as_root apt-get update -qq
  as_root apt-get install -y -qq --no-install-recommends wrk curl
fi

dotnet build tests/Hivemind.Tenancy.WebBenchmark -c Release -v quiet
database=()
if [[ ${1:-} == sqlite ]]; then database=("$work/tenancy.db"); fi
dotnet exec tests/Hivemind.Tenancy.WebBenchmark/bin/Release/net10.0/Hivemind.Tenancy.WebBenchmark.dll "${database[@]}" >"$work/server" &
server=$!
for _ in $(seq 300); do
  if grep -q ready "$work/server"; then break; fi
  kill -0 "$server"
  sleep 0.2
done
grep -q ready "$work/server"

declare -A address
while read -r name url; do if [[ -n $url ]]; then address[$name]=$url/plaintext; fi; done <"$work/server"

load() { wrk -t1 -c"$connections" -d"$2s" -H 'X-User: bob' -H 'X-Tenant-Id: tenant-500' "${address[$1]}" >"$work/out"; }

# Only 200 counts: a refusal is cheaper.
for name in authentication authorization tenant; do
  status=$(curl -s -o "$work/body" -w '%{http_code}' -H 'X-User: bob' -H 'X-Tenant-Id: tenant-500' "${address[$name]}")
  if [[ $status != 200 ]]; then echo "$name answers $status" >&2 && exit 1; fi
  load "$name" 5
done

for _ in $(seq "$rounds"); do
  for name in authentication authorization tenant; do
    load "$name" "$seconds"
    if grep -q 'Non-2xx' "$work/out"; then cat "$work/out" >&2 && exit 1; fi
    sed -nE 's/^Requests\/sec: *([0-9.]+)/\1/p' "$work/out" >>"$work/$name"
  done
done

median() { sort -n "$work/$1" | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }
a=$(median authentication) z=$(median authorization) t=$(median tenant)
printf 'requests per second, median of %d rounds of %d s, %d connections\n' "$rounds" "$seconds" "$connections"
printf '  authentication                      %10.0f\n' "$a"
printf '  authentication and authorization    %10.0f\n' "$z"
printf '  tenant, door and permission         %10.0f   %.3f of authorized, %.3f of authenticated\n' "$t" \
  "$(awk "BEGIN { print $t / $z }")" "$(awk "BEGIN { print $t / $a }")"
awk "BEGIN { exit !($t >= 0.9 * $z) }"
