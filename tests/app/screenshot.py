"""``python -m tests.app.screenshot RECORDING OUT.svg [KEYS]``: the app's screen as an SVG file.

KEYS are pressed first, by their names, separated by spaces: ``"s s s d"``.
"""

from __future__ import annotations

import argparse
import asyncio
import re
from pathlib import Path

from tests.app.places import driving


def main() -> None:
    """Take the picture."""
    parser = argparse.ArgumentParser(prog="python -m tests.app.screenshot", description=__doc__)
    parser.add_argument("recording", type=Path)
    parser.add_argument("output", type=Path)
    parser.add_argument("keys", nargs="?", default="")
    parser.add_argument("--size", default="120x40", metavar="WxH")
    parser.add_argument("--hop", type=int, default=None, help="begin at this hop")
    options = parser.parse_args()
    width, height = map(int, options.size.split("x"))
    picture = asyncio.run(
        _take(options.recording, (width, height), options.hop, options.keys.split())
    )
    # The web fonts that the picture names would be fetched by whoever looks at it.
    plain = re.sub(r"\s*@font-face \{.*?\}", "", picture, flags=re.DOTALL)
    plain = re.sub(r"<!--.*?-->\s*", "", plain, flags=re.DOTALL)
    options.output.write_text(plain.replace("Fira Code", "DejaVu Sans Mono"), encoding="utf-8")


async def _take(recording: Path, size: tuple[int, int], hop: int | None, keys: list[str]) -> str:
    async with driving(recording, size, start_hop=hop) as app:
        await app.press(*keys)
        return app.app.export_screenshot(title="hopscope")


if __name__ == "__main__":
    main()
