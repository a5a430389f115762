#!/bin/sh
# Checks a family of letters as a CI server should: its rules on their examples, its documents against their gold, and
# its committed datasets against fresh ones. Copy it, and run it at the top of a repository that has
#
#   grammars/FAMILY/          the rules
#   input/FAMILY/             documents, with NAME.gold.json beside those that have gold
#   input/FAMILY.floor.json   what was reached so far; the first time: letterbook score ... --raise
#   output/FAMILY/            the committed datasets
#
# Usage: check-letters.sh FAMILY      letterbook is looked for on the path
set -u
family=${1:?say which family to check}
failed=0

# Runs all checks, so that one failure hides no other.
check() {
    printf '== %s\n' "$*"
    "$@" || failed=1
}

check letterbook test "$family" --grammars grammars
check letterbook score "input/$family" --floor "input/$family.floor.json" --family "$family" --grammars grammars
check letterbook extract --check --family "$family" --grammars grammars
exit $failed
