//! Any body that comes with a right signature is read without a panic, and the same way when it is
//! delivered again.

#![no_main]

#[path = "../../src"]
#[allow(dead_code, unused_imports, reason = "a part of the program is all that is needed")]
mod source {
    pub mod domain;
}
#[path = "../../src/slack"]
#[allow(dead_code, unused_imports, reason = "as above")]
mod slack {
    pub mod inbound;
}
#[path = "../../src/views"]
#[allow(dead_code, unused_imports, reason = "as above")]
mod views {
    pub mod controls;
    mod limits;
}

use libfuzzer_sys::fuzz_target;
use slack::inbound::Reader;
use source::domain;

fuzz_target!(|body: &[u8]| {
    let reader = Reader { bot_user: "U0BOT".into(), bot_id: Some("B0BOT".to_owned()) };
    let first = format!("{:?}", reader.read(body));
    assert_eq!(format!("{:?}", reader.read(body)), first);
});
