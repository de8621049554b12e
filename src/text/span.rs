//! A stretch of folded text.

/// A half-open stretch of folded text, in bytes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Span {
    /// The first byte.
    pub start: u32,
    /// The byte after the last one; never below `start`.
    pub end: u32,
}

impl Span {
    /// Returns the span from `start` up to `end`; offsets beyond `u32` are held at its maximum.
    pub fn new(start: usize, end: usize) -> Span {
        let clamp = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Span { start: clamp(start), end: clamp(end.max(start)) }
    }

    /// Returns the length in bytes.
    pub fn len(self) -> u32 {
        self.end.saturating_sub(self.start)
    }

    /// Tells whether nothing lies in the span.
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// Tells whether `other` lies wholly inside; every span contains itself.
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Tells whether the two share at least one byte.
    pub fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Returns the text of the span, or `""` where it does not lie on characters of `text`.
    pub fn of(self, text: &str) -> &str {
        text.get(self.start as usize..self.end as usize).unwrap_or("")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(left: (usize, usize), right: (usize, usize), contains: bool, overlaps: bool) {
        let (left, right) = (Span::new(left.0, left.1), Span::new(right.0, right.1));
        assert_eq!((left.contains(right), left.overlaps(right)), (contains, overlaps));
    }

    #[test]
    fn neighbours_do_not_overlap() {
        check((0, 3), (3, 6), false, false);
        check((0, 4), (3, 6), false, true);
        check((0, 6), (3, 6), true, true);
        check((3, 3), (3, 3), true, false);
    }
}
