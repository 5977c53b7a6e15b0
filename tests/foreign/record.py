"""Records the hostile program with the real agent, in a file whose own name is hostile, too."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.running import Ended, hopscope
from tests.foreign.payload import LONG, PAYLOAD, SURROGATE

FOLDER = "\x1b[9931m[red]x \u202e\x9b31m"
SCRIPT = "<b>evil \x1b]52;c;RVZJTA==\x07\r\n.py"
# Raw bytes in the source: a comment and a text of it are shown by the source pane.
SHOWN = (
    f"# {PAYLOAD}".replace("\0", "").replace("\n", "").replace("\r", "")
    + "\nfirst = '\x1b[2J\x9b31m\u202e[@click=app.quit]x[/]'  # "
    + "y" * 200_000
    + "\n"
)


def write_program(folder: Path) -> Path:
    """The script in a folder, both with hostile names; its payloads beside it."""
    place = folder / FOLDER
    place.mkdir()
    (place / "texts.json").write_text(
        json.dumps({"payload": PAYLOAD, "surrogate": SURROGATE, "long": LONG})
    )
    text = (Path(__file__).parent / "program.py").read_text()
    head, _, rest = text.partition("import json\n")
    script = place / SCRIPT
    script.write_text(f"{head}import json\n{SHOWN}{rest}", newline="\n")
    return script


def record(script: Path, output: Path, *options: str) -> Ended:
    """Record the script."""
    return hopscope("record", "-o", output, *options, script, script.parent / "texts.json")
