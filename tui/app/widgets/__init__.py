"""What the screen is made of: one pane or line a file, each with its own style."""
