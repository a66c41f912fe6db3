//! Plays a script: moves the clock, lets the bot come to rest, then lets the next thing happen.

use super::hands::{HandError, Submitted, Which};
use super::script::{About, Action, Form, Script, Step, Trouble};
use super::spec::Transport;
use super::story::{Entry, Moment};
use super::workspace::Workspace;
use crate::clock::Clock;
use futures_util::future::BoxFuture;
use jiff::Timestamp;
use std::collections::BTreeMap;

/// How often the bot may come to rest at one moment and still want that moment.
const STUBBORN: u32 = 1_000;

/// Something to do with the bot.
pub type Hook = Box<dyn Fn() -> BoxFuture<'static, ()> + Send + Sync>;

/// The running bot, as far as a player needs it.
pub struct Stage {
    /// Returns when the bot has nothing in flight and nothing ready at the present time; at once
    /// while it is killed.
    pub settled: Hook,
    /// Returns when the bot next wants to do something.
    pub next_moment: Box<dyn Fn() -> BoxFuture<'static, Option<Timestamp>> + Send + Sync>,
    /// Kills the bot.
    pub crash: Hook,
    /// Starts the bot again, and tells the workspace its URL if that is another one.
    pub start: Hook,
}

/// A line of a script that could not happen as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub line: usize,
    pub text: String,
}

/// Plays one script in one workspace.
pub struct Player {
    workspace: Workspace,
    clock: Clock,
    stage: Stage,
    /// Where the script's named messages are.
    labels: BTreeMap<String, (String, String)>,
    watched: usize,
    /// What was not shown yet, because more may belong to it.
    moment: Moment,
    problems: Vec<Problem>,
}

impl Player {
    /// Returns a player; the clock is the one of the workspace and of the bot.
    pub fn new(workspace: Workspace, clock: Clock, stage: Stage) -> Self {
        let (labels, moment, problems) = (BTreeMap::new(), Moment::default(), Vec::new());
        Self { workspace, clock, stage, labels, watched: 0, moment, problems }
    }

    /// Plays a script; `watch` sees the story as it happens, moment by moment and each in order. What
    /// could not happen is told in the story, returned, and does not stop the rest.
    pub async fn play(&mut self, script: &Script, mut watch: impl FnMut(&Entry)) -> Vec<Problem> {
        for step in &script.steps {
            self.pass_until(step, &mut watch).await;
            if let Err(error) = self.act(script, &step.action).await {
                self.problem(step.line, &error.to_string());
            }
            self.settle(&mut watch).await;
        }
        self.moment.end().iter().for_each(watch);
        std::mem::take(&mut self.problems)
    }

    /// Returns where a named message is: its channel's id and its `ts`.
    pub fn message(&self, label: &str) -> Option<&(String, String)> {
        self.labels.get(label)
    }

    /// Moves the clock to the step, stopping at every moment at which something is due before it.
    async fn pass_until(&mut self, step: &Step, watch: &mut impl FnMut(&Entry)) {
        self.settle(watch).await;
        let (mut last, mut times) = (None, 0);
        while let Some(moment) = self.next_moment().await.filter(|moment| *moment <= step.at) {
            times = if last == Some(moment) { times + 1 } else { 0 };
            if times == STUBBORN {
                let text = format!("the bot wants to act at {moment} again and again");
                self.problem(step.line, &text);
                break;
            }
            last = Some(moment);
            self.clock.advance_to(moment);
            self.workspace.pump();
            self.settle(watch).await;
        }
        self.clock.advance_to(step.at);
        self.workspace.pump();
        self.settle(watch).await;
    }

    async fn next_moment(&self) -> Option<Timestamp> {
        let bot = (self.stage.next_moment)().await;
        bot.into_iter().chain(self.workspace.next_moment()).min()
    }

    /// Waits until the bot and the deliveries to it are at rest, and shows what happened.
    async fn settle(&mut self, watch: &mut impl FnMut(&Entry)) {
        self.rest().await;
        let news = self.workspace.story_from(self.watched);
        self.watched += news.len();
        for entry in news {
            self.moment.add(entry).iter().for_each(&mut *watch);
        }
    }

    async fn rest(&self) {
        loop {
            self.workspace.delivered().await;
            (self.stage.settled)().await;
            if self.workspace.is_quiet() {
                break;
            }
        }
    }

    fn problem(&mut self, line: usize, text: &str) {
        let story = format!("line {line} of the script could not happen: {text}");
        self.workspace.note_trouble(&story);
        self.problems.push(Problem { line, text: text.into() });
    }

    async fn act(&mut self, script: &Script, action: &Action) -> Result<(), HandError> {
        let hands = self.workspace.clone();
        let place = |name: &Option<String>| {
            let name = name.as_ref().or(script.channels.first().map(|channel| &channel.name));
            self.channel(name.map_or("", String::as_str))
        };
        match action {
            Action::Say { who, channel, label, thread, text } => {
                let (mut place, mut root) = (place(channel), None);
                if let Some(thread) = thread {
                    let (channel, ts) = self.named(thread)?;
                    (place, root) = (channel, Some(ts));
                }
                let ts = hands.say(&self.person(who), &place, text, root.as_deref()).await?;
                if let Some(label) = label {
                    self.labels.insert(label.clone(), (place, ts));
                }
            }
            Action::Dm { who, text } => {
                hands.dm(&self.person(who), text).await?;
            }
            Action::Edit { label, text, .. } => {
                let (channel, ts) = self.named(label)?;
                hands.edit(&channel, &ts, text).await?;
            }
            Action::Delete { label, .. } => {
                let (channel, ts) = self.named(label)?;
                hands.delete(&channel, &ts).await?;
            }
            Action::React { who, emoji, label } => {
                let (channel, ts) = self.named(label)?;
                hands.react(&self.person(who), &channel, &ts, emoji).await?;
            }
            Action::Click { who, button, about, form } => {
                let (user, which) = (self.person(who), self.which(about)?);
                let acted = hands.click(&user, button, &which).await?;
                self.handle_form(&user, &acted.trigger, form.as_ref()).await?;
            }
            Action::Type { who, channel, command, form } => {
                let user = self.person(who);
                let acted = hands.slash(&user, &place(channel), command).await?;
                self.handle_form(&user, &acted.trigger, form.as_ref()).await?;
            }
            Action::Use { who, shortcut, label, form } => {
                let (user, (channel, ts)) = (self.person(who), self.named(label)?);
                let acted = hands.message_shortcut(&user, shortcut, &channel, &ts).await?;
                self.handle_form(&user, &acted.trigger, form.as_ref()).await?;
            }
            Action::FillIn { who, form } => {
                let user = self.person(who);
                let person = who.clone();
                let view = hands.form_of(&user).ok_or(HandError::NoForm { person })?;
                self.finish_form(&view, form).await?;
            }
            Action::OpenHome { who } => hands.open_home(&self.person(who)).await,
            Action::Join { who, channel } => hands.join(&self.person(who), &self.channel(channel)),
            Action::Leave { who, channel } => {
                hands.leave(&self.person(who), &self.channel(channel));
            }
            Action::Slack(Trouble::Redeliver { label }) => {
                let (channel, ts) = self.named(label)?;
                hands.redeliver(&channel, &ts).await?;
            }
            Action::Slack(Trouble::Channel { channel, change }) => {
                hands.change_channel(&self.channel(channel), *change);
            }
            Action::Slack(trouble) => hands.trouble(trouble),
            Action::Crash => {
                hands.note_trouble("Soundings crashes");
                (self.stage.crash)().await;
            }
            Action::Start => {
                hands.note_trouble("Soundings starts again");
                (self.stage.start)().await;
                if hands.spec().transport == Transport::Socket {
                    hands.connected().await;
                }
            }
            Action::Pass => {}
        }
        Ok(())
    }

    /// Fills in or closes the form that a click, command or shortcut opens.
    async fn handle_form(
        &self,
        user: &str,
        trigger: &str,
        form: Option<&Form>,
    ) -> Result<(), HandError> {
        let Some(form) = form else { return Ok(()) };
        // A form may come up bare and be filled by the bot at once: it is finished when the bot rests,
        // and what has not come up by then will not.
        self.rest().await;
        let view = self.workspace.form_of_trigger(user, trigger)?;
        self.finish_form(&view, form).await
    }

    async fn finish_form(&self, view: &str, form: &Form) -> Result<(), HandError> {
        match form {
            Form::Cancel(fields) => {
                self.fill(view, fields).await?;
                self.workspace.close_form(view).await
            }
            Form::Submit(fields) => {
                self.fill(view, fields).await?;
                // A form that came back is part of the story.
                let _: Submitted = self.workspace.submit(view).await?;
                Ok(())
            }
        }
    }

    /// Fills in one field after the other; the bot may build the form up in between.
    async fn fill(&self, view: &str, fields: &[(String, String)]) -> Result<(), HandError> {
        for (field, value) in fields {
            self.workspace.fill(view, field, value).await?;
            self.rest().await;
        }
        Ok(())
    }

    fn which(&self, about: &About) -> Result<Which, HandError> {
        let message = about.label.as_ref().map(|label| self.named(label)).transpose()?;
        Ok(Which { mentions: about.function.clone(), about: message })
    }

    fn named(&self, label: &str) -> Result<(String, String), HandError> {
        self.labels.get(label).cloned().ok_or(HandError::NoSuchMessage)
    }

    /// Returns a person's id; scripts are checked, so there is one.
    fn person(&self, handle: &str) -> String {
        self.workspace.user_id(handle).unwrap_or_else(|| handle.into())
    }

    fn channel(&self, name: &str) -> String {
        self.workspace.channel_id(name).unwrap_or_else(|| name.into())
    }
}
