"""The screens: the main one, and the pages that lie over it."""
