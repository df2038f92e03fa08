"""Measures: one aggregate expression each, in the file of the table it reads, so that no join can multiply rows."""
