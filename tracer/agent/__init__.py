"""The part of hopscope that runs inside the traced program.

It imports the standard library only, is loaded under the name
``_hopscope_agent`` so that a program may have a ``tracer`` of its own, and
changes nothing about the program: no descriptor below 200, no thread, no
output, no user code run on its account. It appends plain facts to a spool
(:mod:`.spool`), which the controller turns into a recording.
"""
