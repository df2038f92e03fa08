"""Scores with bounds: how attractive a customer is, how important it says we are, how strong we are against rivals."""
