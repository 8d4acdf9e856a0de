//! Docker settings that end in no image: with `skip_build` the parent image is used as it is.

use super::lost::Lost;
use crate::source::Node;

/// What would have gone into an image.
const BUILT: &[&str] = &["environment", "runtime_environment", "requirements", "apt_packages"];

/// Tells what `skip_build` leaves out.
pub(super) fn tell_lost(docker: Option<Node<'_>>, step: &str, lost: &mut Lost<'_>) {
    let Some(docker) = docker else { return };
    if docker.get("skip_build").and_then(Node::text) != Some("true") {
        return;
    }
    for key in BUILT {
        let Some(node) = docker.get(key).filter(|node| !node.is_null()) else { continue };
        let is_said = node.text().is_some() || node.items().next().is_some() || node.entries().next().is_some();
        if is_said {
            let what = format!("`{key}` is for the build of an image, which `skip_build` leaves out, so it is lost");
            lost.unbuilt(key, node.key_place(), what, step);
        }
    }
}
