//! The environment, read once at the start and handed on as a value.

use std::collections::BTreeMap;
use std::fmt;

/// The variables of the process. Prints their names only: values may be secret.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Environment(BTreeMap<String, String>);

impl Environment {
    /// Returns an environment of these variables.
    pub fn new<N, V>(variables: impl IntoIterator<Item = (N, V)>) -> Self
    where
        N: Into<String>,
        V: Into<String>,
    {
        Self(variables.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
    }

    /// Returns a variable without the white space around it; an empty one counts as not set.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(|value| value.trim()).filter(|value| !value.is_empty())
    }
}

impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_variable_counts_as_not_set_and_values_are_not_printed() {
        let environment = Environment::new([("A", " 1\n"), ("B", ""), ("C", "  ")]);
        assert_eq!(environment.get("A"), Some("1"));
        assert_eq!((environment.get("B"), environment.get("C")), (None, None));
        assert_eq!(format!("{environment:?}"), r#"{"A", "B", "C"}"#);
    }
}
