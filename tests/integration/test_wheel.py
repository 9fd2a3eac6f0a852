"""The wheel, not the checkout: what ships, and that it runs from anywhere."""

import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from pathlib import Path

import pytest

REPO = Path(__file__).resolve().parents[2]
STRAYS = ["devices/.env", "flows/notes.txt", "sql/dump.csv", "src/pacepipe/key.pem"]
FIND_ASSETS = (
    "from pacepipe import assets;"
    "print(*(assets.folder(kind) for kind in ('devices', 'flows', 'sql')), sep='\\n')"
)

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


def _run(*command: str | Path, cwd: Path | None = None) -> str:
    environment = {
        name: value for name, value in os.environ.items() if name != "PYTHONPATH"
    }
    run = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout


def _pip(environment: Path, *arguments: str | Path) -> None:
    _run(
        *(sys.executable, "-m", "pip", "--python", environment / "bin" / "python"),
        *("install", "--quiet", "--no-index", "--no-deps", *arguments),
    )


def _empty_environment(folder: Path) -> Path:
    _run(sys.executable, "-m", "venv", "--without-pip", folder)
    return folder


def _lend_dependencies(environment: Path) -> None:
    """Let an environment see what is installed beside this test, behind its own."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    own = environment / "lib" / version / "site-packages"
    (own / "lent.pth").write_text(sysconfig.get_path("purelib") + "\n")


@pytest.fixture(scope="module")
def tracked() -> list[str]:
    """Every file that git knows and that is there."""
    if shutil.which("git") is None or not (REPO / ".git").exists():
        pytest.skip("this is no git checkout: nothing to compare the wheel with")
    names = _run("git", "ls-files", "-z", cwd=REPO).split("\0")
    return [name for name in names if (REPO / name).is_file()]


@pytest.fixture(scope="module")
def source(tracked: list[str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the checkout, with files lying about that must not ship."""
    copy = tmp_path_factory.mktemp("a folder with spaces") / "pacepipe"
    for name in tracked:
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(REPO / name, copy / name)
    for name in STRAYS:
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        (copy / name).write_text("not for others")
    return copy


@pytest.fixture(scope="module")
def built(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder with the sdist and the wheel that was built from it."""
    out = tmp_path_factory.mktemp("dist")
    _run(sys.executable, "-m", "build", "--no-isolation", "--outdir", out, source)
    return out


@pytest.fixture(scope="module")
def installed(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Environment that holds the wheel and sees the dependencies."""
    environment = _empty_environment(tmp_path_factory.mktemp("wheel") / "venv")
    _pip(environment, *built.glob("*.whl"))
    _lend_dependencies(environment)
    return environment / "bin"


def _place_in_wheel(name: str) -> str | None:
    if name.startswith("src/"):
        return name.removeprefix("src/")
    if name.startswith(("devices/", "flows/", "sql/")) and not name.endswith(
        ".gitkeep"
    ):
        return f"pacepipe/_bundled/{name}"
    return None


def test_the_wheel_holds_what_git_tracks_and_nothing_else(
    built: Path, tracked: list[str]
) -> None:
    (wheel,) = built.glob("*.whl")
    shipped = {
        name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name
    }
    assert shipped == set(filter(None, map(_place_in_wheel, tracked)))


def test_the_sdist_holds_only_what_git_tracks(built: Path, tracked: list[str]) -> None:
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert names - {"PKG-INFO"} <= set(tracked)
    assert {"LICENSE", "README.md", "pyproject.toml"} <= names


def test_an_installed_wheel_finds_its_files_from_any_folder(installed: Path) -> None:
    found = _run(installed / "python", "-c", FIND_ASSETS, cwd=Path("/")).splitlines()
    assert len(found) == 3
    for line in found:
        assert line.startswith(str(installed.parent))
        assert any(path.is_file() for path in Path(line).rglob("*"))


def test_an_installed_wheel_has_its_command(installed: Path) -> None:
    told = _run(installed / "pacepipe", "doctor", "--help", cwd=Path("/"))
    assert "doctor" in told


def test_an_editable_install_finds_the_checkout_from_any_folder(
    source: Path, tmp_path: Path
) -> None:
    environment = _empty_environment(tmp_path / "venv")
    _lend_dependencies(environment)
    _pip(environment, "--no-build-isolation", "--editable", source)
    python = environment / "bin" / "python"
    found = _run(python, "-c", FIND_ASSETS, cwd=Path("/")).splitlines()
    assert found == [str(source / kind) for kind in ("devices", "flows", "sql")]
