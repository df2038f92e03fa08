"""The leaf of the house: what every station uses and what uses nothing of ours."""
