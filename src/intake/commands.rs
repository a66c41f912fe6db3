//! `/soundings …`

use super::Intake;
use super::drafts::{empty_draft, open_form};
use crate::domain::blind_spots::BlindSpots;
use crate::domain::command::{self, Command, Which};
use crate::domain::coverage::Coverage;
use crate::domain::decision::{Decision, Phase};
use crate::domain::effect::Key;
use crate::domain::event::{DecisionEvent, Event, PersonEvent, WorkspaceEvent};
use crate::domain::hours::Zone;
use crate::domain::ids::{ChannelId, DecisionId, EventId, FunctionId, TeamId, UserId};
use crate::domain::lookback::Lookback;
use crate::domain::person::PersonChange;
use crate::domain::policy::Mode;
use crate::domain::reply::{Notice, Reply};
use crate::domain::state::State;
use crate::domain::workspace::Workspace;
use crate::engine::EngineError;
use crate::outbox::decisions;
use crate::reading::Excerpt;
use crate::reading::preview::previews;
use crate::slack::inbound::{Ack, Hand};
use crate::views::{Here, Rendered};

/// Who typed a command, and where.
pub(super) struct Caller {
    pub(super) id: EventId,
    pub(super) team: TeamId,
    pub(super) channel: ChannelId,
    pub(super) user: UserId,
    pub(super) hand: Hand,
}

impl Intake {
    /// Does what a command says, or explains what was not understood.
    pub(super) async fn command(
        &self,
        id: &EventId,
        team: &TeamId,
        (channel, user): (ChannelId, UserId),
        text: &str,
        mut hand: Hand,
    ) -> Result<Ack, EngineError> {
        hand.channel = Some(channel.clone());
        let zone = self.directory.known_person(&user).map(|person| person.zone).unwrap_or_default();
        let today = self.engine.clock().now().to_zoned(zone.rules()).date();
        let caller = Caller { id: id.clone(), team: team.clone(), channel, user, hand };
        match command::parse(text, today, &self.engine.policy().library) {
            Ok(command) => self.obey(caller, command, zone).await,
            Err(trouble) => Ok(Self::ack_text(&self.scene().misunderstood(&trouble))),
        }
    }

    async fn obey(&self, caller: Caller, command: Command, zone: Zone) -> Result<Ack, EngineError> {
        let now = self.engine.clock().now();
        match command {
            Command::Help => Ok(Self::ack_text(&self.scene().help())),
            Command::Privacy => Ok(Self::ack_text(&self.scene().privacy(&caller.team))),
            Command::Lens { function: None } => Ok(Self::ack_text(&self.scene().lenses())),
            Command::Lens { function: Some(function) } => self.look(caller, Look::Lens(function)),
            Command::Brief { decision } => self.look(caller, Look::Brief(decision)),
            Command::Try { text } => Ok(self.try_draft(caller, text)),
            Command::Propose { text } => self.open_proposal(caller, &text),
            Command::Status { decision } => self.look(caller, Look::Status(decision)),
            Command::List { which } => self.look(caller, Look::List(which)),
            Command::Decide { decision } => {
                self.owned(caller, decision, |user| DecisionEvent::DecideAsked { by: user })
            }
            Command::Close { decision } => {
                self.owned(caller, decision, |user| DecisionEvent::CloseAsked { by: user })
            }
            Command::Reopen { decision, reason } => {
                self.owned(caller, decision, |user| DecisionEvent::ReopenAsked { by: user, reason })
            }
            Command::Supersede { old, new } => Ok(self.supersede(caller, old, new)),
            Command::Digest => self.weekly_now(caller).await,
            Command::BlindSpots { on: None } => self.look(caller, Look::BlindSpots),
            Command::BlindSpots { on: Some(on) } => Ok(self.switch_note(caller, on)),
            Command::Mute => self.change(caller, PersonChange::Mute).await,
            Command::Unmute => self.change(caller, PersonChange::Unmute).await,
            Command::Snooze { length } => {
                self.change(caller, PersonChange::Snooze { until: now + length }).await
            }
            Command::Away { until } => {
                self.change(caller, PersonChange::Away { until, zone }).await
            }
        }
    }

    /// Shows a draft under the lenses of those it affects. It is read in memory, and nothing is kept of it.
    fn try_draft(&self, caller: Caller, text: String) -> Ack {
        let intake = self.clone();
        self.afterwards.spawn(async move {
            // Whose jargon it may be; where that is not known now, everybody's is looked for.
            let own = intake.directory.functions_of(&caller.user).await.unwrap_or_default();
            let reading = intake.reader.read(&Excerpt { text: &text, ..Excerpt::default() });
            let (kind, door) = (reading.kind.value, reading.door.value);
            let affected: Vec<FunctionId> =
                reading.affected.into_iter().map(|touched| touched.function).collect();
            let library = &intake.engine.policy().library;
            let previews = previews(library, (&text, kind, door), &affected, &own);
            let tried = intake.scene().tried(kind, door, &previews);
            intake.say(&tried, &caller.user, &caller.hand, false).await;
        });
        Ack::default()
    }

    fn open_proposal(&self, caller: Caller, text: &str) -> Result<Ack, EngineError> {
        let Caller { team, channel, user, hand, .. } = caller;
        let draft = match text {
            "" => empty_draft(&team, Some(channel), &user),
            text => self.draft(&team, (&channel, None), (&user, &user), text),
        };
        self.answer(open_form(draft), None, user, hand);
        Ok(Ack::default())
    }

    async fn change(&self, caller: Caller, change: PersonChange) -> Result<Ack, EngineError> {
        let key = Key::Person(caller.team, caller.user);
        let event = Event::Person(PersonEvent::Changed(change));
        let reply = self.engine.handle(&key, &caller.id, &event).await?;
        Ok(self.ack_reply(&reply))
    }

    /// Turns the note on somebody's own blind spots on or off, after finding out in which zone it is due.
    fn switch_note(&self, caller: Caller, on: bool) -> Ack {
        let intake = self.clone();
        self.afterwards.spawn(async move {
            let Caller { id, team, user, hand, .. } = caller;
            let zone = intake.directory.person(&user).await.map(|person| person.zone);
            let zone = zone.unwrap_or_default();
            let event = PersonEvent::Changed(PersonChange::BlindSpots { on, zone });
            let key = Key::Person(team, user.clone());
            match intake.engine.handle(&key, &id, &Event::Person(event)).await {
                Ok(reply) => intake.answer(reply, None, user, hand),
                Err(error) => {
                    tracing::error!(%error, "a command could not be carried out");
                    intake.say(&intake.scene().try_again(), &user, &hand, false).await;
                }
            }
        });
        Ack::default()
    }

    async fn weekly_now(&self, caller: Caller) -> Result<Ack, EngineError> {
        let key = Key::Workspace(caller.team);
        let event = Event::Workspace(WorkspaceEvent::WeeklyAsked { by: caller.user });
        let reply = self.engine.handle(&key, &caller.id, &event).await?;
        Ok(self.ack_reply(&reply))
    }

    fn ack_reply(&self, reply: &Reply) -> Ack {
        match reply {
            Reply::Notice(notice) => Self::ack_text(&self.scene().notice(notice)),
            _ => Ack::default(),
        }
    }

    /// Looks something up after the acknowledgement, because who may see what has to be asked first.
    fn look(&self, caller: Caller, look: Look) -> Result<Ack, EngineError> {
        let intake = self.clone();
        self.afterwards.spawn(async move {
            let shown = intake.shown(&caller, look).await;
            intake.say(&shown, &caller.user, &caller.hand, false).await;
        });
        Ok(Ack::default())
    }

    async fn shown(&self, caller: &Caller, look: Look) -> Rendered {
        let Some(seen) = self.visible(caller).await else { return self.scene().try_again() };
        match look {
            Look::Lens(function) => match self.engine.policy().library.get(&function) {
                Some(lens) => {
                    let standing = self.stands(caller, &function).await;
                    self.scene().lens(lens, &Lookback::of(&seen, &function), &standing)
                }
                None => self.scene().lenses(),
            },
            Look::BlindSpots => self.own_blind_spots(caller, &seen).await,
            Look::Brief(id) => match pick(&seen, id.as_ref(), caller) {
                Picked::One(decision) => self.scene().pre_read(decision),
                Picked::Several(several) => self.scene().list(Which::Open, &several),
                Picked::None => self.scene().notice(&Notice::NoSuchDecision),
            },
            Look::List(which) => {
                let listed: Vec<&Decision> =
                    seen.iter().filter(|one| is_listed(one, which, &caller.user)).collect();
                self.scene().list(which, &listed)
            }
            Look::Status(id) => {
                // Who names a decision asks about that one, not about the channel they are in.
                let here = if id.is_none() { self.here(caller).await } else { None };
                let scene = self.scene();
                match (pick(&seen, id.as_ref(), caller), &here) {
                    (Picked::One(decision), here) => {
                        scene.status_among(decision, &caller.user, here.as_ref(), &seen)
                    }
                    (Picked::None, Some(here)) => scene.status_without_decision(here),
                    (Picked::None, None) if id.is_none() => scene.notice(&Notice::NothingOpen),
                    (Picked::None, None) => scene.notice(&Notice::NoSuchDecision),
                    (Picked::Several(several), Some(here)) => {
                        scene.status_of_several(&several, here)
                    }
                    (Picked::Several(several), None) => scene.list(Which::Open, &several),
                }
            }
        }
    }

    /// The note on the caller's own blind spots, as it is now.
    async fn own_blind_spots(&self, caller: &Caller, seen: &[Decision]) -> Rendered {
        let (policy, now) = (self.engine.policy(), self.engine.clock().now());
        if !policy.room.blind_spots {
            return self.scene().notice(&Notice::TurnedOff);
        }
        let key = Key::Person(caller.team.clone(), caller.user.clone());
        let plan = match self.engine.read(&key).await {
            Ok(Some(State::Person(person))) => person.blind_spots,
            _ => None,
        };
        let next = plan.map(|plan| plan.next.to_zoned(plan.zone.rules()).date());
        let spots = BlindSpots::of(policy, seen, &caller.user, now);
        self.scene().blind_spots(&spots, next)
    }

    /// What there is to say of the channel a command was typed in; nothing where the bot neither
    /// listens nor was taught anything, nor where that cannot be found out now.
    async fn here(&self, caller: &Caller) -> Option<Here> {
        let facts = self.directory.channel(&caller.channel).await.ok()?;
        let policy = self.engine.policy();
        let mode = policy.channels.mode(caller.channel.as_str(), Some(&facts.name));
        let workspace = match self.engine.read(&Key::Workspace(caller.team.clone())).await {
            Ok(Some(State::Workspace(workspace))) => *workspace,
            _ => Workspace::new(caller.team.clone()),
        };
        let channel = caller.channel.clone();
        let climate = self.climate((&caller.team, &channel));
        let from = climate.thresholds();
        let suggests = mode == Mode::Suggest || workspace.has_fallen_back(policy, &channel);
        let from = if suggests { from.suggest } else { from.open };
        let here = Here {
            mode,
            lessons: workspace.channels.get(&channel).cloned().unwrap_or_default(),
            from: from + workspace.shift(policy, &channel, None),
            usual: climate.usual(),
            in_threads: climate.is_threaded(),
            corrected: workspace.corrected(&channel),
            may_undo: workspace.may_unteach(&channel, &caller.user),
            may_open_again: workspace.may_open_again(&channel, &caller.user),
            channel,
        };
        let silent = mode == Mode::Manual && here.lessons.is_blank() && here.corrected == 0;
        (!silent && !facts.is_direct).then_some(here)
    }

    /// Passes an owner's wish on to the decision it names, or to the only one it can mean.
    fn owned(
        &self,
        caller: Caller,
        id: Option<DecisionId>,
        event: impl FnOnce(UserId) -> DecisionEvent + Send + 'static,
    ) -> Result<Ack, EngineError> {
        let intake = self.clone();
        self.afterwards.spawn(async move {
            let Some(seen) = intake.visible(&caller).await else {
                let sorry = intake.scene().try_again();
                return intake.say(&sorry, &caller.user, &caller.hand, false).await;
            };
            let answer = match pick_own(&seen, id.as_ref(), &caller) {
                Picked::None => intake.scene().notice(&Notice::NoSuchDecision),
                Picked::Several(several) => intake.scene().list(Which::Open, &several),
                Picked::One(decision) => {
                    let key = Key::Decision(decision.team.clone(), decision.id.clone());
                    let event = Event::Decision(event(caller.user.clone()));
                    let reply = intake.engine.handle(&key, &caller.id, &event).await;
                    let Caller { user, hand, .. } = caller;
                    return match reply {
                        Ok(reply) => intake.answer(reply, Some(key), user, hand),
                        Err(error) => {
                            tracing::error!(%error, "a command could not be carried out");
                            let sorry = intake.scene().try_again();
                            intake.say(&sorry, &user, &hand, false).await;
                        }
                    };
                }
            };
            intake.say(&answer, &caller.user, &caller.hand, false).await;
        });
        Ok(Ack::default())
    }

    /// The decisions this person may see; `None` if that cannot be found out now.
    pub(super) async fn visible(&self, caller: &Caller) -> Option<Vec<Decision>> {
        let all = decisions(&self.engine, &caller.team).await;
        let all = all.inspect_err(|error| tracing::error!(%error, "decisions cannot be read"));
        let seen = self.directory.visible(&caller.user, all.ok()?).await;
        seen.inspect_err(|error| tracing::warn!(%error, "who may see what is unknown")).ok()
    }
}

/// What somebody wants to look at.
enum Look {
    Status(Option<DecisionId>),
    List(Which),
    Brief(Option<DecisionId>),
    Lens(FunctionId),
    BlindSpots,
}

/// Which decision a command means.
enum Picked<'a> {
    One(&'a Decision),
    Several(Vec<&'a Decision>),
    None,
}

/// The decision that is named; or else the open ones of this channel, or of this person.
fn pick<'a>(seen: &'a [Decision], id: Option<&DecisionId>, caller: &Caller) -> Picked<'a> {
    if let Some(id) = id {
        return seen.iter().find(|one| one.id == *id).map_or(Picked::None, Picked::One);
    }
    let open = |one: &&Decision| one.is_open();
    let here: Vec<_> =
        seen.iter().filter(|one| open(one) && one.channel == caller.channel).collect();
    let mine: Vec<_> = seen.iter().filter(|one| open(one) && one.owner == caller.user).collect();
    match (here.as_slice(), mine.as_slice()) {
        ([one], _) | ([], [one]) => Picked::One(one),
        ([], []) => latest(seen, caller).map_or(Picked::None, Picked::One),
        ([], several) => Picked::Several(several.to_vec()),
        (several, _) => Picked::Several(several.to_vec()),
    }
}

/// The decision last opened here: with nothing under way, a command without an id means what was
/// decided.
fn latest<'a>(seen: &'a [Decision], caller: &Caller) -> Option<&'a Decision> {
    let here = seen.iter().filter(|one| one.channel == caller.channel);
    here.filter(|one| one.phase != Phase::Cancelled).max_by_key(|one| one.opened.at)
}

/// The same for what only an owner can do: where several are open here, the caller's own is meant.
fn pick_own<'a>(seen: &'a [Decision], id: Option<&DecisionId>, caller: &Caller) -> Picked<'a> {
    let picked = pick(seen, id, caller);
    let Picked::Several(several) = &picked else { return picked };
    let mut own = several.iter().filter(|one| one.owner == caller.user);
    match (own.next(), own.next()) {
        (Some(one), None) => Picked::One(one),
        _ => picked,
    }
}

fn is_listed(decision: &Decision, which: Which, user: &UserId) -> bool {
    let open = decision.is_open();
    match which {
        Which::Open => open,
        Which::Mine => open && decision.owner == *user,
        Which::Unheard => open && !Coverage::of(decision).is_full(),
        Which::Decided => matches!(decision.phase, Phase::Decided | Phase::Reviewed),
    }
}
