//! What people are told of what leaves the workspace.

use super::fixtures::{noon, policy};
use super::shown;
use insta::assert_snapshot;
use soundings::domain::policy::Webhook;
use soundings::views::Scene;

#[test]
fn what_goes_outside_is_told() {
    let webhook = |private_channels| {
        let mut policy = policy();
        let (url, host) =
            ("https://hooks.example.com/x?token=1".into(), "hooks.example.com".into());
        policy.webhook = Some(Webhook { url, host, private_channels });
        let privacy = Scene { policy: &policy, now: noon() }.privacy(&"T0CRUMBLE".into());
        shown("privacy", &privacy);
        assert!(!privacy.text.contains("token=1"), "{}", privacy.text);
        privacy.text.lines().skip(6).collect::<Vec<_>>().join("\n")
    };
    assert_snapshot!("privacy-webhook", [webhook(false), webhook(true)].join("\n\n"));
}
