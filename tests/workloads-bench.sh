#!/usr/bin/env bash
# Milliseconds from DeployAsync until the container runs, beside the same container made through the engine's own client, alone and with a
# record of what is wanted, in turns on a Docker engine that is started for it. Needs root.
#
#   bash tests/workloads-bench.sh        21 rounds (ROUNDS)
#
# Exits 1 when the library takes more than 1.05 of the time of the same calls, by the median of the rounds' ratios.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

work=$(mktemp -d)
finish() {
  if [[ -s $work/dockerd.pid ]]; then
    local pid
    pid=$(<"$work/dockerd.pid")
    docker -H "unix://$work/docker.sock" ps -aq | xargs -r docker -H "unix://$work/docker.sock" rm -f >/dev/null || true
    kill "$pid" 2>/dev/null || true
    while kill -0 "$pid" 2>/dev/null; do sleep 0.1; done
  fi
  rm -rf "$work"
}
trap finish EXIT

if ! command -v dockerd >/dev/null || ! command -v busybox >/dev/null; then
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends docker.io iptables busybox-static
fi

dotnet build tests/Hivemind.Tenancy.DockerBenchmark -c Release -v quiet

echo '{}' >"$work/daemon.json"
setsid unshare -n -m --propagation private bash -c "ip link set lo up; exec dockerd --config-file $work/daemon.json --data-root $work/data \
  --exec-root $work/run -p $work/dockerd.pid -H unix://$work/docker.sock --oom-score-adjust 0" >"$work/log" 2>&1 &
for _ in $(seq 300); do
  if [[ -S $work/docker.sock ]] && docker -H "unix://$work/docker.sock" version >/dev/null 2>&1; then break; fi
  sleep 0.1
done
mkdir -p "$work/root/bin"
cp "$(command -v busybox)" "$work/root/bin/busybox"
ln -s busybox "$work/root/bin/sleep"
tar -C "$work/root" -c . | docker -H "unix://$work/docker.sock" import -c 'ENV PATH=/bin' - tenant-bench:1 >/dev/null

dotnet exec tests/Hivemind.Tenancy.DockerBenchmark/bin/Release/net10.0/Hivemind.Tenancy.DockerBenchmark.dll "$work/docker.sock" tenant-bench:1 "${ROUNDS:-21}"
