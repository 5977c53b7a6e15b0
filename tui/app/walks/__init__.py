"""What the step keys do: in a recording, and in a program that is live. None of it knows Textual."""
