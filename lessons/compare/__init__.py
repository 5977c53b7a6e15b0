"""Two runs side by side: what they share, the first place where they part, and the lookup there.

Pure: two recordings in, a :class:`~lessons.compare.comparison.Comparison` out.
Calls are compared by what was called and where it was found, never by numbers,
values or times; lanes by the call that started them; requests by what happened in
them. Threads interleave otherwise in each run, and none of that shows here.
"""
