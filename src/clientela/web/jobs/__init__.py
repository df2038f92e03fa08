"""Background work started from a page, with its progress."""
