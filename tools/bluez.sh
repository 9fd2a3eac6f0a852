#!/usr/bin/env bash
# The station against real bluetoothd, a real kernel and a virtual strap and pod:
#   tools/bluez.sh [short|hour|stops]...     (short and hour without a word)
#
# The machine is ../shared/bluez-vm beside the checkout, or PACEPIPE_BLUEZ_VM. It is
# built at its first run. What happened is kept in build/bluez: see docs/bluez.md.
# It runs in .venv; PACEPIPE_BLUEZ_PYTHON names the Python of another environment.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
vm="${PACEPIPE_BLUEZ_VM:-../shared/bluez-vm}"
python="${PACEPIPE_BLUEZ_PYTHON:-$PWD/.venv/bin/python}"

stop() { printf 'bluez: %s\n' "$@" >&2; exit 3; }

[ -x "$vm/bluez-vm" ] || stop "there is no machine to run it in: $vm/bluez-vm is absent." \
    "Nothing was run; every other check of pacepipe works without it." \
    "Put bluez-vm there, or name its folder: PACEPIPE_BLUEZ_VM=/path/to/bluez-vm make bluez"
[ -n "${PACEPIPE_BLUEZ_PYTHON:-}" ] || tools/setup.sh runtime

# NumPy needs the C++ library, which the machine does not have. Debian's own will do.
mkdir -p build/bluez/lib
for library in libstdc++.so.6 libgcc_s.so.1; do
    found="$(ldconfig -p | awk -v name="$library" '$1 == name && /x86-64/ { print $NF; exit }')"
    [ -n "$found" ] || stop "this machine has no $library, which NumPy needs."
    cp -L "$found" build/bluez/lib/
done

play() { # SET LIMIT_S [OPTION...]
    local name="$1" limit="$2"
    shift 2
    rm -rf "build/bluez/$name"
    local shares=(--share "$PWD:ro")
    case "$python" in
    "$PWD"/*) ;;
    *) shares+=(--share "$(dirname "$(dirname "$python")"):ro") ;;
    esac
    "$vm/bluez-vm" "$@" --time-limit "$limit" --out "build/bluez/$name" \
        "${shares[@]}" \
        --env "PYTHONPATH=$PWD/tests:$PWD/src" --env PYTHONDONTWRITEBYTECODE=1 \
        --env "LD_LIBRARY_PATH=$PWD/build/bluez/lib" \
        -- "$python" tests/bluez/scenarios.py "$name"
}

status=0
[ $# -gt 0 ] || set -- short hour
for name in "$@"; do
    case "$name" in
    short) play short 1200 || status=$? ;;
    hour) play hour 4500 --time-travel || status=$? ;;
    stops) play stops 1200 || status=$? ;;
    *) stop "usage: tools/bluez.sh [short|hour|stops]..." ;;
    esac
done
exit "$status"
