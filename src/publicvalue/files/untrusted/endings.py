"""What to do with a file whose form is not read, by how its name ends."""

from __future__ import annotations

from publicvalue.words.text import Text

WAYS: tuple[tuple[tuple[str, ...], Text], ...] = (
    (
        (".xls", ".xlsm", ".xlsb", ".xlt", ".xltx", ".ods", ".fods", ".numbers", ".wk1", ".et"),
        Text("open it in a spreadsheet program, and save it as a workbook (.xlsx) or as CSV"),
    ),
    (
        (".zip", ".gz", ".bz2", ".xz", ".zst", ".7z", ".rar", ".tar", ".tgz"),
        Text("unpack it, and bring the one table that is in it"),
    ),
    (
        (".sav", ".zsav", ".por", ".dta", ".sas7bdat", ".xpt", ".rds", ".rda", ".rdata", ".feather", ".orc", ".mat"),
        Text("open it in the program of statistics that wrote it, and save it as CSV or Parquet"),
    ),
    (
        (".mdb", ".accdb", ".dbf", ".sql", ".sqlite", ".sqlite3", ".db"),
        Text("export the table that is needed from its database, as CSV or Parquet"),
    ),
    (
        (".pdf", ".doc", ".docx", ".odt", ".rtf", ".ppt", ".pptx", ".htm", ".html", ".md"),
        Text("this is a document: ask whoever wrote it for the table behind it, as CSV or a workbook (.xlsx)"),
    ),
    (
        (".png", ".jpg", ".jpeg", ".gif", ".tif", ".tiff", ".heic", ".webp", ".svg"),
        Text("this is a picture: ask whoever made it for the table behind it, as CSV or a workbook (.xlsx)"),
    ),
    (("",), Text("give its name the ending that says what it is, such as .csv")),
)
OTHERWISE = Text("export the table in one of these forms")
"""Said of an ending that is not known."""


def way_round(ending: str) -> Text:
    """Return what to do with a file whose name ends so, such as `.ods`; nothing where its name has no ending."""
    return next((way for endings, way in WAYS if ending.lower() in endings), OTHERWISE)


def not_read(ending: str) -> Text:
    """Return what is wrong with a file whose form is not read."""
    if not ending:
        return Text("the name of the file does not say what it is: it has no ending")
    return Text("files that end in {ending:quoted} are not read", ending=ending)
