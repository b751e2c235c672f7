#!/usr/bin/env bash
# Scan, take the suggested policy, mask with a key, and show that no address of the original is left.
#   examples/scan_and_mask.sh [FOLDER]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
out=${1:-$(mktemp -d)}

privml keygen "$out/team.key"
privml scan "$here/tickets/customers.csv" --policy --no-progress >"$out/mask.yaml"
privml mask "$here/tickets/customers.csv" -o "$out/customers.csv" --config "$out/mask.yaml" --key-file "$out/team.key" --no-progress

if cut -d, -f3 "$here/tickets/customers.csv" | tail -n +2 | grep -q -F -f - "$out/customers.csv"; then
  echo "an original e-mail address is left" >&2
  exit 1
fi
echo "masked: $out/customers.csv"
