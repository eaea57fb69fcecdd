#!/usr/bin/env bash
# Runs the benchmarks; arguments go to the benchmark program.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
exec dotnet run -c Release --project tests/Hivemind.Tenancy.Benchmarks -- "$@"
