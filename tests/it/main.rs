//! The one test binary.

#![expect(clippy::unwrap_used, reason = "a test that fails at an unwrap says where")]

mod audit;
mod cli;
mod config_defaults;
mod config_faults;
mod corpus_rehearsal;
mod crash;
mod doctor;
mod domain;
mod export;
mod left_out;
mod manifest;
mod opinion;
mod reading;
mod rehearsal_delivery;
mod rehearsal_kit;
mod rehearsal_screens;
mod rehearsal_script;
mod rehearsal_socket;
mod rehearsal_story;
mod rehearsal_web_api;
mod rehearse;
mod scenarios;
mod simulation;
mod simulation_bot;
mod stagecraft;
mod state_format;
mod store_contract;
mod store_copy;
mod store_crash;
mod store_format;
mod store_power_loss;
mod store_refusals;
mod tidy;
mod views;
mod webhook;
mod wire_client;
mod wire_http;
mod wire_inbound;
mod wire_socket;
mod witness;
