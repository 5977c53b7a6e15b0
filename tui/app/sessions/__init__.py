"""What goes on behind the screen: explaining ahead, a live run, a course."""
