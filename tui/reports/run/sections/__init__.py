"""The sections of the printed report, one file each, in the order of :mod:`tui.reports.run.text`.

Each offers ``render(story, page)``, which yields what rich can print.
"""
