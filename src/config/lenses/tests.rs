//! The built-in lenses are whole and well put, and a workspace's own are read with care.

use super::*;
use crate::domain::lens::FOLLOW_UPS;
use crate::domain::usual::by_kind;
use std::collections::BTreeSet;
use tempfile::TempDir;

/// Every question of the built-in lenses with its path.
fn built_in_questions() -> Vec<(String, String)> {
    let mut all = vec![];
    for lens in built_in().iter() {
        for (kind, texts) in &lens.questions {
            all.extend(
                texts.iter().map(|text| (format!("{}/{kind}", lens.function), text.clone())),
            );
        }
        all.extend(
            lens.says.iter().map(|say| (format!("{}/says", lens.function), say.ask.clone())),
        );
    }
    all.extend(FOLLOW_UPS.map(|text| ("universal".to_string(), text.to_string())));
    all
}

#[test]
fn ten_functions_have_a_lens_in_a_stable_order() {
    let library = built_in();
    let names: Vec<&str> = library.iter().map(|lens| lens.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "Engineering",
            "Finance",
            "Design",
            "Marketing",
            "Sales",
            "Legal",
            "Support",
            "Operations",
            "Customer research",
            "Leadership"
        ]
    );
    assert_eq!(library.name_of(&"research".into()), "Customer research");
}

#[test]
fn each_file_opens_by_saying_what_it_is() {
    for (function, text) in BUILT_IN {
        let opening = format!("# The {} lens: ", built_in().name_of(&function.into()));
        assert!(text.starts_with(&opening), "{function} does not start with {opening:?}");
    }
}

#[test]
fn every_function_has_three_questions_for_every_kind_and_two_to_four_sayings() {
    for lens in built_in().iter() {
        for kind in Kind::ALL {
            assert_eq!(lens.questions[&kind].len(), 3, "{}/{kind}", lens.function);
        }
        assert!((2..=4).contains(&lens.says.len()), "{}", lens.function);
        assert!(lens.worries.len() >= 3 && lens.words.len() >= 5, "{}", lens.function);
    }
}

#[test]
fn no_question_is_asked_by_two_lenses() {
    let mut seen = BTreeSet::new();
    for (path, text) in built_in_questions() {
        assert!(seen.insert(text.clone()), "{path} repeats: {text}");
    }
}

#[test]
fn every_question_is_open() {
    // A question that opens so can be answered with yes or no.
    let closed = [
        "Is", "Are", "Do", "Does", "Did", "Can", "Could", "Will", "Would", "Should", "Has", "Have",
    ];
    let library = built_in();
    let topics = library.topics();
    let topics =
        topics.map(|(lens, topic)| (lens.topic_id(topic).to_string(), topic.question.clone()));
    for (path, text) in built_in_questions().into_iter().chain(topics) {
        let first = text.split(' ').next().unwrap();
        assert!(!closed.contains(&first), "{path} asks for a yes: {text}");
    }
}

#[test]
fn every_question_fits_on_a_phone() {
    for (path, text) in built_in_questions() {
        assert!(text.chars().count() <= 120, "{path} is long: {text}");
    }
}

#[test]
fn whatever_somebody_was_asked_last_the_next_question_is_another() {
    for lens in built_in().iter() {
        for (last_kind, index, kind) in every_history() {
            let last = lens.question(last_kind, index);
            let next = lens.choose(kind, Some(&last.id));
            assert_ne!(next.text, last.text, "{} then {kind}", last.id);
            assert!(next.id.to_string().starts_with(&format!("{}/{kind}/", lens.function)));
        }
    }
}

#[test]
fn every_lens_has_topics_for_what_it_is_usually_asked_about_and_no_two_ask_the_same() {
    let library = built_in();
    let mut seen = BTreeSet::new();
    for (lens, topic) in library.topics() {
        let path = lens.topic_id(topic);
        assert!(seen.insert(&topic.question), "{path} repeats: {}", topic.question);
        assert!(!built_in_questions().iter().any(|(_, text)| *text == topic.question), "{path}");
    }
    for kind in Kind::ALL {
        for (function, weight) in by_kind(kind) {
            let lens = library.get(&FunctionId::from(*function)).unwrap();
            let enough = lens.topics.iter().any(|topic| topic.kinds.get(&kind) >= Some(&2));
            assert!(enough || *weight < 2, "{function} has nothing to bring up about {kind}");
        }
        let heart = library.topics().filter(|(_, topic)| topic.kinds.get(&kind) == Some(&3));
        assert!(heart.count() >= 2, "{kind}");
    }
}

#[test]
fn whoever_asks_a_topics_question_has_raised_it() {
    let library = built_in();
    for (lens, topic) in library.topics() {
        let path = lens.topic_id(topic);
        let raised = library.spoken_of(&topic.question).contains(&path);
        assert!(raised, "{path} is not touched by its own question");
    }
}

#[test]
fn a_lens_from_before_there_were_topics_keeps_those_that_are_built_in() {
    let finance = CATERING.replace("catering", "finance");
    let none = finance.replace("says = []", "says = []\ntopics = []");
    let own = finance.replace("says = []", &format!("says = []\ntopics = [{{ {TOPIC} }}]"));
    let topics = |text: &str| {
        let folder = folder(&[("finance.toml", text)]);
        let library = from_folder(folder.path()).unwrap();
        let lens = library.get(&"finance".into()).unwrap();
        lens.topics.iter().map(|topic| topic.id.clone()).collect::<Vec<_>>()
    };
    let built_in = built_in();
    let kept = &built_in.get(&"finance".into()).unwrap().topics;
    assert_eq!(topics(&finance).len(), kept.len());
    assert_eq!(topics(&none), [""; 0]);
    assert_eq!(topics(&own), ["crumbs"]);
}

const TOPIC: &str =
    r#"id = "crumbs", question = "Who sweeps?", touched_by = ["crumb*"], kinds = { launch = 2 }"#;

#[test]
fn a_fault_inside_a_topic_is_named_with_its_key() {
    let topics = |topic: &str| {
        CATERING.replace("says = []", &format!("says = []\ntopics = [{{ {topic} }}]"))
    };
    check_faults(
        &[("catering.toml", &topics(&TOPIC.replace("launch", "lunch")))],
        &["catering.toml: topics[0].kinds: unknown variant `lunch`, expected one of `pricing`, \
           `launch`, `deprecation`, `architecture`, `roadmap`, `experiment`, `hiring`, `policy`"],
    );
    check_faults(
        &[("catering.toml", &topics(&TOPIC.replace("crumb*", "cr*")))],
        &[
            "catering.toml: topics[0].touched_by[0]: \"cr*\": at least 3 letters are needed before *",
        ],
    );
}

/// Every question somebody may have been asked last, with every kind that may come next.
fn every_history() -> impl Iterator<Item = (Kind, usize, Kind)> {
    let asked = Kind::ALL.into_iter().flat_map(|kind| (0..3).map(move |index| (kind, index)));
    asked.flat_map(|(last, index)| Kind::ALL.into_iter().map(move |kind| (last, index, kind)))
}

/// A folder with these files.
fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().unwrap();
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

/// Checks the faults of a folder, one a line.
fn check_faults(files: &[(&str, &str)], expected: &[&str]) {
    let folder = folder(files);
    let faults = from_folder(folder.path()).unwrap_err();
    let prefix = format!("{}/", folder.path().display());
    let lines: Vec<String> =
        faults.iter().map(|fault| fault.to_string().replace(&prefix, "")).collect();
    assert_eq!(lines, expected);
}

const CATERING: &str = r#"
function = "catering"
name = "Catering"
protects = "full stomachs"
worries = []
words = []
says = []
questions.launch = ["Who will be hungry?"]
"#;

#[test]
fn an_empty_folder_leaves_the_built_in_lenses() {
    assert_eq!(from_folder(folder(&[]).path()), Ok(built_in()));
}

#[test]
fn a_file_replaces_its_function_in_place_and_a_new_function_comes_last() {
    let finance = CATERING.replace("catering", "finance").replace("Catering", "Money");
    let folder = folder(&[
        ("finance.toml", &finance),
        ("catering.toml", CATERING),
        ("notes.txt", "not a lens"),
    ]);
    let library = from_folder(folder.path()).unwrap();
    let names: Vec<&str> = library.iter().map(|lens| lens.name.as_str()).collect();
    assert_eq!(names[..3], ["Engineering", "Money", "Design"]);
    assert_eq!(names[10..], ["Catering"]);
}

#[test]
fn every_fault_of_every_file_is_named_with_its_key() {
    let missing = r#"
        function = "legal"
        name = 7
        words = ["a", 1, ""]
        says = [{ says = "no" }, { says = "", protects = "calm", ask = "Why?" }]
        colour = "red"
    "#;
    let long = CATERING.replace("Who will be hungry", &"o".repeat(250));
    let kinds = "the kinds are pricing, launch, deprecation, architecture, roadmap, experiment, \
                 hiring, policy";
    check_faults(
        &[("catering.toml", &long), ("legal.toml", missing), ("sales.toml", "name = ")],
        &[
            "catering.toml: questions.launch[0]: 251 characters, the limit is 200",
            "legal.toml: name: invalid type: integer `7`, expected a string",
            "legal.toml: protects: missing",
            "legal.toml: worries: missing",
            "legal.toml: words[1]: invalid type: integer `1`, expected a string",
            "legal.toml: says[0]: missing field `protects`",
            "legal.toml: questions: missing",
            "legal.toml: colour: unknown key",
            "legal.toml: words[2]: empty",
            "legal.toml: says[1].says: empty",
            "sales.toml: line 1: string values must be quoted, expected literal string",
        ],
    );
    check_faults(
        &[("catering.toml", &CATERING.replace("words = []", "words = [\"\"]\nword = \"tea\""))],
        &["catering.toml: word: unknown key", "catering.toml: words[0]: empty"],
    );
    check_faults(
        &[("catering.toml", &CATERING.replace("questions.launch", "questions.lunch"))],
        &[&format!("catering.toml: questions.lunch: no kind of decision; {kinds}")],
    );
}

#[test]
fn a_fault_inside_a_saying_is_named_with_its_key() {
    let saying = |body: &str| CATERING.replace("says = []", &format!("says = [{{ {body} }}]"));
    check_faults(
        &[("catering.toml", &saying("says = \"hm\", protects = 1, ask = \"Why?\""))],
        &["catering.toml: says[0].protects: invalid type: integer `1`, expected a string"],
    );
    check_faults(
        &[("catering.toml", &saying("says = \"hm\", ask = \"Why?\""))],
        &["catering.toml: says[0]: missing field `protects`"],
    );
}

#[test]
fn a_file_named_after_another_function_is_refused() {
    let expected = "canteen.toml: function: \"catering\" belongs in `catering.toml`; rename \
                    one of the two";
    check_faults(&[("canteen.toml", CATERING)], &[expected]);
}

#[test]
fn a_folder_that_is_not_there_is_named() {
    let folder = folder(&[]);
    let absent = folder.path().join("lenses");
    let faults = from_folder(&absent).unwrap_err();
    assert_eq!(faults.len(), 1);
    assert!(faults[0].to_string().starts_with(&format!("{}: cannot be read: ", absent.display())));
}
