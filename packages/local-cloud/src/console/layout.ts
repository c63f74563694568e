import { graphlib, layout } from "@dagrejs/dagre";

/** Of every node, in pixels. */
const box = { width: 220, height: 56 };

/** From left to right; between nodes, and between ranks. */
const spacing = { rankdir: "LR", nodesep: 18, ranksep: 90 };

interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Layout {
  readonly width: number;
  /** Lines may run outside of the boxes. */
  readonly top: number;
  readonly bottom: number;
  /** Upper left corner and size of each node, in their order. */
  readonly places: readonly (Point & typeof box)[];
  /** The points of each edge, in their order. */
  readonly lines: readonly (readonly Point[])[];
}

/** Where the nodes of a directed graph stand and how its edges run. @param edges between nodes of the graph only. */
export function laidOut(
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
