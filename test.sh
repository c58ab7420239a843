#!/usr/bin/env bash
# Builds and runs every test; installs through apt what the tests need beyond the .NET SDK.
#   ./test.sh            all but the long ones, about ten minutes on two cores
#   ./test.sh --long     the long ones too: faults that take their time, soak, long fuzz
#   ./test.sh --fast     the inner loop: no real processes
set -uo pipefail
cd "$(dirname "$0")" || exit 1
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

projects=(Gateway.Core.Tests Gateway.Tests Gateway.ModelHost.Tests Gateway.EndToEnd)
case "${1:-}" in
  "") ;;
  --long) export GATEWAY_LONG_TESTS=1 ;;
  --fast) projects=(Gateway.Core.Tests) ;;
  *) echo "test.sh: unknown option $1 (--long, --fast)" >&2; exit 2 ;;
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

dotnet build Gateway.sln --nologo -v q || exit 1

passed=0 failed=0 skipped=0 broken=0
for project in "${projects[@]}"; do
  echo "== $project"
  log=$(mktemp)
  dotnet test --project "tests/$project" --no-build --no-progress --no-ansi 2>&1 | tee "$log"
  status=${PIPESTATUS[0]}
  count() { sed -n "s/^ *$1: *\([0-9]*\).*/\1/p" "$log" | tail -n 1; }
  p=$(count succeeded) f=$(count failed) s=$(count skipped)
  passed=$((passed + ${p:-0})) failed=$((failed + ${f:-0})) skipped=$((skipped + ${s:-0}))
  # A run that ended badly without a failed test (a crash, no tests at all) counts as one failure.
  if [ "$status" != 0 ] && [ "${f:-0}" = 0 ]; then broken=$((broken + 1)); fi
  rm -f "$log"
done

echo "$passed passed, $((failed + broken)) failed, $skipped skipped"
[ $((failed + broken)) = 0 ]
