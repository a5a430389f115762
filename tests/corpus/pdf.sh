#!/usr/bin/env bash
# Makes the corpus of PDFs and scans in target/corpus/pdf (or in a folder that is named), for `cargo test --test pdf_corpus`.
# Installs what it needs with apt and pip.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
out=${1:-$here/../../target/corpus/pdf}
need=()
have() { command -v "$1" >/dev/null 2>&1; }
have soffice || need+=(libreoffice-writer-nogui)
have pdftoppm || need+=(poppler-utils)
have tesseract || need+=(tesseract-ocr tesseract-ocr-eng)
have chromium || have chromium-browser || have google-chrome || need+=(chromium)
[ -e /usr/share/fonts/truetype/liberation/LiberationSerif-Regular.ttf ] || need+=(fonts-liberation)
python3 -c 'import venv, ensurepip' 2>/dev/null || need+=(python3-venv)
if [ ${#need[@]} -gt 0 ]; then
    apt-get update -q && apt-get install -y --no-install-recommends "${need[@]}"
fi
mkdir -p "$out"
if [ ! -x "$out/.venv/bin/python" ]; then
    python3 -m venv "$out/.venv"
fi
"$out/.venv/bin/python" -c 'import reportlab, PIL' 2>/dev/null || "$out/.venv/bin/pip" install --quiet reportlab pillow
exec "$out/.venv/bin/python" "$here/pdf.py" "$out" "${@:2}"
