use super::*;
use proptest::prelude::*;

fn read(text: &str) -> Reading {
    reader().read(&Excerpt { text, ..Excerpt::default() })
}

fn reader() -> &'static Reader {
    static READER: std::sync::OnceLock<Reader> = std::sync::OnceLock::new();
    READER.get_or_init(|| Reader::new(&Library::default()))
}

/// Expects what an `auto` channel does, and the label.
#[track_caller]
fn check(text: &str, expected: &str) {
    let reading = read(text);
    let action = reading.action(Thresholds::default()).as_str();
    let found = format!("{action} {}", reading.label.as_str());
    assert_eq!(found, expected, "{text:?} {:.2} {:?}", reading.score, reading.why);
}

/// Expects anything but opening a decision.
#[track_caller]
fn check_closed(text: &str) {
    let reading = read(text);
    let action = reading.action(Thresholds::default());
    assert_ne!(action, Action::Open, "{text:?} {:.2} {:?}", reading.score, reading.why);
}

/// Expects nothing to happen.
#[track_caller]
fn check_quiet(text: &str) {
    let reading = read(text);
    let action = reading.action(Thresholds::default());
    assert_eq!(action, Action::None, "{text:?} {:.2} {:?}", reading.score, reading.why);
}

#[test]
fn a_proposal_in_so_many_words_opens() {
    check(
        "Proposal from my side: we retire the v1 export API at the end of June. Reasons in the doc.",
        "open proposal",
    );
    check(
        "so what I'd like us to do is move the billing jobs off cron onto the queue before Q3. thoughts?",
        "open proposal",
    );
    check("I propose that we drop the starter plan for new sign-ups.", "open proposal");
    check("Morning all. I'd like to propose moving the release to Thursdays", "open proposal");
    check("I suggest we freeze the schema until the audit is over", "open proposal");
    check("My proposal is that we hire a contractor for the migration", "open proposal");
    check("*Proposal:* one price per shop, 79 a month", "open proposal");
    check("hey all, RFC for the new on-call rota: weekly, two people, no Sundays", "open proposal");
    check("We'll turn off the old importer on Friday unless anyone objects", "open proposal");
    check("we need to decide whether the mobile app stays in this quarter", "open choice_question");
    check("Any objections to shipping the new checkout on Tuesday?", "open choice_question");
    check("Decision: we keep seats for chains until the end of June", "open decision");
}

#[test]
fn a_natural_proposal_in_a_product_channel_opens() {
    check(
        "I've been looking at the seat numbers again and honestly I think we should stop charging per seat and move the two lower plans to usage. Any objections?",
        "open proposal",
    );
    check(
        "I've been looking at the seat numbers again and honestly I think we should stop charging per seat and move the two lower plans to usage.",
        "open proposal",
    );
    check(
        "What if we killed the old dashboard in Q3 and pointed everybody to the new one? Happy to be talked out of it",
        "open proposal",
    );
    check(
        "I'm leaning towards dropping the free plan and giving everyone a 14 day trial instead. Shout if you see a problem",
        "open proposal",
    );
    check(
        "Plan is to move login to the new provider next sprint, comments welcome until Thursday",
        "open proposal",
    );
    check(
        "I want to raise the starter price from 9 to 12 in September, existing customers keep theirs for a year. What am I missing?",
        "open proposal",
    );
    check(
        "Let's move the nightly exports to the new provider before the renewals start, what do people think?",
        "open proposal",
    );
    check(
        "Draft decision: we go with Stripe for invoicing. If I hear nothing until Friday, I'll sign.",
        "open decision",
    );
    check("Can we agree to stop doing custom discounts under 50 seats?", "open proposal");
    check(
        "I recommend we switch our vendor for email, the contract ends in June.",
        "open proposal",
    );
    check(
        "We want to raise prices by 10 percent in July. Objections until Friday please.",
        "open proposal",
    );
    check("I think we should ship it without the tour. What do you think?", "open proposal");
    check(
        "should we charge annual customers upfront or keep monthly invoices?",
        "open choice_question",
    );
}

#[test]
fn an_own_proposal_beside_reported_words_opens() {
    check(
        "Tom said we need to decide whether chains stay. Well, we need to decide whether seats stay.",
        "open choice_question",
    );
    check("customers told me they wanted it. I propose that we drop the fee", "open proposal");
}

#[test]
fn a_likely_proposal_asks_the_author_and_opens_nothing() {
    check("maybe we could merge the two settings pages?", "suggest proposal");
    check("we could also drop the old parser, imo", "suggest proposal");
    check("can we consider a smaller first step?", "suggest proposal");
    // Said in so many words, but likely too small to ask others about.
    check("I suggest moving the freeze to Thursday", "suggest proposal");
}

#[test]
fn a_group_that_is_asked_in_other_words_opens() {
    check("Should we move the exports to the new queue first?", "open choice_question");
    check("What are the group's thoughts on dropping the free plan?", "open choice_question");
    check("I recommend dropping the old importer before the audit", "open proposal");
    check("I suggest moving the launch to Thursday", "open proposal");
}

/// Somebody of whom nothing is known says something.
fn reply<'a>(glance: &'a Glance, user: &'a str, text: &'a str) -> Reply<'a> {
    Reply { glance, by: user.into(), text }
}

#[test]
fn a_thread_gathers_what_others_say_and_quotes_it() {
    let glance = |text| reader().glance(&Excerpt { text, ..Excerpt::default() });
    let root = "the settings pages could be one page by the release";
    let mut thread = Thread::new(glance(root), "ana".into());
    let before = reader().weigh(&thread);
    assert_eq!((before.evidence, before.why.len()), (Evidence::None, 0));
    for (author, text) in [
        ("ben", "sounds good to me, the settings pages confuse people"),
        ("cem", "+1. I agree, one settings page before the release"),
        ("ana", "great, I'll draft it"),
        ("dee", "So we go with the merged settings page."),
    ] {
        thread.followed(reply(&glance(text), author, text), Where::Inside);
    }
    thread.reacted(true, "eva");
    let after = reader().weigh(&thread);
    assert!(after.score > before.score, "{} {}", before.score, after.score);
    assert_eq!(after.why[0], "So we go with the merged settings page");
    assert!(after.why.iter().any(|quote| quote.starts_with("sounds good to me")), "{after:?}");
}

#[test]
fn a_thread_of_its_author_alone_convinces_nobody() {
    let glance = |text| reader().glance(&Excerpt { text, ..Excerpt::default() });
    let mut thread =
        Thread::new(glance("maybe we could merge the two settings pages?"), "ana".into());
    for _ in 0..20 {
        let text = "yes, agreed, sounds good";
        thread.followed(reply(&glance(text), "ana", text), Where::Inside);
        thread.reacted(true, "ana");
    }
    let weighed = reader().weigh(&thread);
    assert_eq!((weighed.evidence, weighed.why.len()), (Evidence::None, 0));
    assert!(!thread.is_taken_up());
}

#[test]
fn advice_wishes_and_plans_of_ones_own_are_quiet() {
    check_quiet("you should probably try clearing the cache first");
    check_quiet("if you want that, you could add a second index");
    check_quiet("I wish the export could do PDF");
    check_quiet("I'll look into it this afternoon");
    check_quiet("I'm going to restart staging in ten minutes");
    check_quiet("thanks, that fixed it!");
    check_quiet("how do I get access to the billing dashboard?");
    check_quiet("31 tickets over the weekend, 9 of them are the same printer");
}

#[test]
fn where_hardly_anything_is_proposed_or_was_heard_the_bot_asks_only_when_surer() {
    let glance = |text| reader().glance(&Excerpt { text, ..Excerpt::default() });
    let advice = glance("I would suggest using a map there, it is faster");
    let wish = glance("would be cool if the app had a dark mode");
    let plain = glance("I propose we drop the old importer. Any objections?");
    let help = glance("how do I read a file line by line?");
    let mut climate = Climate::default();
    assert_eq!(advice.action(climate.thresholds()), Action::None);
    assert_eq!(wish.action(climate.thresholds()), Action::None);
    assert_eq!(plain.action(climate.thresholds()), Action::Open);
    (0..2).for_each(|_| climate.hear(&plain));
    (0..6).for_each(|_| climate.hear(&help));
    assert_eq!(advice.action(climate.thresholds()), Action::Suggest);
    let mut threaded = climate;
    (0..5).for_each(|_| threaded.hear_answer());
    assert!(threaded.is_threaded() && !climate.is_threaded());
    assert_eq!(advice.action(threaded.thresholds()), Action::None);
    assert_eq!(plain.action(threaded.thresholds()), Action::Open);
    (0..150).for_each(|_| climate.hear(&help));
    assert_eq!(advice.action(climate.thresholds()), Action::None);
    assert_eq!(plain.action(climate.thresholds()), Action::Open);
}

#[test]
fn jokes_lunch_and_procedure_open_nothing() {
    check_closed("~I propose we drop the free plan. Any objections?~ never mind");
    check_closed("I don't propose we drop the free plan. No objections to it.");
    check_closed("If I were to propose we drop the free plan, would there be objections?");
    check_quiet("let's get lunch");
    check_quiet("shall we move on?");
    check_quiet("let's move on to the next item");
    check_closed("should we order pizza?");
    check_closed("I propose cake. Any objections?");
    check_closed("I propose nothing, I am just hungry");
    check_closed("let's drop this for now, shall we?");
    check_closed("any last questions before we adjourn?");
    check_closed("I propose we all move to Portugal and sell pastries, just kidding");
    check_closed("why did the baker stop using our app? he kneaded more seats");
    check_closed("let's look at that after the break");
    check_closed("any objections?");
    check_closed("lunch? the noodle place has a table for six if I call now. any objections?");
}

#[test]
fn small_matters_open_nothing_and_those_of_a_company_that_sells_such_things_do() {
    check_closed("what do people think about the new office chairs?");
    check_closed("should we watch the keynote together in the big room?");
    check_closed("what about matching hoodies for the offsite?");
    check_closed("any objections to merging my branch? it's just a typo");
    check_closed("anyone opposed to me stealing the whiteboard for an hour?");
    check_closed("should we page someone?");
    check(
        "Should we stop selling office chairs in Norway? Returns eat the margin.",
        "open choice_question",
    );
    check("I propose we raise the price of the window cleaning plan", "open proposal");
    check("should we charge for coffee in the coworking plans?", "suggest choice_question");
    check("should we raise the price of the lunch box to 8 euros?", "open choice_question");
}

#[test]
fn talk_about_the_work_opens_nothing() {
    check_closed("I think we need to keep an eye on the exports queue");
    check_closed("maybe we can add them to the beta accounts list?");
    check_closed("let's move the call about the renewal contract to 3");
    check_closed("should we move the meeting about the contract renewals?");
    check_closed("I don't think we should move customers to the new plans yet");
    check_closed("what if we move too late and lose the enterprise customers?");
    check_closed("does anyone mind if we turn the heating down?");
    check_closed("any objections to me taking Friday off?");
    check_closed("we need to decide what to get Lena for her birthday");
    check_closed("We'll be ten minutes late unless someone opens the door");
    check_closed("Proposal for Acme: sent yesterday, they want 20 seats");
    check_closed("my proposal to Acme went out with the old price list");
    check_closed("I'm thinking about a holiday. Any thoughts?");
    check_closed("the plan is to ship the beta on Tuesday as agreed");
    check_closed("sales wants us to drop the price for Acme, fyi");
    check_closed("I'd rather not touch the pricing page before the launch");
    check_closed("customers keep asking whether we could add an export");
    check_closed("p17, we could add an error there, what do you think?");
    check_closed("why do you think we should move the billing queue?");
}

#[test]
fn somebody_elses_words_open_nothing() {
    check_quiet("&gt; I propose that we drop the starter plan\nnot sure about that");
    check_quiet("see `I propose that we drop it`");
    check_quiet("```\nProposal: drop the table\n```");
    check_closed("Tom suggested: we should drop the starter plan and move customers to usage");
    check_closed("she said we need to decide whether the plans change");
    check_closed("they wrote \"I propose that we drop the starter plan for good\" in the forum");
    check_closed("Recap: I propose was said twice, we agreed to drop the starter plan");
    check_closed("last year I proposed a price change and nobody came");
    check_closed(
        "before I propose a patch I would like to ask somebody who knows the release process",
    );
}

#[test]
fn a_proposal_said_again_is_not_the_authors_own() {
    let said = "I propose that we drop the starter plan for new sign-ups.";
    let again = "I propose that we drop the starter plan for new sign-ups. +1 from me";
    let evidence = |context: [&str; 2]| {
        let glances = context.map(|text| reader().glance(&Excerpt { text, ..Excerpt::default() }));
        let context = glances.each_ref().map(|glance| Earlier { glance, same_author: false });
        reader().read(&Excerpt { text: again, context: &context, is_reply: false }).evidence
    };
    assert_eq!(evidence([said, "hm"]), Evidence::None);
    assert_eq!(evidence(["morning", "hm"]), Evidence::InSoManyWords);
}

#[test]
fn a_reply_opens_only_in_so_many_words() {
    let action = |text, is_reply| {
        let reading = reader().read(&Excerpt { text, context: &[], is_reply });
        reading.action(Thresholds::default())
    };
    let natural = "then I think we should move the two lower plans to usage, any objections?";
    assert_eq!(action(natural, false), Action::Open);
    assert_ne!(action(natural, true), Action::Open);
    assert_eq!(action("I propose we start with the two lower plans", true), Action::Open);
}

#[test]
fn stances_are_told_apart() {
    check("sounds good to me", "none support");
    check(":+1:", "none support");
    check("I don't think that works for the big accounts", "none objection");
    check("not so fast from my side, I have nine quotes out", "none objection");
    check("croissant receipt has arrived", "none other");
}

/// Expects kind, door and the functions in order, with the words.
#[track_caller]
fn check_topic(text: &str, kind: Kind, door: Door, functions: &str) {
    let reading = read(text);
    assert_eq!(reading.kind.value, kind, "{text:?} {:?}", reading.kind.words);
    assert_eq!(reading.door.value, door, "{text:?} {:?}", reading.door.words);
    let found: Vec<_> = reading.affected.iter().map(|touched| touched.function.as_str()).collect();
    assert_eq!(found.join(" "), functions, "{text:?}");
}

#[test]
fn kind_door_and_functions_come_from_the_words() {
    use Door::{OneWay, TwoWay};
    check_topic(
        "stop charging per seat and move the lower plans to usage",
        Kind::Pricing,
        OneWay,
        "finance sales leadership marketing legal support",
    );
    check_topic(
        "we retire the v1 export API at the end of June",
        Kind::Deprecation,
        OneWay,
        "engineering sales support leadership legal research",
    );
    check_topic(
        "move the billing jobs off cron onto the queue",
        Kind::Architecture,
        TwoWay,
        "engineering operations finance support",
    );
    check_topic(
        "run an a/b test of the new onboarding with 5% of sign-ups",
        Kind::Experiment,
        TwoWay,
        "design research engineering support",
    );
    check_topic(
        "hire a contractor for the warehouse",
        Kind::Hiring,
        OneWay,
        "operations finance leadership legal",
    );
    check_topic(
        "launch the public beta and tell the press",
        Kind::Launch,
        TwoWay,
        "marketing support engineering design sales",
    );
    check_topic(
        "new refund policy from now on",
        Kind::Policy,
        TwoWay,
        "legal operations support leadership",
    );
    check_topic(
        "we do the other thing first",
        Kind::Roadmap,
        TwoWay,
        "engineering sales support research leadership",
    );
}

#[test]
fn every_function_has_its_reasons() {
    let reading = read("we drop the discount on invoices, the margin is too thin for the contract");
    let finance = reading.affected.iter().find(|t| t.function.as_str() == "finance");
    let reasons: Vec<_> =
        finance.expect("finance").reasons.iter().map(ToString::to_string).collect();
    assert_eq!(reasons, ["by kind: pricing", "by words: discount, invoices, margin"]);
    assert!(reading.affected.iter().all(|touched| !touched.reasons.is_empty()));
}

#[test]
fn the_words_of_a_lens_are_listened_for() {
    let lens = |function: &str, words: &[&str]| crate::domain::lens::Lens {
        function: function.into(),
        name: function.to_owned(),
        protects: String::new(),
        worries: Vec::new(),
        words: words.iter().map(|word| (*word).to_owned()).collect(),
        says: Vec::new(),
        questions: Default::default(),
        topics: Vec::new(),
        speech: Default::default(),
    };
    let library = Library::new(vec![
        lens("bakery", &["Sourdough", "proofing (cold)", ""]),
        lens("legal", &[]),
    ]);
    let text = "let's keep the sourdough and the proofing (cold) as they are";
    let affected = Reader::new(&library).read(&Excerpt { text, ..Excerpt::default() }).affected;
    assert_eq!(affected[0].function.as_str(), "bakery");
    let said = vec!["sourdough".to_owned()];
    assert_eq!(affected[0].reasons, [Reason::Words(said)]);
}

#[track_caller]
fn check_title(text: &str, expected: &str) {
    let title = read(text).title;
    assert_eq!(title, expected, "{text:?}");
    assert!(title.chars().count() <= TITLE_CHARS_MAX);
}

#[test]
fn a_title_does_not_grow_by_its_capital() {
    let long = format!("ß{}", "a".repeat(TITLE_CHARS_MAX - 1));
    check_title(&long, &long);
}

#[test]
fn a_title_does_not_begin_like_an_aside() {
    check_title(
        "or we cap uploads at 20 MB with a clear message and are done this week",
        "We cap uploads at 20 MB with a clear message and are done this week",
    );
    check_title(
        "or maybe bank transfer only for the big ones",
        "Bank transfer only for the big ones",
    );
    check_title("or maybe later", "Maybe later");
}

#[test]
fn a_title_says_what_is_asked_about_and_not_that_it_is_asked() {
    check_title(
        "We close the bike room from May on. Shout if that's a problem",
        "We close the bike room from May on",
    );
    check_title(
        "I'd like to have everyone's OK by Thursday noon: we move support to four days in July",
        "We move support to four days in July",
    );
    check_title(
        "Log retention goes from 365 to 90 days. It saves us 40k. I'll go ahead on Monday unless someone shouts",
        "Log retention goes from 365 to 90 days",
    );
    check_title(
        "We'd put a paywall in front of exports for half of the new accounts. OK for everyone?",
        "We'd put a paywall in front of exports for half of the new accounts",
    );
    check_title("Let's go with Adyen, unless someone screams by Thursday", "Go with Adyen");
    check_title("any objections?", "Any objections");
}

#[test]
fn a_title_says_what_is_wanted_and_not_what_is_said_about_it() {
    check_title(
        "I want to stop supporting Android 8 in June. 1.3% of users, half our crash reports. Anybody against?",
        "Stop supporting Android 8 in June",
    );
    check_title(
        "Proposal:\n- free plan goes from 5 to 3 projects\n- paid plans stay",
        "Free plan goes from 5 to 3 projects",
    );
    check_title(
        "I propose we do the following:\n1. drop the PDF export\n2. keep the CSV. Any objections?",
        "Drop the PDF export",
    );
    check_title(
        "What about three plans instead of five? Going to do this in two weeks unless I hear screams.",
        "What about three plans instead of five",
    );
    check_title(
        "We need to decide when v1 ends. Option A: v1 ends in June. Option B: v1 ends in December. I'm for B, shout if you see it differently.",
        "Decide when v1 ends",
    );
}

#[test]
fn a_title_says_the_course_of_action() {
    check_title(
        "It's official: we are sunsetting the Windows client on June 30",
        "Sunsetting the Windows client on June 30",
    );
    check_title(
        "My suggestion is: we go to annual billing only in autumn",
        "Go to annual billing only in autumn",
    );
    check_title(
        "How would everyone feel about moving the launch to June?",
        "Moving the launch to June",
    );
    check_title("Please just move CI to the bigger runners?", "Move CI to the bigger runners");
    check_title(
        "I've been looking at the seat numbers again and honestly I think we should stop charging per seat and move the two lower plans to usage. Any objections?",
        "Stop charging per seat and move the two lower plans to usage",
    );
    check_title(
        "morning all. Proposal from my side: we retire the v1 export API",
        "Retire the v1 export API",
    );
    check_title(
        "so what I'd like us to do is *move the billing jobs* off cron. thoughts?",
        "Move the billing jobs off cron",
    );
    check_title(
        "Any objections to shipping the new checkout on Tuesday?",
        "Shipping the new checkout on Tuesday",
    );
    check_title("we need to decide whether to keep the mobile app", "Keep the mobile app");
    check_title("prices", "Prices");
    check_title("", "");
    check_title(
        &format!("I propose we {}", "consider the long list ".repeat(9)),
        "Consider the long list consider the long list consider the long list consider…",
    );
    check_title(
        "I propose that we stop charging per seat and move the two lower plans to usage pricing from 1 April.",
        "Stop charging per seat and move the two lower plans to usage pricing…",
    );
    check_title(
        "on the bike page anyway today. the button \"reserve for 24 h\" below the price. would anybody miss it?",
        "The button \"reserve for 24 h\" below the price. would anybody miss it",
    );
    check_title(
        "Hi all, we have decided to retire the v1 API at the end of June.",
        "Retire the v1 API at the end of June",
    );
    check_title("It's settled, we go with Stripe for invoicing", "Go with Stripe for invoicing");
}

#[test]
fn odd_input_is_read_and_no_more_than_the_beginning_of_a_long_one() {
    for text in [
        "",
        "\u{200b}",
        "🥐🥐🥐",
        "אני מציע שנפסיק",
        "\u{202e}we should\r\n",
        "<@U1>",
        "&gt;",
        "\0\0",
    ] {
        check_quiet(text);
    }
    for piece in ["we should move it, ", "é", "🥐", "> ", "<", "`", "\"", "a.", "or not ", "\n"]
    {
        let text = piece.repeat(40_000 / piece.len());
        read(&text);
        assert!(clean::own_words(&text).len() <= 8_000, "{piece:?}");
    }
}

proptest! {
    #[test]
    fn any_text_is_read(text in "([<>@#!|&;:`\"*_~. ?\n]|\\PC|we should |any objections\\? |proposal: |&gt;|```){0,60}") {
        let glance = reader().glance(&Excerpt { text: &text, ..Excerpt::default() });
        let context = [Earlier { glance: &glance, same_author: true }];
        let reading = reader().read(&Excerpt { text: &text, context: &context, is_reply: false });
        let mut thread = Thread::new(glance.clone(), "owner".into());
        thread.followed(reply(&glance, "another", &text), Where::Inside);
        prop_assert!((0.0..=1.0).contains(&reader().weigh(&thread).score));
        prop_assert!((0.0..=1.0).contains(&reading.score));
        prop_assert!(reading.title.chars().count() <= TITLE_CHARS_MAX);
        prop_assert!(reading.affected.len() <= 7);
    }
}

#[test]
fn what_says_how_it_was_settled_is_a_decision_and_a_question_about_it_is_none() {
    let label = |text: &str| {
        let excerpt = Excerpt { text, is_reply: true, ..Excerpt::default() };
        reader().read(&excerpt).label
    };
    assert_eq!(label("ok, so we go with the second one then"), Label::Decision);
    assert_eq!(label("hearing no complaints, going ahead with the smaller box"), Label::Decision);
    assert_ne!(label("so we go with the second one then?"), Label::Decision);
}
