//! The lines that were typed, kept in the user's state folder; only masks of secrets are kept.

use std::path::PathBuf;

use etcetera::BaseStrategy;

use crate::text::fold::fold;
use crate::text::mask;
use crate::text::pieces::{Piece, Pieces};
use crate::text::told::Talk;

/// How many lines are kept.
pub(super) const MAX_ENTRIES: usize = 1000;

/// Returns the file that keeps the history: `daohang/history` in the user's state folder (`$XDG_STATE_HOME`, by default
/// `~/.local/state`; where a system has none, its data folder). `None` where there is no home.
pub(super) fn file() -> Option<PathBuf> {
    let folders = etcetera::choose_base_strategy().ok()?;
    let state = folders.state_dir().unwrap_or_else(|| folders.data_dir());
    Some(state.join("daohang").join("history"))
}

/// What is masked of the lines: a number may be typed over several.
#[derive(Default)]
pub(super) struct Keeper {
    pieces: Pieces,
}

impl Keeper {
    /// Returns a line as it is kept: masked, on one line, or `None` if there is nothing in it to keep.
    ///
    /// It is kept before it is known what the talk is of: whatever could be a code is masked.
    pub(super) fn kept(&mut self, line: &str) -> Option<String> {
        let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
        if line.is_empty() {
            return None;
        }
        let folded = fold(&line);
        let hidden = self.pieces.hear(&folded).and_then(|piece| match piece {
            Piece::Number(span, shown) => Some((span, shown)),
            Piece::Secret(span) => Some((span, mask::STARS.to_owned())),
            Piece::End => None,
        });
        let masked = mask::mask_heard(&line, &folded, hidden.as_ref());
        Some(mask::mask_unnamed(&masked, Talk::SecretsAndMoney).into_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(lines: &[&str], expected: &[Option<&str>]) {
        let mut keeper = Keeper::default();
        let kept: Vec<Option<String>> = lines.iter().map(|line| keeper.kept(line)).collect();
        assert_eq!(kept.iter().map(Option::as_deref).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn empty_lines_are_not_kept() {
        check(&[" \t ", "查账单\n要6月的"], &[None, Some("查账单 要6月的")]);
    }

    #[test]
    fn secrets_are_kept_as_masks() {
        check(&["我的手机号是13800138000"], &[Some("我的手机号是138****8000")]);
        check(&["来了 483920"], &[Some("来了 ******")]);
        check(
            &["密码是", "kitty", "139", "5720 4816"],
            &[Some("密码是"), Some("******"), Some("139"), Some("****4816")],
        );
    }
}
