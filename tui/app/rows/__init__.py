"""Rows of styled text, which know no widget."""
