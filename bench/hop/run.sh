#!/usr/bin/env bash
# Measures what the gateway's hop costs, beside bare YARP, nginx and HAProxy in front of the same two hosts.
#   bench/hop/run.sh                   about three minutes; prints the table and writes bench/hop/report.md
#   bench/hop/run.sh --rounds 5 --seconds 10 --connections 16 --only "bare YARP,this gateway"
set -euo pipefail
cd "$(dirname "$0")/../.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 PATH="$PATH:/usr/sbin"

missing=()
for tool in wrk nginx haproxy; do
  command -v "$tool" >/dev/null || missing+=("$tool")
done
if [ ${#missing[@]} -gt 0 ]; then
  sudo=""; [ "$(id -u)" = 0 ] || sudo="sudo -n"
  echo "installing: ${missing[*]}"
  $sudo apt-get update >/dev/null
  DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y --no-install-recommends "${missing[@]}" >/dev/null
fi

dotnet build src/Gateway -c Release --nologo -v q
dotnet build bench/hop -c Release --nologo -v q
exec dotnet artifacts/bin/Gateway.Hop/release/hop.dll measure "$@"
