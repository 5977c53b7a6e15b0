"""Every screen of every lesson, at every size and in both languages."""
