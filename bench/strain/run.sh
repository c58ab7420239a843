#!/usr/bin/env bash
# Measures what clients see of a gateway under strain: hosts that die, the gateway killed again and again, overload, slow connections, open dashboards, models that come and go.
#   bench/strain/run.sh                 about half an hour; prints the table and writes bench/strain/report.md
#   bench/strain/run.sh --only overload --scale 0.2
set -euo pipefail
cd "$(dirname "$0")/../.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
dotnet build src/Gateway -c Release --nologo -v q
dotnet build bench/strain -c Release --nologo -v q
exec dotnet artifacts/bin/Gateway.Strain/release/strain.dll "$@"
