#!/usr/bin/env bash
# Make build/peers ready: what the bench runs beside pacepipe, from requirements/peers.lock.
#
# What has been done is remembered, so that a second call needs no network.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
tools/setup.sh dev
venv=build/peers
ready="$(printf '%s' "$PWD" | cat - tools/peers.sh requirements/peers.lock | cksum)"
if [ "$(cat "$venv/.ready" 2>/dev/null)" = "$ready" ]; then exit 0; fi
printf 'peers: installing what the bench compares with\n' >&2
.venv/bin/python -m venv --clear "$venv"
"$venv/bin/python" -m pip install -qq --disable-pip-version-check --no-input --no-deps \
    --only-binary :all: --require-hashes -r requirements/peers.lock || {
    printf 'peers: requirements/peers.lock could not be installed; the bench goes on without peers.\n' >&2
    exit 0
}
printf '%s\n' "$ready" >"$venv/.ready"
