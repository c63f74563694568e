import { graphlib, layout } from "@dagrejs/dagre";

/** Size of a node in pixels. */
const box = { width: 220, height: 56 };

/** Layout from left to right; distances between nodes and between ranks. */
const spacing = { rankdir: "LR", nodesep: 18, ranksep: 90 };

interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Layout {
  readonly width: number;
  /** Top of the drawing. Edges may extend beyond the boxes. */
  readonly top: number;
  readonly bottom: number;
  /** Upper left corner and size of each node, in the order of the nodes. */
  readonly places: readonly (Point & typeof box)[];
  /** Points of each edge, in the order of the edges. */
  readonly lines: readonly (readonly Point[])[];
}

/** Computes the layout of a directed graph. @param edges may only refer to existing nodes. */
export function layOut(
  nodes: readonly string[],
  edges: readonly { readonly from: string; readonly to: string }[],
): Layout {
  const graph = new graphlib.Graph<typeof spacing & { width?: number; height?: number }, Point, { points: Point[] }>();
  graph.setGraph(spacing);
  for (const node of nodes) graph.setNode(node, { x: 0, y: 0, ...box });
  for (const { from, to } of edges) graph.setEdge(from, to, { points: [] });
  layout(graph);
  const { width = 0, height = 0 } = graph.graph();
  const lines = edges.map(({ from, to }) => graph.edge(from, to).points);
  const heights = lines.flat().map(({ y }) => y);
  return {
    width,
    top: Math.min(0, ...heights),
    bottom: Math.max(height, ...heights),
    places: nodes.map((node) => {
      const { x, y } = graph.node(node);
      return { ...box, x: x - box.width / 2, y: y - box.height / 2 };
    }),
    lines,
  };
}
