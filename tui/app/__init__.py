"""The full-screen app. Importing this package imports nothing heavy: see :mod:`tui.app.run`."""
