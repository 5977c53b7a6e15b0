"""``python -m hopscope``."""

from hopscope.entry import main

if __name__ == "__main__":
    raise SystemExit(main())
