"""People: log-in, roles, scope, one-time set-up."""
