# Finds libtorch and compiles the native side of the TorchSharp stand-in against it. Sourced by lib/fovea.

SHIM_SOURCE=$LIB/standins/TorchSharp/native/fovea_torch.cpp
SHIMS=$BIN/native

# Sets libtorch_lib, libtorch_headers, libtorch_abi (of std::string), libtorch_cuda (0 or 1), and libtorch_is: in
# words, what a shim must have been compiled for to work with this libtorch.
find_libtorch() {
  local version origin=Debian
  if [[ -n ${LIBTORCH-} ]]; then
    local expected="expected the torch folder of a PyTorch install, or an unpacked libtorch"
    origin=own libtorch_lib=$LIBTORCH/lib libtorch_headers=$LIBTORCH/include
    [[ -e $libtorch_lib/libtorch_cpu.so ]] || die 2 "LIBTORCH=$LIBTORCH: no lib/libtorch_cpu.so there; $expected"
    version=$(header_version) || die 2 "LIBTORCH=$LIBTORCH: no include/torch/csrc/api there; $expected"
  else
    libtorch_lib=/usr/lib/$(multiarch) libtorch_headers=/usr/include
    version=$(soname_version) || die 2 "no libtorch in $libtorch_lib: install libtorch-dev, or set LIBTORCH"
  fi
  libtorch_abi=0 libtorch_cuda=0
  ! grep -aq '_ZN3c10[[:alnum:]_]*__cxx11' "$libtorch_lib"/libc10.so* || libtorch_abi=1
  [[ ! -e $libtorch_lib/libtorch_cuda.so ]] || libtorch_cuda=1
  libtorch_is="libtorch $version ($origin, C++11 ABI $libtorch_abi, CUDA $libtorch_cuda)"
}

multiarch() { g++ -print-multiarch 2>/dev/null || echo "$(uname -m)-linux-gnu"; }

header_version() {
  grep -Eo '"[0-9]+\.[0-9.]+"' "$libtorch_headers/torch/csrc/api/include/torch/version.h" 2>/dev/null | tr -d '"'
}

soname_version() { compgen -G "$libtorch_lib/libtorch_cpu.so.*.*.*" | sed 's/.*libtorch_cpu\.so\.//'; }

# Exports FOVEA_TORCH, the shim for the libtorch found: the one a published folder brings, or one compiled here and
# kept under a key of its source, its libtorch and its compiler.
use_shim() {
  local key
  if published && [[ $(<"$SHIMS/shipped/built-for") == "$libtorch_is" ]]; then
    export FOVEA_TORCH=$SHIMS/shipped/libfovea_torch.so
    export LD_LIBRARY_PATH=$libtorch_lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
    return
  fi
  has_command g++ || die 2 "no shim for $libtorch_is, and no g++ to compile one: apt-get install g++"
  key=$({ echo "$libtorch_is" "$libtorch_lib" "$(g++ -dumpfullversion)" && cat "$SHIM_SOURCE"; } | sha256sum)
  key=${key:0:16}
  export FOVEA_TORCH=$SHIMS/$key/libfovea_torch.so
  if [[ ! -e $FOVEA_TORCH ]]; then
    step native "compiling the native shim for $libtorch_is (once, about a minute)" compile_shim "$SHIMS/$key" ||
      failed native "the native shim does not compile against $libtorch_lib"
  fi
  [[ $SHIMS/libfovea_torch.so -ef $FOVEA_TORCH ]] || point_at "$SHIMS/libfovea_torch.so" "$key/libfovea_torch.so"
}

compile_shim() {
  local folder=$1 libraries=(-ltorch -ltorch_cpu -lc10)
  ((!libtorch_cuda)) || libraries+=(-ltorch_cuda -lc10_cuda)
  mkdir -p "$folder" &&
    echo "$libtorch_is" >"$folder/built-for" &&
    g++ -std=c++17 -O2 -fPIC -shared "-D_GLIBCXX_USE_CXX11_ABI=$libtorch_abi" \
      "-I$libtorch_headers/torch/csrc/api/include" ${LIBTORCH:+"-I$libtorch_headers"} \
      "$SHIM_SOURCE" -o "$folder/unfinished.so" \
      "-L$libtorch_lib" "-Wl,-rpath,$libtorch_lib" -Wl,--no-as-needed,--no-undefined "${libraries[@]}" &&
    mv "$folder/unfinished.so" "$folder/libfovea_torch.so"
}

# Points the symbolic link $1 at $2; at no moment is it missing.
point_at() { ln -sfn "$2" "$1.new" && mv -T "$1.new" "$1"; }
