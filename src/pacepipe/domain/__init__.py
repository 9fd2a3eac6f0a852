"""The nouns: frames, readings, events, sessions, days, plans. No arithmetic, no I/O."""
