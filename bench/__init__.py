"""One claim a function, one room a file; peers side by side."""
