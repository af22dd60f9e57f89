"""Notices written down in tests: lines of text, and tables drawn as Markdown."""

from duban.notice.blocks import Block, Blocks, Paragraph, Table, TableCell
from duban.notice.recognise import Recognised, recognise


def text(lines: str) -> tuple[Paragraph, ...]:
    """Each line a paragraph, blank lines too."""
    return tuple(
        Paragraph(line, f"第{n}段") for n, line in enumerate(lines.strip("\n").split("\n"), 1)
    )


def table(drawing: str, place: str = "表1") -> Table:
    """'| a | b |' lines; '^' and '<' continue the cell above and to the left, '/' breaks a line."""
    rows: list[tuple[TableCell, ...]] = []
    for line in drawing.strip().splitlines():
        row: list[TableCell] = []
        for at, raw in enumerate(line.strip().strip("|").split("|")):
            content = raw.strip()
            if content == "^":
                row.append(TableCell(rows[-1][at].text, True))
            elif content == "<":
                row.append(TableCell(row[-1].text, True))
            else:
                row.append(TableCell(content.replace("/", "\n")))
        rows.append(tuple(row))
    return Table(tuple(rows), place)


def read(*blocks: Block | tuple[Paragraph, ...]) -> Recognised:
    """What the recogniser makes of these blocks."""
    flat: list[Block] = []
    for block in blocks:
        flat.extend(block if isinstance(block, tuple) else (block,))
    found = recognise(Blocks(tuple(flat), "docx"))
    assert isinstance(found, Recognised), found
    return found


def brief(found: Recognised) -> list[str]:
    """One line a task: 'key: leads | cos', with '?' where it is doubtful."""
    return [
        f"{task.key}{'?' * bool(task.doubt)}: {'、'.join(task.leads)} | {'、'.join(task.cos)}"
        for task in found.tasks
    ]


def topics(found: Recognised) -> list[str]:
    """The report's headings."""
    return [remark.topic for remark in found.remarks]
