#!/usr/bin/env bash
# Reading 300 PDFs into tables against `pdftotext` once a file, both on two cores, in one comparison. Prints the times of
# three turns, and fails if letterbook takes longer in the best of them.
# Needs a release build, the corpus of tests/corpus/pdf.sh, and poppler's pdftotext.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
letterbook=${1:-${CARGO_TARGET_DIR:-target}/release/letterbook}
corpus=target/corpus/pdf
command -v pdftotext >/dev/null || { echo "skipped: pdftotext is not installed (apt-get install poppler-utils)"; exit 0; }
[ -d "$corpus/columns" ] || { echo "skipped: there is no corpus of PDFs; tests/corpus/pdf.sh makes it"; exit 0; }
[ -x "$letterbook" ] || { echo "there is no $letterbook; run cargo build --release" >&2; exit 2; }

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/letters"
number=0
while [ $number -lt 300 ]; do
    for file in "$corpus"/{libreoffice,chromium,letterhead,reportlab,columns}/*.pdf; do
        [ $number -lt 300 ] || break
        cp "$file" "$folder/letters/$number.pdf"
        number=$((number + 1))
    done
done

now() { date +%s%N; }
ours=() theirs=()
for turn in 1 2 3; do
    begun=$(now)
    RAYON_NUM_THREADS=2 taskset -c 0,1 "$letterbook" extract "$folder/letters" --out "$folder/tables$turn" 2>/dev/null
    ours+=($((($(now) - begun) / 1000000)))
    begun=$(now)
    find "$folder/letters" -name '*.pdf' -print0 | taskset -c 0,1 xargs -0 -I{} -P 2 pdftotext -q {} /dev/null
    theirs+=($((($(now) - begun) / 1000000)))
done
best() { printf '%s\n' "$@" | sort -n | head -1; }
echo "300 PDFs: letterbook into tables ${ours[*]} ms; pdftotext ${theirs[*]} ms"
[ "$(best "${ours[@]}")" -le "$(best "${theirs[@]}")" ]
