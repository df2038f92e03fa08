"""Reports: lists of blocks from named results."""
