//! Shows findings as text.
