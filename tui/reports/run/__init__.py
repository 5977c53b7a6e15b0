"""Reports of one recording."""
