"""Records it: runs a program, and keeps every hop of it in a recording."""
