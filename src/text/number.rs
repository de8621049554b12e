//! number

use super::entity::Entity;
use super::scan::Scan;

pub(super) fn find(_scan: &Scan, _found: &mut Vec<Entity>) {}
