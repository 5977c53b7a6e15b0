"""hopscope: step through a real ``socketserver`` run. The command is ``hopscope`` or ``python -m hopscope``.

Importing this package imports nothing else.
"""
