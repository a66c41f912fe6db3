//! From a job title to a function: a guess that says how sure it is.
//!
//! A phrase of several words beats a shorter one, so that a *sales engineer* is of Sales. Where two
//! functions are named equally plainly, the first is a hint and no more. English titles only; what is
//! not understood stays unknown.

use super::people::{Standing, Sure};
use crate::domain::lens::Library;

/// What a phrase in a title stands for; `product` is who proposes rather than who is asked.
const PHRASES: &[(&str, Sure, &[&str])] = &[
    (
        "engineering",
        Sure::Title,
        &[
            "engineering",
            "engineer",
            "developer",
            "programmer",
            "software",
            "devops",
            "sre",
            "cto",
            "chief technology officer",
            "backend",
            "frontend",
            "full stack",
            "fullstack",
            "tech lead",
            "qa",
            "quality assurance",
            "engineering manager",
            "software architect",
            "security engineer",
            "data engineer",
            "design engineer",
            "platform engineer",
            "site reliability engineer",
            "vp engineering",
            "head of engineering",
        ],
    ),
    ("engineering", Sure::Hint, &["architect", "technical", "technology", "infrastructure", "it"]),
    (
        "finance",
        Sure::Title,
        &[
            "finance",
            "accountant",
            "accounting",
            "controller",
            "cfo",
            "chief financial officer",
            "treasurer",
            "bookkeeper",
            "fp&a",
            "financial analyst",
            "financial",
            "billing",
            "finance operations",
        ],
    ),
    ("finance", Sure::Hint, &["tax", "payroll", "investor relations"]),
    (
        "design",
        Sure::Title,
        &[
            "design",
            "designer",
            "ux",
            "ui",
            "product designer",
            "product design",
            "ux designer",
            "marketing designer",
            "design director",
            "design manager",
            "design operations",
            "content designer",
            "ux writer",
        ],
    ),
    ("design", Sure::Hint, &["creative", "illustrator", "art director"]),
    (
        "marketing",
        Sure::Title,
        &[
            "marketing",
            "marketer",
            "cmo",
            "chief marketing officer",
            "brand",
            "seo",
            "product marketing",
            "product marketing manager",
            "pmm",
            "content marketing",
            "communications",
            "public relations",
            "demand generation",
            "marketing operations",
        ],
    ),
    ("marketing", Sure::Hint, &["growth", "content", "community", "social media", "events"]),
    (
        "sales",
        Sure::Title,
        &[
            "sales",
            "account executive",
            "account manager",
            "sdr",
            "bdr",
            "cro",
            "chief revenue officer",
            "sales engineer",
            "solutions engineer",
            "sales operations",
            "business development",
            "key account manager",
        ],
    ),
    ("sales", Sure::Hint, &["partnerships", "partner manager", "revenue operations", "revops"]),
    (
        "legal",
        Sure::Title,
        &[
            "legal",
            "lawyer",
            "counsel",
            "general counsel",
            "attorney",
            "paralegal",
            "solicitor",
            "legal operations",
            "privacy officer",
            "data protection officer",
            "dpo",
            "compliance",
        ],
    ),
    ("legal", Sure::Hint, &["privacy", "contracts", "regulatory", "risk"]),
    (
        "support",
        Sure::Title,
        &[
            "support",
            "support engineer",
            "technical support",
            "customer support",
            "customer success",
            "customer success manager",
            "csm",
            "customer service",
            "customer care",
            "help desk",
            "helpdesk",
            "support operations",
            "head of support",
        ],
    ),
    ("support", Sure::Hint, &["customer experience", "implementation", "onboarding"]),
    (
        "operations",
        Sure::Title,
        &[
            "operations",
            "coo",
            "chief operating officer",
            "logistics",
            "procurement",
            "supply chain",
            "office manager",
            "operations manager",
            "warehouse",
        ],
    ),
    (
        "operations",
        Sure::Hint,
        &["people", "hr", "human resources", "recruiter", "talent", "facilities", "ops"],
    ),
    (
        "research",
        Sure::Title,
        &[
            "researcher",
            "user research",
            "user researcher",
            "ux researcher",
            "ux research",
            "design researcher",
            "customer research",
            "market research",
            "customer insights",
        ],
    ),
    (
        "research",
        Sure::Hint,
        &["research", "insights", "data scientist", "data analyst", "analytics"],
    ),
    (
        "leadership",
        Sure::Title,
        &[
            "ceo",
            "chief executive officer",
            "managing director",
            "founder",
            "co founder",
            "cofounder",
            "president",
            "general manager",
            "board member",
            "chairman",
            "chairwoman",
        ],
    ),
    ("leadership", Sure::Hint, &["chief", "chief of staff", "executive", "vice president", "vp"]),
    (
        "product",
        Sure::Title,
        &[
            "product manager",
            "product owner",
            "product management",
            "product lead",
            "head of product",
            "vp product",
            "vp of product",
            "product director",
            "director of product",
            "chief product officer",
            "cpo",
            "group product manager",
            "technical product manager",
        ],
    ),
    ("product", Sure::Hint, &["product", "program manager", "project manager", "scrum master"]),
];

/// Guesses for which function somebody with this title stands, by the phrases and by the names of the
/// lenses; a function the library does not have is never guessed.
pub fn guess(title: &str, library: &Library) -> Standing {
    let words = normalised(title);
    let mut best: Option<Match<'_>> = None;
    for found in phrases(library).filter_map(|phrase| phrase.found_in(&words)) {
        match &mut best {
            Some(known) if !found.beats(known) => {
                known.contested |= found.ties(known) && found.function != known.function;
            }
            Some(known) => *known = found,
            None => best = Some(found),
        }
    }
    best.map_or(Standing::Unknown, |found| found.standing(library))
}

/// Returns the words of a title with a space on either side of each.
fn normalised(title: &str) -> String {
    let lower = title.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric() && c != '&').filter(|w| !w.is_empty());
    words.fold(" ".to_owned(), |text, word| text + word + " ")
}

struct Phrase<'a> {
    function: &'a str,
    sure: Sure,
    words: String,
}

impl<'a> Phrase<'a> {
    fn found_in(&self, title: &str) -> Option<Match<'a>> {
        let at = title.find(&format!(" {} ", self.words))?;
        let words = self.words.split(' ').count();
        let (function, sure) = (self.function, self.sure);
        Some(Match { function, sure, words, at, contested: false })
    }
}

fn phrases(library: &Library) -> impl Iterator<Item = Phrase<'_>> {
    let table = PHRASES.iter().flat_map(|(function, sure, phrases)| {
        phrases.iter().map(|words| Phrase { function, sure: *sure, words: (*words).to_owned() })
    });
    let names = library.iter().map(|lens| Phrase {
        function: lens.function.as_str(),
        sure: Sure::Title,
        words: normalised(&lens.name).trim().to_owned(),
    });
    table.chain(names.filter(|name| !name.words.is_empty()))
}

struct Match<'a> {
    function: &'a str,
    sure: Sure,
    words: usize,
    at: usize,
    /// Whether another function is named as plainly.
    contested: bool,
}

impl Match<'_> {
    /// Longer beats shorter, plain beats hint, earlier beats later.
    fn beats(&self, other: &Self) -> bool {
        let rank = |one: &Self| (one.words, std::cmp::Reverse((one.sure, one.at)));
        rank(self) > rank(other)
    }

    fn ties(&self, other: &Self) -> bool {
        (self.words, self.sure) == (other.words, other.sure)
    }

    fn standing(&self, library: &Library) -> Standing {
        let sure = if self.contested { Sure::Hint } else { self.sure };
        match library.iter().find(|lens| lens.function.as_str() == self.function) {
            Some(lens) => Standing::Function(lens.function.clone(), sure),
            None if self.function == PRODUCT => Standing::Product(sure),
            None => Standing::Unknown,
        }
    }
}

/// How people who own decisions are spelt in titles and mappings.
pub const PRODUCT: &str = "product";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::lenses;

    fn check(title: &str, expected: &str) {
        let library = lenses::built_in();
        let found = match guess(title, &library) {
            Standing::Function(function, sure) => format!("{function} {}", sure.as_str()),
            Standing::Product(sure) => format!("product {}", sure.as_str()),
            Standing::Unknown => "unknown".to_owned(),
        };
        assert_eq!(found, expected, "{title}");
    }

    #[test]
    fn a_title_that_names_its_function_is_believed() {
        check("Senior Software Engineer", "engineering title");
        check("Head of Finance", "finance title");
        check("CFO", "finance title");
        check("General Counsel", "legal title");
        check("Engineering Manager, Payments", "engineering title");
        check("Customer Success Manager (EMEA)", "support title");
        check("Co-Founder", "leadership title");
    }

    #[test]
    fn the_longer_phrase_wins() {
        check("Sales Engineer", "sales title");
        check("Support Engineer", "support title");
        check("Senior Product Designer", "design title");
        check("UX Researcher", "research title");
        check("Product Marketing Manager", "marketing title");
        check("Technical Product Manager", "product title");
        check("VP Engineering", "engineering title");
    }

    #[test]
    fn what_is_not_plain_is_a_hint_or_unknown() {
        check("Head of Design and Marketing", "design hint");
        check("Growth Lead", "marketing hint");
        check("Data Scientist", "research hint");
        check("Wizard", "unknown");
        check("", "unknown");
        check("Opsimath", "unknown");
        check("🦄 \u{202e} ", "unknown");
    }
}
