#!/usr/bin/env bash
# Letterbook doing everything beside what a user might pick instead, on the same text, one core: chrono-node (dates only) and
# invoice2data (four regexes). Each comes from its registry; what cannot be installed is skipped with a notice.
# benches/others.sh [MB]; needs a release build. KEEP=DIR keeps what was installed. Times are of the processor.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

program=$(realpath "${LETTERBOOK:-target/release/letterbook}")
[ -x "$program" ] || { echo "there is no $program; \`cargo build --release\` makes it"; exit 1; }
megabytes=${1:-2}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
keep=${KEEP:-$work/keep}
mkdir -p "$keep" "$work/letters"

# The specimens, each as often as it takes to fill so many megabytes.
size=$(cat input/policing/*.txt | wc -c)
copies=$((megabytes * 1000000 / size + 1))
for copy in $(seq "$copies"); do
    for letter in input/policing/*.txt; do
        ln -s "$PWD/$letter" "$work/letters/$copy-$(basename "$letter")"
    done
done
mkdir "$work/files"
cp -L "$work"/letters/* "$work/files/"
number=$(find "$work/files" -type f | wc -l)
bytes=$((size * copies))
echo "$number letters, $bytes bytes"

# User and system time of a command, in seconds.
cpu() {
    local TIMEFORMAT='%U %S'
    { time "$@" >"$work/out" 2>"$work/err"; } 2>&1 | tail -n 1 | awk '{ print $1 + $2 }'
}
ours=$(cpu "$program" extract --jobs 1 --out "$work/tables" "$work/files")
say() {
    awk -v name="$1" -v time="$2" -v ours="$ours" -v bytes="$bytes" \
        'BEGIN { printf "%-34s %8.2f s %9.3f MB/s  %7.1f times the time of letterbook\n", name, time, bytes / 1e6 / time, time / ours }'
}
say "letterbook extract, everything" "$ours"

if [ -d "$keep/node_modules/chrono-node" ] || npm install --silent --no-audit --no-fund --prefix "$keep" chrono-node >/dev/null 2>&1; then
    cat >"$keep/dates.cjs" <<'NODE'
const fs = require("fs"), path = require("path"), chrono = require("chrono-node");
let found = 0;
for (const name of fs.readdirSync(process.argv[2]))
    found += chrono.en.GB.parse(fs.readFileSync(path.join(process.argv[2], name), "utf8")).length;
console.log(found);
NODE
    say "chrono-node, dates only" "$(cpu node "$keep/dates.cjs" "$work/files")"
else
    echo "skipped: chrono-node cannot be installed by npm"
fi

if [ -x "$keep/venv/bin/python" ] || { python3 -m venv "$keep/venv" && "$keep/venv/bin/pip" install --quiet invoice2data >/dev/null 2>&1; }; then
    mkdir -p "$keep/templates"
    cat >"$keep/templates/letter.yml" <<'TEMPLATE'
issuer: Letter
keywords:
  - 'e'
fields:
  date: '(\d{1,2} (?:January|February|March|April|May|June|July|August|September|October|November|December) \d{4})'
  invoice_number: '(?i)our ref:?\s*(\S+)'
  amount: '(\d+) recommendations'
  grade: '(?i)\b(outstanding|good|adequate|requires improvement|inadequate)\b'
options:
  currency: GBP
  date_formats:
    - '%d %B %Y'
TEMPLATE
    cat >"$keep/regexes.py" <<'PYTHON'
import logging, pathlib, sys
from invoice2data import extract_data
from invoice2data.extract.loader import read_templates
logging.disable(logging.CRITICAL)
templates = read_templates(sys.argv[2])
found = 0
for path in pathlib.Path(sys.argv[1]).iterdir():
    try:
        found += bool(extract_data(str(path), templates=templates, input_module="text"))
    except Exception:
        pass
print(found)
PYTHON
    if "$keep/venv/bin/python" -c 'import invoice2data' 2>/dev/null; then
        say "invoice2data, four regexes" "$(cpu "$keep/venv/bin/python" "$keep/regexes.py" "$work/files" "$keep/templates")"
        [ "$(cat "$work/out")" -gt 0 ] 2>/dev/null || echo "invoice2data read none of the letters: $(tail -n 1 "$work/err")"
    else
        echo "skipped: invoice2data does not start"
    fi
else
    echo "skipped: invoice2data cannot be installed by pip"
fi

# One letter, start to datasets: the least of twenty.
letter=$(find "$work/files" -type f | sort | head -n 1)
least=$(for _ in $(seq 20); do
    begun=$(date +%s%N)
    "$program" extract --out "$work/one" "$letter" 2>/dev/null
    echo $((($(date +%s%N) - begun) / 10000))
done | sort -n | head -n 1)
awk -v least="$least" 'BEGIN { printf "one letter, start to datasets: %.1f ms\n", least / 100 }'
