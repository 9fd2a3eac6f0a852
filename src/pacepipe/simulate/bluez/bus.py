"""A private D-Bus daemon that dies with the process that started it."""

import ctypes
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

DAEMON: Final = "dbus-daemon"
START_S: Final = 5.0
"""Longest time until the socket is there; 20 ms are usual."""
_PR_SET_PDEATHSIG: Final = 1
_CONFIG: Final = """\
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>custom</type>
  <listen>unix:path={socket}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow receive_sender="*"/>
    <allow own="*"/>
    <allow user="*"/>
  </policy>
</busconfig>
"""


def daemon_path() -> str | None:
    """Where the D-Bus daemon is; None where it is not installed."""
    return shutil.which(DAEMON)


class PrivateBus:
    """One D-Bus daemon with a socket in a folder of the caller.

    Parameters
    ----------
    folder : Path
        Its path must be short: a socket's name has room for 107 bytes.
    """

    def __init__(self, folder: Path) -> None:
        self._socket = folder / "bus"
        self._config = folder / "bus.conf"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """Value for DBUS_SYSTEM_BUS_ADDRESS; the same after a restart."""
        return f"unix:path={self._socket}"

    def start(self) -> None:
        """Start the daemon and wait until it listens.

        Raises
        ------
        RuntimeError
            Where it is not installed or does not come up.
        """
        program = daemon_path()
        if program is None:
            raise RuntimeError(
                "dbus-daemon is not installed (Debian: apt install dbus)"
            )
        self._config.write_text(_CONFIG.format(socket=self._socket), encoding="utf-8")
        self._socket.unlink(missing_ok=True)
        self._process = subprocess.Popen(  # noqa: S603 - found on the path
            [program, f"--config-file={self._config}", "--nofork", "--nopidfile"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            preexec_fn=_die_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509
        )
        until_s = time.monotonic() + START_S
        while not self._socket.exists():
            if self._process.poll() is not None or time.monotonic() > until_s:
                self.stop()
                raise RuntimeError("dbus-daemon did not start")
            time.sleep(0.005)

    def stop(self) -> None:
        """End the daemon; every connection to it breaks."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()


def _die_with_parent() -> None:
    """Linux: end when the thread that started it does (prctl(2), PR_SET_PDEATHSIG)."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
