"""Reports of two runs beside each other."""
