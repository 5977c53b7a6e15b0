"""Classes of a module, read in a child process that imports it."""
