//! Modals and Homes in front of people.

use super::State;
use crate::rehearsal::forms;
use crate::rehearsal::story::{Place, What, view_lines};
use serde_json::{Value, json};

/// Whether a view is a modal or somebody's Home.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ViewKind {
    Modal,
    Home,
}

/// A view in front of a person. Closed modals are taken away.
#[derive(Clone, Debug)]
pub(crate) struct View {
    pub id: String,
    pub user: String,
    pub kind: ViewKind,
    /// As the bot sent it.
    pub body: Value,
    pub hash: String,
    /// The trigger that opened it.
    pub trigger: String,
    pub root: String,
    pub previous: Option<String>,
    /// What stands in its inputs: `{ block_id: { action_id: … } }`.
    pub values: Value,
}

impl State {
    /// Returns the view that was opened with a trigger.
    pub fn opened_with(&self, trigger: &str) -> Option<String> {
        self.views.iter().find(|view| view.trigger == trigger).map(|view| view.id.clone())
    }

    /// Puts a modal in front of a person, on top of `below` if given, and returns its id.
    pub fn open_view(
        &mut self,
        user: &str,
        trigger: &str,
        body: Value,
        below: Option<&str>,
    ) -> String {
        let lines = view_lines(&self.names, &self.zone_of(user), &body);
        let place = Place::Screen { person: self.name(user) };
        self.tell(place, self.name(user), What::FormOpened { lines });
        let root = below.and_then(|id| self.view(id)).map(|view| view.root.clone());
        let id = self.add_view(user, ViewKind::Modal, trigger, body);
        let view = self.views.last_mut().expect("one was just added");
        view.root = root.unwrap_or_else(|| id.clone());
        view.previous = below.map(Into::into);
        id
    }

    /// Publishes somebody's Home, and returns its id.
    pub fn publish_home(&mut self, user: &str, body: Value) -> String {
        let lines = view_lines(&self.names, &self.zone_of(user), &body);
        let shown = self.home_of(user).map(|home| home.body["blocks"] == body["blocks"]);
        if shown != Some(true) {
            let place = Place::Screen { person: self.name(user) };
            self.tell(place, self.name(user), What::HomeShown { lines });
        }
        match self.home_of(user).map(|home| home.id.clone()) {
            Some(id) => {
                self.replace_view(&id, body, false);
                id
            }
            None => self.add_view(user, ViewKind::Home, "", body),
        }
    }

    fn add_view(&mut self, user: &str, kind: ViewKind, trigger: &str, body: Value) -> String {
        let number = self.next_number();
        let id = format!("V{number:08}");
        self.views.push(View {
            id: id.clone(),
            user: user.into(),
            kind,
            values: forms::initial_values(&body, &Value::Null),
            body,
            hash: format!("{}.{number}", self.now().as_second()),
            trigger: trigger.into(),
            root: id.clone(),
            previous: None,
        });
        self.touch();
        id
    }

    /// Replaces a view's content; what was typed stays where block and action ids stay.
    pub fn replace_view(&mut self, id: &str, body: Value, told: bool) {
        let number = self.next_number();
        let second = self.now().as_second();
        let Some(view) = self.views.iter_mut().find(|view| view.id == id) else { return };
        view.values = forms::initial_values(&body, &view.values);
        view.hash = format!("{second}.{number}");
        let old = std::mem::replace(&mut view.body, body);
        let (user, new) = (view.user.clone(), view.body.clone());
        if told {
            let zone = self.zone_of(&user);
            let before = view_lines(&self.names, &zone, &old);
            let after = view_lines(&self.names, &zone, &new);
            let place = Place::Screen { person: self.name(&user) };
            self.tell(place, self.name(&user), What::FormChanged { before, after });
        }
        self.touch();
    }

    /// Closes a view; the one below comes back.
    pub fn close_view(&mut self, id: &str) {
        self.views.retain(|view| view.id != id);
        self.touch();
    }

    /// Closes all modals of a user.
    pub fn close_all_views(&mut self, user: &str) {
        self.views.retain(|view| view.kind == ViewKind::Home || view.user != user);
        self.touch();
    }

    pub fn view(&self, id: &str) -> Option<&View> {
        self.views.iter().find(|view| view.id == id)
    }

    pub fn view_mut(&mut self, id: &str) -> Option<&mut View> {
        self.views.iter_mut().find(|view| view.id == id)
    }

    pub fn home_of(&self, user: &str) -> Option<&View> {
        self.views.iter().find(|view| view.kind == ViewKind::Home && view.user == user)
    }

    /// Returns the modal on top in front of a user.
    pub fn modal_of(&self, user: &str) -> Option<&View> {
        self.views.iter().rev().find(|view| view.kind == ViewKind::Modal && view.user == user)
    }

    /// Returns a view as the Web API and interactions show it.
    pub fn view_json(&self, view: &View) -> Value {
        let body = &view.body;
        let or_empty = |key: &str| body[key].as_str().unwrap_or_default().to_string();
        let mut json = json!({
            "id": view.id,
            "team_id": self.spec.team_id,
            "type": body["type"],
            "blocks": body["blocks"],
            "private_metadata": or_empty("private_metadata"),
            "callback_id": or_empty("callback_id"),
            "external_id": or_empty("external_id"),
            "state": { "values": view.values },
            "hash": view.hash,
            "clear_on_close": body["clear_on_close"] == true,
            "notify_on_close": body["notify_on_close"] == true,
            "root_view_id": view.root,
            "previous_view_id": view.previous,
            "app_id": self.spec.app.app_id,
            "app_installed_team_id": self.spec.team_id,
            "bot_id": self.spec.app.bot_id,
        });
        if view.kind == ViewKind::Modal {
            for key in ["title", "submit", "close"] {
                json[key] = body[key].clone();
            }
        }
        json
    }
}
