"""A lesson as the app shows it, without a widget."""
