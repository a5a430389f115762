"""Makes PDFs and scans of the letters in input/policing with independent programs.

    python3 pdf.py OUT [LETTERS]

OUT/PRODUCER/NAME.pdf with NAME.gold.json beside it and NAME.txt in OUT/plain. Producers: libreoffice, chromium,
letterhead (chromium, the first two narrow blocks side by side), reportlab, columns (reportlab, two columns with running
headers) and scan (pictures at 200 dots an inch with slight noise and rotation).
pdf.sh installs what this needs.
"""

import html
import random
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image, ImageFilter
from reportlab.lib.enums import TA_JUSTIFY
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph, Spacer

FONT = "/usr/share/fonts/truetype/liberation/LiberationSerif-Regular.ttf"


def blocks(text):
    """Paragraphs: lists of lines."""
    parts = re.split(r"\n\s*\n", text.strip("\n"))
    return [[line.strip() for line in part.split("\n") if line.strip()] for part in parts if part.strip()]


def page(text, letterhead=False):
    """The letter as a web page to be printed."""
    parts = blocks(text)
    body = []
    def narrow(part):
        return all(len(line) <= 42 for line in part)

    at = 0
    while at < len(parts):
        if letterhead and at + 1 < len(parts) and narrow(parts[at]) and narrow(parts[at + 1]):
            side = "".join("<div>" + "<br>".join(map(html.escape, part)) + "</div>" for part in parts[at:at + 2])
            body.append(f'<div class="head">{side}</div>')
            letterhead = False
            at += 2
            continue
        body.append("<p>" + "<br>".join(map(html.escape, parts[at])) + "</p>")
        at += 1
    style = (
        "@page { size: A4; margin: 25mm } body { font: 11pt Liberation Sans; line-height: 1.35 }"
        ".head { display: flex; justify-content: space-between; gap: 3em; margin-bottom: 2em }"
        ".head div { white-space: nowrap; min-width: 40% }"
    )
    return f"<!doctype html><meta charset=utf-8><style>{style}</style>" + "".join(body)


def writer(text):
    """The letter as a flat OpenDocument text, with a page number in the footer."""
    lines = "".join(
        "<text:p text:style-name='P'>" + "<text:line-break/>".join(map(html.escape, part)) + "</text:p>"
        for part in blocks(text)
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"
 office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.text">
<office:styles><style:style style:name="P" style:family="paragraph"><style:paragraph-properties fo:margin-bottom="9pt"
 fo:line-height="115%"/><style:text-properties style:font-name="Liberation Serif" fo:font-size="11pt"/></style:style></office:styles>
<office:automatic-styles><style:page-layout style:name="L"><style:page-layout-properties fo:page-width="21cm" fo:page-height="29.7cm"
 fo:margin-top="2cm" fo:margin-bottom="2cm" fo:margin-left="2.5cm" fo:margin-right="2.5cm"/><style:footer-style/></style:page-layout>
</office:automatic-styles>
<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="L"><style:footer><text:p>Page
 <text:page-number>1</text:page-number> of <text:page-count>1</text:page-count></text:p></style:footer></style:master-page></office:master-styles>
<office:body><office:text>{lines}</office:text></office:body></office:document>"""


def paper(text, path, columns):
    """The letter by reportlab: justified, in two columns with a running header if asked."""
    size = 9.5 if columns else 11
    style = ParagraphStyle("body", fontName="Serif", fontSize=size, leading=size * 1.25)
    if not columns:
        style.alignment = TA_JUSTIFY
    story = []
    for part in blocks(text):
        if len(part) == 1:
            story.append(Paragraph(html.escape(part[0]), style))
        else:
            plain = ParagraphStyle("lines", parent=style, alignment=0)
            story.append(Paragraph("<br/>".join(map(html.escape, part)), plain))
        story.append(Spacer(1, size * 0.8))
    width, height = A4

    def furniture(canvas, document):
        canvas.setFont("Serif", 8)
        if columns:
            canvas.drawString(60, height - 35, "Papers of the meeting")
            canvas.drawRightString(width - 60, height - 35, "In confidence")
        canvas.drawCentredString(width / 2, 30, f"{document.page}")

    if columns:
        wide = (width - 120 - 24) / 2
        frames = [Frame(60 + side * (wide + 24), 60, wide, height - 120, 0, 0, 0, 0) for side in (0, 1)]
    else:
        frames = [Frame(70, 60, width - 140, height - 120, 0, 0, 0, 0)]
    document = BaseDocTemplate(str(path), pagesize=A4)
    document.addPageTemplates([PageTemplate("page", frames, onPage=furniture)])
    document.build(story)


def scan(path, out, dice):
    """The pages of a PDF as one of pictures: turned a little, with noise."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["pdftoppm", "-r", "200", "-gray", str(path), f"{folder}/p"], check=True)
        pages = []
        for name in sorted(Path(folder).iterdir()):
            picture = Image.open(name).convert("L")
            picture = picture.rotate(dice.uniform(-0.8, 0.8), Image.BICUBIC, fillcolor=255)
            picture = picture.filter(ImageFilter.GaussianBlur(0.5))
            noise = Image.effect_noise(picture.size, 24)
            pages.append(Image.blend(picture, noise, 0.12).point(lambda grey: max(0, min(255, int(grey * 1.12)))))
        pages[0].save(out, "PDF", resolution=200, save_all=True, append_images=pages[1:], quality=80)
    return pages


def chromium(source, out, home):
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", "--disable-sync",
             "--disable-background-networking", "--disable-component-update", "--no-first-run",
             f"--user-data-dir={home}", f"--print-to-pdf={out}"]
    subprocess.run([program, *flags, source.as_uri()], check=True, capture_output=True, timeout=120)


def main():
    out = Path(sys.argv[1]).absolute()
    root = Path(__file__).parents[2]
    letters = Path(sys.argv[2]) if len(sys.argv) > 2 else root / "input" / "policing"
    pdfmetrics.registerFont(TTFont("Serif", FONT))
    names = sorted(path.stem for path in letters.glob("*.txt"))
    producers = ["plain", "libreoffice", "chromium", "letterhead", "reportlab", "columns", "scan"]
    for producer in producers:
        (out / producer).mkdir(parents=True, exist_ok=True)
        for name in names:
            shutil.copy(letters / f"{name}.gold.json", out / producer)
    dice = random.Random(1)
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        for name in names:
            text = (letters / f"{name}.txt").read_text(encoding="utf-8")
            shutil.copy(letters / f"{name}.txt", out / "plain")
            (folder / f"{name}.fodt").write_text(writer(text), encoding="utf-8")
            paper(text, out / "reportlab" / f"{name}.pdf", False)
            paper(text, out / "columns" / f"{name}.pdf", True)
            for producer, head in (("chromium", False), ("letterhead", True)):
                source = folder / f"{name}.html"
                source.write_text(page(text, head), encoding="utf-8")
                chromium(source, out / producer / f"{name}.pdf", folder / "home")
        subprocess.run(["soffice", "--headless", f"-env:UserInstallation=file://{folder}/office", "--convert-to", "pdf",
                        "--outdir", str(out / "libreoffice"), *map(str, sorted(folder.glob("*.fodt")))],
                       check=True, capture_output=True, timeout=600)
        for name in names:
            scan(out / "reportlab" / f"{name}.pdf", out / "scan" / f"{name}.pdf", dice)
    made = {producer: len(list((out / producer).glob("*.pdf"))) for producer in producers[1:]}
    print(f"made {made} in {out}")
    if any(number != len(names) for number in made.values()):
        sys.exit("some PDFs are missing")


main()
