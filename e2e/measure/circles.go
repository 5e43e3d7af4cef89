package main

import (
	"gonum.org/v1/gonum/graph/simple"
	"gonum.org/v1/gonum/graph/topo"
)

// circles counts the groups of rooms that can all be reached from each other.
func circles(imports map[string][]string) (n int) {
	g := simple.NewDirectedGraph()
	nodes := map[string]int64{}
	id := func(name string) int64 {
		if _, known := nodes[name]; !known {
			node := g.NewNode()
			g.AddNode(node)
			nodes[name] = node.ID()
		}
		return nodes[name]
	}
	for from, all := range imports {
		for _, to := range all {
			if a, b := id(from), id(to); a != b {
				g.SetEdge(g.NewEdge(g.Node(a), g.Node(b)))
			}
		}
	}
	for _, group := range topo.TarjanSCC(g) {
		if len(group) > 1 {
			n++
		}
	}
	return n
}
