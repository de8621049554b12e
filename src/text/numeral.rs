//! Numerals
