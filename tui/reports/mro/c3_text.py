"""``mro --c3``: the merge of several MROs, step by step, and where it ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from rich.cells import cell_len
from rich.text import Text

from lessons.mro.c3 import find_conflict, find_remedy
from tracer.language import _, listed
from tui.reports.page import Page, padded, page_for
from tui.reports.run.text import printed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from lessons.mro.c3 import Merge, MergeList, MergeStep
    from tracer.model import ClassFacts


def write_merge(
    classes: Mapping[int, ClassFacts], bases: Sequence[int], merged: Merge, out: TextIO
) -> None:
    """Write each step of a merge: the lists, the heads that must wait, the one that is taken."""
    page = page_for(out)
    out.write(printed(_merge(classes, bases, merged, page), page, out))


def _merge(
    classes: Mapping[int, ClassFacts], bases: Sequence[int], merged: Merge, page: Page
) -> Iterator[Text]:
    names = [classes[base].qualname for base in bases]
    yield page.foreign(_("The merge of {names}").format(names=listed(names)), style="bold")
    yield Text(
        _("The first head is taken that no list has further down: so every list keeps its order.")
    )
    for number, step in enumerate(merged.steps, 1):
        yield Text()
        yield from _step(classes, step, number, page)
    yield Text()
    if merged.order is None:
        yield from conflict_lines(classes, bases, merged, page)
    else:
        order = f" {page.glyphs.arrow} ".join(classes[each].qualname for each in merged.order)
        yield Text(_("The MRO, after the class itself: ")).append_text(
            page.foreign(order, style="bold")
        )


def _step(
    classes: Mapping[int, ClassFacts], step: MergeStep, number: int, page: Page
) -> Iterator[Text]:
    labels = [_label(classes, row) for row in step.rows]
    width = max(map(cell_len, labels))
    title = Text(_("Step {number}: ").format(number=number), "bold")
    if step.taken is None:
        yield title.append(_("every head must wait"))
    else:
        words = _("{name} is taken").format(name=classes[step.taken].qualname)
        yield title.append_text(page.foreign(words))
    for label, row in zip(labels, step.rows, strict=True):
        line = page.foreign(f"  {padded(label, width)}  ", style="dim")
        for index, each in enumerate(row.left):
            style = "bold green" if each == step.taken and not index else ""
            line.append_text(page.foreign(classes[each].qualname, style=style))
            line.append(", " if index < len(row.left) - 1 else "")
        yield line
    for refused in step.refused:
        yield page.foreign(
            _("  {name} must wait: it comes after {other} in {list}").format(
                name=classes[refused.head].qualname,
                other=classes[refused.waits_for].qualname,
                list=_of(classes, refused.row.of),
            )
        )


def _label(classes: Mapping[int, ClassFacts], row: MergeList) -> str:
    if row.of is None:
        return _("the bases")
    return _("MRO of {name}").format(name=classes[row.of].qualname)


def _of(classes: Mapping[int, ClassFacts], of: int | None) -> str:
    if of is None:
        return _("the list of bases")
    return _("the MRO of {name}").format(name=classes[of].qualname)


def conflict_lines(
    classes: Mapping[int, ClassFacts], bases: Sequence[int], merged: Merge, page: Page
) -> Iterator[Text]:
    """Say which wishes contradict each other, and what would help."""
    yield Text(_("There is no consistent order:"), "bold")
    for edge in find_conflict(merged):
        yield page.foreign(
            _("  {list} has {before} before {after}").format(
                list=_of(classes, edge.of),
                before=classes[edge.before].qualname,
                after=classes[edge.after].qualname,
            )
        )
    remedy = find_remedy(bases, {base: classes[base].mro for base in bases})
    if remedy is None:
        yield Text(_("No order of these bases helps: one of them has to change."))
    else:
        names = ", ".join(classes[each].qualname for each in remedy)
        yield page.foreign(_("These bases have one: {names}").format(names=names), style="green")
