"""pacepipe: from a strap and a diary to a gentle, signed week of movement."""

__version__ = "0.1.0"
