# Set-up: what is missing is installed and built, what is there is left alone. Sourced by lib/fovea.

# A bare machine has no ICU, which the SDK asks for unless told otherwise.
export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1

# set_up run|test: all that the command needs.
set_up() {
  begin_set_up
  [[ $mode == nuget || -z ${LIBTORCH-} ]] || find_libtorch # a wrong LIBTORCH is said before anything is installed
  install_missing "$1"
  if [[ $mode == standin ]]; then
    find_libtorch
    use_shim
  fi
  published || fetch_scripts
  end_set_up
}

# For doctor, which shows the machine as it is: what is missing becomes a line of its report.
set_up_without_installing() {
  begin_set_up
  if [[ $mode == standin ]] && (find_libtorch && use_shim); then
    find_libtorch
    use_shim
  fi
  end_set_up
}

begin_set_up() {
  if published; then
    export DOTNET_ROOT=$LIB/dotnet
    read -r mode <"$BIN/package-mode"
    return
  fi
  find_sdk
  mkdir -p "$BIN"
  exec 9>"$BIN/lock"
  if ! flock -n 9; then
    say "waiting for another fovea to finish its set-up"
    flock 9
  fi
  choose_mode
}

end_set_up() {
  published || build
  exec 9>&-
}

# Exports DOTNET_ROOT, which programs look for that are not started through dotnet, and sets sdks, the SDKs of .NET 10
# there. Asking dotnet itself would take as long as all else together.
find_sdk() {
  local where=https://dot.net/download dotnet
  dotnet=$(command -v dotnet) || die 2 "the .NET 10 SDK is needed: no dotnet on PATH; get it from $where"
  DOTNET_ROOT=$(dirname "$(readlink -f "$dotnet")")
  export DOTNET_ROOT
  sdks=$(compgen -G "$DOTNET_ROOT/sdk/10.*") ||
    die 2 "the .NET 10 SDK is needed: none in $DOTNET_ROOT/sdk; get it from $where"
}

# Sets mode, nuget or standin: FOVEA_PACKAGES, or what the first set-up found and kept in lib/bin/package-mode.
choose_mode() {
  if [[ -n ${FOVEA_PACKAGES-} ]]; then
    mode=$FOVEA_PACKAGES
    [[ $mode == nuget || $mode == standin ]] || die 2 "FOVEA_PACKAGES=$mode: expected nuget or standin"
    return
  fi
  [[ -s $BIN/package-mode ]] || probe_packages
  read -r mode <"$BIN/package-mode"
}

probe_packages() {
  local found
  if step probe "asking the package feed for TorchSharp and its companions (once)" \
    dotnet_in_lib restore Fovea/Fovea.csproj -p:Packages=nuget "$(lock_file_flag nuget)"; then
    found=$'nuget\nthe package feed has them all'
  else
    found=$'standin\n'$(grep -m1 -o 'error.*' "$LOGS/probe.log" || echo "the package feed did not answer")
    say "... not to be had; the stand-ins take their place"
  fi
  echo "$found" >"$BIN/package-mode.new"
  mv "$BIN/package-mode.new" "$BIN/package-mode"
}

# A mode's lock files are committed or they are not: a set-up neither changes one nor makes one.
lock_file_flag() {
  if [[ -e $LIB/Fovea/packages.$1.lock.json ]]; then
    echo -p:RestoreLockedMode=true
  else
    echo -p:RestorePackagesWithLockFile=false
  fi
}

# global.json is found from the current folder.
dotnet_in_lib() { (cd "$LIB" && "$DOTNET_ROOT/dotnet" "$@"); }

# What exported notebooks carry inline comes from npm, as lib/package-lock.json says. Notebooks run without it.
fetch_scripts() {
  local wanted=$LIB/package-lock.json have=$LIB/node_modules/.fetched
  if cmp -s "$wanted" "$have"; then return; fi
  if step npm "fetching the scripts that exports carry (once)" npm --prefix "$LIB" ci \
    --ignore-scripts --no-audit --no-fund --fetch-retries 1 --fetch-retry-mintimeout 1000; then
    cp "$wanted" "$have"
  else
    say "... failed: exports show still figures and equations in TeX; the log is $LOGS/npm.log"
  fi
}

build() {
  local key
  key=$({ echo "$mode $sdks" && hash_sources; } | sha256sum)
  if [[ -e $BIN/built && $(<"$BIN/built") == "$key" && -e $BIN/Fovea.Runner/Fovea.Runner.dll ]]; then return; fi
  rm -f "$BIN/built"
  step build "building with Packages=$mode (once, and after a change)" \
    dotnet_in_lib build Fovea.slnx -c Release "-p:Packages=$mode" "$(lock_file_flag "$mode")" --disable-build-servers ||
    failed build "the build failed"
  echo "$key" >"$BIN/built"
}

# Every file that a build reads: all of lib/ but its outputs and the native source, which has a key of its own.
hash_sources() {
  cd "$LIB"
  find . ../global.json ../.editorconfig -name '[!.]*' \
    \( -name bin -o -name obj -o -name node_modules -o -name native \) -prune -o -type f -print0 |
    LC_ALL=C sort -z | xargs -0 sha256sum
}
