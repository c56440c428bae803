# A folder with all that runs, for a machine without the .NET SDK. Sourced by lib/fovea.
#
# It mirrors the repository: notebooks refer to ../lib, and lib/fovea tells from the file lib/published where it is.

publish() {
  local usage="Usage: lib/fovea publish DIR; DIR is new, empty or an earlier publish" target
  [[ ${1-} != --help ]] || { echo "$usage" && return; }
  [[ $# == 1 && $1 != -* ]] || die 2 "$usage"
  if published; then die 2 "this folder is published already; copy it"; fi
  target=$(realpath -m "$1")
  if [[ -e $target && ! -e $target/lib/published ]]; then
    [[ -d $target && -z $(ls -A "$target") ]] || die 2 "$target is there and is not an earlier publish: name another, or empty it"
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

# lib/ is replaced by a later publish; what is under top/ stays where it is newer there, as results may be.
stage() {
  local lib=$1/lib top=$1/top
  mkdir -p "$lib/bin/native" "$lib/standins/TorchSharp/native" "$top" &&
    stage_program "$lib" Fovea.Runner &&
    stage_program "$lib" Fovea.Host &&
    cp -a "$LIB"/fovea* "$LIB/launcher" "$lib" &&
    cp -a "$BIN/Fovea" "$lib/bin" &&
    { [[ ! -d $LIB/node_modules ]] || cp -a "$LIB/node_modules" "$lib"; } &&
    printf '%s\n' "$mode" "as this folder was published" >"$lib/bin/package-mode" &&
    stage_shim "$lib" &&
    stage_top "$top" &&
    version >"$lib/published"
}

stage_program() {
  dotnet_in_lib publish "$2/$2.csproj" -c Release -r linux-x64 --self-contained \
    "-p:Packages=$mode" --disable-build-servers -o "$1/bin/$2"
}

stage_shim() {
  [[ $mode == standin ]] || return 0
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
