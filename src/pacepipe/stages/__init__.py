"""One file a pipeline step: read, call pure functions, write. No decisions here."""
