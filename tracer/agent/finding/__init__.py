"""Whether a call is a hop, and where its function was found."""
