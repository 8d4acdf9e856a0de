//! The looks of documents, and what a mark covers.

use indexmap::IndexMap;
use serde::Serialize;

use super::{Printed, join, print};
use crate::emit::{EmitError, Marked, Value};
use crate::source::Place;

fn check(document: &impl Serialize, expected: &str) {
    assert_eq!(print(document).expect("the document is printed").text, expected);
}

/// The marked pieces of the text, each after its first place.
fn check_marks(document: &impl Serialize, expected: &[(u32, &str)]) {
    let printed = print(document).expect("the document is printed");
    assert_eq!(pieces(&printed), expected, "{}", printed.text);
}

fn pieces(printed: &Printed) -> Vec<(u32, &str)> {
    let piece = |mark: &super::Mark| &printed.text[mark.bytes.start as usize..mark.bytes.end as usize];
    printed.marks.iter().map(|mark| (u32::try_from(mark.places[0].node.index()).expect("small"), piece(mark))).collect()
}

fn place(node: u32) -> Place {
    Place::unpack(u64::from(node) << 1 | 1).expect("a place")
}

fn marked<T>(node: u32, value: T) -> Marked<T> {
    Marked::new(value, [place(node)])
}

fn json(text: &str) -> serde_json::Value {
    serde_json::from_str(text).expect("the test's JSON is right")
}

#[derive(Serialize)]
struct Task<A> {
    name: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    args: Option<A>,
    retries: u32,
}

fn task<A>(args: A) -> Task<A> {
    Task { name: "load", args: Some(args), retries: 3 }
}

#[test]
fn maps_stand_in_block_and_lists_of_scalars_in_flow() {
    check(
        &json(
            r#"{"kind": "Workflow", "spec": {"tasks": [{"name": "load", "args": ["-m", "a b", "1", 2, true, null]},
            {"name": "train", "env": {}, "needs": []}]}, "last": -1.5}"#,
        ),
        "kind: Workflow
spec:
  tasks:
    - name: load
      args: [-m, a b, \"1\", 2, true, null]
    - name: train
      env: {}
      needs: []
last: -1.5
",
    );
}

#[test]
fn lists_and_maps_stand_in_each_other() {
    check(
        &json(r#"[[["a"], "b", []], {}, {"a": {"b": {"c": [{"d": [[1]]}]}}}, [[], {}], "x"]"#),
        "- - [a]
  - b
  - []
- {}
- a:
    b:
      c:
        - d:
            - [1]
- - []
  - {}
- x
",
    );
}

#[test]
fn the_whole_document_can_be_anything() {
    check(&"a", "a\n");
    check(&"", "\"\"\n");
    check(&"a\nb", "|-\n  a\n  b\n");
    check(&json("[]"), "[]\n");
    check(&json("{}"), "{}\n");
    check(&["a", "b"], "[a, b]\n");
    check(&Value::Null, "null\n");
}

#[test]
fn a_list_leaves_flow_past_88_columns() {
    let fits = "a".repeat(88 - "args: [-c, ]".len());
    check(&IndexMap::from([("args", ["-c", &fits])]), &format!("args: [-c, {fits}]\n"));
    let wider = format!("{fits}a");
    check(&IndexMap::from([("args", ["-c", &wider])]), &format!("args:\n  - -c\n  - {wider}\n"));
    check(&["-c", &wider, "x"].map(|item| [item, "zz", &wider]), &{
        let list = |first: &str| format!("- - {first}\n  - zz\n  - {wider}\n");
        format!("{}{}- [x, zz, {wider}]\n", list("-c"), list(&wider))
    });
    let signs = "学".repeat(88 - "[\"\"]".len());
    check(&[&signs], &format!("[\"{signs}\"]\n"));
}

#[test]
fn lines_stand_in_a_block_below_their_key_or_dash() {
    check(
        &task(["-c", "set -e\nif x; then\n  y\nfi\n", "a \nb"]),
        "name: load
args:
  - -c
  - |
    set -e
    if x; then
      y
    fi
  - \"a \\nb\"
retries: 3
",
    );
    check(&IndexMap::from([("a\nb", "c\nd")]), "\"a\\nb\": |-\n  c\n  d\n");
}

#[test]
fn a_long_key_stands_after_a_question_mark() {
    let key = "k".repeat(1200);
    let map = IndexMap::from([(key.clone(), json(r#"{"a": 1}"#)), ("b".to_owned(), json("2"))]);
    check(&[map], &format!("- ? {key}\n  :\n    a: 1\n  b: 2\n"));
}

#[test]
fn numbers_are_spelt_as_every_reader_takes_them() {
    check(
        &(1.0, 0.1f32, 1e300, -2.5e-9, u64::MAX, i128::MIN),
        "- 1.0\n- 0.1\n- 1.0e+300\n- -2.5e-9\n- 18446744073709551615\n- -170141183460469231731687303715884105728\n",
    );
    check(&[f64::MIN_POSITIVE], "[2.2250738585072014e-308]\n");
}

#[test]
fn a_mark_covers_the_whole_entry() {
    check_marks(&marked(1, "a"), &[(1, "a")]);
    check_marks(
        &vec![marked(1, task(marked(2, "x")))],
        &[(1, "- name: load\n  args: x\n  retries: 3"), (2, "args: x")],
    );
    check_marks(
        &IndexMap::from([("a", marked(1, json(r#"{"b": [{}]}"#))), ("c", marked(2, json("\"d\"")))]),
        &[(1, "a:\n  b:\n    - {}"), (2, "c: d")],
    );
    check_marks(&task(Some(marked(1, marked(2, "x\ny\n")))), &[(1, "args: |\n  x\n  y"), (2, "args: |\n  x\n  y")]);
}

#[test]
fn a_mark_in_a_list_follows_its_item_out_of_flow() {
    let text = |node: u32, text: &str| marked(node, Value::from(text));
    let list = |last| task(marked(9, vec![text(1, "a"), marked(2, Value::Null), last]));
    check_marks(&list(text(3, "b")), &[(9, "args: [a, null, b]"), (1, "a"), (2, "null"), (3, "b")]);
    check_marks(
        &list(text(3, "b\nc")),
        &[(9, "args:\n  - a\n  - null\n  - |-\n    b\n    c"), (1, "- a"), (2, "- null"), (3, "- |-\n    b\n    c")],
    );
    let wide = "b".repeat(88);
    check_marks(
        &list(text(3, &wide)),
        &[(9, &format!("args:\n  - a\n  - null\n  - {wide}")), (1, "- a"), (2, "- null"), (3, &format!("- {wide}"))],
    );
    check_marks(
        &list(marked(3, Value::List(vec!["b".into()]))),
        &[(9, "args:\n  - a\n  - null\n  - [b]"), (1, "- a"), (2, "- null"), (3, "- [b]")],
    );
    check_marks(&(marked(1, marked(2, json("{}"))), 3), &[(1, "- {}"), (2, "- {}")]);
    check_marks(&(marked(1, marked(2, json("4"))), marked(3, json("{}"))), &[(1, "- 4"), (2, "- 4"), (3, "- {}")]);
}

#[test]
fn every_place_of_a_mark_arrives() {
    let places = [Place::unpack(7 << 33 | u64::from(u32::MAX) << 1).expect("a place"), place(3)];
    assert_eq!(print(&Marked::new(1, places)).expect("printed").marks[0].places, places);
    assert!(print(&Marked::new(1, [])).expect("printed").marks[0].places.is_empty());
}

#[test]
fn marks_move_with_their_document() {
    let document = |node| print(&IndexMap::from([("a", marked(node, 1))])).expect("printed");
    let joined = join([document(1), document(2), document(3)]).expect("short enough");
    assert_eq!(joined.text, "a: 1\n---\na: 1\n---\na: 1\n");
    assert_eq!(pieces(&joined), [(1, "a: 1"), (2, "a: 1"), (3, "a: 1")]);
    assert_eq!(joined.marks[1].bytes, 9..13);
}

#[test]
fn other_serializers_see_the_value_alone() {
    let json = serde_json::to_string(&task(vec![marked(1, Some(marked(2, "a")))])).expect("JSON is printed");
    assert_eq!(json, r#"{"name":"load","args":["a"],"retries":3}"#);
}

#[test]
fn a_mark_that_would_be_lost_is_an_error() {
    #[derive(Serialize)]
    struct Flattened<T> {
        #[serde(flatten)]
        inner: T,
    }
    #[derive(Serialize)]
    #[serde(tag = "type")]
    enum Tagged<T> {
        A(T),
    }
    fn lost(document: &impl Serialize) {
        let error = print(document).expect_err("the mark is lost");
        assert_eq!(error.to_string(), "a mark stands under `flatten` or in an internally tagged enum");
    }
    let map = || IndexMap::from([("a", 1)]);
    lost(&Flattened { inner: marked(1, map()) });
    lost(&Tagged::A(marked(1, map())));
    lost(&IndexMap::from([(marked(1, "a").value, Flattened { inner: Flattened { inner: marked(1, map()) } })]));
    // Within the flattened part entries are still entries.
    check_marks(&Flattened { inner: IndexMap::from([("a", marked(1, 2))]) }, &[(1, "a: 2")]);
    check_marks(&Tagged::A(IndexMap::from([("a", marked(1, 2))])), &[(1, "a: 2")]);
}

#[test]
fn what_a_spec_must_never_hold_is_an_error() {
    #[derive(Serialize)]
    struct Twice {
        a: u32,
        #[serde(flatten)]
        rest: IndexMap<String, u32>,
    }
    let refused = |document: Result<Printed, EmitError>| document.expect_err("the document is refused");
    let twice = Twice { a: 1, rest: IndexMap::from([("b".to_owned(), 1), ("a".to_owned(), 2)]) };
    assert_eq!(refused(print(&twice)), EmitError::DuplicateKey("a".to_owned()));
    assert_eq!(refused(print(&IndexMap::from([(1, 2)]))), EmitError::KeyNotText("an integer"));
    assert_eq!(refused(print(&IndexMap::from([(true, 2)]))), EmitError::KeyNotText("a boolean"));
    assert_eq!(refused(print(&[f64::NAN])), EmitError::NotFinite);
    assert_eq!(refused(print(&f32::NEG_INFINITY)), EmitError::NotFinite);
}

#[test]
fn depth_ends_in_an_error_and_not_at_the_end_of_the_stack() {
    let nest = |depth| {
        (0..depth).fold(Value::from("a"), |value, level| match level % 2 {
            0 => Value::List(vec![value]),
            _ => Value::Map(IndexMap::from([("k".to_owned(), value)])),
        })
    };
    assert!(print(&nest(super::MAX_DEPTH)).is_ok());
    assert_eq!(print(&nest(super::MAX_DEPTH + 1)), Err(EmitError::TooDeep));
}
