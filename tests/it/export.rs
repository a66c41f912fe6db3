//! Decisions as text for outside Slack: each format, what each audience may know, and the command.

mod aftermath;
mod anything;
pub mod formats;
mod knowing;
mod program;
mod stand;
mod visibility;
