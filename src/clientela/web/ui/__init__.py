"""What every page is drawn with: layout, blocks, charts, static files."""
