#!/usr/bin/env bash
# Counts the instructions of three fixed runs and compares them with those recorded in benches/instructions.tsv, since
# times are noisy. benches/instructions.sh [--record]; needs valgrind and a release build.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# A run may take so many hundredths more than recorded.
tolerance=3
program=${LETTERBOOK:-target/release/letterbook}
recorded=benches/instructions.tsv
if ! command -v valgrind >/dev/null; then
    echo "skipped: there is no valgrind; \`apt-get install valgrind\` makes it"
    exit 0
fi
[ -x "$program" ] || { echo "there is no $program; \`cargo build --release\` makes it"; exit 1; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Texts of their own, so that a new specimen under input/ changes nothing here.
cat >"$work/letter" <<'LETTER'
14 May 2031

Dear Home Secretary,

I am writing about the HMICFRS report on Kent Police, published on 3 April 2031. I am pleased
that the force was graded ‘good’ at preventing crime. I note the 11 recommendations, four of
which are for chief constables, and the praise for Sussex Police.

Yours sincerely,

Jane Marsh OBE
Police and Crime Commissioner for Kent
LETTER
python3 - "$work" <<'PYTHON'
import json, pathlib, sys
work = pathlib.Path(sys.argv[1])
letter = (work / "letter").read_text()
line = lambda text: json.dumps({"document": "a", "text": text}) + "\n"
(work / "start").write_text("")
(work / "letters").write_text(line(letter) * 200)
(work / "long").write_text(line(letter * 100))
PYTHON

count() {
    valgrind --tool=callgrind --callgrind-out-file=/dev/null "$program" stream --jobs 1 <"$work/$1" 2>&1 >/dev/null |
        sed -n 's/.*Collected : *\([0-9]*\).*/\1/p'
}
start=$(count start)
: >"$work/now"
printf 'start\t%s\n' "$start" >>"$work/now"
for run in letters long; do
    printf '%s\t%s\n' "$run" $(($(count "$run") - start)) >>"$work/now"
done

if [ "${1:-}" = --record ] || [ ! -f "$recorded" ]; then
    cp "$work/now" "$recorded"
    echo "recorded: $(tr '\t\n' '  ' <"$recorded")"
    exit 0
fi
slower=0
while IFS=$'\t' read -r run now; do
    before=$(awk -v run="$run" '$1 == run { print $2 }' "$recorded")
    more=$(((now - before) * 1000 / before))
    printf '%-8s %12s instructions, recorded %12s: %+d per thousand\n' "$run" "$now" "$before" "$more"
    [ $((more / 10)) -ge "$tolerance" ] && slower=1
done <"$work/now"
[ "$slower" = 0 ] || { echo "more than $tolerance % above what is recorded; if that is meant: benches/instructions.sh --record"; exit 1; }
