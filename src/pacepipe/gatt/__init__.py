"""gatt."""
