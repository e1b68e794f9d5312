#!/usr/bin/env bash
# Runs a command on a crowded machine: beside eight busy loops and a process that keeps touching two gigabytes.
#   test/crowded.sh npm test
set -euo pipefail
neighbours=()
trap 'kill "${neighbours[@]}" 2>/dev/null' EXIT
for _ in 1 2 3 4 5 6 7 8; do
  node -e 'for (;;);' &
  neighbours+=($!)
done
node -e 'const memory = Buffer.alloc(2 ** 31); for (let n = 0; ; n++) memory.fill(n)' &
neighbours+=($!)
"$@"
