//! The kubelet's expansion in `command`, `args` and environment values.
//!
//! `$$` becomes `$`, always; `$(NAME)` becomes the value of a variable, declared or a service's, else stays; one pass
//! (kubernetes v1.35, third_party/forked/golang/expansion/expand.go).

/// The longest single argument, or `NAME=value`, that Linux takes: `MAX_ARG_STRLEN` less its end (include/uapi/linux).
pub(in crate::backends) const LONGEST_TEXT: usize = 131_071;

/// How the kubelet writes a literal `$`.
pub(in crate::backends) const DOLLAR: &str = "$$";

/// How the kubelet refers to a variable.
pub(in crate::backends) fn reference(name: &str) -> String {
    format!("$({name})")
}
