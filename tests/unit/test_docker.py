"""What can be said of the container files without a container engine."""

import re
from pathlib import Path

import yaml

REPO = Path(__file__).resolve().parents[2]
DOCKERFILE = (REPO / "docker" / "Dockerfile").read_text()
SERVICES = yaml.safe_load((REPO / "docker" / "compose.yaml").read_text())["services"]


def test_the_services_are_targets_of_the_dockerfile() -> None:
    targets = set(re.findall(r"^FROM \S+ AS (\w+)$", DOCKERFILE, re.MULTILINE))
    assert {service["build"]["target"] for service in SERVICES.values()} == {
        "station",
        "pipeline",
    }
    assert {"station", "pipeline"} < targets


def test_everything_that_is_copied_is_there() -> None:
    copies = re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.MULTILINE)
    sources = [source for line in copies for source in line.split()]
    assert sources
    assert [source for source in sources if not (REPO / source).exists()] == []


def test_the_install_step_is_that_of_the_demo() -> None:
    demo = (REPO / "Makefile").read_text().partition("\ndemo:")[2].splitlines()[1]
    assert f"RUN {demo.strip().removeprefix('@')}\n" in DOCKERFILE


def test_nothing_runs_as_root_and_nothing_listens() -> None:
    house = DOCKERFILE[DOCKERFILE.index("AS house") :]
    assert re.findall(r"^USER (\w+)$", house, re.MULTILINE) == ["pacepipe"]
    assert "EXPOSE" not in DOCKERFILE
    for service in SERVICES.values():
        assert "ports" not in service
        assert service["network_mode"] == "none"
