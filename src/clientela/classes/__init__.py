"""Classes: ABC, pyramid, activity and the lifecycle; each a pure function of measures over a fixed grid of months."""
