"""Blocks become documents: one language and one medium at a time, and nothing else."""
