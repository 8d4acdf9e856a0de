//! Start.

fn main() {
    let code = segue::cli::main(std::env::args_os());
    // Not a return: to free a large pipeline piece by piece takes longer than to compile it.
    std::process::exit(code);
}
