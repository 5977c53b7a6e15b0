"""Reports of a class's MRO."""
