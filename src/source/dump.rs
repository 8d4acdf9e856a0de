//! A reading as text, for the tests of the readers.

use super::{Kind, Node, Place, ReadProblem, Reading, Source, SourceId, Style, Tree};

/// A line for each node that lookups find, in order, then one for each mistake.
///
/// `path ⟨style⟩ "content" «spelling»`, then where an alias uses it; a mistake begins with `!`, then what its places
/// cover.
pub(super) fn dump(name: &str, text: &str) -> String {
    let source = Source::new(name, text.as_bytes().to_vec());
    let reading = source.read(SourceId::MAIN);
    let mut lines = Vec::new();
    if reading.tree.is_broken() {
        lines.push("broken".to_owned());
    } else {
        let mut nodes = vec![reading.tree.root()];
        while let Some(node) = nodes.pop() {
            lines.push(line(node));
            let first = nodes.len();
            nodes.extend(node.entries().chain(node.items()));
            nodes[first..].reverse();
        }
    }
    errors(&reading, &mut lines);
    lines.join("\n")
}

pub(super) fn check(text: &str, expected: &str) {
    check_named("test.yaml", text, expected);
}

pub(super) fn check_named(name: &str, text: &str, expected: &str) {
    let expected: Vec<&str> = expected.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let found = dump(name, text);
    assert_eq!(found, expected.join("\n"), "\n{found}\nfrom {text:?}");
}

/// The last mistake: its place, its words, its hint.
pub(super) fn mistake(name: &str, text: &str) -> String {
    let reading = Source::new(name, text.as_bytes().to_vec()).read(SourceId::MAIN);
    let Some(error) = reading.errors.last() else {
        return String::new();
    };
    let place = at(&reading.tree, reading.tree.span(error.place));
    let ReadProblem::Syntax { message, hint } = &error.problem else {
        return format!("{place} {:?}", error.problem);
    };
    format!("{place} {message}{}", hint.as_ref().map(|hint| format!("; {hint}")).unwrap_or_default())
}

fn line(node: Node<'_>) -> String {
    let what = match node.kind() {
        _ if node.is_hole() => "hole".to_owned(),
        Kind::Map => "{}".to_owned(),
        Kind::List => "[]".to_owned(),
        Kind::Scalar => {
            let style = match node.style() {
                Style::Plain => "",
                Style::SingleQuoted => "'",
                Style::DoubleQuoted => "\"",
                Style::Literal => "|",
                Style::Folded => ">",
            };
            format!("{style}({})", node.text().unwrap_or_default().escape_debug())
        }
    };
    let used = node.tree().used_at(node.id()).map(|span| format!(" used {}", at(node.tree(), span)));
    format!(
        "{} {what} {}{}",
        if node.path().is_root() { ".".to_owned() } else { node.path().to_string() },
        at(node.tree(), node.span()),
        used.unwrap_or_default()
    )
}

fn at(tree: &Tree, span: super::Span) -> String {
    format!("{}«{}»", span.start, span.slice(tree.text()).escape_debug())
}

fn errors(reading: &Reading, lines: &mut Vec<String>) {
    let place =
        |place: Place| format!("{} {}", at(&reading.tree, reading.tree.span(place)), reading.tree.path(place.node));
    for error in &reading.errors {
        let other = error.other.map(|other| format!(" / {}", place(other)));
        lines.push(
            format!("! {:?} {}{}", error.problem, place(error.place), other.unwrap_or_default()).trim().to_owned(),
        );
    }
}
