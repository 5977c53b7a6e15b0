"""``python -m tests.translation``: bring the catalogue up to date with the source, and compile it.

Says which messages lack a translation, and exits with 1 where there are any.
"""

from __future__ import annotations

from tests.translation.catalogues import (
    PROJECT,
    catalogue_file,
    compile_to,
    extracted,
    problems,
    read,
    save,
)


def main() -> int:
    """Do it; the exit code."""
    file = catalogue_file(PROJECT)
    template, catalogue = extracted(PROJECT), read(file)
    catalogue.update(template, no_fuzzy_matching=True, update_creation_date=False)
    catalogue.obsolete.clear()
    save(catalogue, file)
    compile_to(catalogue, file.with_suffix(".mo"))
    found = problems(template, catalogue)
    print(*found, sep="\n")
    print(f"{len(template)} messages, {len(found)} to see to")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
