//! The one test binary.

mod rehearsal_delivery;
mod rehearsal_kit;
mod rehearsal_screens;
mod rehearsal_script;
mod rehearsal_socket;
mod rehearsal_story;
mod rehearsal_web_api;
