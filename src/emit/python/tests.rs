//! The looks of statements, and what a mark covers. Each expectation is a fixpoint of `ruff format` 0.17.6.

use indexmap::IndexMap;

use super::{Call, Expr, Identifier, MAX_DEPTH, Statement, dotted, identifier, print};
use crate::emit::{EmitError, Marked, Printed};
use crate::source::Place;

fn check(statement: Statement, expected: &str) {
    assert_eq!(printed(Marked::new(statement, []), 0).text, expected);
}

/// At an indentation of four, as in the body of a `with`.
fn check_inner(statement: Statement, expected: &str) {
    let text = printed(Marked::new(statement, []), 4).text;
    assert_eq!(format!("    {text}\n"), expected);
}

fn printed(statement: Marked<Statement>, indent: usize) -> Printed {
    print(&statement, indent).expect("the statement is printed")
}

fn assign(value: Call) -> Statement {
    Statement::Assign { target: identifier!("x"), value }
}

fn f() -> Call {
    Call::new(dotted!("f"))
}

fn name(text: &str) -> Identifier {
    Identifier::new(text).expect("a name")
}

fn place(node: u32) -> Place {
    Place::unpack(u64::from(node) << 1 | 1).expect("a place")
}

#[test]
fn what_fits_stands_on_one_line() {
    let call = f()
        .positional(Expr::text("a"))
        .keyword(identifier!("b"), Expr::List(vec![Expr::Integer(-1), Expr::Bool(true), Expr::None]))
        .keyword(identifier!("c"), Expr::Tuple(vec![Expr::Bool(false)]))
        .keyword(identifier!("d"), Expr::Dict(IndexMap::from([("k".to_owned(), Expr::texts(["v"]))])))
        .optional(identifier!("e"), None::<Expr>)
        .splat(dotted!("REST"));
    check(assign(call), r#"x = f("a", b=[-1, True, None], c=(False,), d={"k": ["v"]}, **REST)"#);
    check(assign(f()), "x = f()");
    check(Statement::With(Call::new(dotted!("k8s.V1"))), "with k8s.V1():");
}

#[test]
fn the_last_column_is_88_and_what_follows_counts() {
    let text = |length: usize| Expr::text("a".repeat(length));
    check(assign(f().positional(text(79))), &format!("x = f(\"{}\")", "a".repeat(79)));
    check(assign(f().positional(text(80))), &format!("x = f(\n    \"{}\"\n)", "a".repeat(80)));
    let with = |length| Statement::With(f().keyword(identifier!("a"), text(length)));
    check(with(75), &format!("with f(a=\"{}\"):", "a".repeat(75)));
    check(with(76), &format!("with f(\n    a=\"{}\",\n):", "a".repeat(76)));
    // A wide character counts two.
    let wide = "学".repeat(39);
    check(assign(f().positional(Expr::text(format!("{wide}a")))), &format!("x = f(\"{wide}a\")"));
    check(assign(f().positional(Expr::text(format!("{wide}ab")))), &format!("x = f(\n    \"{wide}ab\"\n)"));
}

#[test]
fn what_does_not_fit_has_one_part_a_line() {
    let long = "a".repeat(90);
    let env = |name: &str, value: &str| {
        Call::new(dotted!("k8s.V1EnvVar"))
            .keyword(identifier!("name"), Expr::text(name))
            .keyword(identifier!("value"), Expr::text(value))
            .into()
    };
    let literal = |text: &str| Call::new(dotted!("literal")).positional(Expr::text(text)).into();
    let call = f()
        .keyword(identifier!("cmds"), Expr::texts(["python", "-m"]))
        .keyword(identifier!("arguments"), Expr::List(vec![literal(&long), literal("short")]))
        .keyword(identifier!("env_vars"), Expr::List(vec![env("SEGUE_RUN_ID", "churn-training__{{ run_id }}")]))
        .keyword(identifier!("labels"), Expr::Dict(IndexMap::from([(long.clone(), Expr::text("b"))])))
        .keyword(identifier!("pair"), Expr::Tuple(vec![Expr::text(&long)]))
        .keyword(identifier!("value"), Expr::text(&long))
        .splat(dotted!("FAIL_FAST"));
    check_inner(
        assign(call),
        &format!(
            r#"    x = f(
        cmds=["python", "-m"],
        arguments=[
            literal(
                "{long}"
            ),
            literal("short"),
        ],
        env_vars=[
            k8s.V1EnvVar(name="SEGUE_RUN_ID", value="churn-training__{{{{ run_id }}}}"),
        ],
        labels={{
            "{long}": "b",
        }},
        pair=(
            "{long}",
        ),
        value="{long}",
        **FAIL_FAST,
    )
"#
        ),
    );
}

#[test]
fn a_shift_breaks_its_list_or_stands_in_brackets() {
    let shift = |left: &[&str], right: &str| Statement::Shift {
        left: left.iter().map(|text| name(text)).collect(),
        right: name(right),
    };
    let long = "a".repeat(42);
    check_inner(shift(&["load"], "train"), "    load >> train\n");
    check_inner(shift(&["a", "b"], "c"), "    [a, b] >> c\n");
    check_inner(shift(&[&long, "b"], &long), &format!("    [\n        {long},\n        b,\n    ] >> {long}\n"));
    check_inner(shift(&[&long], &long), &format!("    (\n        {long}\n        >> {long}\n    )\n"));
}

#[test]
fn marks_cover_statements_and_whole_entries() {
    let call = f()
        .keyword(identifier!("a"), Expr::List(vec![Expr::text("b".repeat(80)).marked([place(2)])]).marked([place(1)]))
        .keyword(identifier!("c"), Expr::Dict(IndexMap::from([("d".to_owned(), Expr::None.marked([place(3)]))])));
    let printed = printed(Marked::new(assign(call), [place(0)]), 4);
    let piece = |start: u32, end: u32| printed.text[start as usize..end as usize].replace("\n        ", "\n");
    let pieces: Vec<(usize, String)> = (printed.marks.iter())
        .map(|mark| (mark.places[0].node.index(), piece(mark.bytes.start, mark.bytes.end)))
        .collect();
    let item = format!("\"{}\"", "b".repeat(80));
    assert_eq!(pieces[0].1, printed.text.replace("\n        ", "\n"));
    assert_eq!(pieces[1..], [(1, format!("a=[\n    {item},\n]")), (2, item), (3, "\"d\": None".to_owned())]);
}

#[test]
fn what_python_refuses_is_an_error() {
    let fails = |call: Call| print(&Marked::new(assign(call), []), 0);
    let twice = f().keyword(identifier!("a"), true).keyword(identifier!("a"), false);
    assert_eq!(fails(twice), Err(EmitError::DuplicateKey("a".to_owned())));
    let nested = |depth| (0..depth).fold(Expr::None, |inner, _| Expr::List(vec![inner]));
    assert!(fails(f().positional(nested(MAX_DEPTH - 1))).is_ok());
    assert_eq!(fails(f().positional(nested(MAX_DEPTH))), Err(EmitError::TooDeep));
}
