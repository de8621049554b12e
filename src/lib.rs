//! **daohang** (导航) navigates callers of a Chinese hotline: it understands an utterance by rules written in YAML and
//! walks a dialogue until the caller is served or stands in the right queue.
//!
//! # The way of one turn
//!
//! ```text
//! bytes → text → understanding → dialogue → session → front end
//!         fold    match, rank     step()     store     repl, pipe, test
//! ```
//!
//! 1. [`text`] folds what was said (width, case, traditional characters) and finds entities in it.
//! 2. [`matching`] hears the folded text with the phrases of a compiled hotline and ranks the intents.
//! 3. [`dialogue`] decides: [`dialogue::step`] takes the event and the state of the call and returns effects.
//! 4. [`session`] carries the effects out: it calls the backend, masks, keeps the transcript.
//! 5. [`cli`] shows it, in a shell or through a pipe.
//!
//! The rules come the other way, once: [`rules`] reads YAML as authored, [`compile`] turns it into an immutable
//! [`Hotline`](compile::hotline::Hotline); both return every [`finding`] at once.
//!
//! # From another program
//!
//! ```
//! use daohang::compile::compile;
//! use daohang::dialogue::{event::{Effect, Event}, state::Dialogue, step};
//! use daohang::matching::scratch::Scratch;
//! use daohang::rules::load;
//!
//! let head = "hotline: {name: 图书馆, greeting: 您好，图书馆。}";
//! let renew = "intent: 续借\nphrases: 续借[图书]\nflow: [{say: 已经续借。}]";
//! let (rules, findings) = load::files([
//!     ("hotline.yaml".to_owned(), head.into()),
//!     ("renew.yaml".to_owned(), renew.into()),
//! ]);
//! assert!(findings.is_empty());
//! let (hotline, _findings) = compile(&rules);
//! let hotline = hotline.expect("the rules have no mistake");
//!
//! let (mut dialogue, mut scratch) = (Dialogue::default(), Scratch::default());
//! let now = jiff::civil::datetime(2025, 7, 1, 10, 0, 0, 0);
//! let mut said = Vec::new();
//! for event in [Event::Start, Event::Said("我想续借图书".to_owned())] {
//!     for effect in step(&hotline, &mut scratch, &mut dialogue, event, now) {
//!         if let Effect::Say(text) = effect {
//!             said.push(text);
//!         }
//!     }
//! }
//! assert_eq!(said, ["您好，图书馆。", "已经续借。", "请问还有什么可以帮您？"]);
//! ```

pub mod backend;
pub mod cli;
pub mod compile;
pub mod dialogue;
pub mod finding;
pub mod graph;
pub mod limits;
pub mod lint;
pub mod matching;
pub mod rules;
pub mod session;
pub mod suite;
pub mod text;
