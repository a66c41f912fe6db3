//! The one test binary.
mod store_contract;
mod store_crash;
mod store_format;
mod store_power_loss;
mod store_refusals;

mod reading;

mod rehearsal_delivery;
mod rehearsal_kit;
mod rehearsal_screens;
mod rehearsal_script;
mod rehearsal_socket;
mod rehearsal_story;
mod rehearsal_web_api;

mod wire_client;
mod wire_http;
mod wire_inbound;
mod wire_socket;

mod crash;
mod scenarios;
mod simulation_bot;
mod stagecraft;
