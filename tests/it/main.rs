//! The one test binary.

mod cli;
mod config_defaults;
mod config_faults;
mod corpus_rehearsal;
mod crash;
mod doctor;
mod domain;
mod left_out;
mod manifest;
mod reading;
mod rehearsal_delivery;
mod rehearsal_kit;
mod rehearsal_screens;
mod rehearsal_script;
mod rehearsal_socket;
mod rehearsal_story;
mod rehearsal_web_api;
mod scenarios;
mod simulation;
mod stagecraft;
mod state_format;
mod store_contract;
mod store_crash;
mod store_format;
mod store_power_loss;
mod store_refusals;
mod tidy;
mod views;
mod wire_client;
mod wire_http;
mod wire_inbound;
mod wire_socket;
<<<<<<< HEAD

mod rehearse;

mod views;
=======
mod witness;
>>>>>>> main
