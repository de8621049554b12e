//! Several files in one text, so that one input can be a whole folder: `=== name` begins a file.

/// What begins a line that names a file.
const MARK: &str = "=== ";

/// Splits a text into its files; what stands before the first name is a file without one.
pub fn split(text: &str) -> Vec<(String, String)> {
    let mut files = vec![(String::new(), String::new())];
    for line in text.split_inclusive('\n') {
        if let Some(name) = line.strip_prefix(MARK) {
            files.push((name.trim().to_owned(), String::new()));
        } else if let Some((_, content)) = files.last_mut() {
            content.push_str(line);
        }
    }
    files.retain(|(name, content)| !name.is_empty() || !content.is_empty());
    files
}

/// Joins files into one text that [`split`] takes apart again.
pub fn join<'f>(files: impl IntoIterator<Item = (&'f str, &'f str)>) -> String {
    let mut text = String::new();
    for (name, content) in files {
        text.push_str(MARK);
        text.push_str(name);
        text.push('\n');
        text.push_str(content);
        if !content.is_empty() && !content.ends_with('\n') {
            text.push('\n');
        }
    }
    text
}
