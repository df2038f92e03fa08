"""The pages: each folder is one page, and no page knows another."""
