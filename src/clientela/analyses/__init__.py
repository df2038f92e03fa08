"""Analyses: tables at any grain, made from the customers a reader may see.

Each reads `customers` and `customer_months` and nothing below them, so that the same statement serves the whole
company (kept in the run) and a sales person's or an area's part (computed when asked).
"""
