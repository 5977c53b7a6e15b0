"""Lessons as numbered text: no boxes, colours or moves of the cursor.

For screen readers, terminals that can only print, and logs; stdin may be a pipe.
"""
