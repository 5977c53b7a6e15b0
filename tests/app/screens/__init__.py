"""A dozen screens, kept as text with their styles: what a change does to them is seen in a diff."""
