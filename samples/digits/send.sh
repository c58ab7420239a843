#!/usr/bin/env bash
# Sends held-out rows at a steady pace and counts which version answered what.
#   send.sh [URL] [SECONDS] [PER_SECOND]        default: http://127.0.0.1:8000 60 50
set -euo pipefail
url=${1:-http://127.0.0.1:8000} seconds=${2:-60} rate=${3:-50}
awk -F, -v requests=$((seconds * rate)) -v url="$url/v2/models/digits/infer" '
  NR > 1 { row = $1; for (i = 2; i <= 64; i++) row = row "," $i; rows[count++] = row }
  END {
    for (i = 0; i < requests; i++) {
      if (i) print "next"
      print "url = \"" url "\""
      print "output = /dev/null"
      print "write-out = \"status %{http_code} from version %header{x-model-version}\\n\""
      print "header = \"content-type: application/json\""
      print "data = \"{\\\"inputs\\\":[{\\\"name\\\":\\\"pixels\\\",\\\"shape\\\":[1,64],\\\"datatype\\\":\\\"FP32\\\",\\\"data\\\":[" rows[i % count] "]}]}\""
    }
  }' "$(dirname "$0")/models/heldout.csv" | curl --silent --rate "$rate/s" --config - | sort | uniq -c
