#!/usr/bin/env bash
# Make .venv ready:  tools/setup.sh runtime | dev
#
# Everything comes from requirements/*.lock, hash by hash. What has been done is
# remembered in .venv/.ready-*, so that a second call is quick, needs no network,
# and does again only what has changed. `runtime` runs pacepipe, `dev` tests it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
want="${1:-runtime}"
case "$want" in runtime | dev) ;; *) echo "usage: tools/setup.sh runtime|dev" >&2; exit 2 ;; esac
venv=.venv

say() { printf 'setup: %s\n' "$*" >&2; }
stop() { printf 'setup: %s\n' "$@" >&2; exit 3; }

is_new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }
makes_venvs() { "$1" -c 'import ensurepip, venv' 2>/dev/null; }

# The first Python that is new enough and can make an environment; else the
# first that is new enough. PYTHON=/path/to/python names another.
find_python() {
    local name path first=""
    for name in ${PYTHON:+"$PYTHON"} python3.11 /usr/bin/python3 python3 python3.12 python3.13; do
        path="$(command -v "$name")" && is_new_enough "$path" || continue
        if makes_venvs "$path"; then printf '%s' "$path"; return; fi
        first="${first:-$path}"
    done
    printf '%s' "$first"
}

# apt_get PACKAGE: what it said when it failed.
apt_get() {
    say "installing the system package $1"
    { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install \
        -y --no-install-recommends "$1"; } 2>&1
}

# Debian ships venv apart from Python.
install_venv() {
    local package
    package="python$("$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])')-venv"
    command -v apt-get >/dev/null || stop \
        "this Python ($1) cannot make environments: its venv module is missing." \
        "Install it with your system's package tool, then try again."
    [ "$(id -u)" = 0 ] || stop \
        "the system package $package is missing, and only root may install it." \
        "Run once:  sudo apt-get install $package    then try again."
    local told
    told="$(apt_get "$package")" ||
        stop "$told" "the system package $package could not be installed; the reason stands above."
    makes_venvs "$1" || stop "$package is installed, yet $1 still has no venv."
}

fingerprint() { cat "$@" | cksum; }
is_ready() { [ "$(cat "$venv/.ready-$1" 2>/dev/null)" = "$2" ]; }
mark_ready() { printf '%s\n' "$2" >"$venv/.ready-$1"; }

pip_install() { # what goes wrong is shown, what goes right is not
    "$venv/bin/python" -m pip install -qq --disable-pip-version-check \
        --no-input --no-deps --no-compile "$@"
}
compile_packages() { # on every core, where pip would take one; some files are templates
    "$venv/bin/python" -m compileall -qq -j 0 "$venv/lib" >/dev/null 2>&1 || true
}
install_lock() {
    pip_install --require-hashes --only-binary :all: -r "requirements/$1.lock" ||
        stop "requirements/$1.lock could not be installed; the reason stands above." \
            "The first set-up needs a package index: check the network, then try again."
    compile_packages
}

# A moved folder breaks an environment, hence the path in its fingerprint.
environment="$(printf '%s' "$PWD" | fingerprint - tools/setup.sh requirements/runtime.lock)"
development="$(printf '%s' "$environment" | fingerprint - requirements/dev.lock)"
project="$(printf '%s' "$environment" | fingerprint - pyproject.toml src/pacepipe/__init__.py)"

if ! is_ready runtime "$environment" || ! "$venv/bin/python" -c '' 2>/dev/null; then
    python="$(find_python)"
    [ -n "$python" ] || stop "no Python 3.11 or newer was found." \
        "Install one (Debian 12: apt-get install python3), or name it: PYTHON=/path/to/python make ..."
    makes_venvs "$python" || install_venv "$python"
    say "making $venv with $("$python" --version)"
    "$python" -m venv --clear "$venv"
    say "installing what pacepipe needs (a minute or two, the first time only)"
    install_lock runtime
    mark_ready runtime "$environment"
fi
# The tests of tests/faults run a D-Bus daemon of their own; without it they skip.
if [ "$want" = dev ] && ! command -v dbus-daemon >/dev/null; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        told="$(apt_get dbus)" ||
            say "$told" "the system package dbus could not be installed; tests/faults will skip."
    else
        say "dbus-daemon is missing, so tests/faults will skip (Debian: sudo apt-get install dbus)."
    fi
fi
if [ "$want" = dev ] && ! is_ready dev "$development"; then
    say "installing what the tests need"
    install_lock dev
    mark_ready dev "$development"
    rm -f "$venv/.ready-project"
fi
if ! is_ready project "$project"; then
    pip_install --no-build-isolation --editable . || stop "pacepipe itself could not be installed."
    problems="$("$venv/bin/python" -m pip --disable-pip-version-check check)" ||
        stop "$problems" "The lock does not fit together; make lock renews it."
    mark_ready project "$project"
    say "ready"
fi
