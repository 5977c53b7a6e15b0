"""Processes: who starts the program, who ends it, what is left behind."""
