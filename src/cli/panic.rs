//! What is shown when the program panics: where, and never why.
//!
//! The message of a panic may hold what was said (an index into a text prints the text), and a terminal or a log keeps it.

use std::panic::Location;

use super::output;

/// From here on a panic of any thread writes its place to standard error and nothing else.
pub(super) fn report_places() {
    std::panic::set_hook(Box::new(|info| output::error(&words(info.location()))));
}

/// Returns the words for a panic at that place. No message is given, so none can be shown.
fn words(place: Option<&Location<'_>>) -> String {
    let place = place.map(|place| format!("，在 {}:{}", place.file(), place.line())).unwrap_or_default();
    format!("程序自己出错了{place}。请把这个位置告诉开发者；说过的话没有写在这里。")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_all_that_is_said() {
        let here = Location::caller();
        let expect = format!(
            "程序自己出错了，在 {}:{}。请把这个位置告诉开发者；说过的话没有写在这里。",
            here.file(),
            here.line()
        );
        assert_eq!(words(Some(here)), expect);
        assert_eq!(words(None), "程序自己出错了。请把这个位置告诉开发者；说过的话没有写在这里。");
    }
}
