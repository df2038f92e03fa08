"""Matrices of customers: attractiveness by importance, KAISM, and what to ask next because it decides most."""
