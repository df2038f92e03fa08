"""Predictions: who will still buy, how often and for how much, and how sure that is; every rule of them can be tried on the past."""
