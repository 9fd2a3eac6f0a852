#!/usr/bin/env bash
# Pin requirements/*.lock from pyproject.toml, with hashes and without addresses.
#
# What is pinned stays pinned while it fits; `tools/lock.sh --upgrade` moves
# everything to the newest that fits. uv lives in an environment that is thrown away.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

scratch="$(mktemp -d)"
trap 'rm -rf "$scratch"' EXIT
"${PYTHON:-python3}" -m venv "$scratch/venv"
"$scratch/venv/bin/pip" install --quiet --disable-pip-version-check uv

pin() {
    "$scratch/venv/bin/uv" pip compile pyproject.toml --quiet --universal \
        --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
        --no-annotate "$@"
}
# The second is held to the pins of the first: one version a package.
pin "$@" --group dev --output-file requirements/dev.lock
pin --group setup --constraint requirements/dev.lock --output-file requirements/runtime.lock
# The peers of the bench stand alone: what they need never meets what pacepipe
# needs, and where they contradict each other each set has a lock of its own.
for peers in peers peers-rr peers-rules; do
    "$scratch/venv/bin/uv" pip compile --group "pyproject.toml:$peers" --quiet --universal \
        --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
        --no-annotate "$@" --output-file "requirements/$peers.lock"
done
