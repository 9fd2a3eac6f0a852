"""What no tracked file may hold."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

REPO = Path(__file__).resolve().parents[2]
# in pieces, so that this file does not hold them
MACHINES = ["/" + "work/", "/" + "root/", "/home" + "/[a-z]", "/opt" + "/pypi"]
REGISTRIES = [
    "files" + r"\.pythonhosted",
    "pypi" + r"\.(org|python)",
    "deb" + r"\.debian",
    "registry" + r"\.npmjs",
    "docker" + r"\.io",
    "ghcr" + r"\.io",
]
WORKPLACE = ["cla" + "ude", "anthro" + "pic", "language " + "model", "chat" + "gpt"]
FORBIDDEN = re.compile(
    "|".join(MACHINES + REGISTRIES + WORKPLACE).encode(), re.IGNORECASE
)


def _tracked() -> list[Path]:
    if shutil.which("git") is None or not (REPO / ".git").exists():
        pytest.skip("this is no git checkout")
    names = subprocess.run(
        ["git", "ls-files", "-z"], cwd=REPO, capture_output=True, check=True, text=True
    ).stdout.split("\0")
    return [REPO / name for name in names if (REPO / name).is_file()]


def test_no_file_names_a_machine_a_registry_or_a_workplace() -> None:
    found = {
        str(path.relative_to(REPO)): match.group()
        for path in _tracked()
        if (match := FORBIDDEN.search(path.read_bytes())) is not None
    }
    assert found == {}


@pytest.mark.parametrize("lock", ["runtime", "dev", "peers", "peers-rr", "peers-rules"])
def test_a_lock_is_pins_and_hashes_and_nothing_else(lock: str) -> None:
    pin = re.compile(r"[a-z0-9.-]+(\[[a-z,]+\])?==[^ ]+( ; [^\\]+)? \\")
    sha = re.compile(r"    --hash=sha256:[0-9a-f]{64}( \\)?")
    lines = (REPO / f"requirements/{lock}.lock").read_text().splitlines()
    assert [x for x in lines if not (pin.fullmatch(x) or sha.fullmatch(x))] == []


def test_what_runs_is_what_is_tested() -> None:
    def pins(lock: str) -> set[str]:
        text = (REPO / f"requirements/{lock}.lock").read_text()
        return set(re.findall(r"^([a-z0-9.-]+==[^ ]+)", text, re.MULTILINE))

    assert pins("runtime") < pins("dev")


def test_continuous_integration_runs_make_test_and_nothing_more() -> None:
    commands = (REPO / ".ci" / "run").read_text().splitlines()
    assert commands[0] == "#!/usr/bin/env bash"
    assert commands[-1] == "exec make test"
