#!/usr/bin/env bash
# Make build/peers* ready: what the bench runs beside pacepipe. Each
# requirements/peers*.lock has an environment of its own, for their pins conflict.
#
# systole comes as source only; what builds it is pinned in its lock, installed
# before it, and pip fetches nothing else for it.
# What has been done is remembered, so that a second call needs no network.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
tools/setup.sh dev

# without NAME, only NAME: the lock less that package, and that package alone.
without() { awk -v start="$1==" '/^[^ #]/ { is = index($0, start) == 1 } !is' "$2"; }
only() { awk -v start="$1==" '/^[^ #]/ { is = index($0, start) == 1 } is' "$2"; }

# pip_install VENV OPTION...: by hash, without what the lock does not name.
pip_install() {
    "$1/bin/python" -m pip install -qq --disable-pip-version-check --no-input \
        --no-deps --require-hashes "${@:2}"
}
install_lock() {
    pip_install "$1" --only-binary :all: -r <(without systole "$2") || return
    if grep -q '^systole==' "$2"; then
        pip_install "$1" --no-build-isolation --no-binary systole -r <(only systole "$2")
    fi
}

for lock in requirements/peers*.lock; do
    venv="build/$(basename "$lock" .lock)"
    ready="$(printf '%s' "$PWD" | cat - tools/peers.sh "$lock" | cksum)"
    if [ "$(cat "$venv/.ready" 2>/dev/null)" = "$ready" ]; then continue; fi
    printf 'peers: installing what the bench compares with (%s)\n' "$lock" >&2
    .venv/bin/python -m venv --clear "$venv"
    install_lock "$venv" "$lock" || {
        printf 'peers: %s could not be installed; the bench goes on without it.\n' "$lock" >&2
        continue
    }
    printf '%s\n' "$ready" >"$venv/.ready"
done
