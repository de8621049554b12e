//! Runs the real binary and compares what it says: the harness of the tests of the command line.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// One run of `daohang` in an empty folder: what goes in, what must come out.
#[must_use]
pub(crate) struct Run {
    folder: TempDir,
    arguments: Vec<String>,
    stdin: Vec<u8>,
    status: i32,
    stdout: Expect,
    stderr: Expect,
}

/// What must be written to a stream.
enum Expect {
    /// Exactly this.
    Exactly(String),
    /// Each of these, in order.
    Parts(Vec<String>),
}

/// What a run left behind.
pub(crate) struct Ran {
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    folder: TempDir,
}

impl Ran {
    /// Returns the text of a file in the folder.
    #[track_caller]
    pub(crate) fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.folder.path().join(path)).unwrap()
    }
}

impl Run {
    /// Prepares `daohang` with arguments separated by spaces.
    pub(crate) fn new(arguments: &str) -> Run {
        Run {
            folder: TempDir::new().unwrap(),
            arguments: arguments.split_whitespace().map(str::to_owned).collect(),
            stdin: Vec::new(),
            status: 0,
            stdout: Expect::Exactly(String::new()),
            stderr: Expect::Exactly(String::new()),
        }
    }

    /// Adds an argument that holds spaces or is a path.
    pub(crate) fn argument(mut self, argument: impl AsRef<Path>) -> Run {
        self.arguments.push(argument.as_ref().to_str().unwrap().to_owned());
        self
    }

    /// Writes the small hotline into the folder's `intents`.
    pub(crate) fn small_hotline(self) -> Run {
        crate::hotline::write(self.folder.path());
        self
    }

    /// Writes a file into the folder.
    pub(crate) fn file(self, path: &str, content: impl AsRef<[u8]>) -> Run {
        let path = self.folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
        self
    }

    /// Sets what is piped in.
    pub(crate) fn stdin(mut self, stdin: impl Into<Vec<u8>>) -> Run {
        self.stdin = stdin.into();
        self
    }

    /// Sets the exit code; 0 if not set.
    pub(crate) fn status(mut self, status: i32) -> Run {
        self.status = status;
        self
    }

    /// Sets all of standard output; nothing if not set.
    pub(crate) fn stdout(mut self, stdout: &str) -> Run {
        self.stdout = Expect::Exactly(stdout.to_owned());
        self
    }

    /// Sets what stands in standard output, in this order.
    pub(crate) fn stdout_has<const N: usize>(mut self, parts: [&str; N]) -> Run {
        self.stdout = Expect::Parts(parts.map(str::to_owned).to_vec());
        self
    }

    /// Sets all of standard error; nothing if not set.
    pub(crate) fn stderr(mut self, stderr: &str) -> Run {
        self.stderr = Expect::Exactly(stderr.to_owned());
        self
    }

    /// Sets what stands in standard error, in this order.
    pub(crate) fn stderr_has<const N: usize>(mut self, parts: [&str; N]) -> Run {
        self.stderr = Expect::Parts(parts.map(str::to_owned).to_vec());
        self
    }

    /// Runs and compares.
    #[track_caller]
    pub(crate) fn check(self) -> Ran {
        let mut child = daohang(self.folder.path())
            .args(&self.arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let bytes = self.stdin;
        // Written beside the reading: a large input would fill the pipe of the output first. Who reads no input may end.
        let writer = std::thread::spawn(move || drop(stdin.write_all(&bytes)));
        let output = child.wait_with_output().unwrap();
        writer.join().unwrap();
        let ran = Ran {
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
            folder: self.folder,
        };
        assert_eq!(output.status.code(), Some(self.status), "exit code; standard error:\n{}", ran.stderr);
        compare("standard output", &ran.stdout, &self.stdout);
        compare("standard error", &ran.stderr, &self.stderr);
        ran
    }
}

/// Returns the binary, to be run in a folder, with a home of its own and no colours.
pub(crate) fn daohang(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_daohang"));
    command
        .current_dir(folder)
        .env("HOME", folder)
        .env("XDG_STATE_HOME", folder.join("state"))
        .env_remove("NO_COLOR")
        .env_remove("CLICOLOR_FORCE");
    command
}

#[track_caller]
fn compare(stream: &str, have: &str, want: &Expect) {
    match want {
        Expect::Exactly(want) => assert_eq!(have, want, "{stream}"),
        Expect::Parts(parts) => {
            let mut rest = have;
            for part in parts {
                let Some((_, after)) = rest.split_once(part.as_str()) else {
                    panic!("{stream} lacks “{part}” after what was found before:\n{have}");
                };
                rest = after;
            }
        }
    }
}
