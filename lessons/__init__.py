"""Explains recordings: how each call was written, and by which search its function was found."""
