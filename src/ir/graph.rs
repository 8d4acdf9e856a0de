//! The DAG of the steps: derived when asked for, never stored. No function here recurses.

use std::collections::VecDeque;

use indexmap::IndexMap;
use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};

use super::{Pipeline, StepId};

/// The steps as numbers in file order, with the edges among them; needs that name no step are left out.
pub struct Graph {
    /// For each step the steps that it needs.
    pub needs: Vec<Vec<usize>>,
}

impl Graph {
    /// The graph of `pipeline`.
    pub fn new(pipeline: &Pipeline) -> Self {
        let index: IndexMap<&StepId, usize> =
            pipeline.steps.keys().enumerate().map(|(number, id)| (id, number)).collect();
        let needs = pipeline
            .steps
            .values()
            .map(|step| step.needs.iter().filter_map(|need| index.get(&need.step).copied()).collect())
            .collect();
        Self { needs }
    }

    /// The waves: the steps that can start together if every step takes equally long. A step stands in the wave after
    /// the last of its needs; steps of a circle stand in none.
    pub fn waves(&self) -> Vec<Vec<usize>> {
        let mut open: Vec<usize> = self.needs.iter().map(Vec::len).collect();
        let mut dependents = vec![Vec::new(); self.needs.len()];
        for (step, needs) in self.needs.iter().enumerate() {
            for need in needs {
                dependents[*need].push(step);
            }
        }
        let mut waves = Vec::new();
        let mut wave: Vec<usize> = (0..open.len()).filter(|step| open[*step] == 0).collect();
        while !wave.is_empty() {
            let mut next = Vec::new();
            for dependent in wave.iter().flat_map(|step| &dependents[*step]) {
                open[*dependent] -= 1;
                if open[*dependent] == 0 {
                    next.push(*dependent);
                }
            }
            next.sort_unstable();
            waves.push(std::mem::replace(&mut wave, next));
        }
        waves
    }
}

/// One circle of each knot of steps that need each other: the shortest through the knot's first step in file order,
/// each step followed by one that it needs. A step that needs itself is not told here.
pub fn cycles(graph: &Graph) -> Vec<Vec<usize>> {
    let mut whole = DiGraph::<(), ()>::with_capacity(graph.needs.len(), graph.needs.len());
    for _ in &graph.needs {
        whole.add_node(());
    }
    for (step, needs) in graph.needs.iter().enumerate() {
        for need in needs {
            whole.add_edge(NodeIndex::new(step), NodeIndex::new(*need), ());
        }
    }
    // Not petgraph's `tarjan_scc`, which recurses as deep as the graph is.
    let mut found: Vec<Vec<usize>> = kosaraju_scc(&whole)
        .into_iter()
        .filter(|knot| knot.len() > 1)
        .filter_map(|knot| knot.into_iter().map(NodeIndex::index).min())
        .filter_map(|first| shortest_circle(graph, first))
        .collect();
    found.sort();
    found
}

/// The shortest way from `first` along needs back to it.
fn shortest_circle(graph: &Graph, first: usize) -> Option<Vec<usize>> {
    let mut came_from: Vec<Option<usize>> = vec![None; graph.needs.len()];
    let mut queue = VecDeque::from([first]);
    while let Some(step) = queue.pop_front() {
        for need in &graph.needs[step] {
            if *need == first && step != first {
                let mut path: Vec<usize> = std::iter::successors(Some(step), |step| came_from[*step]).collect();
                path.reverse();
                return Some(path);
            }
            if *need != first && came_from[*need].is_none() {
                came_from[*need] = Some(step);
                queue.push_back(*need);
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn graph(needs: &[&[usize]]) -> Graph {
        Graph { needs: needs.iter().map(|needs| needs.to_vec()).collect() }
    }

    #[test]
    fn waves_start_as_early_as_their_needs_allow() {
        assert_eq!(graph(&[&[], &[0], &[0], &[1, 2], &[]]).waves(), [vec![0, 4], vec![1, 2], vec![3]]);
    }

    #[test]
    fn each_knot_is_told_once_by_its_shortest_circle() {
        let tangled = graph(&[&[1], &[2], &[0, 1], &[], &[5], &[4]]);
        assert_eq!(cycles(&tangled), [vec![0, 1, 2], vec![4, 5]]);
        assert_eq!(cycles(&graph(&[&[], &[0], &[1]])), Vec::<Vec<usize>>::new());
    }

    #[test]
    fn a_chain_of_a_million_steps_does_not_reach_the_stacks_end() {
        let needs = (0..1_000_000_usize).map(|step| if step == 0 { vec![999_999] } else { vec![step - 1] }).collect();
        let ring = Graph { needs };
        assert_eq!(cycles(&ring).iter().map(Vec::len).collect::<Vec<_>>(), [1_000_000]);
        assert!(ring.waves().is_empty());
    }
}
