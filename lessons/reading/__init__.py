"""Classes read off their source, which is not run: what they are made of, as far as it says so."""
