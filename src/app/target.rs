//! Files that are written: whole or not at all, never over what was read, never over what is there unless told.

use std::fs::{self, File, OpenOptions};
use std::io::{Error, ErrorKind, Write};
use std::path::{Path, PathBuf};

use super::cli::WriteArgs;
use super::input::files_of;
use super::output::Output;

/// Where an answer goes: to a file, or to standard output.
#[derive(Debug)]
pub struct Target {
    file: Option<PathBuf>,
    replace: bool,
}

impl Target {
    /// As asked on the command line; `read` are the files and folders that the answer comes from. Looked at again when it is
    /// written, but who asks for what cannot be should not wait for it.
    ///
    /// # Errors
    /// A sentence for people: the file is one of those read, is there already, or is no ordinary file.
    pub fn of(args: &WriteArgs, read: &[PathBuf]) -> Result<Self, String> {
        let file = args.output.clone().filter(|path| path != Path::new("-"));
        let target = Target {
            file,
            replace: args.force,
        };
        let Some(path) = &target.file else {
            return Ok(target);
        };
        let name = path.display();
        if path.file_name().is_none() {
            return Err(format!("{name} does not name a file"));
        }
        if files_of(read).iter().any(|own| is_same(own, path)) {
            return Err(format!(
                "{name} is read, so it is not written; name another file"
            ));
        }
        target.may_write(path)?;
        let folder = folder(path);
        if !folder.is_dir() {
            let folder = folder.display();
            return Err(format!(
                "{name} cannot be written: there is no folder {folder}"
            ));
        }
        Ok(target)
    }

    /// Writes the text.
    ///
    /// # Errors
    /// A sentence for people. What was at the path is then still there, and nothing else.
    pub fn put(&self, text: &str, output: Output) -> Result<(), String> {
        self.put_bytes(text.as_bytes(), output)
    }

    /// The same of bytes.
    ///
    /// # Errors
    /// As [`Target::put`].
    pub fn put_bytes(&self, bytes: &[u8], output: Output) -> Result<(), String> {
        let Some(path) = &self.file else {
            output.bytes(bytes);
            return Ok(());
        };
        self.may_write(path)?;
        self.put_whole(path, bytes)
            .map_err(|error| unwritten(path, &error))
    }

    /// May a file that is there be replaced?
    pub fn replaces(&mut self, force: bool) {
        self.replace = force;
    }

    /// The file, unless it is standard output.
    pub fn file(&self) -> Option<&Path> {
        self.file.as_deref()
    }

    /// Gives a file that is whole, in the same folder, the name that was asked for.
    ///
    /// # Errors
    /// A sentence for people. What was at the path is then still there.
    pub fn take(&self, beside: &Path) -> Result<(), String> {
        let Some(path) = &self.file else {
            return Ok(());
        };
        self.may_write(path)?;
        let named = || {
            let file = File::open(beside)?;
            if let Ok(old) = path.metadata() {
                file.set_permissions(old.permissions())?;
            }
            file.sync_all()?;
            match self.replace {
                true => fs::rename(beside, path)?,
                false => {
                    name_new(beside, path)?;
                    let _ = fs::remove_file(beside);
                }
            }
            let _ = File::open(folder(path)).and_then(|folder| folder.sync_all());
            Ok(())
        };
        named().map_err(|error| unwritten(path, &error))
    }

    /// A file that is there is replaced only if told, and anything but an ordinary file never.
    fn may_write(&self, path: &Path) -> Result<(), String> {
        let name = path.display();
        match path.symlink_metadata() {
            Ok(found) if found.is_symlink() => {
                Err(format!("{name} is a link; name the file itself"))
            }
            Ok(found) if found.is_dir() => Err(format!("{name} is a folder; name a file in it")),
            Ok(found) if !found.is_file() => Err(format!(
                "{name} is not an ordinary file, so it is not replaced; `-o -` writes to standard output"
            )),
            Ok(_) if !self.replace => Err(is_there(path)),
            _ => Ok(()),
        }
    }

    /// Writes beside the file, makes sure that all of it has arrived, and only then gives it its name.
    fn put_whole(&self, path: &Path, bytes: &[u8]) -> Result<(), Error> {
        let folder = folder(path);
        let (beside, mut file) = Beside::create(folder)?;
        file.write_all(bytes)?;
        if let Ok(old) = path.metadata() {
            file.set_permissions(old.permissions())?;
        }
        file.sync_all()?;
        drop(file);
        match self.replace {
            true => fs::rename(&beside.0, path)?,
            false => name_new(&beside.0, path)?,
        }
        // The name itself is kept by the folder. Not every system lets it be asked; the file is whole all the same.
        let _ = File::open(folder).and_then(|folder| folder.sync_all());
        Ok(())
    }
}

/// Gives a file a name that nobody else has, even where somebody takes it meanwhile.
fn name_new(beside: &Path, path: &Path) -> Result<(), Error> {
    match fs::hard_link(beside, path) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => {
            // File systems without links: look, then rename.
            match path.symlink_metadata() {
                Ok(_) => Err(ErrorKind::AlreadyExists.into()),
                Err(_) => fs::rename(beside, path),
            }
        }
        linked => linked,
    }
}

/// A file on its way, beside the one that it will be; gone when it is let go of.
struct Beside(PathBuf);

impl Beside {
    fn create(folder: &Path) -> Result<(Self, File), Error> {
        /// More than any crash leaves behind.
        const MOST: u32 = 1_000;
        for number in 0..MOST {
            let path = folder.join(format!(".winset-{}-{number}.tmp", std::process::id()));
            match OpenOptions::new().write(true).create_new(true).open(&path) {
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                opened => return opened.map(|file| (Self(path), file)),
            }
        }
        Err(ErrorKind::AlreadyExists.into())
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        // Renamed, it is no longer there, which is as it should be.
        let _ = fs::remove_file(&self.0);
    }
}

/// Why a file cannot be written, in a sentence.
pub fn unwritten(path: &Path, error: &Error) -> String {
    let name = path.display();
    match error.kind() {
        ErrorKind::AlreadyExists => is_there(path),
        ErrorKind::NotFound => {
            let folder = folder(path).display();
            format!("{name} cannot be written: there is no folder {folder}")
        }
        ErrorKind::PermissionDenied => format!("{name} may not be written: permission denied"),
        ErrorKind::StorageFull => format!("{name} cannot be written: the disk is full"),
        _ => format!("{name} cannot be written: {error}"),
    }
}

/// The sentence for a file that is there.
pub fn is_there(path: &Path) -> String {
    format!("{} is there already; `--force` replaces it", path.display())
}

/// The folder that holds a file.
fn folder(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    }
}

/// Do two paths lead to one file, by whatever names and links?
fn is_same(a: &Path, b: &Path) -> bool {
    match (fs::canonicalize(a), fs::canonicalize(b)) {
        (Ok(a), Ok(b)) if a == b => true,
        (Ok(a), Ok(b)) => is_linked(&a, &b),
        _ => false,
    }
}

#[cfg(unix)]
fn is_linked(a: &Path, b: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let of = |path: &Path| fs::metadata(path).ok().map(|m| (m.dev(), m.ino()));
    of(a).is_some() && of(a) == of(b)
}

#[cfg(not(unix))]
fn is_linked(_: &Path, _: &Path) -> bool {
    false
}
