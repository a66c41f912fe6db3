//! From which side the reasons come that were given: what customers need, what the business can sustain,
//! what the team can deliver.
//!
//! Counts sentences by the words in them. It does not judge: a sentence that speaks of no side counts for
//! none, one that speaks of two counts for both, and one that speaks of the company settles that not only
//! customers were heard.

use super::clean;

/// How many reasons speak of each side.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Balance {
    /// What customers need.
    pub need: usize,
    /// What the business can sustain.
    pub sustain: usize,
    /// What the team can deliver.
    pub deliver: usize,
    /// Reasons that speak of any side.
    pub reasons: usize,
}

/// All reasons come from one side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tilt {
    /// Every one of so many is the customer's.
    CustomersOnly(usize),
    /// Not one of so many is the customer's.
    CompanyOnly(usize),
}

/// So many reasons of one side are a tilt; a company's own come in greater numbers by themselves.
const CUSTOMERS_MIN: usize = 2;
const COMPANY_MIN: usize = 3;

impl Balance {
    /// Counts the reasons in some texts.
    pub fn of<'a>(texts: impl IntoIterator<Item = &'a str>) -> Self {
        let mut balance = Self::default();
        for text in texts {
            let own = clean::own_words(text).to_lowercase();
            sentences(&own).for_each(|sentence| balance.count(sentence));
        }
        balance
    }

    fn count(&mut self, sentence: &str) {
        let speaks = |words: &[&str]| words.iter().any(|word| speaks_of(sentence, word));
        let sides = [speaks(&NEED), speaks(&SUSTAIN), speaks(&DELIVER)];
        let [need, sustain, deliver] = sides.map(usize::from);
        self.need += need;
        self.sustain += sustain;
        self.deliver += deliver;
        self.reasons += usize::from(sides.contains(&true));
    }

    /// Returns the side from which all reasons come, if there are several and they do.
    pub fn tilt(self) -> Option<Tilt> {
        let Balance { need, sustain, deliver, reasons } = self;
        if sustain + deliver == 0 && need >= CUSTOMERS_MIN {
            Some(Tilt::CustomersOnly(need))
        } else if need == 0 && reasons >= COMPANY_MIN {
            Some(Tilt::CompanyOnly(reasons))
        } else {
            None
        }
    }
}

/// Returns how many reasons there are if there are two or more and all of them are the customer's.
pub fn customer_only(texts: &[&str]) -> Option<usize> {
    match Balance::of(texts.iter().copied()).tilt() {
        Some(Tilt::CustomersOnly(reasons)) => Some(reasons),
        _ => None,
    }
}

/// Words that speak of customers; each stands for every word that begins with it.
#[rustfmt::skip]
const NEED: [&str; 17] = [
    "customer", "user", "client", "buyer", "subscriber", "shopper", "guest", "churn", "nps", "delight",
    "friction", "onboarding", "feedback", "retention", "satisf", "signup", "loyal",
];

/// Words that speak of what the business earns, risks, owes and may do.
#[rustfmt::skip]
const SUSTAIN: [&str; 28] = [
    "cost", "margin", "revenue", "budget", "forecast", "profit", "cash", "spend", "expens", "pricing power",
    "risk", "legal", "contract", "complian", "privacy", "gdpr", "audit", "liab", "regulat", "quota",
    "pipeline", "brand", "company", "our side", "renewal", "deal", "invoice", "loan",
];

/// Words that speak of what the team can build, run and carry.
#[rustfmt::skip]
const DELIVER: [&str; 22] = [
    "effort", "capacity", "headcount", "staff", "hire", "hiring", "team", "engineer", "maint", "latency",
    "uptime", "scal", "secur", "incident", "outage", "on-call", "deadline", "roadmap", "support load",
    "ticket", "deploy", "migrat",
];

/// Whether a word of the sentence begins like this.
fn speaks_of(sentence: &str, start: &str) -> bool {
    sentence.match_indices(start).any(|(at, _)| {
        sentence[..at].chars().next_back().is_none_or(|before| !before.is_alphanumeric())
    })
}

/// The sentences of a text; a dot inside a number or a name ends none.
pub(super) fn sentences(text: &str) -> impl Iterator<Item = &str> {
    // What Slack escapes ends in a sign, and nothing else.
    let escaped = |part: &str| ["&gt;", "&lt;", "&amp;"].iter().any(|sign| part.ends_with(sign));
    let ends = move |part: &str| part.ends_with(['.', '!', '?', ';']) && !escaped(part);
    text.lines().flat_map(move |line| {
        let mut start = 0;
        let mut parts = Vec::new();
        for (at, _) in line.match_indices(' ') {
            if ends(&line[start..at]) {
                parts.push(&line[start..at]);
                start = at + 1;
            }
        }
        parts.push(&line[start..]);
        parts
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(texts: &[&str], expected: Option<usize>) {
        assert_eq!(customer_only(texts), expected, "{texts:?}");
    }

    #[test]
    fn reasons_that_are_all_the_customers_are_counted() {
        check(
            &["Users ask for it. Customers leave without it!", "Less friction at sign-up."],
            Some(3),
        );
        check(&["Customers in v2.1 want it.\nUsers too"], Some(2));
    }

    #[test]
    fn one_word_for_the_company_is_enough() {
        check(&["Users ask for it.", "Customers leave.", "It costs 4 days."], None);
        check(&["Customers love it; the margin does not. Users too."], None);
    }

    #[test]
    fn one_reason_or_none_says_nothing() {
        check(&["Users ask for it."], None);
        check(&["Let us do it on Monday.", ""], None);
    }

    #[test]
    fn a_reason_counts_for_each_side_of_which_it_speaks() {
        let balance =
            Balance::of(["Users churn over it, and it costs us margin. Two weeks of effort."]);
        assert_eq!(balance, Balance { need: 1, sustain: 1, deliver: 1, reasons: 2 });
        assert_eq!(balance.tilt(), None);
        assert_eq!(Balance::of(["hello. there"]), Balance::default());
    }

    #[test]
    fn three_reasons_of_the_company_alone_are_a_tilt_two_are_not() {
        let two = ["It costs 4 days.", "The deploy is easy."];
        assert_eq!(Balance::of(two).tilt(), None);
        let three = ["It costs 4 days.", "The deploy is easy.", "No risk."];
        assert_eq!(Balance::of(three).tilt(), Some(Tilt::CompanyOnly(3)));
        assert_eq!(Balance::of(three.into_iter().chain(["Users asked."])).tilt(), None);
    }

    #[test]
    fn what_somebody_quotes_is_not_their_reason() {
        check(&["&gt; users want it\n&gt; customers too\nhm"], None);
    }

    #[test]
    fn a_word_inside_another_is_not_meant() {
        check(&["Fuser units and accuser are words. Confusers too."], None);
    }
}
