"""What a file's text says about a place in it."""
