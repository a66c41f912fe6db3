//! Whether every reason that was given is the customer's.
//!
//! Counts sentences by the words in them. It does not judge: a sentence that speaks of neither side
//! counts for neither, and one that speaks of the company settles that both were heard.

/// Words that speak of customers; each stands for every word that begins with it.
const CUSTOMER: [&str; 17] = [
    "customer",
    "user",
    "client",
    "buyer",
    "subscriber",
    "shopper",
    "guest",
    "churn",
    "nps",
    "delight",
    "friction",
    "onboarding",
    "feedback",
    "retention",
    "satisf",
    "signup",
    "loyal",
];

/// Words that speak of the company: what it costs, risks, needs and may do.
const COMPANY: [&str; 44] = [
    "cost",
    "margin",
    "revenue",
    "budget",
    "forecast",
    "profit",
    "cash",
    "spend",
    "expens",
    "pricing power",
    "risk",
    "effort",
    "capacity",
    "headcount",
    "staff",
    "hire",
    "hiring",
    "team",
    "engineer",
    "maint",
    "latency",
    "uptime",
    "scal",
    "secur",
    "incident",
    "outage",
    "on-call",
    "legal",
    "contract",
    "complian",
    "privacy",
    "gdpr",
    "audit",
    "liab",
    "regulat",
    "deadline",
    "roadmap",
    "support load",
    "ticket",
    "quota",
    "pipeline",
    "brand",
    "company",
    "our side",
];

/// Returns how many reasons there are if there are two or more and all of them are the customer's.
pub fn customer_only(texts: &[&str]) -> Option<usize> {
    let mut reasons = 0;
    for sentence in texts.iter().flat_map(|text| sentences(text)) {
        match side(&sentence.to_lowercase()) {
            Some(Side::Company) => return None,
            Some(Side::Customer) => reasons += 1,
            None => {}
        }
    }
    (reasons >= 2).then_some(reasons)
}

enum Side {
    Customer,
    Company,
}

fn side(sentence: &str) -> Option<Side> {
    if COMPANY.iter().any(|word| speaks_of(sentence, word)) {
        Some(Side::Company)
    } else if CUSTOMER.iter().any(|word| speaks_of(sentence, word)) {
        Some(Side::Customer)
    } else {
        None
    }
}

/// Whether a word of the sentence begins like this.
fn speaks_of(sentence: &str, start: &str) -> bool {
    sentence.match_indices(start).any(|(at, _)| {
        sentence[..at].chars().next_back().is_none_or(|before| !before.is_alphanumeric())
    })
}

/// The sentences of a text; a dot inside a number or a name ends none.
fn sentences(text: &str) -> impl Iterator<Item = &str> {
    let ends = |part: &str| part.ends_with(['.', '!', '?', ';']);
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
    fn a_word_inside_another_is_not_meant() {
        check(&["Fuser units and accuser are words. Confusers too."], None);
    }
}
