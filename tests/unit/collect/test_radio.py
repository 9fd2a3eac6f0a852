import pytest
from bleak.exc import (
    BleakBluetoothNotAvailableError,
    BleakBluetoothNotAvailableReason,
    BleakDBusError,
    BleakError,
    BleakGATTProtocolError,
)

from pacepipe.collect.radio import LinkFailed, radio_errors
from pacepipe.errors import BluetoothUnavailable

ADDRESS = "C0:FF:EE:00:00:01"


def translated(error: Exception) -> Exception:
    with pytest.raises((LinkFailed, BluetoothUnavailable)) as caught, radio_errors():
        raise error
    return caught.value


@pytest.mark.parametrize("reason", list(BleakBluetoothNotAvailableReason))
def test_every_reason_for_no_bluetooth_has_a_remedy(reason):
    error = translated(BleakBluetoothNotAvailableError("no", reason))
    assert isinstance(error, BluetoothUnavailable)
    assert error.exit_code == 4
    assert error.remedy


@pytest.mark.parametrize(
    ("error", "word"),
    [
        (PermissionError(13, "denied"), "may not"),
        (FileNotFoundError(2, "no bus"), "service"),
        (BleakDBusError("org.freedesktop.DBus.Error.ServiceUnknown", []), "service"),
        (BleakDBusError("org.freedesktop.DBus.Error.AccessDenied", []), "may not"),
        (BleakDBusError("org.bluez.Error.NotReady", []), "off"),
    ],
)
def test_what_the_machine_lacks_is_named(error, word):
    unavailable = translated(error)
    assert isinstance(unavailable, BluetoothUnavailable)
    assert word in unavailable.what


@pytest.mark.parametrize(
    "error",
    [
        BleakError(f"device {ADDRESS} went away"),
        BleakDBusError("org.bluez.Error.Failed", [ADDRESS]),
        BleakGATTProtocolError(0x0E),
        TimeoutError(ADDRESS),
        EOFError(),
    ],
)
def test_a_failed_link_can_be_retried_and_names_no_address(error):
    failed = translated(error)
    assert isinstance(failed, LinkFailed)
    assert failed.reason
    assert ADDRESS not in failed.reason
