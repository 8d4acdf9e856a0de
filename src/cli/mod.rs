//! Floor 5: the command line. Only this floor touches files, terminal and environment.
//!
//! Data goes to standard output, words to standard error. Exit codes: 0 ok (warnings allowed), 1 the input has errors,
//! 2 usage or I/O.

mod args;
mod columns;
mod compile;
mod convert;
mod explain;
mod files;
mod schema;
mod stack;
#[cfg(feature = "switches")]
mod switches;
mod targets;

use std::ffi::OsString;
use std::io::{self, IsTerminal, Write};

use clap::{ColorChoice, Parser};

use args::{Args, Command, StackCommand};

/// The input has errors.
const INPUT: i32 = 1;
/// The command line, or the system.
const USAGE: i32 = 2;

/// Runs the program and returns its exit code; everything is flushed.
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> i32 {
    #[cfg(feature = "switches")]
    match switches::read(&mut Terminal { colour: false }) {
        Ok(switches::Next::GoOn) => {}
        Ok(switches::Next::Ended) => return 0,
        Err(Stop(code)) => return code,
    }
    let args = match Args::try_parse_from(arguments) {
        Ok(args) => args,
        Err(error) => {
            // Help and version are data, other errors words; clap knows which.
            let is_data = !error.use_stderr();
            return if error.print().is_ok() && is_data { 0 } else { USAGE };
        }
    };
    let mut terminal = Terminal { colour: colour(args.color) };
    let done = match args.command {
        Command::Compile(arguments) => compile::run(&arguments, &mut terminal),
        Command::Convert(arguments) => convert::run(&arguments, &mut terminal),
        Command::Targets { name } => targets::run(name.as_deref(), &mut terminal),
        Command::Explain { code } => explain::run(&code, &mut terminal),
        Command::Stack(StackCommand::Check { file }) => stack::check(&file, &mut terminal),
        Command::Schema { what } => schema::run(what, &mut terminal),
    };
    done.unwrap_or_else(|Stop(code)| code)
}

/// The end of the run with a code; what there was to say has been said.
struct Stop(i32);

type Done = Result<i32, Stop>;

/// The two streams.
struct Terminal {
    colour: bool,
}

impl Terminal {
    /// Writes data. A reader that has gone away ends the run without a word, as in `segue targets | head -1`.
    fn data(&mut self, text: &str) -> Result<(), Stop> {
        let mut out = io::stdout().lock();
        match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
            Ok(()) => Ok(()),
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Err(Stop(0)),
            Err(error) => Err(self.usage(&format!("cannot write standard output: {}", reason(&error)), &[])),
        }
    }

    /// Writes words. Where nobody can be told, there is nobody to tell that.
    fn words(&mut self, text: &str) {
        let mut out = io::stderr().lock();
        let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    }

    /// Tells an error of usage or of the system.
    fn usage(&mut self, message: &str, help: &[&str]) -> Stop {
        self.error(message, help);
        Stop(USAGE)
    }

    /// Tells an error that has no place in a text.
    fn error(&mut self, message: &str, help: &[&str]) {
        let (red, cyan, bold, reset) =
            if self.colour { ("\x1b[1;31m", "\x1b[1;36m", "\x1b[1m", "\x1b[0m") } else { ("", "", "", "") };
        let mut text = format!("{red}error{reset}{bold}: {message}{reset}\n");
        for line in help {
            text.push_str(&format!("{cyan}help{reset}: {line}\n"));
        }
        self.words(&text);
    }
}

fn colour(choice: ColorChoice) -> bool {
    match choice {
        ColorChoice::Always => true,
        ColorChoice::Never => false,
        ColorChoice::Auto => {
            io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|set| set.is_empty())
        }
    }
}

/// The system's reason in its own words: `permission denied`.
fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    let words = text.split(" (os error").next().unwrap_or_default();
    let mut letters = words.chars();
    match letters.next() {
        Some(first) => first.to_lowercase().chain(letters).collect(),
        None => error.kind().to_string(),
    }
}
