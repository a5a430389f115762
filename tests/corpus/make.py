"""Makes a corpus of files from letters in plain text, with tools that know nothing of letterbook.

    make.py INPUT OUT

Every INPUT/NAME.txt with a NAME.gold.json becomes a file in each of the folders of OUT, with its gold beside it: Word
files by python-docx, pandoc and LibreOffice, OpenDocument and RTF by LibreOffice and pandoc, web pages by this script and
by LibreOffice, mails by Python's email package. The text is given its structure back first: paragraphs, line breaks,
tables, numbered lists. `install` in this folder gets the tools.
"""

import email.message
import email.policy
import html
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import docx
from docx.shared import Pt

NUMBERED = re.compile(r"\s*(\d+)\. (.*)")
BULLET = re.compile(r"\s*[•*-] (.*)")
CELLS = re.compile(r"\s*\|(.*)\|\s*")


def blocks(text):
    """Paragraphs as (kind, lines): text, table, or the number with which a list begins."""
    for block in re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n")):
        lines = [line for line in block.split("\n") if line.strip()]
        if not lines:
            continue
        if all(CELLS.fullmatch(line) for line in lines):
            rows = [[cell.strip() for cell in CELLS.fullmatch(line)[1].split("|")] for line in lines]
            yield "table", [row for row in rows if not all(set(cell) <= set("-: ") for cell in row)]
            continue
        numbers = [NUMBERED.fullmatch(line) for line in lines]
        if len(lines) > 1 and all(numbers):
            first = int(numbers[0][1])
            if [int(number[1]) for number in numbers] == list(range(first, first + len(lines))):
                yield first, [number[2] for number in numbers]
                continue
        yield "text", lines


def as_docx(text, path, spaced):
    """One paragraph a block; without spacing one a line, and empty ones between, as many people write."""
    document = docx.Document()
    for kind, lines in blocks(text):
        if kind == "table":
            table = document.add_table(rows=0, cols=max(map(len, lines)))
            for row in lines:
                cells = table.add_row().cells
                for cell, words in zip(cells, row):
                    cell.text = words
            continue
        if isinstance(kind, int):
            lines = [f"{kind + at}. {line}" for at, line in enumerate(lines)]
        if spaced:
            paragraph = document.add_paragraph("\n".join(lines))
            paragraph.paragraph_format.space_after = Pt(8)
            continue
        for line in [*lines, ""]:
            paragraph = document.add_paragraph(line)
            paragraph.paragraph_format.space_after = Pt(0)
            paragraph.paragraph_format.space_before = Pt(0)
    document.save(path)


def body(text):
    """The text as the body of a page."""
    out = []
    for kind, lines in blocks(text):
        if kind == "table":
            rows = ["".join(f"<td>{html.escape(cell)}</td>" for cell in row) for row in lines]
            out.append("<table>" + "".join(f"<tr>{row}</tr>\n" for row in rows) + "</table>")
        elif isinstance(kind, int):
            items = "".join(f"<li>{html.escape(line)}</li>\n" for line in lines)
            out.append(f'<ol start="{kind}">{items}</ol>')
        else:
            out.append("<p>" + "<br>\n".join(html.escape(line.strip()) for line in lines) + "</p>")
    return "\n".join(out)


def as_page(text, path):
    """The text in the middle of a site."""
    path.write_text(
        f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>A page</title><style>.hidden {{ display: none }}</style>
<script>var date = "1 January 1999";</script></head>
<body class="page has-cookie-banner">
<div class="cookie-banner" role="dialog"><p>Dear visitor, we set two cookies on 2 January 1999.</p><button>OK</button></div>
<header role="banner"><a href="/">Town site</a><nav><ul><li><a href="/news">News of 3 January 1999</a></li></ul></nav></header>
<div class="content">
{body(text)}
</div>
<p class="hidden">Hidden on 4 January 1999.</p>
<aside><h2>Related</h2><p>Another letter of 5 January 1999, graded outstanding.</p></aside>
<footer><p>Yours sincerely, the web team, 6 January 1999</p></footer>
</body></html>
""",
        encoding="utf-8",
    )


def as_mail(text, path, plain, day):
    mail = email.message.EmailMessage(policy=email.policy.SMTP)
    mail["From"] = "office@example.org"
    mail["To"] = "post@example.org"
    if day:
        mail["Date"] = f"{day} 10:03:00 +0000"
    mail["Message-ID"] = "<1@example.org>"
    if plain:
        mail.set_content(text)
        mail.add_alternative(f"<html><body>{body(text)}</body></html>", subtype="html")
    else:
        mail.set_content(f"<html><body>{body(text)}</body></html>", subtype="html")
    path.write_bytes(bytes(mail))


MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


def day_of(gold):
    """The day of the document as a mail writes it; none where the document has none."""
    full = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", str(gold.get("document", {}).get("date")))
    return full and f"{int(full[3])} {MONTHS[int(full[2]) - 1]} {full[1]}"


def office(source, kind, out):
    """Converts the files of a folder with LibreOffice, under a profile of its own."""
    out.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as profile:
        subprocess.run(
            ["soffice", f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to", kind, "--outdir", out]
            + sorted(source.glob("*.*")),
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )


def main(source, out):
    letters = [path for path in sorted(source.glob("*.txt")) if path.with_suffix(".gold.json").exists()]
    shutil.rmtree(out, ignore_errors=True)
    folders = ["docx-python", "docx-pandoc", "odt-pandoc", "rtf-pandoc", "html-site", "eml-plain", "eml-html"]
    for name in folders:
        (out / name).mkdir(parents=True)
    with tempfile.TemporaryDirectory() as plain:
        for at, path in enumerate(letters):
            text = path.read_text(encoding="utf-8")
            gold = json.loads(path.with_suffix(".gold.json").read_text(encoding="utf-8"))
            as_docx(text, out / f"docx-python/{path.stem}.docx", spaced=at % 2 == 0)
            as_page(text, out / f"html-site/{path.stem}.html")
            as_mail(text, out / f"eml-plain/{path.stem}.eml", True, day_of(gold))
            as_mail(text, out / f"eml-html/{path.stem}.eml", False, day_of(gold))
            page = pathlib.Path(plain) / f"{path.stem}.html"
            page.write_text(f"<html><body>{body(text)}</body></html>", encoding="utf-8")
            for kind in ["docx", "odt", "rtf"]:
                to = out / f"{kind}-pandoc/{path.stem}.{kind}"
                subprocess.run(["pandoc", "-s", "--metadata", "title=", page, "-o", to], check=True)
    for kind in ["odt", "rtf", "html"]:
        office(out / "docx-python", kind, out / f"{kind}-libreoffice")
    office(out / "odt-libreoffice", "docx", out / "docx-libreoffice")
    for folder in sorted(out.iterdir()):
        for path in letters:
            gold = path.with_suffix(".gold.json")
            shutil.copy(gold, folder / gold.name)


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
