//! What the YAML reader does with `*x`: a scalar that holds its place, or a mistake and a hole.
//!
//! The subtree itself is put there later, by `expand`.

use super::build::At;
use super::tree::{Content, Key, KeyFrom, Usage};
use super::yaml::Composer;
use super::{Kind, Part, ReadProblem, Span, Style};

/// What an anchor names.
pub(super) enum Anchored {
    Node(u32),
    /// A key; it is no node, but can be used as a value all the same.
    Key(Key),
}

impl Composer<'_> {
    pub(super) fn alias(&mut self, anchor: usize, found: Span) {
        let name = found.slice(self.text).trim_start_matches('*').to_owned();
        let target = match self.anchors.get(&anchor) {
            Some(Anchored::Node(node)) => *node,
            Some(Anchored::Key(key)) => {
                let key = *key;
                self.alias_of_key(key, found);
                return;
            }
            // The anchor lies in a list or map that is used as a key, and that was told.
            None if self.builder.expects_key() => return self.builder.hidden_key(found),
            None => {
                self.item();
                self.builder.hole(found);
                return self.pass_to(found.end);
            }
        };
        if self.builder.is_open(target) {
            let other = Some(At::Node(target, Part::Value));
            return self.lost_alias(ReadProblem::AliasOfItself { name }, found, other);
        }
        let record = self.builder.records[target as usize];
        if !self.builder.expects_key() {
            self.item();
            let node = self.builder.scalar(Content::Source(Span::empty(found.start)), Style::Plain, found);
            self.links.aliases.insert(node, target);
        } else if record.kind == Kind::Scalar {
            self.begin_block_map(found);
            self.builder.key(Key { content: record.content, span: found, style: record.style });
        } else {
            self.refuse_key(found);
        }
        self.pass_to(found.end);
    }

    fn alias_of_key(&mut self, key: Key, found: Span) {
        if self.builder.expects_key() {
            self.begin_block_map(found);
            self.builder.key(Key { span: found, ..key });
        } else {
            self.item();
            let node = self.builder.scalar(key.content, key.style, key.span);
            self.builder.records[node as usize].usage = Some(Usage { span: found, key: KeyFrom::Here });
            self.builder.stretch(found.end);
        }
        self.pass_to(found.end);
    }

    pub(super) fn unknown_alias(&mut self, name: &str, found: Span) {
        self.lost_alias(ReadProblem::UnknownAlias { name: name.to_owned() }, found, None);
    }

    /// Tells an alias that stands for nothing, and puts a hole or a hidden key where it stands.
    fn lost_alias(&mut self, problem: ReadProblem, found: Span, other: Option<At>) {
        let node = self.builder.next();
        if self.builder.expects_key() {
            self.begin_block_map(found);
            self.builder.error(problem, At::Node(node, Part::Key), other);
            self.builder.hidden_key(found);
        } else {
            self.item();
            self.builder.error(problem, At::Node(node, Part::Value), other);
            self.builder.hole(found);
        }
        self.pass_to(found.end);
    }
}

#[cfg(test)]
mod tests {
    use super::super::dump::check;

    #[test]
    fn what_names_nothing_leaves_a_hole() {
        check(
            "a: [*x]\n*y : 1\nb: &x 1\nc: *x",
            "
            . {} 0«a: [*x]\\n*y : 1\\nb: &x 1\\nc: *x»
            a [] 3«[*x]»
            a[0] hole 4«*x»
            b (1) 21«1»
            c (1) 21«1» used 26«*x»
            ! UnknownAlias { name: \"x\" } 4«*x» a[0]
            ! UnknownAlias { name: \"y\" } 8«*y» [\"*y\"]
            ",
        );
        check(
            "a: &x [1, *x]",
            "
            . {} 0«a: &x [1, *x]»
            a [] 6«[1, *x]»
            a[0] (1) 7«1»
            a[1] hole 10«*x»
            ! AliasOfItself { name: \"x\" } 10«*x» a[1] / 6«[1, *x]» a
            ",
        );
    }

    #[test]
    fn keys_can_be_aliases_and_have_anchors() {
        check(
            "&k a: *k\nb: &v c\n*v : *k",
            "
            . {} 3«a: *k\\nb: &v c\\n*v : *k»
            a (a) 3«a» used 6«*k»
            b (c) 15«c»
            c (a) 3«a» used 22«*k»
            ",
        );
        check(
            "a: &x []\n*x : 1\n*x : 2",
            "
            . {} 0«a: &x []\\n*x : 1\\n*x : 2»
            a [] 6«[]»
            ! KeyNotScalar { template: false } 9«*x» [\"*x\"]
            ! KeyNotScalar { template: false } 16«*x» [\"*x\"]
            ",
        );
    }
}
