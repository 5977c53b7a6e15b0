"""Clients of a program that listens: its own and those of a run."""
