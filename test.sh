#!/usr/bin/env bash
# Builds and runs every test; installs through apt what the tests need beyond the .NET SDK.
#   ./test.sh            all but the long ones, about ten minutes on two cores
#   ./test.sh --long     the long ones too: code analysis, faults that take their time, soak, long fuzz
#   ./test.sh --fast     the inner loop: no real processes
set -uo pipefail
cd "$(dirname "$0")" || exit 1
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

projects=(Gateway.Core.Tests Gateway.Tests Gateway.ModelHost.Tests)
mode=${1:-}
case "$mode" in
  "") ;;
  --long) export GATEWAY_LONG_TESTS=1 ;;
  --fast) projects=(Gateway.Core.Tests) ;;
  *) echo "test.sh: unknown option $mode (--long, --fast)" >&2; exit 2 ;;
esac

# command → package; a test whose tool is missing is skipped and says so.
missing=()
for need in curl:curl python3:python3 promtool:prometheus docker-compose:docker-compose systemd-analyze:systemd chromium:chromium; do
  command -v "${need%%:*}" >/dev/null || missing+=("${need##*:}")
done
[ -e /usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1 ] || missing+=(libfaketime)
locale -a 2>/dev/null | grep -qi '^en_US.utf-\?8$' || missing+=(locales)
if [ ${#missing[@]} -gt 0 ]; then
  sudo=""; [ "$(id -u)" = 0 ] || sudo="sudo -n"
  echo "installing: ${missing[*]}"
  { $sudo apt-get update && DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y --no-install-recommends "${missing[@]}"; } >/dev/null 2>&1 ||
    echo "could not install: ${missing[*]}; the tests that need them are skipped"
  if [[ " ${missing[*]} " == *" locales "* ]] && [ -f /etc/locale.gen ]; then
    { $sudo sed -i 's/^# *\(en_US.UTF-8 UTF-8\)/\1/' /etc/locale.gen && $sudo locale-gen; } >/dev/null 2>&1
  fi
fi

# Code analysis and the benches are half of the build: CI's, and that of every plain `dotnet build`.
if [ "$mode" = --long ]; then build=(Gateway.sln); else build=(Gateway.Tests.slnf -p:RunAnalyzers=false); fi
dotnet build "${build[@]}" --nologo -v q || exit 1

logs=$(mktemp -d)
trap 'jobs -p | xargs -r kill 2>/dev/null; wait; rm -rf "$logs"' EXIT
trap 'exit 130' INT TERM
passed=0 failed=0 skipped=0 broken=0

# begin NAME PROJECT OPTION...: in the background, its output kept.
declare -A begun
begin() {
  : >"$logs/$1" # before anybody follows it
  dotnet test --project "tests/$2" --no-build --no-progress --no-ansi "${@:3}" >"$logs/$1" 2>&1 &
  begun[$1]=$!
}

count() { sed -n "s/^ *$2: *\([0-9]*\).*/\1/p" "$1" | tail -n 1; }

# end NAME: waits for it, shows what it said and adds it up.
end() {
  echo "== $1"
  tail -f -n +1 --pid="${begun[$1]}" "$logs/$1"
  wait "${begun[$1]}"
  local status=$? p f s
  p=$(count "$logs/$1" succeeded) f=$(count "$logs/$1" failed) s=$(count "$logs/$1" skipped)
  passed=$((passed + ${p:-0})) failed=$((failed + ${f:-0})) skipped=$((skipped + ${s:-0}))
  # A run that ended badly without a failed test (a crash, no tests at all) counts as one failure.
  if [ "$status" != 0 ] && [ "${f:-0}" = 0 ]; then broken=$((broken + 1)); fi
}

# What has no processes of its own runs at once; then the real processes, which a busy machine would disturb.
# The soak takes its eight minutes beside them, and leaves room for real processes that are not judged by their speed.
calm=('*.Registry.*' '*.DocumentationTests' '*.WorkflowTests')
for project in "${projects[@]}"; do begin "$project" "$project"; done
[ "$mode" = --long ] && begin soak Gateway.EndToEnd --filter-class '*.SoakTests'
for name in "${projects[@]}"; do end "$name"; done
case "$mode" in
  "")
    begin Gateway.EndToEnd Gateway.EndToEnd
    end Gateway.EndToEnd ;;
  --long)
    begin calm Gateway.EndToEnd --filter-class "${calm[@]}"
    end calm
    end soak
    begin Gateway.EndToEnd Gateway.EndToEnd --filter-not-class '*.SoakTests' "${calm[@]}"
    end Gateway.EndToEnd ;;
esac

echo "$passed passed, $((failed + broken)) failed, $skipped skipped"
[ $((failed + broken)) = 0 ]
