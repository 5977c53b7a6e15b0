"""Reports of what check found."""
