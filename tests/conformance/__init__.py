"""Tiny real programs, each with its hops written by hand before it was first recorded."""
