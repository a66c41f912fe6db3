//! The main job, from the proposal to the digests.

use crate::stagecraft::{COMPANY, http, play_in};
use soundings::rehearsal::spec::Transport;

const WEEK: &str = "
== Monday 2 March

09:04 maya: morning all :tada:
09:10 kai in #random: cake in the kitchen
10:12 maya [seats]: PROPOSAL
10:40 tom clicks \"Answer\"
    need: A range we can plan with
    limit: not before the new fiscal year
    condition: if the floor stays at 60 a month
11:00 abeo > seats: nine quotes are out on seats, they must stay valid until June
11:01 abeo clicks \"Yes, count it\"

== Thursday 5 March
== Monday 9 March
";

fn the_week_goes_by(transport: Transport) {
    let show = play_in(COMPANY, WEEK, transport).went_well();
    show.card_says("#plans", "I propose", "heard 2 of 6");
    for person in ["tom", "abeo", "lena", "ruth", "sam"] {
        let role = if person == "sam" { "you are the backup" } else { "it is your turn" };
        assert!(show.posts(person, role) >= 1, "{person} in\n{}", show.transcript());
    }
    show.once("abeo", "Count this as Sales' view?");
    show.times(1, "lena", "I will not remind you again");
    show.once("#plans", "What was heard");
    show.shows("#plans", "Finance: A range we can plan with");
    show.shows("#plans", "Sales: nine quotes are out on seats");
    show.shows("#plans", "Legal: 2 people asked");
    show.shows("#plans", "Support: could not be reached: nobody is named for it");
    show.once("maya", "Who was heard, with names, for you only");
    show.shows("maya", "view from @Tom Okafor");
    show.hides("#plans", "Tom Okafor");
    show.times(2, "ruth", "Your week in decisions");
    show.never("#random", "");
}

#[test]
fn a_week_over_http() {
    the_week_goes_by(http());
}

#[test]
fn a_week_over_socket_mode() {
    the_week_goes_by(Transport::Socket);
}
