#!/usr/bin/env python3
"""Checks a folder of datasets with programs that know nothing of letterbook.

check_datasets.py package FOLDER          datapackage.json and the CSV files, by frictionless
check_datasets.py schema FOLDER           documents.json and documents.jsonl against schema.json, by jsonschema
check_datasets.py workbook FOLDER NAME    NAME.xlsx against the CSV files, by openpyxl and pandas
check_datasets.py libreoffice FOLDER NAME the same, as LibreOffice reads it
check_datasets.py parquet FOLDER          the Parquet files against the CSV files, by pyarrow

Prints what is wrong, a line each, and ends with 1; says how much was looked at, and ends with 0.
"""

import csv
import datetime
import json
import pathlib
import re
import subprocess
import sys
import tempfile

FORMULA = tuple("=+-@\t\r")
wrong = []


def tell(what):
    if len(wrong) < 40:
        print(what)
    wrong.append(what)


def package(folder, *_):
    import frictionless

    report = frictionless.Package(str(folder / "datapackage.json")).validate()
    for problem in report.flatten(["title", "rowNumber", "fieldNumber", "message"]):
        tell(problem)
    for task in report.tasks:
        for error in task.errors:
            tell(f"{task.name}: {error.message}")
    for error in report.errors:
        tell(error.message)
    rows = sum(task.stats.get("rows", 0) for task in report.tasks)
    return f"{len(report.tasks)} tables with {rows} rows"


def schema(folder, *_):
    import jsonschema

    told = json.loads((folder / "schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(told)
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    validator = jsonschema.Draft202012Validator(told, format_checker=checker)
    records = json.loads((folder / "documents.json").read_text("utf-8"))
    lines = [json.loads(line) for line in (folder / "documents.jsonl").read_text("utf-8").splitlines()]
    if lines != records:
        tell("documents.jsonl holds other records than documents.json")
    for record in records:
        for error in validator.iter_errors(record):
            tell(f"{record.get('document')}: {error.json_path}: {error.message}")
    return f"{len(records)} records"


def tables(folder):
    """The CSV files: name, header, rows, and for each column what the package says of it."""
    told = json.loads((folder / "datapackage.json").read_text("utf-8"))
    for resource in told["resources"]:
        with open(folder / resource["path"], encoding="utf-8-sig", newline="") as file:
            header, *rows = csv.reader(file)
        kinds = {field["name"]: field["type"] for field in resource["schema"]["fields"]}
        yield resource["name"], header, rows, kinds


def unguarded(cell):
    """A cell as it is without the apostrophe that CSV puts before what a spreadsheet would run."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA) else cell


def shown(value):
    """A value of a workbook as CSV writes it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def full_day(cell):
    return re.fullmatch(r"\d{4}-\d\d-\d\d", cell) and cell >= "1900-03-01"


def workbook(folder, name):
    import openpyxl
    import pandas

    file = folder / f"{name}.xlsx"
    book = openpyxl.load_workbook(file)
    looked, links, days, marks = 0, 0, 0, 0
    explained = {(row[0], row[1]) for row in book["columns"].iter_rows(min_row=2, values_only=True)}
    for table, header, rows, kinds in tables(folder):
        sheet = book[table]
        if sheet.freeze_panes != "B2":
            tell(f"{table}: the header is not frozen, but {sheet.freeze_panes}")
        last = openpyxl.utils.get_column_letter(len(header))
        if sheet.auto_filter.ref != f"A1:{last}{len(rows) + 1}":
            tell(f"{table}: the filter is {sheet.auto_filter.ref}")
        found = list(sheet.iter_rows())
        if [cell.value for cell in found[0]] != header:
            tell(f"{table}: the columns are {[cell.value for cell in found[0]]}")
        if len(found) - 1 != len(rows):
            tell(f"{table}: {len(found) - 1} rows, not {len(rows)}")
        for column in header:
            if (table, column) not in explained:
                tell(f"{table}: {column} is not explained")
        for number, (cells, row) in enumerate(zip(found[1:], rows), 2):
            for column, cell, wanted in zip(header, cells, row):
                looked += 1
                wanted, value = unguarded(wanted), cell.value
                if shown(value) != wanted:
                    tell(f"{table}!{cell.coordinate}: {value!r} is not {wanted!r}")
                kind = kinds[column]
                expected = {"integer": int, "boolean": bool, "date": datetime.datetime}.get(kind, str)
                dates = kind == "date" or column in ("date",) or column.endswith(("_date", "_published"))
                if dates and full_day(wanted):
                    expected, days = datetime.datetime, days + 1
                elif expected is datetime.datetime or kind == "any":
                    continue
                if value is not None and type(value) is not expected and not isinstance(value, datetime.datetime):
                    tell(f"{table}!{cell.coordinate}: {value!r} is no {expected.__name__}")
                if cell.fill.fill_type == "solid":
                    marks += 1
            link = cells[0].hyperlink
            if table not in ("failures",):
                links += 1
                if link is None:
                    tell(f"{table}!A{number}: no link")
                elif table == "documents":
                    way = link.target.replace("\\", "/").replace("%20", " ")
                    if not (folder / way).is_file():
                        tell(f"{table}!A{number}: leads to {link.target}, where there is nothing")
                else:
                    sheet_name, place = link.location.rsplit("!", 1)
                    if book[sheet_name.strip("'")][place].value != cells[0].value:
                        tell(f"{table}!A{number}: leads to {link.location}")
        frame = pandas.read_excel(file, sheet_name=table)
        for column in header:
            kind, held = kinds[column], frame[column].dropna()
            if not len(held):
                continue
            if kind == "integer" and not pandas.api.types.is_numeric_dtype(frame[column]):
                tell(f"pandas: {table}.{column} is {frame[column].dtype}, not a number")
            # A workbook knows no day before March 1900: it stands there as text.
            early = any(row[header.index(column)] and not full_day(row[header.index(column)]) for row in rows)
            if kind == "date" and not early and not pandas.api.types.is_datetime64_any_dtype(frame[column]):
                tell(f"pandas: {table}.{column} is {frame[column].dtype}, not a date")
            if kind == "boolean" and not held.isin([True, False]).all():
                tell(f"pandas: {table}.{column} is {frame[column].dtype}, not true or false")
    doubts = sum(1 for row in book["doubts"].iter_rows(min_row=2) if row[1].hyperlink)
    return f"{looked} cells, {links} links, {days} full dates, {marks} marks for {doubts} doubts with a cell"


def libreoffice(folder, name):
    looked = 0
    with tempfile.TemporaryDirectory() as made:
        how = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
        profile = f"-env:UserInstallation=file://{made}/profile"
        call = ["soffice", profile, "--headless", "--convert-to", how, "--outdir", made, str(folder / f"{name}.xlsx")]
        subprocess.run(call, check=True, capture_output=True, timeout=300)
        for table, header, rows, _ in tables(folder):
            with open(pathlib.Path(made) / f"{name}-{table}.csv", encoding="utf-8", newline="") as file:
                found = list(csv.reader(file))
            if len(found) != len(rows) + 1:
                tell(f"{table}: {len(found)} rows, not {len(rows) + 1}")
            for number, (cells, row) in enumerate(zip(found, [header] + rows), 1):
                for column, cell, wanted in zip(header, cells, row):
                    looked += 1
                    cell = cell.lower() if cell in ("TRUE", "FALSE") else cell
                    if cell != unguarded(wanted):
                        tell(f"{table}: row {number}, {column}: {cell!r} is not {wanted!r}")
    return f"{looked} cells"


def parquet(folder, *_):
    import pyarrow
    import pyarrow.parquet

    looked = 0
    for table, header, rows, kinds in tables(folder):
        found = pyarrow.parquet.read_table(folder / f"{table}.parquet")
        if found.column_names != header or found.num_rows != len(rows):
            tell(f"{table}: {found.num_rows} rows of {found.column_names}")
        wanted = {"integer": pyarrow.int64(), "boolean": pyarrow.bool_(), "date": pyarrow.date32()}
        for at, column in enumerate(header):
            if found.schema.field(column).type != wanted.get(kinds[column], pyarrow.string()):
                tell(f"{table}.{column}: the type is {found.schema.field(column).type}")
            for number, (cell, row) in enumerate(zip(found.column(column).to_pylist(), rows), 2):
                looked += 1
                if shown(cell) != unguarded(row[at]):
                    tell(f"{table}: row {number}, {column}: {cell!r} is not {row[at]!r}")
    return f"{looked} cells"


if __name__ == "__main__":
    check, folder, *name = sys.argv[1:]
    checks = {check.__name__: check for check in (package, schema, workbook, libreoffice, parquet)}
    said = checks[check](pathlib.Path(folder).resolve(), *name)
    print(f"{check}: {said}, {len(wrong)} wrong")
    sys.exit(1 if wrong else 0)
