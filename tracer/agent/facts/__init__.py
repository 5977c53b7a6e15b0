"""What is seen of code, classes, objects and values."""
