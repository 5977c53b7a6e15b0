"""``mro``: an MRO, and where each method or one attribute is found, in words."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, TextIO

from rich.cells import cell_len
from rich.table import Table
from rich.text import Text

from tracer.language import N_, _
from tui.reports.page import Page, padded, page_for
from tui.reports.run.text import printed
from tui.text import visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import RenderableType

    from lessons.mro.inherited import Resolution
    from tracer.classes.importing import ImportedClasses
    from tracer.model import MemberKind
_KINDS: dict[MemberKind, str] = {
    "function": N_("function"),
    "classmethod": N_("classmethod"),
    "staticmethod": N_("staticmethod"),
    "property": N_("property"),
    "partialmethod": N_("partialmethod"),
    "slot": N_("slot"),
    "data_descriptor": N_("data descriptor"),
    "descriptor": N_("descriptor"),
    "value": N_("value"),
}


def write(imported: ImportedClasses, found: Sequence[Resolution], out: TextIO) -> None:
    """Write the MRO, then a table of methods."""
    page = page_for(out)
    out.write(printed(_overview(imported, found, page), page, out))


def write_one(imported: ImportedClasses, found: Sequence[Resolution], out: TextIO) -> None:
    """Write the search for one attribute, class by class."""
    page = page_for(out)
    out.write(printed(_search(imported, found[0], page), page, out))


def _overview(
    imported: ImportedClasses, found: Sequence[Resolution], page: Page
) -> Iterator[RenderableType]:
    yield from _order(imported, page)
    yield Text()
    if not found:
        yield Text(_("It has no methods but those of object."))
        return
    yield Text(_("self.name() finds the method in the class below; others that define it:"))
    table = Table(box=None, pad_edge=False, padding=(0, 1))
    for title in (_("method"), _("found in"), _("it shadows"), _("its super() reaches")):
        table.add_column(Text(title, "bold"), overflow="fold")
    for one in found:
        table.add_row(
            page.foreign(one.name),
            page.foreign(_numbered(imported, one.found_in)),
            page.foreign(", ".join(_numbered(imported, each) for each in one.shadowed)),
            page.foreign(_numbered(imported, one.super) if one.super is not None else ""),
        )
    yield table


def _order(imported: ImportedClasses, page: Page) -> Iterator[Text]:
    facts = imported.classes[imported.id]
    title = page.foreign(facts.qualname, style="bold").append(" ", "not bold")
    yield title.append_text(
        page.foreign(
            _("of {module}, Python {version}").format(module=facts.module, version=imported.python)
        )
    )
    yield Text(_("MRO: an attribute is looked for in this order, and the first class wins."))
    width = max(cell_len(_numbered(imported, each)) for each in facts.mro)
    for each in facts.mro:
        one = imported.classes[each]
        where = one.module
        if one.file is not None and one.line is not None:
            where += f"  {PurePath(one.file).name}:{one.line}"
        name = f"  {padded(_numbered(imported, each), width)}  "
        yield page.foreign(name).append_text(page.foreign(where, style="dim"))


def _numbered(imported: ImportedClasses, cls: int) -> str:
    mro = imported.classes[imported.id].mro
    return visible(f"{mro.index(cls) + 1} {imported.classes[cls].qualname}")


def _search(imported: ImportedClasses, one: Resolution, page: Page) -> Iterator[RenderableType]:
    facts = imported.classes[imported.id]
    yield page.foreign(f"{facts.qualname}.{one.name}", style="bold").append(
        _(" is a {kind}").format(kind=_(_KINDS[one.kind])), "not bold"
    )
    width = max(cell_len(_numbered(imported, each)) for each in facts.mro)
    for each in facts.mro:
        answer = _answer(imported, one, each)
        style = "bold" if each == one.found_in else ""
        line = page.foreign(f"  {padded(_numbered(imported, each), width)}  ", style=style)
        yield line.append_text(page.foreign(answer, style=style))
    yield Text()
    yield Text(_about_instances(one))


def _answer(imported: ImportedClasses, one: Resolution, cls: int) -> str:
    if cls == one.found_in:
        return _("FOUND") + _where(imported, cls, one.name)
    if cls not in one.defined_in:
        asked = imported.classes[imported.id].mro.index(cls)
        end = imported.classes[imported.id].mro.index(one.found_in)
        return _("not here") if asked < end else _("not asked")
    words = _("shadowed (super() reaches it)") if cls == one.super else _("shadowed")
    return words + _where(imported, cls, one.name)


def _where(imported: ImportedClasses, cls: int, name: str) -> str:
    definition = imported.definitions[cls, name]
    if definition.file is None:
        return ""
    return f"  {PurePath(definition.file).name}:{definition.line}"


def _about_instances(one: Resolution) -> str:
    if one.kind in {"property", "data_descriptor"}:
        return _("On an object it comes before a value of that name in the object's own __dict__.")
    return _("On an object, a value of that name in the object's own __dict__ would come first.")
