//! The one test binary.

mod wire_client;
mod wire_http;
mod wire_inbound;
mod wire_socket;
