//! Calls on the shipped hotline with the demo backend: the input is what the caller says, a turn a line.

use std::sync::{Arc, LazyLock};

use daohang::backend::demo::Demo;
use daohang::compile::compile_read;
use daohang::compile::hotline::Hotline;
use daohang::rules::load;
use daohang::session::Session;
use daohang::session::clock::Clock;
use daohang::text::mask::mask;

use super::super::Signs;
use super::super::Target;
use super::super::seeds;
use super::text_and_clock;

/// Calls the shipped hotline.
pub const TARGET: Target = Target { name: "calls", run, seeds: inputs, most_bytes: 4096, n_short: 60 };

/// The shipped hotline.
pub static SHIPPED: LazyLock<Arc<Hotline>> = LazyLock::new(|| {
    let (rules, findings) = load::files(seeds::files("intents", "yaml"));
    let (hotline, _) = compile_read(&rules, findings);
    Arc::new(hotline.expect("the shipped intents have no error"))
});

fn inputs() -> Vec<Vec<u8>> {
    let said = |text: String| text.lines().filter_map(|line| line.strip_prefix("客：")).collect::<Vec<_>>().join("\n");
    let mut inputs: Vec<String> = seeds::texts("tests/conversations", "chat").into_iter().map(said).collect();
    inputs.push(
        "@now 9999-12-31T23:59:59\n查上个月的账单\n13900139000\n5678\n买的东西没收到\n88010000000011\n是\n转人工"
            .to_owned(),
    );
    inputs.push("@now 0001-01-01\n查上个月的账单\n13900139000\n5678\n换个月份\n去年三月".to_owned());
    inputs.into_iter().filter(|input| !input.is_empty()).map(String::into_bytes).collect()
}

fn run(input: &[u8], signs: &mut Signs) {
    let (text, now) = text_and_clock(input);
    let mut session = Session::new(Arc::clone(&SHIPPED), Box::new(Demo::in_memory()), Clock::Fixed(now));
    session.open();
    for line in text.lines().take(60) {
        if session.is_over() {
            session.open();
        }
        let turn = session.say(line);
        assert!(turn.ended.is_some() || !turn.said.is_empty(), "a turn in silence: {line:?}");
        for sentence in &turn.said {
            assert!(!sentence.trim().is_empty(), "nothing is said: {:?}", turn.said);
            assert_eq!(mask(sentence), *sentence, "what is said holds masks only");
        }
        if let Some(record) = &turn.decided {
            signs.note(std::mem::discriminant(&record.taken_for));
            let _ = record.explain();
        }
        turn.calls.iter().for_each(|call| signs.note((&call.action, &call.outcome)));
        signs.note(session.dialogue().state_name(&SHIPPED));
        signs.note(session.dialogue().stack(&SHIPPED).len());
        assert_eq!(turn.failures, Vec::<String>::new(), "the backend failed");
    }
    session.hang_up();
    let written = session.take_conversation();
    assert_eq!(session.take_conversation(), "", "what was taken is kept no longer");
    assert!(written.len() < 1 << 20);
}
