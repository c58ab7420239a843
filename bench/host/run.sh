#!/usr/bin/env bash
# Measures the model host beside a loop on ONNX Runtime, an ASP.NET minimal API and fastify with onnxruntime-node.
#   bench/host/run.sh                 about twelve minutes; prints the page and writes bench/host/report.md
#   bench/host/run.sh --rounds 3 --seconds 3 --only large,small,tiny
set -euo pipefail
cd "$(dirname "$0")/../.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
command -v node >/dev/null || { echo "Node.js 20 or later is needed for one of the peers." >&2; exit 2; }
(cd bench/host/node && npm ci --silent --ignore-scripts)
dotnet build src/Gateway.ModelHost -c Release --nologo -v q
dotnet build bench/host -c Release --nologo -v q
exec dotnet artifacts/bin/Gateway.Serving/release/serving.dll measure "$@"
