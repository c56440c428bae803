# A folder with all that runs, for a machine without the .NET SDK. Sourced by lib/fovea.
#
# It mirrors the repository, since notebooks refer to ../lib, and adds the .NET runtime as lib/dotnet. From the file
# lib/published the launcher tells where it is.

publish() {
  local usage="Usage: lib/fovea publish DIR; DIR is new, empty or an earlier publish" target
  [[ ${1-} != --help ]] || { echo "$usage" && return; }
  [[ $# == 1 && $1 != -* ]] || die 2 "$usage"
  if published; then die 2 "this folder is published already; copy it"; fi
  target=$(realpath -m "$1")
  if [[ -e $target && ! -e $target/lib/published ]] && [[ ! -d $target || -n $(ls -A "$target") ]]; then
    die 2 "$target is there and is not an earlier publish: name another, or empty it"
  fi
  set_up run
  mkdir -p "$target"
  staged=$(mktemp -d "$target/.publish.XXXXXX") # on the same disk, so that lib/ is put in place at once
  trap 'rm -rf "$staged"' EXIT
  step publish "publishing to $target" stage "$staged" || failed publish "the publish failed"
  [[ ! -e $target/lib ]] || mv "$target/lib" "$staged/replaced"
  mv "$staged/lib" "$target/lib"
  cp -au "$staged"/top/. "$target"
  say "published; start it with $target/fovea"
}

# A later publish replaces lib/; of what is under top/ it leaves alone what is newer there, as results may be.
stage() {
  local lib=$1/lib top=$1/top
  mkdir -p "$lib/bin" "$lib/dotnet" "$top" &&
    cp -a "$LIB/fovea" "$LIB/fovea.dib" "$LIB/launcher" "$lib" &&
    cp -a "$BIN/Fovea" "$BIN/Fovea.Host" "$BIN/Fovea.Runner" "$lib/bin" &&
    { [[ ! -d $LIB/node_modules ]] || cp -a "$LIB/node_modules" "$lib"; } &&
    printf '%s\n' "$mode" "as this folder was published" >"$lib/bin/package-mode" &&
    stage_runtime "$lib/dotnet" &&
    { [[ $mode == nuget ]] || stage_shim "$lib"; } &&
    stage_top "$top" &&
    version >"$lib/published"
}

# The SDK's own runtime: it has run what is published, and no feed need have it.
stage_runtime() {
  local framework newest
  cp -a "$DOTNET_ROOT/dotnet" "$DOTNET_ROOT"/*.txt "$DOTNET_ROOT/host" "$1" || return
  for framework in Microsoft.NETCore.App Microsoft.AspNetCore.App; do
    newest=$(compgen -G "$DOTNET_ROOT/shared/$framework/10.*" | sort -V | tail -n 1)
    mkdir -p "$1/shared/$framework" && cp -a "$newest" "$1/shared/$framework" || return
  done
}

stage_shim() {
  mkdir -p "$1/bin/native" "$1/standins/TorchSharp/native" &&
    cp -a "$(dirname "$FOVEA_TORCH")" "$1/bin/native/shipped" &&
    cp -a "$SHIM_SOURCE" "$1/standins/TorchSharp/native"
}

stage_top() {
  local part
  cp -a "$TOP/README.md" "$TOP/LICENSE" "$TOP/global.json" "$1" || return
  for part in notebooks data results; do
    [[ ! -d $TOP/$part ]] || tar -C "$TOP" --exclude=data/cache -c "$part" | tar -C "$1" -x || return
  done
  printf '%s\n' '#!/bin/sh' 'exec "$(dirname "$(readlink -f "$0")")/lib/fovea" "$@"' >"$1/fovea" && chmod +x "$1/fovea"
}
