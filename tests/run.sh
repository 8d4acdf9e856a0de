#!/usr/bin/env bash
# Runs every check of the project, and installs what they need below `.cache/`.
#
# Needs Rust (rust-version in Cargo.toml, with rustfmt and clippy), Go 1.26.4 or later, Python 3.11 or later with venv.
# A tool that is missing fails; nothing is skipped.
set -euo pipefail
cd "$(dirname "$0")/.."

step() { printf '\n== %s\n' "$*"; }
need() {
    command -v "$1" >/dev/null 2>&1 || {
        printf 'error: `%s` is missing\nhelp: %s\n' "$1" "$2" >&2
        exit 2
    }
}

need cargo "install Rust 1.95 or later with rustup"
need go "install Go 1.26.4 or later"
need python3 "install Python 3.11 or later"
cargo fmt --version >/dev/null 2>&1 || { echo 'error: rustfmt is missing; run: rustup component add rustfmt' >&2; exit 2; }
cargo clippy --version >/dev/null 2>&1 || { echo 'error: clippy is missing; run: rustup component add clippy' >&2; exit 2; }

step "format"
cargo fmt --check
step "lints"
cargo clippy --locked --all-targets -- -D warnings
# Rules that no table names are dead code of this build only.
cargo clippy --locked --all-targets --features switches -- -D warnings
RUSTDOCFLAGS="-D warnings" cargo doc --locked --no-deps --quiet
step "tests"
# A snapshot that changed is a failure here, never an update.
INSTA_UPDATE=no cargo test --locked
step "conformance"
cargo build --locked --release
switches="${CARGO_TARGET_DIR:-$PWD/target}/switches"
cargo build --locked --features switches --target-dir "$switches"
tests/conformance/install.sh
ruff="$(python3 tests/conformance/airflow_environments.py ruff)/bin/ruff"
"$ruff" format --no-cache --check tests/conformance integrations benches
"$ruff" check --no-cache tests/conformance integrations benches
export SEGUE="${CARGO_TARGET_DIR:-$PWD/target}/release/segue"
export SEGUE_SWITCHES="$switches/debug/segue"
python3 tests/conformance/run.py
