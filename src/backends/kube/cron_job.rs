//! Fields of Kubernetes' `CronJob` (`batch/v1`, CronJobSpec) that Argo's `CronWorkflow` has under the same names.

use crate::emit::Marked;
use crate::ir::{Overlap, Schedule};

/// `concurrencyPolicy`; the default of both is to allow.
pub(in crate::backends) fn concurrency_policy(schedule: &Schedule) -> Option<Marked<&'static str>> {
    let origin = schedule.overlap.as_ref().map_or(schedule.origin, |overlap| overlap.origin);
    let policy = match schedule.overlap.as_ref().map_or(Overlap::Forbid, |overlap| overlap.value) {
        Overlap::Forbid => "Forbid",
        Overlap::Replace => "Replace",
        Overlap::Allow => return None,
    };
    Some(Marked::new(policy, [origin.place()]))
}

/// `suspend`; the default of both is to run.
pub(in crate::backends) fn suspend(schedule: &Schedule) -> Option<Marked<bool>> {
    let suspended = schedule.suspended.as_ref().filter(|suspended| suspended.value)?;
    Some(Marked::new(true, [suspended.origin.place()]))
}
