"""A run: the program is started, held, heard and ended."""
