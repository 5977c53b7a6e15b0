"""Random programs whose truth is known because each was written to say it."""
