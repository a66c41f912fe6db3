//! Who takes part in both witnesses' stories, and the proposal that is put.

/// Somebody of the workspace.
pub struct Person {
    pub id: &'static str,
    pub name: &'static str,
    pub real_name: &'static str,
    /// The function they stand for, or nothing.
    pub function: &'static str,
}

/// Nobody stands for marketing.
pub const PEOPLE: [Person; 7] = [
    person("U0NOOR", "noor", "Noor Haddad", ""),
    person("U0OKSANA", "oksana", "Oksana Melnyk", "finance"),
    person("U0GRAHAM", "graham", "Graham Pell", "legal"),
    person("U0ABEO", "abeo", "Abeo Falade", "sales"),
    person("U0LUCIA", "lucia", "Lucía Prats", "support"),
    person("U0COLETTE", "colette", "Colette Maes", "leadership"),
    person("U0EMIL", "emil", "Emil Vandersteen", ""),
];

const fn person(
    id: &'static str,
    name: &'static str,
    real_name: &'static str,
    function: &'static str,
) -> Person {
    Person { id, name, real_name, function }
}

impl Person {
    pub fn email(&self) -> String {
        format!("{}@crumbline.example", self.name)
    }
}

/// What Noor proposes. It speaks of what marketing does as well.
pub const PROPOSAL: &str = "I was behind the counter at three bakeries last week, and all of them share \
    one login because we charge 12 euros a head. So what I'd like us to do is stop charging per seat and \
    charge one price per shop: 79 euros a month, as many people as they like, new sign-ups from 1 April, \
    existing customers at their next renewal, on new terms. It's a new pricing page and a setting at the \
    billing provider. Any objections? And what can't I see from behind a counter?";

/// Returns the configuration in which these people, named by their e-mail addresses, are asked at any
/// hour of any day (in a zone where it is about noon).
pub fn config() -> String {
    let asked = PEOPLE.iter().filter(|person| !person.function.is_empty());
    let functions = asked.map(|person| {
        format!("[functions.{}]\npeople = [\"{}\"]\n", person.function, person.email())
    });
    let head = r#"
        [hours]
        days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
        [channels.modes]
        plans-and-pricing = "auto"
        [[leaders]]
        who = "colette@crumbline.example"
    "#;
    std::iter::once(head.to_owned()).chain(functions).collect()
}
