//! Turns the YAML path of a place into line and column.
