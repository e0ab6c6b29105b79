"""Tables that were made to exhaust a machine: CSV, Parquet, workbooks."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from hostile_files import MB, SHEET, VALUE, attack, evidence, rows
from openpyxl import Workbook

# ---- CSV


@attack("CSV of 100,000 columns")
def _(folder: Path) -> list[str]:
    line = ",".join(f"c{i}" for i in range(100_000))
    return evidence(folder, "e.csv", f"days,{line}\n{'1,' * 100_000}1\n".encode())


@attack("CSV of 5,000 columns and 2,000 rows")
def _(folder: Path) -> list[str]:
    line = ",".join(f"c{i}" for i in range(4_999))
    return evidence(folder, "e.csv", f"days,{line}\n".encode() + (b"7" + b",1" * 4_999 + b"\n") * 2_000)


@attack("CSV with a quoted cell of 40 MB")
def _(folder: Path) -> list[str]:
    return evidence(folder, "e.csv", rows(80) + b'81,"' + b"x" * 40 * MB + b'"\n')


@attack("CSV with a quotation mark that never closes, 40 MB")
def _(folder: Path) -> list[str]:
    return evidence(folder, "e.csv", rows(80) + b'81,"' + b"1,2\n" * 10 * MB)


@attack("CSV of 20,000,000 empty lines")
def _(folder: Path) -> list[str]:
    return evidence(folder, "e.csv", rows(80) + b"\n" * 20_000_000)


@attack("CSV of 60 MB whose every cell is another text")
def _(folder: Path) -> list[str]:
    lines = b"".join(b"%d,%d.%d,t%d\n" % (i, i % 97, i, i) for i in range(2_000_000))
    return evidence(folder, "e.csv", b"id,days,text\n" + lines)


def where(folder: Path, count: int, held: int) -> list[str]:
    (folder / "e.csv").write_bytes(rows(held))
    words = evidence(folder, "e.csv")
    path = folder / "assessment.yaml"
    values = ", ".join(str(i) for i in range(count))
    path.write_text(path.read_text().replace(f"columns: {VALUE}", f"columns: {VALUE}, where: {{id: [{values}]}}"))
    return words


@attack("where of 5,000 values, all in the file")
def _(folder: Path) -> list[str]:
    return where(folder, 5_000, 6_000)


@attack("where of 100,000 values, most not in the file")
def _(folder: Path) -> list[str]:
    return where(folder, 100_000, 6_000)


# ---- Parquet


def parquet(folder: Path, table: pa.Table, **options: object) -> list[str]:
    pq.write_table(table, folder / "e.parquet", **options)  # type: ignore[arg-type]
    return evidence(folder, "e.parquet")


@attack("Parquet whose one word of 8 MB stands in 200,000 rows of a dictionary (1.6 TB unpacked)")
def _(folder: Path) -> list[str]:
    word = pa.DictionaryArray.from_arrays(pa.array([0] * 200_000, pa.int32()), pa.array(["x" * 8 * MB]))
    return parquet(folder, pa.table({"days": [1.5] * 200_000, "text": word}), compression="zstd")


@attack("Parquet whose answers are that word")
def _(folder: Path) -> list[str]:
    word = pa.DictionaryArray.from_arrays(pa.array([0] * 200_000, pa.int32()), pa.array(["1" * 8 * MB]))
    return parquet(folder, pa.table({"id": list(range(200_000)), "days": word}), compression="zstd")


@attack("Parquet of one run of 400,000,000 equal values")
def _(folder: Path) -> list[str]:
    with pq.ParquetWriter(folder / "e.parquet", pa.schema({"days": pa.int8()}), compression="zstd") as writer:
        part = pa.table({"days": pa.array([7] * 10_000_000, pa.int8())})
        for _ in range(40):
            writer.write_table(part)
    return evidence(folder, "e.parquet")


@attack("Parquet of lists within lists, 100 deep")
def _(folder: Path) -> list[str]:
    deep = pa.array([1.0])
    for _ in range(100):
        deep = pa.ListArray.from_arrays(pa.array([0, len(deep)], pa.int32()), deep)
    return parquet(folder, pa.table({"days": [1.5], "deep": deep}))


@attack("Parquet of 100,000 columns")
def _(folder: Path) -> list[str]:
    return parquet(folder, pa.table({f"c{i}": [1] for i in range(100_000)}))


@attack("Parquet of 20,000 groups of one row")
def _(folder: Path) -> list[str]:
    return parquet(folder, pa.table({"days": [1.5] * 20_000, "id": list(range(20_000))}), row_group_size=1)


# ---- workbooks


def workbook(
    folder: Path, sheet: Callable[[io.TextIOBase], object], shared: bytes = b"", styles: bytes = b""
) -> list[str]:
    """Write a workbook of one sheet: one that is right, with other parts in the place of its own."""
    right = io.BytesIO()
    plain = Workbook()
    plain.worksheets[0].append(["days"])
    plain.save(right)
    parts = {
        "xl/sharedStrings.xml": f'<sst xmlns="{SHEET}">'.encode() + shared + b"</sst>",
        "xl/styles.xml": f'<styleSheet xmlns="{SHEET}">'.encode() + styles + b"</styleSheet>",
    }
    with (
        zipfile.ZipFile(right) as given,
        zipfile.ZipFile(folder / "e.xlsx", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as book,
    ):
        for name in given.namelist():
            if name != "xl/worksheets/sheet1.xml":
                book.writestr(name, parts.get(name) or given.read(name))
        with book.open("xl/worksheets/sheet1.xml", "w") as part, io.TextIOWrapper(part) as text:
            text.write(f'<worksheet xmlns="{SHEET}"><sheetData>')
            sheet(text)
            text.write("</sheetData></worksheet>")
    return evidence(folder, "e.xlsx")


def cell(at: str, text: str) -> str:
    return f'<c r="{at}" t="inlineStr"><is><t>{text}</t></is></c>'


def few(text: io.TextIOBase) -> None:
    text.write(
        f"<row r='1'>{cell('A1', 'days')}</row>"
        + "".join(f"<row r='{i}'><c r='A{i}'><v>{i}</v></c></row>" for i in range(2, 40))
    )


@attack("workbook with a cell in its last row and column")
def _(folder: Path) -> list[str]:
    return workbook(
        folder,
        lambda text: text.write(
            f"<row r='1'>{cell('A1', 'days')}</row><row r='1048576'>{cell('XFD1048576', '1')}</row>"
        ),
    )


@attack("workbook of 1,000,000 shared texts")
def _(folder: Path) -> list[str]:
    return workbook(folder, few, shared=b"".join(b"<si><t>t%d</t></si>" % i for i in range(1_000_000)))


@attack("workbook of 1,000,000 styles")
def _(folder: Path) -> list[str]:
    return workbook(folder, few, styles=b"<cellXfs>" + b"<xf numFmtId='9'/>" * 1_000_000 + b"</cellXfs>")


@attack("workbook whose format is a quotation mark 400,000 times")
def _(folder: Path) -> list[str]:
    code = b"&quot;" * 400_000
    return workbook(folder, few, styles=b"<numFmts><numFmt numFmtId='200' formatCode='" + code + b"'/></numFmts>")


@attack("workbook of 190 MB of blanks")
def _(folder: Path) -> list[str]:
    return workbook(folder, lambda text: (few(text), text.write(" " * 190 * MB)))


@attack("workbook with a shared text of 30 MB in 5,000 cells (150 GB unpacked)")
def _(folder: Path) -> list[str]:
    shared = b"<si><t>" + os.urandom(1).hex().encode() * (15 * MB) + b"</t></si>"
    lines = "".join(f"<row r='{i}'><c r='A{i}' t='s'><v>0</v></c></row>" for i in range(2, 5_002))
    return workbook(folder, lambda text: text.write(f"<row r='1'>{cell('A1', 'days')}</row>{lines}"), shared=shared)
