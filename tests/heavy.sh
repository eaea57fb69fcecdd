#!/usr/bin/env bash
# What takes too long for every commit. Options after the name go to the tool that does the work.
#
#   bash tests/heavy.sh stress     explicit tests, more properties (CsCheck_Time, in seconds: 60) and schedules
#                                  (HIVEMIND_SCHEDULES: 20000), more spoilt requests (HIVEMIND_MUTATIONS: 200000)
#   bash tests/heavy.sh apps       apps and jobs of 20 tenants changed at random by 8 callers (HIVEMIND_SWARM steps each: 20000), 200 of
#                                  them on a Docker engine (HIVEMIND_DOCKER_APPS), and 30 hosts killed while they deploy (HIVEMIND_KILLS)
#   bash tests/heavy.sh crashes    kills 50 processes on each database (HIVEMIND_KILLS) and the server 10 times (HIVEMIND_CRASHES)
#   bash tests/heavy.sh chaos      three processes hold and use up the same tenants on each database, are killed and cut off, and
#                                  clocks jump (HIVEMIND_CHAOS_SECONDS on each: 3600)
#   bash tests/heavy.sh stores     throughput and latency on each database beside the bare driver
#   bash tests/heavy.sh mutation   mutation testing; report in .artifacts/mutation. The whole core takes hours: name a room, as in
#                                  --mutate '**/Storage/Rules/*.cs'
#   bash tests/heavy.sh coverage   line and branch coverage; report in .artifacts/coverage
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
root=$PWD

configuration=Release
build() { dotnet build Hivemind.Tenancy.sln -c $configuration -v quiet; }
test_projects() { for project in tests/*/*Tests.csproj; do basename "$project" .csproj; done; }
run() { dotnet exec "tests/$1/bin/$configuration/net10.0/$1.dll" --show-stdout "${shown:-Failed}" "${@:2}"; }

stress() {
  build
  export CsCheck_Time=${CsCheck_Time:-60} HIVEMIND_SCHEDULES=${HIVEMIND_SCHEDULES:-20000} HIVEMIND_MUTATIONS=${HIVEMIND_MUTATIONS:-200000}
  local status=0 name
  for name in $(test_projects); do run "$name" --explicit on "$@" || status=1; done
  return $status
}

apps() {
  build
  export HIVEMIND_SWARM=${HIVEMIND_SWARM:-20000} HIVEMIND_KILLS=${HIVEMIND_KILLS:-30} HIVEMIND_DOCKER_APPS=${HIVEMIND_DOCKER_APPS:-200}
  local shown=All status=0 # how long each took is what the tests write
  run Hivemind.Tenancy.Workloads.Tests --filter-class '*SwarmTests' --output Detailed "$@" || status=1
  run Hivemind.Tenancy.Docker.Tests --filter-class '*Hosts.*' --filter-class '*SwarmTests' --output Detailed "$@" || status=1
  return $status
}

durable=Hivemind.Tenancy.EntityFrameworkCore.Tests

crashes() {
  build
  export HIVEMIND_KILLS=${HIVEMIND_KILLS:-50} HIVEMIND_CRASHES=${HIVEMIND_CRASHES:-10}
  run $durable --filter-class '*CrashTests' "$@"
}

chaos() {
  build
  export HIVEMIND_CHAOS_SECONDS=${HIVEMIND_CHAOS_SECONDS:-3600}
  run $durable --filter-class '*ChaosTests' "$@"
}

stores() {
  build
  local shown=All # the table is what the test writes
  run $durable --explicit only --filter-class '*StoreThroughputTests' '*FlatnessTests' --output Detailed "$@"
}

mutation() {
  dotnet tool restore
  cd tests/Hivemind.Tenancy.Tests
  dotnet stryker --output "$root/.artifacts/mutation" "$@" # stryker-config.json beside the tests says the rest
}

coverage() {
  configuration=Debug # optimised code has no line to count
  dotnet tool restore
  build
  local out=$root/.artifacts/coverage name status=0
  rm -rf "$out"
  for name in $(test_projects); do
    # The concurrency tests run a rewritten copy of the library, whose lines are not those of the source.
    if [[ $name == *ConcurrencyTests ]]; then continue; fi
    run "$name" --results-directory "$out" --coverage --coverage-output-format cobertura \
      --coverage-output "$name.cobertura.xml" "$@" || status=1
  done
  dotnet reportgenerator "-reports:$out/*.cobertura.xml" "-targetdir:$out" "-assemblyfilters:+Hivemind.Tenancy;-*Tests" \
    "-reporttypes:Html;TextSummary" -verbosity:Warning
  cat "$out/Summary.txt"
  return $status
}

case ${1:-} in
  stress | apps | crashes | chaos | stores | mutation | coverage) "$@" ;;
  *)
    sed -n '2,/^set /{/^#/s/^# \{0,1\}//p}' "${BASH_SOURCE[0]}"
    exit 2
    ;;
esac
