//! The lines that were typed, kept in the user's state folder; only masks of secrets are kept.

use std::path::PathBuf;

use etcetera::BaseStrategy;

/// How many lines are kept.
pub(super) const MAX_ENTRIES: usize = 1000;

/// Returns the file that keeps the history: `daohang/history` in the user's state folder (`$XDG_STATE_HOME`, by default
/// `~/.local/state`; where a system has none, its data folder). `None` where there is no home.
pub(super) fn file() -> Option<PathBuf> {
    let folders = etcetera::choose_base_strategy().ok()?;
    let state = folders.state_dir().unwrap_or_else(|| folders.data_dir());
    Some(state.join("daohang").join("history"))
}

/// Returns a line as it is kept: masked, on one line, or `None` if there is nothing in it to keep.
///
/// It is kept before it is known what the talk is of: whatever could be a code is masked.
pub(super) fn kept(line: &str) -> Option<String> {
    let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
    (!line.is_empty()).then(|| crate::text::mask::mask_unnamed(&line, true).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_lines_are_not_kept() {
        assert_eq!(kept(" \t "), None);
        assert_eq!(kept("查账单\n要6月的"), Some("查账单 要6月的".to_owned()));
    }

    #[test]
    fn secrets_are_kept_as_masks() {
        let kept = kept("我的手机号是13800138000").expect("the line has text");
        assert!(!kept.contains("13800138000"), "{kept}");
        assert_eq!(super::kept("来了 483920"), Some("来了 ******".to_owned()));
    }
}
