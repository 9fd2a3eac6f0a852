"""Device profiles: what pacepipe claims to know about each wearable.

A wearable is added by a file in `devices/`, its capture and its test, not by code.
"""

from pacepipe.devices.load import load_profiles
from pacepipe.devices.recognise import recognise, refine

__all__ = ["load_profiles", "recognise", "refine"]
