//! Runs that are ended: killed at any moment, interrupted, out of room. What is gone on with ends with the same bytes.

#[cfg(target_os = "linux")]
mod linux {
    use std::path::Path;
    use std::process::{Command, Stdio};
    use std::time::Duration;

    const MODEL: &str = "winset: 1
topics: {a: [x, y, z], b: [x, y, z], c: [x, y, z], d: [x, y, z]}
actors:
  p: {interests: {a: [2, 3], b: [-1, -2], c: [0.5, 1], d: [-1, 1]}}
  q: {interests: {a: [-1, -1], b: [2, 4], c: [0.5, -1], d: [1, 1]}}
rules: [{id: few, at_most: 3, of: [{a: y..}, {b: y..}, {c: y..}, {d: y..}]}]
";

    fn program(arguments: &[&str], folder: &Path) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_winset"));
        command
            .current_dir(folder)
            .args(arguments)
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command
    }

    fn folder(rows: usize) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("m.yaml"), MODEL).unwrap();
        let mut text = "id,note,a,b,c,d\n".to_owned();
        for row in 0..rows {
            let at = |k: usize| ["x", "y", "z"][row / 3usize.pow(k as u32) % 3];
            // Rows that cannot be read go to the rejects.
            let last = if row % 5_000 == 7 { "?" } else { at(3) };
            text += &format!(
                "{row},some text to carry along,{},{},{},{last}\n",
                at(0),
                at(1),
                at(2)
            );
        }
        std::fs::write(folder.path().join("p.csv"), text).unwrap();
        folder
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> = std::fs::read_dir(folder)
            .unwrap()
            .map(|e| e.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    fn arguments<'a>(out: &'a str, more: &[&'a str]) -> Vec<&'a str> {
        let mut all = vec![
            "batch",
            "m.yaml",
            "p.csv",
            "-o",
            out,
            "--on-error",
            "report",
            "--columns",
            "input,gain,agreeable,on_batch_frontier",
        ];
        all.extend(more);
        all
    }

    #[test]
    fn killed_runs_are_continued_to_the_same_bytes() {
        let folder = folder(250_000);
        let at = folder.path();
        for (whole, out) in [
            ("w.csv", "o.csv"),
            ("w.parquet", "o.parquet"),
            ("w.csv.zst", "o.csv.zst"),
        ] {
            assert!(
                program(&arguments(whole, &[]), at)
                    .status()
                    .unwrap()
                    .success()
            );
            let expected = std::fs::read(at.join(whole)).unwrap();
            let rejects = std::fs::read(at.join(format!("{whole}.rejects.csv"))).unwrap();
            let mut killed = 0;
            for wait in [0, 40, 110, 230, 300, 420] {
                let resume: &[&str] = if at.join(format!("{out}.manifest")).exists() {
                    &["--resume"]
                } else {
                    &[]
                };
                let mut child = program(&arguments(out, resume), at).spawn().unwrap();
                std::thread::sleep(Duration::from_millis(wait));
                child.kill().unwrap();
                killed += usize::from(!child.wait().unwrap().success());
                if at.join(out).exists() && !at.join(format!("{out}.manifest")).exists() {
                    break;
                }
            }
            let unfinished = at.join(format!("{out}.manifest")).exists();
            if unfinished || !at.join(out).exists() {
                assert!(
                    program(&arguments(out, &["--resume"]), at)
                        .status()
                        .unwrap()
                        .success()
                );
            }
            assert!(killed > 0);
            assert!(
                std::fs::read(at.join(out)).unwrap() == expected,
                "{out} after {killed} kills"
            );
            assert!(std::fs::read(at.join(format!("{out}.rejects.csv"))).unwrap() == rejects);
            let left: Vec<_> = names(at)
                .into_iter()
                .filter(|n| n.contains(".partial") || n.contains(".manifest"))
                .collect();
            assert!(left.is_empty(), "{left:?}");
        }
    }

    #[test]
    fn what_is_left_is_neither_overwritten_nor_continued_as_something_else() {
        let folder = folder(60_000);
        let at = folder.path();
        // A run that a full disk ended, or a kill: what is left of it is made here by hand, from a run that stops at a signal.
        let mut child = program(&arguments("o.csv", &[]), at).spawn().unwrap();
        while !at.join("o.csv.manifest").exists() {
            if child.try_wait().unwrap().is_some() {
                // Too quick to be caught; nothing to see here.
                return;
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        child.kill().unwrap();
        child.wait().unwrap();
        if at.join("o.csv").exists() {
            return;
        }
        assert_eq!(
            program(&arguments("o.csv", &[]), at)
                .status()
                .unwrap()
                .code(),
            Some(2)
        );
        let mut other = arguments("o.csv", &["--resume"]);
        other.extend(["--where", "agreeable"]);
        assert_eq!(program(&other, at).status().unwrap().code(), Some(2));
        assert!(!at.join("o.csv").exists());
        // A partial file that was tampered with is not gone on with, but the run still ends well.
        let partial = at.join("o.csv.partial");
        let mut bytes = std::fs::read(&partial).unwrap();
        if let Some(byte) = bytes.first_mut() {
            *byte ^= 1;
        }
        std::fs::write(&partial, bytes).unwrap();
        assert!(
            program(&arguments("o.csv", &["--resume"]), at)
                .status()
                .unwrap()
                .success()
        );
        assert!(
            program(&arguments("w.csv", &[]), at)
                .status()
                .unwrap()
                .success()
        );
        assert_eq!(
            std::fs::read(at.join("o.csv")).unwrap(),
            std::fs::read(at.join("w.csv")).unwrap()
        );
    }

    /// A device that is always full.
    #[test]
    fn a_full_disk_is_said() {
        let folder = folder(1_000);
        let output = Command::new(env!("CARGO_BIN_EXE_winset"))
            .current_dir(folder.path())
            .args(["batch", "m.yaml", "p.csv", "--on-error", "skip"])
            .stdout(
                std::fs::OpenOptions::new()
                    .write(true)
                    .open("/dev/full")
                    .unwrap(),
            )
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(2));
        let err = String::from_utf8(output.stderr).unwrap();
        assert!(err.contains("could not be written"), "{err}");
    }

    /// A reader that has seen enough ends the run quietly.
    #[test]
    fn a_closed_pipe_is_no_error() {
        let folder = folder(50_000);
        let mut child = Command::new(env!("CARGO_BIN_EXE_winset"))
            .current_dir(folder.path())
            .args(["batch", "m.yaml", "p.csv", "--on-error", "skip"])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!((output.status.code(), output.stderr.len()), (Some(0), 0));
    }
}
