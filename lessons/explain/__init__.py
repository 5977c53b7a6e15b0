"""One hop explained: how it was called, and the lookup that found it."""
