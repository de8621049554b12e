//! date

use jiff::civil::DateTime;

use super::entity::Entity;
use super::scan::Scan;

pub(super) fn find(_scan: &Scan, _now: DateTime, _found: &mut Vec<Entity>) {}
