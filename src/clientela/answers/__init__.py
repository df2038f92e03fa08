"""The ten questions of the sales school, each answered by one contract from the results of a run."""
