"""A fake `org.bluez` on a private bus: bleak's BlueZ path, unmodified, without a radio.

`BluezRig` starts both and takes the orders of a test; one environment variable
(`DBUS_SYSTEM_BUS_ADDRESS`) leads bleak there. What it does not model: passive
scanning, connection parameters, AcquireNotify, pairing and encryption.
"""

from pacepipe.simulate.bluez.rig import BluezRig

__all__ = ["BluezRig"]
