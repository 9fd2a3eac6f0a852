"""One home folder, and the one file in it that says how this house is run.

The root comes from the flag, else from the environment, else from the platform.
"""

from pacepipe.settings.file import Settings, load_settings, write_new_home
from pacepipe.settings.home import HOME_VARIABLE, Home, home_root
from pacepipe.settings.key import make_key, read_key
from pacepipe.settings.zone import check_zone, is_zone

__all__ = [
    "HOME_VARIABLE",
    "Home",
    "Settings",
    "check_zone",
    "home_root",
    "is_zone",
    "load_settings",
    "make_key",
    "read_key",
    "write_new_home",
]
