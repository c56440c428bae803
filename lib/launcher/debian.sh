# The Debian packages that Fovea needs. Sourced by lib/fovea.

# install_missing run|test: installs what the command needs and what is not here, or says how to.
install_missing() {
  local packages as_root=() options=(-y --no-install-recommends)
  mapfile -t packages < <(missing_packages "$1")
  ((${#packages[@]})) || return 0
  command -v apt-get >/dev/null || die 2 "missing, by their Debian names: ${packages[*]}; no apt-get here to install them"
  if (($(id -u))); then
    as_root=(sudo -n)
    "${as_root[@]}" true 2>/dev/null ||
      die 2 "packages are missing; install them as root and try again:"$'\n\n' \
        " apt-get update && apt-get install ${options[*]} ${packages[*]}"$'\n'
  fi
  step apt "fetching Debian's package lists" update_lists "${as_root[@]}" || say "... failed; going on with the old ones"
  step apt "installing ${packages[*]} (once)" "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install "${options[@]}" -o DPkg::Lock::Timeout=300 "${packages[@]}" ||
    failed apt "apt-get did not install ${packages[*]}"
  mapfile -t packages < <(missing_packages "$1")
  ((!${#packages[@]})) || die 1 "installed, and yet not to be found: ${packages[*]}"
}

# update_lists [sudo ...]: DPkg::Lock::Timeout does not cover the lock of the lists.
update_lists() {
  local said deadline=$((SECONDS + 300))
  until said=$("$@" env LC_ALL=C apt-get update 2>&1); do
    echo "$said"
    [[ $said == *"Could not get lock"* ]] && ((SECONDS < deadline)) || return 1
    sleep 5
  done
}

# A package counts as there when the file that is needed of it is, whoever put it there.
missing_packages() {
  if [[ $mode == standin && -z ${LIBTORCH-} ]]; then
    has_libtorch || echo libtorch-dev
    has_tuned_blas || echo libopenblas0-pthread
  fi
  has_library libturbojpeg.so.0 || echo libturbojpeg0
  if published; then return; fi
  [[ $mode == nuget ]] || has_command g++ || echo g++
  has_command npm || echo npm
  [[ $1 == test ]] || return 0
  has_command chromium || echo chromium
  [[ -e /usr/lib/python3/dist-packages/torch ]] || echo python3-torch
  [[ -e /usr/lib/python3/dist-packages/PIL ]] || echo python3-pil
}

has_libtorch() {
  if published; then
    has_library 'libtorch_cpu.so.*'
  else
    has_library libtorch_cpu.so && [[ -e /usr/include/torch/csrc/api/include/torch/version.h ]]
  fi
}

# libblas.so.3 is the best BLAS that is installed, or Debian's reference one: right, and some 40 times slower. An
# administrator who chose the reference one with others at hand is left alone.
has_tuned_blas() {
  local blas
  has_library libopenblas.so.0 && return
  blas=$(compgen -G '/usr/lib/*-linux-gnu/libblas.so.3') && [[ $(readlink -f "$blas") != */blas/libblas.so* ]]
}

has_library() { compgen -G "/usr/lib/*-linux-gnu/$1" >/dev/null || compgen -G "/usr/lib64/$1" >/dev/null; }

has_command() { command -v "$1" >/dev/null; }
