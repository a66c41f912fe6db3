//! What people see: short scripts, played by the real bot over real HTTP or WebSocket.

mod aftercare;
mod answering;
mod asking;
mod blind_spots;
mod bounding;
mod catching_up;
mod commands;
mod deciding;
mod explaining;
mod growing;
mod handing_on;
mod hesitating;
mod learned;
mod learning;
mod main_story;
mod noticing;
mod privacy;
mod relations;
mod retro;
mod room;
mod silence;
mod tensions;
mod trouble;
mod weekly;
