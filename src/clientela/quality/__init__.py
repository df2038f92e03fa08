"""What can be wrong with the facts: one check is one function. It reads facts, never a run."""
