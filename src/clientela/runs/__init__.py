"""Runs: plan what has to be computed, build it, keep it, publish it, explain it."""
