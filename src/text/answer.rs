//! answer

use super::entity::Entity;
use super::scan::Scan;

pub(super) fn yes_no(_scan: &Scan, _found: &mut Vec<Entity>) {}
pub(super) fn ordinal(_scan: &Scan, _found: &mut Vec<Entity>) {}
