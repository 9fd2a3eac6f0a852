#!/usr/bin/env bash
# Make build/peers* ready: what the bench runs beside pacepipe. Each
# requirements/peers*.lock has an environment of its own, for their pins conflict.
#
# systole comes as source only; pip builds it.
# What has been done is remembered, so that a second call needs no network.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
tools/setup.sh dev
for lock in requirements/peers*.lock; do
    venv="build/$(basename "$lock" .lock)"
    ready="$(printf '%s' "$PWD" | cat - tools/peers.sh "$lock" | cksum)"
    if [ "$(cat "$venv/.ready" 2>/dev/null)" = "$ready" ]; then continue; fi
    printf 'peers: installing what the bench compares with (%s)\n' "$lock" >&2
    .venv/bin/python -m venv --clear "$venv"
    "$venv/bin/python" -m pip install -qq --disable-pip-version-check --no-input --no-deps \
        --only-binary :all: --no-binary systole \
        --require-hashes -r "$lock" || {
        printf 'peers: %s could not be installed; the bench goes on without it.\n' "$lock" >&2
        continue
    }
    printf '%s\n' "$ready" >"$venv/.ready"
done
