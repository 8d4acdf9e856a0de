//! How values are spelt, as patterns of ECMA-262: what a JSON Schema can know of the parsers beside this file.
//!
//! They accept every spelling that the parsers accept. What they let through besides, tests name with the reason: a
//! range that runs backwards, the 31st of June, an amount beyond a bound. White space is written out, since programs
//! differ in what `\s` means.

macro_rules! blank {
    () => {
        r"\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
    };
}

macro_rules! decimal {
    () => {
        "[0-9]+([.][0-9]+)?"
    };
}

macro_rules! label {
    () => {
        "[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?"
    };
}

/// DNS labels of any length with dots between.
macro_rules! subdomain {
    () => {
        "[a-z0-9]([-a-z0-9]*[a-z0-9])?([.][a-z0-9]([-a-z0-9]*[a-z0-9])?)*"
    };
}

macro_rules! label_name {
    () => {
        "[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?"
    };
}

/// Looks ahead for a digit that is not zero.
macro_rules! above_zero {
    () => {
        "(?=[^1-9]*[1-9])"
    };
}

/// Any text without NUL.
pub const TEXT: &str = r"^[^\u0000]*$";
/// A text that is not blank ([`super::StepId`]).
pub const NOT_BLANK: &str = concat!(r"^[^\u0000]*[^\u0000", blank!(), r"][^\u0000]*$");
/// A text in one line that is not blank: no control characters.
pub const ONE_LINE: &str = concat!(
    r"^[^\u0000-\u001f\u007f-\u009f]*",
    r"[^\u0000-\u001f\u007f-\u009f",
    blank!(),
    r"][^\u0000-\u001f\u007f-\u009f]*$"
);
/// A text that is not empty.
pub const NOT_EMPTY: &str = r"^[^\u0000]+$";
/// A container image: no white space, control character or brace.
pub const IMAGE: &str = concat!(r"^[^{}\u0000-\u001f\u007f-\u009f", blank!(), "]+$");
/// A path from the root, without `..` and `:`.
pub const ABSOLUTE_PATH: &str = r"^(?![^\u0000]*/[.][.](/|$))/[^:\u0000]*$";
/// A path inside a volume.
pub const SUB_PATH: &str = r"^(?!([^\u0000]*/)?[.][.](/|$))[^/\u0000][^\u0000]*$";
/// [`super::DnsLabel`].
pub const DNS_LABEL: &str = concat!("^", label!(), "$");
/// DNS labels with dots between.
pub const DNS_SUBDOMAIN: &str = concat!("^", label!(), "([.]", label!(), ")*$");
/// [`super::is_subdomain`].
pub const SUBDOMAIN: &str = concat!("^(?=.{1,253}$)", subdomain!(), "$");
/// Text that neither begins nor ends in white space.
pub const UNPADDED: &str = concat!("^[^", blank!(), r"\u0000]([^\u0000]*[^", blank!(), r"\u0000])?$");
/// A user of Windows, after a domain or without one.
pub const WINDOWS_USER: &str = concat!(
    r"^([^\u0000-\u001f\u007f\\/:*?\u0022<>|]{1,255}\\)?",
    r"(?![. ]*$)[^\u0000-\u001f\u007f\u0022/\\:;|=,+*?<>@\[\]]{1,104}$"
);
/// [`super::ResourceName`].
pub const RESOURCE_NAME: &str =
    concat!("^(?=[^/]{1,253}/)", label!(), "([.]", label!(), ")*/[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$");
/// The key of a label ([`super::is_label_key`]).
pub const LABEL_KEY: &str = concat!("^((?=[^/]{1,253}/)", subdomain!(), "/)?", label_name!(), "$");
/// A field of a pod ([`super::PodField`]).
pub const POD_FIELD: &str = concat!(
    "^(metadata[.](name|namespace|uid)|spec[.](nodeName|serviceAccountName)|status[.](host|pod)IPs?|",
    r"metadata[.](labels|annotations)\['((?=[^/']{1,253}/)",
    subdomain!(),
    "/)?",
    label_name!(),
    r"'\])$"
);
/// The value of a label ([`super::is_label_value`]).
pub const LABEL_VALUE: &str = concat!("^(", label_name!(), ")?$");
/// [`super::EnvName`].
pub const ENV_NAME: &str = "^[A-Za-z_][A-Za-z0-9_.-]*$";
/// [`super::ParamId`].
pub const PARAM_ID: &str = "^[A-Za-z_][A-Za-z0-9_]*$";
/// A key of a secret's or config map's data: neither `.` nor one that begins with two dots.
pub const DATA_KEY: &str = "^(?![.]$|[.][.])[-._A-Za-z0-9]+$";
/// A name and a key of a secret or config map, with a slash between.
pub const REFERENCE: &str = concat!(r"^[^/\u0000", blank!(), r"]+/[^/\u0000", blank!(), "]+$");
/// A whole number as the rules of Kubernetes' affinity want it: with a sign, if any.
pub const KUBERNETES_NUMBER: &str = "^[+-]?[0-9]+$";
/// An image in a target's settings: ASCII without braces and dollars.
pub const ASCII_IMAGE: &str = "^[!-#%-z|~]+$";
/// A whole number.
pub const DIGITS: &str = "^[0-9]+$";
/// A whole number of at least one.
pub const DIGITS_ABOVE_ZERO: &str = "^0*[1-9][0-9]*$";
/// [`super::Factor`].
pub const FACTOR: &str = "^((0{0,3}[1-9]|0{0,2}[1-9][0-9]|0?[1-9][0-9]{2})([.][0-9]{1,3}0*)?|1000([.]0+)?)$";
/// [`super::CudaVersion`].
pub const CUDA: &str = "^[0-9]{1,3}([.][0-9]{1,3})?$";
/// Cores ([`super::Quantity::parse_cores`]).
pub const CORES: &str = concat!("^", above_zero!(), decimal!(), "m?$");
/// Bytes with their unit ([`super::Quantity::parse_bytes`]).
pub const BYTES: &str = concat!("^", above_zero!(), decimal!(), "(B|[kKMGTPE]B?|[KMGTPE]iB?)$");
/// [`super::Duration`]: longer units stand before shorter ones.
pub const DURATION: &str = concat!(
    "^",
    above_zero!(),
    "(",
    concat!("(", decimal!(), "d)?(", decimal!(), "h)?(", decimal!(), "m)?(", decimal!(), "s)?(", decimal!(), "ms)?"),
    "|",
    concat!("P(", decimal!(), "W)?(", decimal!(), "D)?"),
    concat!("(T(?=[0-9])(", decimal!(), "H)?(", decimal!(), "M)?(", decimal!(), "S)?)?"),
    ")$"
);
/// A zone's name ([`super::Zone`]): only the database knows which there are.
pub const ZONE: &str = "^[A-Z][A-Za-z0-9+_-]*(/[A-Za-z0-9+_-]+)*$";
/// [`super::Moment`]: a date, a local time, or a time with `Z` or an offset, from 1970 to 9998.
pub const MOMENT: &str = concat!(
    "^(19[7-9][0-9]|[2-8][0-9]{3}|9[0-8][0-9]{2}|99[0-8][0-9]|999[0-8])-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])",
    "([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?([Zz]|[+-]([01][0-9]|2[0-5]):[0-5][0-9])?)?$"
);

/// A cron line ([`super::Cron`]).
pub fn cron() -> String {
    const STEP: &str = "0*([1-9][0-9]?|1[0-9]{2}|2[0-4][0-9]|25[0-5])";
    const MONTHS: &str = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec";
    const DAYS: &str = "sun|mon|tue|wed|thu|fri|sat";
    const NICKNAMES: &str = "@(yearly|annually|monthly|weekly|daily|midnight|hourly)";
    let field = |number: &str| {
        let item = format!("([*]|({number})(-({number}))?)(/{STEP})?");
        format!("{item}(,{item})*")
    };
    let fields = [
        field("0*[1-5]?[0-9]"),
        field("0*(1?[0-9]|2[0-3])"),
        field("0*([1-9]|[12][0-9]|3[01])"),
        field(&format!("0*([1-9]|1[0-2])|{}", any_case(MONTHS))),
        field(&format!("0*[0-7]|{}", any_case(DAYS))),
    ];
    let blanks = concat!("[", blank!(), "]*");
    format!("^{blanks}({}|{}){blanks}$", any_case(NICKNAMES), fields.join(r"[\t\n\f\r ]+"))
}

/// JSON Schema knows no flag for it: `jan` becomes `[Jj][Aa][Nn]`.
fn any_case(pattern: &str) -> String {
    let sign = |sign: char| match sign {
        'a'..='z' => format!("[{}{sign}]", sign.to_ascii_uppercase()),
        other => other.to_string(),
    };
    pattern.chars().map(sign).collect()
}
