"""Files in and out: what other apps and watches wrote, read as it was written."""
