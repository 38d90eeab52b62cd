# SPDX-License-Identifier: MIT
# Sourced by the test scripts: results in TAP, and a folder to work in.
# Run by hand, a script takes ./build as the build and cc as the compiler.

SRCDIR=${SRCDIR:-$(cd "$(dirname "$0")/.." && pwd)}
BUILDDIR=${BUILDDIR:-$SRCDIR/build}
CC=${CC:-cc}
PKG_CONFIG=${PKG_CONFIG:-pkg-config}
AWK=${AWK:-awk}
SHELL=${SHELL:-/bin/sh}
LC_ALL=C
export LC_ALL

stage=$BUILDDIR/tests/$(basename "$0").stage
tap_number=0
tap_failed=0

plan() { echo "1..$1"; }

fresh_stage() {
  rm -rf "$stage"
  mkdir -p "$stage"
}

# try NAME COMMAND...: one test; what a failing command says is shown.
try() {
  tap_number=$((tap_number + 1))
  tap_name=$1
  shift
  if ("$@") >"$stage/log" 2>&1 </dev/null; then
    echo "ok $tap_number $tap_name"
  else
    tap_status=$?
    tap_failed=1
    echo "not ok $tap_number $tap_name"
    sed 's/^/# /' "$stage/log"
    echo "# exit status $tap_status"
  fi
}

# skip NAME WHY
skip() {
  tap_number=$((tap_number + 1))
  echo "ok $tap_number $1 # SKIP $2"
}

finish() { exit "$tap_failed"; }
