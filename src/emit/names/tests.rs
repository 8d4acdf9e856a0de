//! Names are legal, unique, and stable whatever else is there.

use super::{Assigned, Case, Named, Rules, assign};
use proptest::prelude::*;

/// A Kubernetes label name with one word reserved.
const LABEL: Rules = Rules {
    alphabet: |character| matches!(character, 'a'..='z' | '0'..='9' | '-'),
    first: |character| character.is_ascii_lowercase(),
    last: |character| matches!(character, 'a'..='z' | '0'..='9'),
    max: 30,
    joint: '-',
    case: Case::Lower,
    reserved: |name| name == "main",
    derived: &["-driver"],
    fallback: "step",
    prefix: "s-",
};

/// A Python identifier.
const IDENTIFIER: Rules = Rules {
    alphabet: |character| character.is_ascii_alphanumeric() || character == '_',
    first: |character| character.is_ascii_alphabetic() || character == '_',
    last: |character| character.is_ascii_alphanumeric() || character == '_',
    max: 250,
    joint: '_',
    case: Case::Kept,
    reserved: |name| matches!(name, "class" | "dag"),
    derived: &[],
    fallback: "step",
    prefix: "s_",
};

fn names(originals: &[&str]) -> Vec<String> {
    named(&LABEL, originals).into_iter().map(|named| named.name).collect()
}

fn named(rules: &Rules, originals: &[&str]) -> Vec<Named> {
    assign(rules, originals.iter().copied()).names
}

/// The groups that clash, by their originals.
fn clashes<'a>(originals: &[&'a str]) -> Vec<Vec<&'a str>> {
    let groups = assign(&LABEL, originals.iter().copied()).clashes;
    groups.into_iter().map(|group| group.into_iter().map(|position| originals[position]).collect()).collect()
}

#[track_caller]
fn check(originals: &[&str], expected: &[&str]) {
    assert_eq!(names(originals), expected);
}

#[test]
fn legal_names_are_kept() {
    check(&["train", "load-data", "a1", "x"], &["train", "load-data", "a1", "x"]);
}

#[test]
fn a_changed_name_takes_its_plain_form() {
    check(
        &["Load Data", "a__b", "-x-", "2fast", "main", "学习"],
        &["load-data", "a-b", "x", "s-2fast", "s-main", "step"],
    );
}

#[test]
fn names_that_clash_all_get_a_hash_but_for_the_kept_one() {
    let result = named(&LABEL, &["Train", "train", "train_", "load"]);
    assert_eq!(result[1], Named { name: "train".into(), changed: false });
    assert_eq!(result[3], Named { name: "load".into(), changed: false });
    for changed in [&result[0], &result[2]] {
        assert!(changed.changed);
        assert!(changed.name.starts_with("train-") && changed.name.len() == "train-".len() + 6);
    }
    assert_ne!(result[0].name, result[2].name);
    assert_eq!(clashes(&["Train", "train", "train_", "load"]), [["Train", "train", "train_"]]);
}

#[test]
fn who_clashes_with_whom_is_told_in_groups() {
    check_clashes(&["a", "b", "main", "x-driver"], &[]);
    check_clashes(&["学习", "B", "😀", "b", "step"], &[&["学习", "😀", "step"], &["B", "b"]]);
    check_clashes(&["main", "s-main"], &[&["main", "s-main"]]);
    check_clashes(&["x-driver", "X", "y"], &[&["x-driver", "X"]]);
    // Cut names have hashes of their own.
    let long = "a".repeat(40);
    check_clashes(&[&format!("{long}1"), &format!("{long}2")], &[]);
    let hashed = names(&["Train", "TRAIN"]).swap_remove(0);
    check_clashes(&["Train", "TRAIN", &hashed], &[&["Train", "TRAIN", &hashed]]);
}

#[track_caller]
fn check_clashes(originals: &[&str], expected: &[&[&str]]) {
    assert_eq!(clashes(originals), expected);
}

#[test]
fn a_name_that_the_target_makes_of_another_is_taken() {
    let ends = |name: &str, front: &str| name.strip_prefix(front).is_some_and(|digits| digits.len() == 6);
    // Of two legal names the longer gives way, of a legal and a changed one the changed, of two changed ones both.
    let result = names(&["x-driver", "x"]);
    assert!(ends(&result[0], "x-driver-") && result[1] == "x", "{result:?}");
    let result = names(&["x-driver", "X"]);
    assert!(result[0] == "x-driver" && ends(&result[1], "x-"), "{result:?}");
    let result = names(&["X-Driver", "X"]);
    assert!(ends(&result[0], "x-driver-") && ends(&result[1], "x-"), "{result:?}");
    // What is made of a name with a hash is taken as well.
    let hashed = format!("{}-driver", names(&["X", "x"]).swap_remove(0));
    let result = names(&["X", "x", &hashed]);
    assert!(result[2] == hashed && format!("{}-driver", result[0]) != hashed, "{result:?}");
}

#[test]
fn a_long_name_is_cut_and_gets_a_hash() {
    let long = "a".repeat(200);
    let result = named(&LABEL, &[&long]);
    assert_eq!(result[0].name.len(), 30);
    assert!(result[0].changed);
}

#[test]
fn a_hash_that_is_taken_grows() {
    let first = names(&["Train", "TRAIN"]).swap_remove(0);
    let result = names(&["Train", "TRAIN", &first]);
    assert_eq!(result[2], first);
    assert!(result[0].starts_with(&first) && result[0].len() == first.len() + 2);

    // Someone takes every length of the hash.
    let mut taken = vec!["Train".to_owned(), "TRAIN".to_owned()];
    for _ in 0..20 {
        let all: Vec<&str> = taken.iter().map(String::as_str).collect();
        let name = names(&all).swap_remove(0);
        assert!(LABEL.accept(&name) && !all.contains(&name.as_str()));
        taken.push(name);
    }
}

#[test]
fn capitals_stay_where_a_target_has_them() {
    let result = named(&IDENTIFIER, &["Train-Model", "class", "_x", "2x", "学习"]);
    let names: Vec<&str> = result.iter().map(|named| named.name.as_str()).collect();
    assert_eq!(names, ["Train_Model", "s_class", "_x", "s_2x", "step"]);
}

/// Names that often meet: few letters, other cases, other scripts, long ones, and forms that end like a hash.
fn originals() -> impl Strategy<Value = Vec<String>> {
    let part = prop_oneof![
        "[aA_ .-]{0,4}",
        "[a-c1]{1,3}(-[0-9a-f]{6})?",
        "(main|Main|step|学习|😀|Ünï){1,2}",
        "[aA](-driver){0,3}",
        "[aA]-[dD]river(-[0-9a-f]{6})?",
        "a{24,40}",
        "\\PC{0,8}",
    ];
    proptest::collection::btree_set(part, 0..24).prop_map(|set| set.into_iter().collect::<Vec<_>>()).prop_shuffle()
}

proptest! {
    #[test]
    fn names_are_legal_and_unique(originals in originals()) {
        for rules in [LABEL, IDENTIFIER] {
            let Assigned { names: result, clashes } = assign(&rules, originals.iter().map(String::as_str));
            let clashing: std::collections::BTreeSet<usize> = clashes.into_iter().flatten().collect();
            let mut seen = std::collections::BTreeSet::new();
            for (position, (named, original)) in result.iter().zip(&originals).enumerate() {
                prop_assert!(rules.accept(&named.name), "{:?} from {:?}", named.name, original);
                prop_assert!(seen.insert(&named.name), "{:?} twice", named.name);
                prop_assert_eq!(named.changed, &named.name != original);
                prop_assert!(!rules.accept(original) || !named.changed || clashing.contains(&position));
            }
            for name in result.iter().flat_map(|named| rules.derived.iter().map(move |suffix| format!("{}{suffix}", named.name))) {
                prop_assert!(!seen.contains(&name), "{:?} is made of another", name);
            }
        }
    }

    #[test]
    fn order_does_not_matter(originals in originals(), turn in 0usize..24) {
        let before = assign(&LABEL, originals.iter().map(String::as_str)).names;
        let mut turned: Vec<(&str, Named)> = originals.iter().map(String::as_str).zip(before).collect();
        turned.reverse();
        let turn = turn.min(turned.len());
        turned.rotate_left(turn);
        let after = assign(&LABEL, turned.iter().map(|(original, _)| *original));
        prop_assert!(after.names.iter().eq(turned.iter().map(|(_, named)| named)));
    }

    #[test]
    fn others_that_do_not_clash_rename_nothing(originals in originals(), others in proptest::collection::btree_set("Q [0-9]{2}|q[0-9]{3}", 0..6)) {
        let before = assign(&LABEL, originals.iter().map(String::as_str));
        let all = originals.iter().chain(others.iter()).map(String::as_str);
        let after = assign(&LABEL, all);
        prop_assert_eq!(&after.names[..before.names.len()], &before.names[..]);
        prop_assert_eq!(after.clashes, before.clashes);
    }
}
