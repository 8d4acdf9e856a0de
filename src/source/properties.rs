//! What holds for every text, tried on many.

use proptest::prelude::*;

use super::{Format, Kind, Part, Place, Reading, Source, SourceId, Tree};

/// Every place lies in the text on whole characters, and the nodes of a whole tree lie in each other.
fn holds(source: &Source, reading: &Reading) {
    let tree = &reading.tree;
    let inside = |place: Place| {
        let span = tree.span(place);
        assert!(source.text().get(span.start as usize..span.end as usize).is_some(), "{span:?}");
        let (line, column) = source.line_column(span.start);
        assert!(line >= 1 && column >= 1);
    };
    for id in tree.ids() {
        let node = tree.node(id);
        inside(node.place());
        inside(node.key_place());
        assert_eq!(
            node.entries().chain(node.items()).filter(|child| child.parent().map(|p| p.id()) != Some(id)).count(),
            0
        );
        let path = tree.path(id);
        assert!(path.is_root() || !path.to_string().is_empty());
    }
    for error in &reading.errors {
        inside(error.place);
        error.other.into_iter().for_each(inside);
        tree.path(error.place.node);
    }
    assert!(!tree.is_broken() || !reading.errors.is_empty());
    for offset in 0..=source.text().len().min(200) {
        tree.at(u32::try_from(offset).unwrap_or_default());
    }
}

fn read(name: &str, bytes: Vec<u8>) -> (Source, Reading) {
    let source = Source::new(name, bytes);
    let reading = source.read(SourceId::MAIN);
    (source, reading)
}

/// What a tree holds, without places: styles, keys, contents in preorder.
fn content(tree: &Tree) -> Vec<String> {
    let lines = tree.ids().map(|id| {
        let node = tree.node(id);
        format!("{} {:?} {:?} {:?} {:?}", node.path(), node.kind(), node.style(), node.text(), node.key_style())
    });
    lines.collect()
}

fn spans(tree: &Tree) -> Vec<(u32, u32)> {
    let places = tree.ids().map(|id| tree.node(id)).flat_map(|node| [node.place(), node.key_place()]);
    places.map(|place| tree.span(place)).map(|span| (span.start, span.end)).collect()
}

fn json() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(serde_json::Value::from),
        any::<i64>().prop_map(serde_json::Value::from),
        "\\PC{0,8}".prop_map(serde_json::Value::from),
        "[a-z\\\\\"\n\t{}:,#' ]{0,12}".prop_map(serde_json::Value::from),
    ];
    let key = prop_oneof!["[a-z]{1,3}", "\\PC{0,4}", Just("<<".to_owned())];
    leaf.prop_recursive(5, 60, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(serde_json::Value::from),
            prop::collection::vec((key.clone(), inner), 0..5)
                .prop_map(|entries| serde_json::Value::Object(entries.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..80)) {
        for name in ["a.yaml", "a.json"] {
            let (source, reading) = read(name, bytes.clone());
            holds(&source, &reading);
        }
    }

    #[test]
    fn texts_of_signs_never_panic(text in "([a-c]|[\\-:?,\\[\\]{}#&*!|>'\"%@`~\\\\ \n\t\rä😀]|: |\n  |<<: |\\*a |&a |\\{\\{|---\n){0,40}") {
        for name in ["a.yaml", "a.json"] {
            let (source, reading) = read(name, text.clone().into_bytes());
            holds(&source, &reading);
        }
    }

    #[test]
    fn json_signs_never_panic(text in "\\{([a-c]|[:,\\[\\]{}\"\\\\u0d8e1 \nä😀]|\"a\":|\\\\ud800){0,40}") {
        let (source, reading) = read("a.json", text.into_bytes());
        holds(&source, &reading);
    }

    #[test]
    fn json_reads_the_same_as_yaml(value in json(), pretty in any::<bool>()) {
        let value = serde_json::json!({ "root": value });
        let text = if pretty { serde_json::to_string_pretty(&value) } else { serde_json::to_string(&value) };
        let text = text.expect("a value prints");
        let (source, as_json) = read("a.json", text.clone().into_bytes());
        prop_assert_eq!(source.format(), Format::Json);
        // The comment makes it YAML and moves nothing.
        let (source, as_yaml) = read("a.yaml", format!("{text} # c").into_bytes());
        prop_assert_eq!(source.format(), Format::Yaml);
        prop_assert_eq!(&as_json.errors, &vec![]);
        prop_assert_eq!(&as_yaml.errors, &vec![]);
        prop_assert_eq!(content(&as_json.tree), content(&as_yaml.tree));
        prop_assert_eq!(spans(&as_json.tree), spans(&as_yaml.tree));
    }
}

#[test]
fn the_root_of_everything_exists() {
    for bytes in [&b""[..], b"\xff", b"\0", b"\xff\xfe", b"{", b"a: ["] {
        let (source, reading) = read("a.json", bytes.to_vec());
        holds(&source, &reading);
        assert!(reading.tree.is_broken() && reading.tree.root().is_hole());
        assert_eq!(
            reading.tree.span(Place { part: Part::Key, ..reading.tree.root().place() }),
            reading.tree.root().span()
        );
        assert!(reading.tree.root().kind() == Kind::Map || reading.tree.root().text() == Some(""));
    }
}
