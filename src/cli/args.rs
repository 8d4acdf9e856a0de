//! The command line, typed.

use std::path::PathBuf;

use clap::{ColorChoice, Parser, Subcommand, ValueEnum};

/// Compiles one plain description of a pipeline to the files that an existing orchestrator runs.
#[derive(Debug, Parser)]
#[command(
    name = "segue",
    version,
    about,
    max_term_width = 100,
    subcommand_required = true,
    arg_required_else_help = true
)]
pub(super) struct Args {
    #[command(subcommand)]
    pub(super) command: Command,

    /// Colour in messages; by default where they go to a terminal and NO_COLOR is not set.
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(super) color: ColorChoice,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Compile descriptions to the files of one or more targets.
    ///
    /// Exit code 0: all written (warnings allowed); 1: the input has errors; 2: usage or I/O. On any error nothing is
    /// written.
    Compile(Compile),
    /// Write any input that Segue reads as a description in its own language.
    ///
    /// The description compiles to the same files. Exit codes as for `compile`.
    Convert(Convert),
    /// List the targets: what each keeps of a description, and the commands that apply and run its files.
    Targets {
        /// Only this target, with the reason and the remedy of everything that it does not keep as it is.
        name: Option<String>,
    },
    /// Look into a stack file, as `zenml stack export` writes it.
    #[command(subcommand)]
    Stack(StackCommand),
    /// Explain a code such as E0201.
    Explain {
        /// The code.
        code: String,
    },
    /// Print a JSON Schema: for editors that of descriptions or of stack files, or that of the IR's JSON.
    ///
    /// An editor reads it from the first line of a description: `# yaml-language-server: $schema=segue.schema.json`.
    Schema {
        /// What to describe.
        #[arg(value_enum, default_value_t = Described::Pipeline)]
        what: Described,
    },
}

/// What to do with a stack file.
#[derive(Debug, Subcommand)]
pub(super) enum StackCommand {
    /// Check a stack file and print what it would contribute, a fact a line.
    ///
    /// Values of secrets are never resolved. Exit code 0: no error (warnings allowed); 1: the file has errors; 2: usage or
    /// I/O. On any error nothing is printed.
    Check {
        /// The stack file; `-` for standard input.
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
}

/// What a schema describes.
#[derive(Copy, Clone, Debug, ValueEnum)]
pub(super) enum Described {
    /// The description of a pipeline, with the settings of all targets.
    Pipeline,
    /// The checked pipeline that `compile --target ir` prints.
    Ir,
    /// A stack file, with the configuration of ZenML's orchestrators.
    Stack,
}

/// The arguments of `compile`.
#[derive(Debug, clap::Args)]
pub(super) struct Compile {
    /// Descriptions in YAML or JSON, or ZenML's snapshots; `-` for standard input.
    #[arg(required = true, value_name = "FILE")]
    pub(super) files: Vec<PathBuf>,

    #[command(flatten)]
    pub(super) beside: Beside,

    /// Targets, separated by commas; `all` for every one, `ir` for the checked pipeline as JSON.
    #[arg(short, long, value_delimiter = ',', value_name = "TARGET,…")]
    pub(super) target: Vec<String>,

    /// The folder to write into, as `DIR/TARGET/…`; `-`, or without it, standard output (one target only).
    #[arg(short, long, value_name = "DIR")]
    pub(super) output: Option<PathBuf>,
}

/// What is read beside the input.
#[derive(Debug, clap::Args)]
pub(super) struct Beside {
    /// A stack file, as `zenml stack export` writes it: what it says lies below what the input says.
    #[arg(long, value_name = "FILE")]
    pub(super) stack: Option<PathBuf>,

    /// The build of a ZenML snapshot that does not hold its images, as the REST API gives it.
    #[arg(long, value_name = "FILE")]
    pub(super) build: Option<PathBuf>,

    /// The snapshot that is meant, by its id, its name or its pipeline's name, where the input is a list of them.
    #[arg(long, value_name = "ID|NAME")]
    pub(super) snapshot: Option<String>,
}

/// The arguments of `convert`.
#[derive(Debug, clap::Args)]
pub(super) struct Convert {
    /// The input in YAML or JSON; `-` for standard input.
    #[arg(value_name = "FILE")]
    pub(super) file: PathBuf,

    #[command(flatten)]
    pub(super) beside: Beside,

    /// The file to write; `-`, or without it, standard output.
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
}
