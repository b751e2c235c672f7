#!/usr/bin/env bash
# In a shell pipeline: decompress, mask by patterns only, keep three columns; stops at the first failing command.
#   examples/pipe.sh [FOLDER]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
out=${1:-$(mktemp -d)}

gzip -c "$here/tickets/tickets.csv" >"$out/tickets.csv.gz"
gzip -dc "$out/tickets.csv.gz" |
  privml mask --preset mask/labels --set detect.text.model=null --on-error skip --manifest "$out/manifest.json" --no-progress |
  python3 -c 'import csv, sys; csv.writer(sys.stdout).writerows((row[0], row[5], row[6]) for row in csv.reader(sys.stdin))' \
    >"$out/masked.csv"
wc -l <"$out/masked.csv"
