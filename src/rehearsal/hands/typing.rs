//! What a person types, as Slack sends it: mentions become ids, links get brackets.

use crate::rehearsal::spec::Spec;

/// Turns a typed message into Slack's markup.
pub(super) fn as_sent(spec: &Spec, text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_inclusive([' ', '\n']) {
        out.push_str(&sent_word(spec, word, false));
    }
    out
}

/// Turns the text of a slash command into what *escaping* makes of it.
pub(super) fn escaped(spec: &Spec, text: &str) -> String {
    text.split_inclusive([' ', '\n']).map(|word| sent_word(spec, word, true)).collect()
}

fn sent_word(spec: &Spec, word: &str, named: bool) -> String {
    let start = word.find(|c: char| c == '@' || c == '#' || c.is_alphanumeric()).unwrap_or(0);
    let end = word.trim_end_matches(|c: char| !c.is_alphanumeric() && c != '/' && c != '_').len();
    if start >= end {
        return entities(word);
    }
    let core = &word[start..end];
    let mention = link(core).or_else(|| person(spec, core, named)).or_else(|| channel(spec, core));
    let core = mention.unwrap_or_else(|| entities(core));
    format!("{}{core}{}", entities(&word[..start]), entities(&word[end..]))
}

fn link(core: &str) -> Option<String> {
    let is_link = core.starts_with("https://") || core.starts_with("http://");
    is_link.then(|| format!("<{}>", entities(core)))
}

fn person(spec: &Spec, core: &str, named: bool) -> Option<String> {
    let handle = core.strip_prefix('@')?;
    if ["here", "channel", "everyone"].contains(&handle) {
        return Some(format!("<!{handle}>"));
    }
    let (stem, rest) =
        handle.split_once('\'').map_or((handle, ""), |(stem, _)| (stem, &handle[stem.len()..]));
    let app = &spec.app;
    let id = if stem.eq_ignore_ascii_case(&app.name) {
        &app.bot_user
    } else if let Some(group) = spec.groups.iter().find(|group| group.handle == stem) {
        return Some(format!("<!subteam^{}|@{stem}>{rest}", group.id));
    } else {
        &spec.users.iter().find(|user| user.handle == stem)?.id
    };
    Some(if named { format!("<@{id}|{stem}>{rest}") } else { format!("<@{id}>{rest}") })
}

fn channel(spec: &Spec, core: &str) -> Option<String> {
    let name = core.strip_prefix('#')?;
    let channel = spec.channels.iter().find(|channel| channel.name == name)?;
    Some(format!("<#{}|{name}>", channel.id))
}

fn entities(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rehearsal::spec::User;
    use jiff::tz::TimeZone;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let spec = Spec::new(TimeZone::UTC)
            .user(User::new("tom", "Tom Okafor", TimeZone::UTC))
            .channel("plans", false);
        assert_eq!(as_sent(&spec, text), expected);
    }

    #[test]
    fn what_is_typed_is_sent_as_slack_sends_it() {
        check("hello", "hello");
        check("ask @tom, or @nobody", "ask <@U0TOM>, or @nobody");
        check("@tom's numbers (@here)", "<@U0TOM>'s numbers (<!here>)");
        check("@soundings help", "<@U0SOUNDINGS> help");
        check("in #plans.", "in <#C0PLANS|plans>.");
        check("see https://a.example/x?a=1&b=2.", "see <https://a.example/x?a=1&amp;b=2>.");
        check("a < b && c\n- d :tada:", "a &lt; b &amp;&amp; c\n- d :tada:");
    }
}
