//! What keeps the project in order, as tests: who may import whom, what lies where, how long a file is.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The modules from the ground up. One may use its own layer and those below.
const LAYERS: [&[&str]; 11] = [
    &["domain"],
    &["reading"],
    &["views"],
    &["export"],
    &["clock", "config", "store"],
    &["audit", "engine", "manifest", "opinion", "rehearsal", "slack", "telemetry", "webhook"],
    &["directory"],
    &["intake", "outbox", "schedule"],
    &["bot", "doctor"],
    &["performance"],
    &["cli"],
];

/// What a module may use of the project beyond what its layer says: nothing else.
const NARROWER: [(&str, &[&str]); 5] = [
    // It reads what Slack exported, and nothing of what the bot keeps or sends.
    ("audit", &["config", "domain", "reading"]),
    ("store", &["domain::ids"]),
    // A Slack of its own: it must not share the bot's mistakes.
    ("rehearsal", &["clock"]),
    ("config", &["domain"]),
    // Of how things look in Slack it needs what Slack's markup looks like.
    ("export", &["domain", "views::words"]),
];

/// Modules without input and output, and the crates they may use.
const PURE: [(&str, &[&str]); 4] = [
    ("domain", &["jiff", "serde", "std", "thiserror"]),
    ("export", &["csv", "jiff", "serde", "serde_json", "std"]),
    ("reading", &["jiff", "regex", "serde", "std", "unicode_segmentation"]),
    ("views", &["jiff", "serde", "serde_json", "slack_morphism", "std", "unicode_segmentation"]),
];

/// What a pure module has no business with.
const IMPURE: [&str; 12] = [
    "HashMap",
    "HashSet",
    "Instant",
    "SystemTime",
    "reqwest",
    "sled::",
    "std::env",
    "std::fs",
    "std::io",
    "std::net",
    "std::thread",
    "tokio",
];

const TOP_LEVEL: [&str; 22] = [
    ".ci",
    ".config",
    ".dockerignore",
    ".git",
    ".github",
    ".gitignore",
    "ARCHITECTURE.md",
    "CHANGELOG.md",
    "Cargo.lock",
    "Cargo.toml",
    "Dockerfile",
    "LICENSE",
    "README.md",
    "clippy.toml",
    "config",
    "data",
    "deny.toml",
    "rust-toolchain.toml",
    "rustfmt.toml",
    "src",
    "target",
    "tests",
];

const LINES_MAX: usize = 600;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Returns the text files under a path, sorted, by their path inside the project.
fn files(under: &str) -> BTreeMap<PathBuf, String> {
    let mut found = BTreeMap::new();
    let mut waiting = vec![root().join(under)];
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            if path.file_name().is_some_and(|name| name == "node_modules") {
                continue;
            }
            let entries = fs::read_dir(&path).expect("a readable folder");
            waiting.extend(entries.map(|entry| entry.expect("an entry").path()));
        } else if let Ok(text) = fs::read_to_string(&path) {
            found.insert(path.strip_prefix(root()).expect("inside").to_owned(), text);
        }
    }
    assert!(!found.is_empty(), "there is nothing under {under}");
    found
}

/// Returns the program's own sources without their tests, except what starts with one of these paths.
pub fn sources(except: &[&str]) -> BTreeMap<PathBuf, String> {
    let mut sources = files("src");
    sources.retain(|path, _| {
        let is_test = path.file_name().is_some_and(|name| name == "tests.rs");
        !is_test && !except.iter().any(|start| path.starts_with(start))
    });
    for text in sources.values_mut() {
        text.truncate(text.find("#[cfg(test)]\nmod ").unwrap_or(text.len()));
    }
    sources
}

/// Returns the module at the top a file belongs to.
fn module(path: &Path) -> String {
    let inside = path.strip_prefix("src").expect("a source");
    let first = inside.components().next().expect("a name");
    first.as_os_str().to_string_lossy().trim_end_matches(".rs").to_owned()
}

/// Returns what follows each `crate::` of a text, such as `domain::ids::TeamId`.
fn imports(text: &str) -> Vec<&str> {
    let is_path = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
    let mut found = Vec::new();
    for rest in text.split("crate::").skip(1) {
        let several = rest.strip_prefix('{').and_then(|rest| Some(rest.split_once('}')?.0));
        for path in several.unwrap_or(rest).split(',') {
            let path = path.trim_start();
            found.push(&path[..path.find(|c| !is_path(c)).unwrap_or(path.len())]);
            if several.is_none() {
                break;
            }
        }
    }
    found.retain(|path| !path.is_empty());
    found
}

fn layer(module: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| layer.contains(&module))
}

#[test]
fn imports_point_one_way() {
    for (path, text) in sources(&["src/main.rs", "src/lib.rs"]) {
        let own = module(&path);
        let height = layer(&own).unwrap_or_else(|| panic!("{own}: put it into a layer here"));
        for import in imports(&text) {
            let other = import.split("::").next().unwrap_or_default();
            let known = layer(other);
            assert!(known.is_some_and(|known| known <= height), "{} uses {import}", path.display());
        }
        for (_, allowed) in NARROWER.iter().filter(|(module, _)| *module == own) {
            for import in imports(&text) {
                let is_own = import.starts_with(own.as_str());
                let may = is_own || allowed.iter().any(|start| import.starts_with(start));
                assert!(may, "{} uses {import}", path.display());
            }
        }
    }
}

#[test]
fn pure_modules_use_nothing_that_looks_at_the_world() {
    for (name, crates) in PURE {
        for (path, text) in sources(&[]).into_iter().filter(|(path, _)| module(path) == name) {
            let shown = path.display();
            for line in text.lines().filter(|line| !line.trim_start().starts_with("//")) {
                for word in IMPURE {
                    assert!(!line.contains(word), "{shown} has {word}: {line}");
                }
                let Some(used) = line.strip_prefix("use ").or(line.strip_prefix("pub use ")) else {
                    continue;
                };
                let start = used.split("::").next().unwrap_or_default();
                let inside = ["crate", "self", "super"].contains(&start);
                let known =
                    files("src").contains_key(&path.with_extension("").join(format!("{start}.rs")));
                assert!(inside || known || crates.contains(&start), "{shown} uses {start}");
            }
        }
    }
}

#[test]
fn a_module_lies_beside_its_folder() {
    for path in files("src").keys().chain(files("tests").keys()) {
        assert!(!path.ends_with("mod.rs"), "{}: call it by its folder's name", path.display());
        assert!(!path.ends_with("core.rs"), "{}: say what it is for", path.display());
    }
}

#[test]
fn the_top_level_holds_what_was_agreed() {
    let entries = fs::read_dir(root()).expect("the project");
    for entry in entries {
        let name = entry.expect("an entry").file_name().to_string_lossy().into_owned();
        assert!(TOP_LEVEL.contains(&name.as_str()), "{name} does not belong at the top level");
    }
}

#[test]
fn a_file_fits_in_the_head() {
    for (path, text) in files("src").into_iter().chain(files("tests/it")) {
        let lines = text.lines().count();
        let is_code = path.extension().is_some_and(|extension| extension == "rs");
        assert!(!is_code || lines <= LINES_MAX, "{} has {lines} lines", path.display());
    }
}

#[test]
fn every_file_says_what_it_is_for() {
    for (path, text) in sources(&[]).into_iter().chain(files("tests/it")) {
        let is_code = path.extension().is_some_and(|extension| extension == "rs");
        assert!(!is_code || text.starts_with("//! "), "{} has no words at its top", path.display());
    }
}

#[test]
fn every_public_item_is_explained() {
    // Private modules, in which a short name may say enough.
    const PRIVATE: [&str; 3] =
        ["src/rehearsal/state", "src/slack/inbound/interactions.rs", "src/store/sled"];
    const ITEMS: [&str; 7] = ["fn", "async fn", "struct", "enum", "trait", "const", "type"];
    let mut bare = BTreeSet::new();
    for (path, text) in sources(&[&PRIVATE[..], &["src/rehearsal/state.rs"]].concat()) {
        let lines: Vec<&str> = text.lines().map(str::trim_start).collect();
        for (at, line) in lines.iter().enumerate() {
            let Some(item) = line.strip_prefix("pub ") else { continue };
            if !ITEMS
                .iter()
                .any(|kind| item.strip_prefix(kind).is_some_and(|rest| rest.starts_with(' ')))
            {
                continue;
            }
            let above = lines[..at].iter().rev().find(|line| !is_attribute(line));
            // What a macro makes is explained where the macro is used.
            if !above.is_some_and(|line| line.starts_with("///") || line.starts_with("$(#[")) {
                bare.insert(format!("{}:{}: {line}", path.display(), at + 1));
            }
        }
    }
    assert!(bare.is_empty(), "no words above:\n{}", Vec::from_iter(bare).join("\n"));
}

/// Tells whether a line belongs to an attribute, which may take several.
fn is_attribute(line: &str) -> bool {
    line.starts_with("#[")
        || line.starts_with(')')
        || line.starts_with('"') && line.ends_with(['"', ','])
}

#[test]
fn no_path_of_a_machine_is_written_down() {
    let homes = [concat!("/wo", "rk/"), concat!("/ro", "ot/"), concat!("/ho", "me/")];
    let top = TOP_LEVEL.iter().filter(|name| root().join(name).is_file());
    let folders = ["src", "config", "tests"].into_iter().map(files);
    let text =
        |name: &&str| fs::read_to_string(root().join(name)).ok().map(|text| (name.into(), text));
    for (path, text) in
        folders.flatten().chain(top.filter(|name| **name != ".git").filter_map(text))
    {
        for home in homes {
            assert!(!text.contains(home), "{} names a path under {home}", path.display());
        }
    }
}

#[test]
fn every_dependency_says_what_it_is_for() {
    let text = fs::read_to_string(root().join("Cargo.toml")).expect("the manifest");
    let mut inside = false;
    for line in text.lines() {
        match line.strip_prefix('[') {
            Some(section) => inside = section.contains("dependencies"),
            None if inside && line.contains(" = ") => {
                assert!(line.contains(" # "), "no remark: {line}");
            }
            None => {}
        }
    }
}

#[test]
fn the_image_is_small_and_runs_as_nobody_in_particular() {
    let text = fs::read_to_string(root().join("Dockerfile")).expect("the Dockerfile");
    let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
    let stages: Vec<usize> =
        (0..lines.len()).filter(|at| lines[*at].starts_with("FROM ")).collect();
    assert_eq!(stages.len(), 2, "one stage builds, one runs");
    let last = &lines[stages[1]..];
    let value = |word: &str| {
        let found = last.iter().find_map(|line| line.trim_start().strip_prefix(word));
        found.unwrap_or_else(|| panic!("no {word}in the last stage")).trim()
    };
    assert!(!["0", "root", "0:0"].contains(&value("USER ")));
    assert_eq!(value("VOLUME "), "/data");
    assert_eq!(value("STOPSIGNAL "), "SIGTERM");
    assert!(value("HEALTHCHECK ").starts_with("--interval"));
    assert!(last.iter().any(|line| line.contains(r#"CMD ["soundings", "healthcheck"]"#)));
    assert!(last.iter().any(|line| line.contains("SOUNDINGS_STORE=sled:/data")));
    assert!(!last.iter().any(|line| line.starts_with("RUN ")), "the last stage only copies");
    let folders = last.iter().position(|line| line.contains("--chown")).expect("its folder");
    let user = last.iter().position(|line| line.starts_with("USER ")).expect("a user");
    assert!(folders < user, "the folder is theirs before they are");
}
