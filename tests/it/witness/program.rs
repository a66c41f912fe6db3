//! A program that takes part in a story, with what it says.

use super::PATIENCE;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// A running program. It is killed when this is dropped.
pub struct Program {
    name: &'static str,
    child: Child,
    lines: UnboundedReceiver<String>,
    said: Vec<String>,
}

impl Program {
    /// Starts a program.
    pub fn start(name: &'static str, command: &mut Command) -> Self {
        let command = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let (sender, lines) = unbounded_channel();
        listen(child.stdout.take().unwrap(), sender.clone());
        listen(child.stderr.take().unwrap(), sender);
        Self { name, child, lines, said: Vec::new() }
    }

    /// Starts the bot, from an environment with nothing else in it, and waits until it listens.
    pub async fn start_bot(folder: &Path, config: &str, variables: &[(&str, &str)]) -> Self {
        let file = folder.join("soundings.toml");
        std::fs::write(&file, config).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_soundings"));
        command.args(["run", "--config"]).arg(file).env_clear();
        command.env("SOUNDINGS_STORE", format!("sled:{}", folder.join("store").display()));
        let mut bot = Self::start("soundings", command.envs(variables.iter().copied()));
        bot.says("Soundings is listening").await;
        bot
    }

    /// Waits until a line with these words is said.
    pub async fn says(&mut self, words: &str) -> String {
        loop {
            let line = tokio::time::timeout(PATIENCE, self.line()).await;
            match line {
                Ok(Some(line)) if line.contains(words) => return line,
                Ok(Some(_)) => {}
                Ok(None) => panic!("{} ended without \"{words}\": {:#?}", self.name, self.said),
                Err(_) => panic!("{} never said \"{words}\": {:#?}", self.name, self.said),
            }
        }
    }

    /// Returns the next line, or nothing where the program has ended.
    pub async fn line(&mut self) -> Option<String> {
        let line = self.lines.recv().await?;
        self.said.push(line.clone());
        Some(line)
    }

    /// Tells the program to end, waits until it has, and returns everything it ever said.
    pub async fn end(mut self) -> Vec<String> {
        let pid = self.child.id().to_string();
        let told = Command::new("sh").args(["-c", r#"kill -TERM "$1""#, "sh", &pid]).status();
        assert!(told.unwrap().success(), "{} had ended by itself: {:#?}", self.name, self.said);
        let silence = async { while self.line().await.is_some() {} };
        let ended = tokio::time::timeout(PATIENCE, silence).await;
        assert!(ended.is_ok(), "{} does not end: {:#?}", self.name, self.said);
        let status = self.child.wait().unwrap();
        assert!(status.success(), "{} ended with {status}: {:#?}", self.name, self.said);
        std::mem::take(&mut self.said)
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // An error means that it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
        if thread::panicking() {
            while let Ok(line) = self.lines.try_recv() {
                self.said.push(line);
            }
            println!("{} said: {:#?}", self.name, self.said);
        }
    }
}

fn listen(mouth: impl Read + Send + 'static, sender: UnboundedSender<String>) {
    thread::spawn(move || {
        for line in BufReader::new(mouth).lines().map_while(Result::ok) {
            // Where nobody waits for lines any more, they are read all the same: a full pipe would
            // hold the program up.
            let _ = sender.send(line);
        }
    });
}

/// Asserts that a bot had nothing to complain of.
pub fn assert_calm(said: &[String]) {
    let loud =
        |line: &&String| line.contains(r#""level":"WARN""#) || line.contains(r#""level":"ERROR""#);
    let complaints: Vec<&String> = said.iter().filter(loud).collect();
    assert!(complaints.is_empty(), "the bot complained: {complaints:#?}");
    let panicked = said.iter().any(|line| line.contains("panicked"));
    assert!(!panicked, "the bot panicked: {said:#?}");
}
