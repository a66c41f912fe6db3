//! What follows from a transition, carried out: lanes in order, look-ups answered from the roster,
//! posts that arrive or are refused.

use super::*;
use soundings::domain::event::Announced;
use soundings::reading::learned::learned;
use soundings::reading::related::{self, Earlier};
use soundings::reading::{joint, tension, touching};

impl World {
    /// Carries out every effect that may go now, and what follows from it.
    pub fn run(&mut self) {
        for _ in 0..10_000 {
            let now = self.now;
            let ready =
                |lane: &VecDeque<Queued>| lane.front().is_some_and(|one| one.not_before <= now);
            let Some(lane) = self.lanes.iter().find(|(_, lane)| ready(lane)) else { return };
            let lane = lane.0.clone();
            self.carry_out(&lane);
        }
        panic!("effects without end; the story so far:\n{}", self.transcript.join("\n"));
    }

    /// Carries out the first effect of a lane and settles it.
    pub fn carry_out(&mut self, lane: &str) {
        let queue = self.lanes.get_mut(lane).expect("a lane with something in it");
        let queued = queue.front().cloned().expect("a lane with something in it");
        match self.perform(&queued) {
            Ok(result) => {
                self.take_from(lane);
                if let Some((key, event)) = result {
                    self.apply(&key, &EventId::new(queued.id.as_str()), &event);
                }
            }
            Err(later) => self.lanes.get_mut(lane).expect("the lane")[0].not_before = later,
        }
    }

    pub(super) fn take_from(&mut self, lane: &str) {
        let queue = self.lanes.get_mut(lane).expect("the lane");
        queue.pop_front();
        if queue.is_empty() {
            self.lanes.remove(lane);
        }
    }

    pub(super) fn next_moment(&self) -> Option<Timestamp> {
        let wakes = self.rows.values().filter_map(|row| row.wake_at);
        let heads = self.lanes.values().filter_map(|lane| lane.front()).map(|one| one.not_before);
        wakes.chain(heads).min()
    }

    /// Does what an effect says; `Err` is a moment at which it is to be tried again.
    pub fn perform(&mut self, queued: &Queued) -> Result<Option<(Key, Event)>, Timestamp> {
        let source = &queued.source;
        let about = |event| Some((source.clone(), Event::Decision(event)));
        Ok(match &queued.effect {
            Effect::Post { to, message } => return self.post(queued, to, message),
            Effect::Refresh(what) => {
                self.refresh(source, what);
                None
            }
            Effect::Delete { ts, .. } => {
                if let Some(place) = self.slack.iter().position(|one| one.ts == *ts) {
                    let gone = self.slack.remove(place);
                    self.says(&format!("bot deletes {}", spelled(&gone.to, &gone.message)));
                }
                None
            }
            Effect::Tell { key, event } => Some((key.clone(), event.as_ref().clone())),
            Effect::TellOpenDecisions { channel, event } => {
                self.tell_open(queued, channel.as_ref(), event);
                None
            }
            Effect::Vet { proposal, strength } => self.vet(source, proposal, *strength),
            Effect::OpenFrom { by, ts, .. } => {
                let mut proposal = self.proposal(ts, "fetched from Slack", &["finance"]);
                proposal.by = OpenedBy::Person(by.clone());
                about(DecisionEvent::Proposed(Box::new(proposal)))
            }
            Effect::FindPeople { function, role, only } => match self.state(source) {
                Some(State::Decision(_)) => about(DecisionEvent::CandidatesFound {
                    function: function.clone(),
                    role: *role,
                    candidates: self.candidates(function.as_str(), *role, only.as_ref()),
                }),
                _ => None,
            },
            Effect::Identify { user, reply } => {
                let facts = self.people.get(user);
                let functions = facts.into_iter().flat_map(|one| &one.functions);
                about(DecisionEvent::ReplierIdentified {
                    reply: reply.clone(),
                    functions: functions.map(|(function, _)| (*function).into()).collect(),
                })
            }
            Effect::FindRelated => match self.state(source) {
                Some(State::Decision(new)) => {
                    let Earlier { here, elsewhere } = related::earlier(&new, &self.decisions());
                    about(DecisionEvent::RelatedFound { here, elsewhere })
                }
                _ => None,
            },
            Effect::Recall { function, by, from, of } => {
                let row = |key: &Key| match self.state(key) {
                    Some(State::Decision(decision)) => Some(*decision),
                    _ => None,
                };
                let earlier = row(&self.key(from));
                let Some(decision) = row(source) else { return Ok(None) };
                let learned = earlier.as_ref().and_then(|one| learned(&decision, function, one));
                let words = learned.filter(|one| one.mark() == *of).map(|one| one.words.to_owned());
                let (function, by) = (function.clone(), by.clone());
                about(DecisionEvent::Recalled { function, by, words })
            }
            Effect::FindLimits => match self.state(source) {
                Some(State::Decision(decision)) => {
                    let today = self.now.to_zoned(decision.zone.rules()).date();
                    let standing = self.workspace().register.standing(&self.policy, today);
                    let touched = touching::touched(&standing, &decision, today);
                    let news = touched != decision.limits;
                    news.then_some(DecisionEvent::LimitsFound { touched }).and_then(about)
                }
                _ => None,
            },
            Effect::FindTensions => match self.state(source) {
                Some(State::Decision(decision)) => {
                    let pulls = tension::among(&self.policy, &decision);
                    let pairs = pulls.iter().map(tension::Pull::pair).collect();
                    let joint = joint::said(&decision, &joint::joint(&self.policy, &decision));
                    about(DecisionEvent::TensionsFound { pairs, joint })
                }
                _ => None,
            },
            Effect::TellNaming => {
                self.tell_naming(queued);
                None
            }
            Effect::FindLeaders => {
                let leaders = self.leaders.clone();
                Some((source.clone(), Event::Workspace(WorkspaceEvent::LeadersFound { leaders })))
            }
            Effect::FindAdmin { channel, inviter } => {
                let there = inviter.iter().filter(|one| self.people.contains_key(one)).cloned();
                let mut users: Vec<UserId> = there.collect();
                if users.is_empty() {
                    users = self.leaders.iter().map(|leader| leader.user.clone()).collect();
                }
                let event = WorkspaceEvent::AdminFound { channel: channel.clone(), users };
                Some((source.clone(), Event::Workspace(event)))
            }
            Effect::HandOn { .. } => {
                self.says("bot hands the record on to the webhook");
                None
            }
            Effect::Purge => {
                self.rows.clear();
                None
            }
        })
    }

    pub(super) fn vet(
        &self,
        key: &Key,
        proposal: &Proposal,
        strength: Strength,
    ) -> Option<(Key, Event)> {
        let by_hand = strength == Strength::ByHand;
        if !by_hand && self.mode == Mode::Manual {
            return None;
        }
        let fallen = self.workspace().has_fallen_back(&self.policy, &proposal.channel);
        if !by_hand && (self.mode == Mode::Suggest || fallen || strength == Strength::Likely) {
            let event = PersonEvent::SuggestionDue {
                thread: None,
                channel: proposal.channel.clone(),
                ts: proposal.root.clone(),
                title: proposal.title.clone(),
                why: proposal.why.clone(),
                convinced: proposal.guesses.convinced,
                announced: if proposal.announced { Announced::Yes } else { Announced::No },
            };
            let author = Key::Person(proposal.team.clone(), proposal.owner.clone());
            return Some((author, Event::Person(event)));
        }
        let mut proposal = proposal.clone();
        if !by_hand {
            proposal = self.workspace().advise(&self.policy, proposal);
        }
        let event = DecisionEvent::Proposed(Box::new(proposal));
        Some((key.clone(), Event::Decision(event)))
    }

    pub(super) fn candidates(
        &self,
        function: &str,
        role: Role,
        only: Option<&UserId>,
    ) -> Vec<Candidate> {
        let named = |one: &Somebody| one.functions.contains(&(function, role));
        let users: Vec<UserId> = match only {
            Some(user) => vec![user.clone()],
            None => {
                self.people.iter().filter(|(_, one)| named(one)).map(|one| one.0.clone()).collect()
            }
        };
        users.into_iter().map(|user| self.candidate(user)).collect()
    }

    pub(super) fn candidate(&self, user: UserId) -> Candidate {
        let person = self.person(user.as_str());
        let facts = self.people.get(&user);
        let stranger = facts.is_none().then_some(Excuse::Outsider);
        let excused = stranger
            .or_else(|| facts.and_then(|one| one.excused))
            .or_else(|| person.excuse(&self.policy, self.now));
        let zone = facts.map(|one| one.zone.clone()).unwrap_or_default();
        Candidate { user, zone, last_asked: person.last_asked(), excused }
    }

    pub(super) fn post(
        &mut self,
        queued: &Queued,
        to: &Destination,
        message: &Message,
    ) -> Result<Option<(Key, Event)>, Timestamp> {
        if let Some(known) = self.slack.iter().find(|one| one.effect == queued.id) {
            let ts = known.ts.clone();
            return Ok(self.delivered(&queued.source, to, message, ts));
        }
        if let Key::Decision(..) = queued.source {
            let Some(State::Decision(decision)) = self.state(&queued.source) else {
                return Ok(None);
            };
            let receiver = match to {
                Destination::Dm(user) => self.receiver(message, user),
                _ => Some(Receiver::default()),
            };
            let Some(receiver) = receiver else { return Ok(None) };
            match outgoing::judge(&self.policy, &decision, message, self.now, receiver) {
                Verdict::Drop => return Ok(None),
                Verdict::Wait(moment) => return Err(moment),
                Verdict::Late(moment) => {
                    let Message::Ask { function, user } = message else { return Err(moment) };
                    let (function, user) = (function.clone(), user.clone());
                    let event = Event::Decision(DecisionEvent::PersonLate { function, user });
                    let id = EventId::new(format!("{}-late", queued.id));
                    self.apply(&queued.source, &id, &event);
                    return Err(moment);
                }
                Verdict::Impossible(excuse) => {
                    let Message::Ask { function, user } = message else { return Ok(None) };
                    let (function, user) = (function.clone(), user.clone());
                    let event = DecisionEvent::PersonUnavailable { function, user, excuse };
                    return Ok(Some((queued.source.clone(), Event::Decision(event))));
                }
                Verdict::Send => {}
            }
        }
        if self.is_refused(to) {
            self.says(&format!("Slack refuses {}", spelled(to, message)));
            return Ok(Some(undelivered(&queued.source, message)));
        }
        Ok(self.send(queued, to, message))
    }

    /// What is known of whoever gets a message; `None` where they want nothing of this kind.
    fn receiver(&self, message: &Message, user: &UserId) -> Option<Receiver> {
        let (somebody, person) = (self.people.get(user), self.person(user.as_str()));
        let asks = matches!(
            message,
            Message::Check { .. } | Message::DidItComeTrue { .. } | Message::FollowUpDue { .. }
        );
        if asks && person.muted {
            return None;
        }
        let away = person.back_at().filter(|_| outgoing::comes_after(message));
        let quiet = somebody.and_then(|one| one.quiet_until);
        let quiet_until = quiet.into_iter().chain(away).max();
        let zone = somebody.map(|one| one.zone.clone());
        Some(Receiver { zone, quiet_until, cannot_see: false })
    }

    pub(super) fn send(
        &mut self,
        queued: &Queued,
        to: &Destination,
        message: &Message,
    ) -> Option<(Key, Event)> {
        let ts = self.next_ts();
        self.says(&format!("bot {}", spelled(to, message)));
        let posted = Posted {
            effect: queued.id.clone(),
            source: queued.source.clone(),
            to: to.clone(),
            message: message.clone(),
            ts: ts.clone(),
            at: self.now,
        };
        self.slack.push(posted.clone());
        self.happened.push(Happened::Posted(Box::new(posted)));
        self.delivered(&queued.source, to, message, ts)
    }

    pub(super) fn delivered(
        &self,
        source: &Key,
        to: &Destination,
        message: &Message,
        ts: MessageTs,
    ) -> Option<(Key, Event)> {
        let channel = match to {
            Destination::Only(..) => return None,
            Destination::Channel(channel) | Destination::Thread(channel, _) => channel.clone(),
            Destination::Dm(user) => dm(user),
        };
        let message = message.clone();
        let event = match source {
            Key::Decision(..) => Event::Decision(DecisionEvent::Delivered { message, channel, ts }),
            Key::Person(..) => Event::Person(PersonEvent::Delivered { message, channel, ts }),
            Key::Workspace(_) => {
                Event::Workspace(WorkspaceEvent::Delivered { message, channel, ts })
            }
        };
        Some((source.clone(), event))
    }

    pub(super) fn is_refused(&self, to: &Destination) -> bool {
        match to {
            Destination::Dm(user) => self.people.get(user).is_none_or(|one| one.refuses),
            Destination::Channel(_) | Destination::Thread(..) | Destination::Only(..) => {
                self.channel_refuses
            }
        }
    }

    pub(super) fn refresh(&mut self, source: &Key, what: &Refresh) {
        let Some(State::Decision(decision)) = self.state(source) else { return };
        match what {
            Refresh::Card => {}
            Refresh::Ask { user, .. } => {
                self.says(&format!("bot brings the ask to {user} up to date"));
            }
            Refresh::Message { message, .. } => {
                let user = outgoing::waits_for_hours(&decision, message);
                let user = user.map_or("the thread", UserId::as_str).to_owned();
                self.says(&format!("bot brings {} to {user} up to date", short(message.as_ref())));
            }
        }
    }

    pub(super) fn tell_open(
        &mut self,
        queued: &Queued,
        channel: Option<&ChannelId>,
        event: &Event,
    ) {
        for key in self.rows.keys().cloned().collect::<Vec<_>>() {
            let Some(State::Decision(decision)) = self.state(&key) else { continue };
            if decision.is_listening() && channel.is_none_or(|one| *one == decision.channel) {
                let id = EventId::new(format!("{}@{}", queued.id, decision.id));
                self.apply(&key, &id, event);
            }
        }
    }

    fn tell_naming(&mut self, queued: &Queued) {
        let Key::Decision(_, gone) = &queued.source else { return };
        let event = Event::Decision(DecisionEvent::Unrelated { other: gone.clone() });
        for decision in self.decisions().iter().filter(|one| one.relations.names(gone)) {
            let id = EventId::new(format!("{}@{}", queued.id, decision.id));
            self.apply(&self.key(&decision.id), &id, &event);
        }
    }

    /// Returns every decision of the workspace.
    pub fn decisions(&self) -> Vec<Decision> {
        let states = self.rows.values().map(|row| &row.state);
        let decisions = states.filter_map(|state| match state {
            State::Decision(decision) => Some(decision.as_ref().clone()),
            _ => None,
        });
        decisions.collect()
    }

    // ---- The engine ----
}
