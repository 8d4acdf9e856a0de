//! Which originals clash, as groups: whoever clashes with one of a group belongs to it.

use std::collections::BTreeMap;

/// Positions in groups; at first each is alone.
pub(super) struct Groups {
    /// For each position one of its group before it, or itself for the group's first.
    before: Vec<usize>,
}

impl Groups {
    /// `count` positions that are alone.
    pub(super) fn new(count: usize) -> Self {
        Self { before: (0..count).collect() }
    }

    /// Makes one group of those of the two.
    pub(super) fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.first(one), self.first(other));
        self.before[one.max(other)] = one.min(other);
    }

    /// Makes one group of those of all positions.
    pub(super) fn join_all(&mut self, positions: &[usize]) {
        for pair in positions.windows(2) {
            self.join(pair[0], pair[1]);
        }
    }

    /// The groups of more than one.
    pub(super) fn of_several(mut self) -> Vec<Vec<usize>> {
        let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for position in 0..self.before.len() {
            groups.entry(self.first(position)).or_default().push(position);
        }
        groups.into_values().filter(|group| group.len() > 1).collect()
    }

    /// The first position of a group. Those on the way are led there directly, so that no way becomes long.
    fn first(&mut self, mut position: usize) -> usize {
        let mut first = position;
        while self.before[first] != first {
            first = self.before[first];
        }
        while self.before[position] != first {
            position = std::mem::replace(&mut self.before[position], first);
        }
        first
    }
}
