"""The web surface: pages over the workspace. Everything with Django lives here."""
