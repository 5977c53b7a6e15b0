"""What is on the screen, as pure data."""
