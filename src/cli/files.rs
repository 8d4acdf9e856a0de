//! Writing files: all of them or none, each whole.
//!
//! Everything is first written beside its destination under a temporary name; only when all of it lies on the disk are
//! the names changed. Should a change of name fail after others went through, those are taken back.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::backends::Artifact;

/// A path that could not be written, and why.
pub(super) struct WriteError {
    pub(super) path: PathBuf,
    pub(super) error: io::Error,
}

/// Writes the artifacts below `folder`. Files that hold the same bytes already are left alone.
pub(super) fn write(folder: &Path, artifacts: &[&Artifact]) -> Result<(), WriteError> {
    write_all(artifacts.iter().map(|artifact| (folder.join(artifact.path.as_str()), &*artifact.content)))
}

/// Writes one file in the same way.
pub(super) fn write_one(path: &Path, content: &str) -> Result<(), WriteError> {
    write_all([(path.to_owned(), content)])
}

fn write_all<'a>(files: impl IntoIterator<Item = (PathBuf, &'a str)>) -> Result<(), WriteError> {
    let mut made = Folders::default();
    let written = stage(files, &mut made).and_then(commit);
    if written.is_err() {
        made.remove();
    }
    written
}

struct Staged {
    path: PathBuf,
    file: NamedTempFile,
    /// What stands there now, to be put back if a later file fails.
    old: Option<Vec<u8>>,
}

fn stage<'a>(
    files: impl IntoIterator<Item = (PathBuf, &'a str)>,
    made: &mut Folders,
) -> Result<Vec<Staged>, WriteError> {
    let mut staged = Vec::new();
    for (path, content) in files {
        let told = |error| WriteError { path: path.clone(), error };
        let old = match read_file(&path) {
            Ok(old) if old == content.as_bytes() => continue,
            Ok(old) => Some(old),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            // `out/argo` may be a file, or `churn.yaml` a folder.
            Err(error) => return Err(told(error)),
        };
        // The folder of a bare name is the current one, which an empty path does not name.
        let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        made.create(parent).map_err(|error| WriteError { path: parent.to_owned(), error })?;
        let file = temporary(parent, content).map_err(told)?;
        staged.push(Staged { path, file, old });
    }
    Ok(staged)
}

/// What a file holds. Anything else is an error: reading a pipe could wait without end.
fn read_file(path: &Path) -> io::Result<Vec<u8>> {
    let kind = fs::metadata(path)?;
    if kind.is_file() || kind.is_dir() {
        return fs::read(path);
    }
    Err(io::Error::other("not a regular file"))
}

fn temporary(folder: &Path, content: &str) -> io::Result<NamedTempFile> {
    let mut file = tempfile::Builder::new().prefix(".segue-").suffix(".tmp").tempfile_in(folder)?;
    file.write_all(content.as_bytes())?;
    // Errors that a full disk or a network drive holds back until later show here, before any name has changed.
    file.as_file().sync_all()?;
    share(&file)?;
    Ok(file)
}

/// Temporary files are born for their owner alone.
#[cfg(unix)]
fn share(file: &NamedTempFile) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.as_file().set_permissions(fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn share(_: &NamedTempFile) -> io::Result<()> {
    Ok(())
}

fn commit(staged: Vec<Staged>) -> Result<(), WriteError> {
    let mut done: Vec<(PathBuf, Option<Vec<u8>>)> = Vec::new();
    for Staged { path, file, old } in staged {
        if let Err(error) = file.persist(&path) {
            take_back(done);
            return Err(WriteError { path, error: error.error });
        }
        done.push((path, old));
    }
    Ok(())
}

/// As well as it can be done on a disk that has just failed.
fn take_back(done: Vec<(PathBuf, Option<Vec<u8>>)>) {
    for (path, old) in done.into_iter().rev() {
        let _ = match old {
            Some(content) => fs::write(&path, content),
            None => fs::remove_file(&path),
        };
    }
}

/// The folders that were made on the way, so that a failure leaves none behind.
#[derive(Default)]
struct Folders(Vec<PathBuf>);

impl Folders {
    fn create(&mut self, folder: &Path) -> io::Result<()> {
        let missing: Vec<&Path> =
            folder.ancestors().take_while(|path| !path.as_os_str().is_empty() && !path.exists()).collect();
        for path in missing.into_iter().rev() {
            match fs::create_dir(path) {
                Ok(()) => self.0.push(path.to_owned()),
                // Another run may have made it in between.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
        // A file of that name is no folder: the error says so.
        fs::read_dir(folder).map(|_| ())
    }

    fn remove(self) {
        for path in self.0.into_iter().rev() {
            let _ = fs::remove_dir(path);
        }
    }
}
