"""The canonical tables: what every source is brought to, and how batches fold into facts."""
