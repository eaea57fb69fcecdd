#!/usr/bin/env bash
# Restores, builds without warnings, checks formatting, runs every test project, lints the API's document, publishes the library
# ahead of time and uses its package from a project outside the repository. Needs the .NET SDK and git; installs what else it needs.
#
#   bash tests/run.sh          from anywhere
#   CI=true bash tests/run.sh  a skipped test is a failure, too
#
# The last line sums it all up: N passed, N failed, N skipped. Everything that fails is listed above it. A test
# project counts with its tests; formatting, API lint, AOT and package each count as one.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en
results=$root/.artifacts/test-results
time_limit=${TEST_TIMEOUT:-3600} # seconds after which a test project counts as hung; a slow machine may need half an hour
engine_tests=Hivemind.Tenancy.Docker.Tests # they wait for an engine
# News about dependencies is shown but does not fail a build: it is not a fault of this commit.
strict=(-warnaserror "-warnnotaserror:NU1507;NU1900;NU1901;NU1902;NU1903;NU1904;NU1905")

passed=0 failed=0 skipped=0
failures=()
complete=false

fail() {
  failed=$((failed + 1))
  failures+=("$1")
}

# Whatever happens, there is a closing line, and it is the last.
finish() {
  trap - EXIT
  if [[ $complete == false ]]; then fail "the run ended early"; fi
  if ((passed + failed == 0)); then fail "no test has run"; fi

  local strict_skips=false
  if [[ ${CI:-} == true ]] && ((skipped > 0)); then strict_skips=true; fi

  echo
  if ((${#failures[@]} > 0)); then printf 'FAILED: %s\n' "${failures[@]}"; fi
  if [[ $strict_skips == true ]]; then echo "Skipped tests fail this run, because CI is true."; fi
  echo "$passed passed, $failed failed, $skipped skipped"
  if ((failed > 0)) || [[ $strict_skips == true ]]; then exit 1; fi
  exit 0
}
trap finish EXIT

heading() { printf '\n== %s (%d s)\n' "$1" "$SECONDS"; }

# Without this there is nothing to test: ends the run if it fails.
require() {
  heading "$1"
  if ! "${@:2}"; then
    fail "$1"
    complete=true
    exit 1
  fi
}

# Counts as one: passed or failed.
check() {
  heading "$1"
  if "${@:2}"; then passed=$((passed + 1)); else fail "$1"; fi
}

as_root() { if ((EUID == 0)); then "$@"; else sudo "$@"; fi; }

# need COMMAND PACKAGE...: installs Debian packages unless the command is there.
need() {
  if command -v "$1" >/dev/null; then return; fi
  echo "Installing ${*:2}, which provides $1"
  as_root apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${@:2}"
}

# PostgreSQL's programs, which Debian keeps off the PATH. Tests start clusters of their own: installing makes none, so that no
# service starts.
need_postgres() {
  if [[ -n ${HIVEMIND_TEST_POSTGRES:-} ]] || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null; then return; fi
  local settings=/etc/postgresql-common/createcluster.d/no-main-cluster.conf status=0
  as_root mkdir -p "$(dirname "$settings")"
  as_root tee "$settings" <<<"create_main_cluster = off" >/dev/null
  need initdb postgresql || status=$?
  as_root rm -f "$settings"
  return $status
}

# What the tests need beyond the SDK stands here.
install_prerequisites() {
  command -v gcc >/dev/null || need clang clang zlib1g-dev # a linker, for AOT
  need_postgres
  need dockerd docker.io iptables busybox-static # tests run an engine of their own
  need iptables iptables
  need busybox busybox-static
  need curl curl
  need node nodejs npm # the linter of the API's document
  need npm npm
  need chromium chromium # the sample's page is opened in it
}

# Reads attributes of the results file's <assembly> element and adds them up.
count_results() {
  local element attribute value
  element=$(grep -o '<assembly [^>]*>' "$1" | head -n 1)
  declare -gA counts=()
  for attribute in passed failed errors skipped not-run; do
    value=$(sed -nE "s/.* $attribute=\"([0-9]+)\".*/\1/p" <<<"$element")
    if [[ -z $value ]]; then return 1; fi
    counts[$attribute]=$value
  done
}

list_failures() {
  grep -oE '<test [^>]*result="Fail"|<error [^>]*name="[^"]*"' "$1" \
    | sed -E 's/.* name="([^"]*)".*/\1/; s/\\&quot;/"/g; s/&quot;/"/g; s/&lt;/</g; s/&gt;/>/g; s/&amp;/\&/g'
}

run_project() {
  local name=$1
  timeout --kill-after=30 "$time_limit" \
    dotnet exec "tests/$name/bin/Release/net10.0/$name.dll" \
    --progress off --no-ansi --show-stdout Failed --show-stderr Failed \
    --results-directory "$results" --report-xunit-xml --report-xunit-xml-filename "$name.xml"
}

# count_tests NAME STATUS: what the results file of a project says, and that it agrees with how the project ended.
count_tests() {
  local name=$1 status=$2 file=$results/$1.xml test
  if [[ ! -s $file ]]; then
    fail "$name: no results, exit code $status (124: no end within $time_limit s)"
    return
  fi

  if ! count_results "$file"; then
    fail "$name: unreadable results in $file"
    return
  fi

  passed=$((passed + counts[passed]))
  failed=$((failed + counts[failed] + counts[errors]))
  skipped=$((skipped + counts[skipped]))
  while IFS= read -r test; do failures+=("$test"); done < <(list_failures "$file")

  if ((counts[not-run] > 0)); then echo "${counts[not-run]} explicit tests are left to tests/heavy.sh"; fi
  if ((counts[passed] + counts[failed] + counts[errors] + counts[skipped] == 0)); then
    fail "$name: no test was found"
  elif ((status != 0 && counts[failed] + counts[errors] == 0)); then
    fail "$name: exit code $status although no test failed"
  fi
}

run_tests() {
  local status=0
  heading "$1"
  run_project "$1" || status=$?
  count_tests "$1" $status
}

# What waits more than it works runs beside the rest: start_beside NAME COMMAND..., and end_beside NAME shows what it said and
# returns how it ended.
declare -A beside=()
start_beside() {
  "${@:2}" >"$results/$1.log" 2>&1 &
  beside[$1]=$!
}

end_beside() {
  local status=0
  wait "${beside[$1]}" || status=$?
  cat "$results/$1.log"
  return $status
}

aot_smoke() {
  local output=$root/.artifacts/aot
  rm -rf "$output"
  dotnet publish tests/Hivemind.Tenancy.AotSmoke -c Release --no-restore -o "$output" "${strict[@]}" -v quiet \
    && "$output/Hivemind.Tenancy.AotSmoke"
}

rm -rf "$results"
mkdir -p "$results"

require "Prerequisites" install_prerequisites
require "Restore" dotnet restore Hivemind.Tenancy.sln -v quiet "${strict[@]}"
require "Build" dotnet build Hivemind.Tenancy.sln -c Release --no-restore -v quiet "${strict[@]}"
start_beside formatting dotnet format Hivemind.Tenancy.sln --verify-no-changes --no-restore
start_beside "$engine_tests" run_project "$engine_tests"
for project in tests/*/*Tests.csproj; do
  name=$(basename "$project" .csproj)
  if [[ $name != "$engine_tests" ]]; then run_tests "$name"; fi
done
check "Formatting" end_beside formatting
heading "$engine_tests"
status=0
end_beside "$engine_tests" || status=$?
count_tests "$engine_tests" $status
check "API lint" bash tests/api-lint/lint.sh
check "AOT" aot_smoke
check "Package" bash tests/package-smoke.sh
complete=true
