//! What people teach the bot, as they see it.

use crate::stagecraft::{COMPANY, http, play, play_in};

/// A proposal about the so-manieth plan.
fn proposal(number: usize) -> String {
    format!("I propose that we raise the price of plan {number} by 10 percent. Any objections?")
}

/// The owner works with a card, and corrects no guess.
fn works_with(number: usize) -> String {
    format!("maya clicks \"Edit details\" on p{number}\n    goal: Pay for plan {number}\n")
}

#[test]
fn kind_and_door_are_corrected_with_one_tap_by_whoever_decides() {
    let show = play(
        "
== Monday 2 March
10:12 maya [seats]: PROPOSAL
10:20 kai clicks \"Policy\"
10:21 maya clicks \"Policy\"
10:22 maya clicks \"Ask them too\"
10:23 maya clicks \"two-way door\"
",
    )
    .went_well();
    show.shows("kai", "Only @Maya Lindqvist can do this");
    show.shows("maya", "Usually affected by such a decision and not on the card: Operations");
    show.card_says("#plans", "I propose that", "Policy · two-way door");
    show.card_says("#plans", "I propose that", "*Operations*");
    show.card_says("#plans", "I propose that", "usual for pricing, the kind before");
}

#[test]
fn a_kind_that_no_word_speaks_for_is_called_a_guess_until_somebody_chooses() {
    let morning = "
== Monday 2 March
10:12 maya [phone]: I propose that we pick up the phone on Saturdays too. Any objections?
";
    let guess = "Roadmap is a guess: no word of the text points to a kind.";
    let show = play(morning).went_well();
    show.card_says("#plans", "I propose that", guess);
    let show = play(&format!("{morning}10:21 maya clicks \"Policy\"\n")).went_well();
    assert!(!show.card("#plans", "I propose that").contains("is a guess"));
}

#[test]
fn a_learnt_kind_counts_what_owners_did_and_is_gone_where_they_choose_another() {
    let show = play(
        "
== Monday 2 March
09:00 maya [p1]: I propose that we move all meetings about releases to Tuesday from May on. Any objections?
09:05 maya clicks \"Policy\" on p1
09:30 maya [p2]: I propose that we answer every customer mail within one day from June on. Any objections?
09:35 maya clicks \"Policy\" on p2
10:00 kai [p3]: I propose that we close the office in Kiel on 1 July. Any objections?
10:10 kai [p4]: I propose that we paint the hall blue on 1 August. Any objections?
10:15 kai [p5]: I propose that we plant trees in the yard on 1 August. Any objections?
10:20 kai clicks \"Hiring\" on p5
10:30 kai [p6]: I propose that we buy new chairs on 1 August. Any objections?
",
    )
    .went_well();
    let learnt = "Policy, though I read Roadmap: owners corrected that in";
    show.card_says("#plans", "office in Kiel", &format!("{learnt} the last 2 here."));
    show.card_says("#plans", "paint the hall", &format!("{learnt} 2 of the last 3 here."));
    show.card_says("#plans", "trees in the yard", "Hiring or vendor · ");
    show.card_lacks("#plans", "trees in the yard", "owners corrected");
    show.card_lacks("#plans", "new chairs", "owners corrected");
}

#[test]
fn a_door_corrected_twice_is_on_the_third_card_and_status_counts_and_forgets_it() {
    let mut days = "\n== Monday 2 March\n".to_owned();
    for number in 1..=2 {
        days += &format!("1{number}:00 maya [p{number}]: {}\n", proposal(number));
        days += &format!("1{number}:10 maya clicks \"two-way door\" on p{number}\n");
    }
    days += &format!(
        "13:00 maya [p3]: {}\n\
         13:10 maya types: /soundings status\n\
         13:20 maya clicks \"Forget what this channel taught me\"\n\
         14:00 maya [p4]: {}\n",
        proposal(3),
        proposal(4)
    );
    let show = play(&days).went_well();
    let usual = "usual for pricing, and so is a one-way door";
    let learnt = "Two-way door, though I read one-way: owners corrected that in the last 2 \
                  pricing decisions here.";
    show.card_says("#plans", "plan 3", learnt);
    show.card_lacks("#plans", "plan 3", "and so is a");
    show.card_lacks("#plans", "plan 1", "and so is a");
    show.shows("maya", "Owners corrected 2 cards");
    show.card_says("#plans", "plan 4", usual);
}

#[test]
fn four_confirmed_openings_lower_what_authors_are_asked_about_too() {
    let day = |confirmed: bool| {
        let mut day = "\n== Monday 2 March\n".to_owned();
        for number in 1..=5 {
            day += &format!("1{number}:00 maya [p{number}]: {}\n", proposal(number));
            if confirmed {
                day += &format!("1{number}:10 {}", works_with(number));
            }
        }
        play(&(day + "16:00 kai: for bakeries a longer trial would help most\n")).went_well()
    };
    day(false).never("kai", "This reads like a proposal");
    day(true).once("kai", "This reads like a proposal");
}

#[test]
fn a_function_added_by_hand_twice_is_on_the_third_card_with_the_reason() {
    let mut days = "\n== Monday 2 March\n".to_owned();
    for number in 1..=3 {
        days += &format!("1{number}:00 maya [p{number}]: {}\n", proposal(number));
        if number < 3 {
            days += &format!("1{number}:10 maya clicks \"Change functions\" on p{number}\n");
            days += "    functions: finance, sales, marketing, legal, support, research\n";
        }
    }
    let show = play(&days).went_well();
    let card = show.card("#plans", "plan 3");
    let reason = "added by hand in the last 2 pricing decisions here";
    assert!(card.contains("*Customer research*") && card.contains(reason), "{card}");
}

#[test]
fn a_function_taken_off_twice_is_left_out_of_the_third_card_and_that_is_said() {
    let mut days = "\n== Monday 2 March\n".to_owned();
    for number in 1..=3 {
        days += &format!("1{number}:00 maya [p{number}]: {}\n", proposal(number));
        if number < 3 {
            days += &format!("1{number}:10 maya clicks \"Change functions\" on p{number}\n");
            days += "    functions: finance, sales\n";
        }
    }
    days += "14:00 maya [p4]: I propose that we raise the price of plan 4. Our contracts need a new \
             clause. Any objections?\n";
    let show = play(&days).went_well();
    let left_out = "Left out: Leadership, Legal, Marketing and Support (taken off by hand in the last 2 \
                    pricing decisions here).";
    show.card_says("#plans", "plan 3", left_out);
    show.card_lacks("#plans", "plan 3", "*Marketing*");
    show.card_says("#plans", "plan 4", "*Legal*");
    show.card_lacks("#plans", "plan 4", "*Marketing*");
}

#[test]
fn a_dismissal_makes_it_more_careful_and_status_says_so_and_can_forget_it() {
    let show = play(
        "
== Monday 2 March
10:12 maya [seats]: PROPOSAL
10:20 maya clicks \"Not a decision\"
10:30 kai types: /soundings status
10:31 ruth types: /soundings status
10:32 ruth clicks \"Forget what this channel taught me\"
10:33 ruth types: /soundings status
10:34 ruth clicks \"Forget what this channel taught me\"
",
    )
    .went_well();
    show.shows("kai", "I am at least 63 % sure");
    show.shows("kai", "Learnt from Not a decision (once). I keep counts and ids for it");
    show.hides("kai", "[Forget what this channel taught me]");
    show.shows("ruth", "[Forget what this channel taught me]");
    show.shows("ruth", "I have forgotten what #plans taught me");
    show.shows("ruth", "I am at least 60 % sure");
    show.shows("ruth", "There is nothing to forget: #plans has taught me nothing so far.");
}

#[test]
fn what_owners_make_of_some_words_is_not_done_to_a_text_with_others() {
    let days = "
== Monday 2 March
09:30 maya [p]: I propose we move the CI to bigger runners, the subscription costs 300 more.
09:40 maya clicks \"Architecture\" on p
09:50 maya clicks \"two-way door\" on p

== Tuesday 3 March
09:30 maya [q]: I propose we move the staging database to bigger machines, the subscription costs 200 more.
09:40 maya clicks \"Architecture\" on q
09:50 maya clicks \"two-way door\" on q

== Wednesday 4 March
09:30 maya [r]: I propose we move the build cache to bigger disks, the subscription costs 100 more.
09:40 maya clicks \"Architecture\" on r
09:50 maya clicks \"two-way door\" on r

== Thursday 5 March
09:30 maya [t]: I propose we move the log store to bigger disks, the subscription costs 90 more.
10:00 maya [u]: I propose we raise the Team plan to 15 euros a month.
";
    let show = play(days).went_well();
    let learnt = "Architecture, though I read Pricing: owners corrected that in the last 3 here.";
    show.card_says("#plans", "log store", learnt);
    let team = show.card("#plans", "Team plan");
    assert!(team.contains("Pricing · one-way door") && team.contains("*Sales*"), "{team}");
    assert!(!team.contains("owners corrected"), "{team}");
}

#[test]
fn a_reminder_asks_what_fits_the_kind_that_the_owner_has_chosen() {
    let show = play(
        "
== Monday 2 March
09:30 maya [p]: I propose we move the CI to bigger runners, the subscription costs 300 more.
09:40 maya clicks \"Architecture\" on p

== Tuesday 3 March
17:00 maya: off for today
",
    )
    .went_well();
    show.once("ruth", "can still be heard on");
    show.asked_once("ruth", "the new pricing");
}

#[test]
fn not_a_decision_tapped_again_and_again_below_one_message_counts_once() {
    let show = play(
        "
== Monday 2 March
09:30 maya [p]: imo we should drop fax support
09:31 maya clicks \"Not a decision\"
09:32 maya clicks \"Not a decision\"
09:33 maya clicks \"Not a decision\"
09:34 maya types: /soundings status
",
    )
    .went_well();
    show.shows("maya", "Learnt from Not a decision (once).");
}

#[test]
fn whoever_decides_is_told_alone_that_somebody_else_took_their_card_down_and_can_open_it_again() {
    let show = play(
        "
== Monday 2 March
09:30 maya [p]: I propose we drop fax support
09:31 kai clicks \"Not a decision\" on p
09:40 maya uses \"Ask for perspectives\" on p
    functions: support
",
    )
    .went_well();
    show.shows("kai", "removed the card and the questions, and told @Maya Lindqvist, and I will");
    show.once("maya", "@Kai Brandt marked this message in #plans as not a decision");
    show.never("#plans", "@Kai Brandt");
    show.card_says("#plans", "drop fax support", "<@U0MAYA> decides");
}

#[test]
fn a_suggestion_names_words_only_where_there_are_any_and_says_where_it_reads_as_decided() {
    let show = play(
        "
== Monday 2 March
09:30 abeo: the refund flow is a mess. agents wait 3 days for finance, customers scream, we lose goodwill over 12 euro refunds.
    | I know there are reasons.
    | But honestly: could agents refund up to 50 euros without asking?
11:00 maya: so the decision is to raise the starter price to 12 euros
",
    )
    .went_well();
    show.once("abeo", "Only you see this.");
    show.never("abeo", "Words that I noticed");
    show.once(
        "maya",
        "This reads as if it were decided: The decision is to raise the starter price to 12 euros",
    );
    show.never("maya", "This reads like a proposal");
}

#[test]
fn where_fewer_than_half_of_twenty_openings_were_confirmed_it_suggests_until_told_otherwise() {
    let mut days = String::new();
    // Every other one is wrong, and then one more, so that the first right one is no longer counted.
    for (day, weekday) in ["Monday 2", "Tuesday 3", "Wednesday 4"].iter().enumerate() {
        days += &format!("\n== {weekday} March\n");
        for hour in 0..7 {
            let number = day * 7 + hour + 1;
            days += &format!("1{hour}:00 maya [p{number}]: {}\n", proposal(number));
            let confirmed = number % 2 == 1 && number < 21;
            let dismissed = format!("maya clicks \"Not a decision\" on p{number}\n");
            let press = if confirmed { works_with(number) } else { dismissed };
            days += &format!("1{hour}:10 {press}");
        }
    }
    days += &format!(
        "\n== Thursday 5 March\n\
         10:00 maya [quiet]: {}\n\
         10:05 maya types: /soundings status\n\
         10:10 kai types: /soundings list\n\
         10:20 ruth clicks \"Let Soundings open again\"\n\
         10:30 maya [again]: {}\n",
        proposal(98),
        proposal(99)
    );
    let show = play(&days).went_well();
    show.once("ruth", "I no longer open decisions by myself");
    show.shows("ruth", "of the last 20 decisions that I opened there, only 9 were confirmed");
    show.shows(
        "maya",
        "I ask the author alone, at most once a day, where I am at least 43 % sure.",
    );
    show.shows("maya", "This stays so until somebody uses the button below.");
    show.shows("ruth", "In #plans I open decisions by myself again");
    show.once("maya", "This reads like a proposal");
    show.card_says("#plans", "plan 99", "Decision `");
}

#[test]
fn where_nobody_invited_it_and_there_is_no_leader_the_channel_hears_that_it_fell_back() {
    let mut days = "\n== Monday 2 March\n".to_owned();
    for number in 1..=8 {
        days += &format!("1{number}:00 maya [p{number}]: {}\n", proposal(number));
        days += &format!("1{number}:05 maya clicks \"Not a decision\" on p{number}\n");
    }
    days += "19:00 kai clicks \"Let Soundings open again\"\n";
    let head = COMPANY.replace("leadership, leader ", "leadership         ");
    let show = play_in(&head, &days, http()).went_well();
    show.once("#plans", "I no longer open decisions here by myself");
    show.shows(
        "#plans",
        "of the last 8 that I opened, none was confirmed, by an answer or by whoever decides.",
    );
    show.shows("kai", "In #plans I open decisions by myself again.");
}
