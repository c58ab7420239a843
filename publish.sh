#!/usr/bin/env bash
# Makes dist/gateway-linux-x64.tar.gz: gateway, modelhost/, gwctl, systemd units and the sample; runs without .NET installed.
# The same commit gives the same bytes. Leaves the build folders of `dotnet build` alone.
set -euo pipefail
cd "$(dirname "$0")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

runtime=linux-x64
work=$PWD/artifacts/publish
out=$work/gateway-$runtime
archive=dist/gateway-$runtime.tar.gz
epoch=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || echo 0)}

publish() {
  dotnet publish "$1" --output "$2" --configuration Release --runtime "$runtime" --self-contained \
    --artifacts-path "$work" --nologo -v q -p:PublishReadyToRun=true -p:PathMap="$PWD=/_"
}

# Lays a file beside the others, or makes it a second name of the one it equals: the runtime is shipped once.
# Two different files of one name would break one of two programs: that ends the build.
merge() {
  local from=$1 to=$2 file
  while IFS= read -r -d '' file; do
    if [ ! -e "$to/$file" ]; then
      install -D -m "$(stat -c %a "$from/$file")" "$from/$file" "$to/$file"
    elif ! cmp -s "$from/$file" "$to/$file"; then
      echo "publish.sh: $file differs between two programs that share a folder" >&2
      exit 1
    fi
  done < <(cd "$from" && find . -type f -print0)
}

link_what_is_equal() {
  local folder=$1 beside=$2 file
  while IFS= read -r -d '' file; do
    if [ -f "$beside/$file" ] && cmp -s "$folder/$file" "$beside/$file"; then ln -f "$beside/$file" "$folder/$file"; fi
  done < <(cd "$folder" && find . -type f -print0)
}

rm -rf "$out" "$work/gwctl"
publish src/Gateway "$out"
publish src/Gateway.Cli "$work/gwctl"
merge "$work/gwctl" "$out"
link_what_is_equal "$out/modelhost" "$out"

install -m 644 deploy/systemd/gateway.service deploy/systemd/gateway.socket docs/deploy.md samples/digits/README.md "$out/"
mv "$out/README.md" "$out/samples/digits/README.md"
chmod -R u=rwX,go=rX "$out"

mkdir -p dist
tar --create --sort=name --mtime="@$epoch" --owner=0 --group=0 --numeric-owner --format=gnu --directory="$out" . | gzip -9 -n >"$archive.part"
mv "$archive.part" "$archive"
echo "$archive  $(du -h "$archive" | cut -f1)  unpacked $(du -sh "$out" | cut -f1)"
