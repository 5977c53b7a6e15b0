"""A second, plain implementation of "what is a hop", and the recorder held against it."""
