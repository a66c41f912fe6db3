//! Buttons, forms and shortcuts.

use super::events::unknown;
use super::fields::{Fields, ID_CHARS_MAX, plain};
use super::{Hand, Inbound, Unreadable, What};
use crate::domain::ids::{ChannelId, EventId, MessageTs, Standing, TeamId, UserId};
use crate::views::controls::{self, Control, Submission};

/// The callback id of the message shortcut *Ask for perspectives*.
pub const MESSAGE_SHORTCUT: &str = "ask_for_perspectives";
/// The callback id of the global shortcut that opens the same form, empty.
pub const GLOBAL_SHORTCUT: &str = "propose_decision";

/// Reads an interaction.
pub(super) fn read(kind: &str, fields: &Fields<'_>) -> Result<Inbound, Unreadable> {
    let team: TeamId = fields
        .id_or_object("team")
        .or_else(|| fields.id_or_object("enterprise"))
        .or_else(|| fields.object("user")?.id("team_id"))
        .ok_or(Unreadable::Missing("team"))?;
    let action = Interaction::new(kind, &team, fields);
    let (id, what) = match kind {
        "block_actions" => (action.click_id(), action.pressed()),
        "view_submission" => (action.view_id("view"), action.submitted()),
        "view_closed" => (action.view_id("view-closed"), Some(What::Nothing("view_closed"))),
        "message_action" => (action.trigger_id(), action.message_shortcut()),
        "shortcut" => (action.trigger_id(), action.global_shortcut()),
        _ => (action.trigger_id(), None),
    };
    let id = EventId::new(id.ok_or(Unreadable::Missing("id"))?);
    let what = if action.is_strange() { Some(What::Nothing("stranger")) } else { what };
    let what = what.unwrap_or_else(|| action.unknown());
    Ok(Inbound { id, team, what })
}

struct Interaction<'a> {
    kind: &'a str,
    team: &'a TeamId,
    fields: &'a Fields<'a>,
    user: Fields<'a>,
    view: Fields<'a>,
    message: Fields<'a>,
    container: Fields<'a>,
    action: Fields<'a>,
}

impl<'a> Interaction<'a> {
    fn new(kind: &'a str, team: &'a TeamId, fields: &'a Fields<'a>) -> Self {
        let object = |key: &str| fields.object(key).unwrap_or_else(Fields::empty);
        Self {
            kind,
            team,
            fields,
            user: object("user"),
            view: object("view"),
            message: object("message"),
            container: object("container"),
            action: fields.first("actions").unwrap_or_else(Fields::empty),
        }
    }

    fn user(&self) -> Option<UserId> {
        self.user.id("id")
    }

    fn channel(&self) -> Option<ChannelId> {
        self.fields.id_or_object("channel").or_else(|| self.container.id("channel_id"))
    }

    fn message_ts(&self) -> Option<MessageTs> {
        let keys = [(&self.message, "ts"), (&self.container, "message_ts")];
        keys.iter()
            .find_map(|(fields, key)| fields.id(key))
            .or_else(|| self.fields.id("message_ts"))
    }

    /// Of another organisation, as far as the payload tells: inside an enterprise, teams may differ.
    fn is_strange(&self) -> bool {
        let home = self.user.text("team_id").filter(|_| !self.fields.has("enterprise"));
        home.is_some_and(|home| home != self.team.as_str())
    }

    /// What makes a press unique: where, who, which button, when.
    fn click_id(&self) -> Option<String> {
        let place = match self.channel() {
            Some(channel) => channel.as_str().to_owned(),
            None => self.view.id("id").or_else(|| self.container.id("view_id"))?,
        };
        let message = self.message_ts().map_or(String::new(), |ts| ts.as_str().to_owned());
        let when: String = self.action.id("action_ts").or_else(|| self.fields.id("trigger_id"))?;
        let (team, user, action) = (self.team, self.user()?, self.action.text("action_id")?);
        let action = plain(&action, ID_CHARS_MAX);
        Some(format!("click/{team}/{place}/{message}/{user}/{action}/{when}"))
    }

    /// The version of a view is in its hash; where there is none, what opened it has to do.
    fn view_id(&self, prefix: &str) -> Option<String> {
        let hash = || self.view.id("hash").or_else(|| self.fields.id("trigger_id"));
        let (id, hash): (String, String) = (self.view.id("id")?, hash()?);
        Some(format!("{prefix}/{id}/{hash}"))
    }

    fn trigger_id(&self) -> Option<String> {
        let trigger: String =
            self.fields.id("trigger_id").or_else(|| self.fields.id("action_ts"))?;
        Some(format!("shortcut/{trigger}"))
    }

    fn pressed(&self) -> Option<What> {
        let action_id = self.action.text("action_id")?;
        if action_id.starts_with(controls::INPUT) {
            return self.typed();
        }
        let chosen = || self.action.object("selected_option")?.text("value");
        let value = self.action.text("value").or_else(chosen).unwrap_or_default();
        let control = controls::read(&action_id, &value)?;
        Some(What::Pressed { user: self.user()?, control, hand: self.hand() })
    }

    /// A field told what was typed into it: all of the form is there, as it stands.
    fn typed(&self) -> Option<What> {
        let at = self.action.id("action_ts")?;
        let (user, submission) = (self.user()?, Box::new(self.form()?));
        Some(What::Typed { user, submission, at })
    }

    fn submitted(&self) -> Option<What> {
        Some(What::Submitted { user: self.user()?, submission: Box::new(self.form()?) })
    }

    fn form(&self) -> Option<Submission> {
        let user = self.user()?;
        let callback = self.view.text("callback_id")?;
        let metadata = self.view.text("private_metadata").unwrap_or_default();
        let values = self.view.object("state").and_then(|state| state.parse("values"));
        let values = values.unwrap_or_default();
        controls::read_submission(&callback, &metadata, &values, &user, self.team)
    }

    fn message_shortcut(&self) -> Option<What> {
        if self.fields.text("callback_id")? != MESSAGE_SHORTCUT {
            return None;
        }
        let author = self.message.id("user").filter(|_| !self.message.has("bot_id"));
        let ts = self.message_ts()?;
        let thread = super::messages::thread(&self.message, &ts);
        Some(What::Shortcut {
            channel: self.channel()?,
            standing: Standing { ts, thread },
            author,
            text: self.message.text("text").unwrap_or_default(),
            user: self.user()?,
            hand: self.hand(),
        })
    }

    fn global_shortcut(&self) -> Option<What> {
        let ours = self.fields.text("callback_id")? == GLOBAL_SHORTCUT;
        let (user, hand) = (self.user()?, self.hand());
        ours.then_some(What::Pressed { user, control: Control::Propose, hand })
    }

    fn hand(&self) -> Hand {
        let thread = self.container.id("thread_ts").or_else(|| self.message.id("thread_ts"));
        Hand {
            trigger: self.fields.id("trigger_id"),
            response_url: self.fields.text("response_url").filter(|url| !url.is_empty()),
            channel: self.channel(),
            thread,
        }
    }

    /// Names what was not understood by the most telling of its names.
    fn unknown(&self) -> What {
        let names = [(&self.action, "action_id"), (&self.view, "callback_id")];
        let name = names.iter().find_map(|(fields, key)| fields.text(key));
        let name = name.or_else(|| self.fields.text("callback_id")).unwrap_or_default();
        unknown(&format!("{}/{name}", self.kind))
    }
}
