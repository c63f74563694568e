import { graphlib, layout } from "@dagrejs/dagre";

/** Size of a node of the architecture, in pixels. */
const box = { width: 220, height: 56 };

/** Layout from left to right; distances between nodes and between ranks. */
const spacing = { rankdir: "LR", nodesep: 18, ranksep: 90 };

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Layout {
  readonly width: number;
  /** Top of the drawing. Edges may extend beyond the boxes. */
  readonly top: number;
  readonly bottom: number;
  /** Upper left corner and size of each node, in the order of the nodes. */
  readonly places: readonly (Point & Size)[];
  /** Points of each edge, in the order of the edges. */
  readonly lines: readonly (readonly Point[])[];
}

export interface Edge {
  readonly from: string;
  readonly to: string;
}

export interface LayoutOptions {
  /** `LR` is from left to right, `TB` from top to bottom. */
  readonly spacing: { readonly rankdir: "LR" | "TB"; readonly nodesep: number; readonly ranksep: number };
  readonly sizeOf: (node: string) => Size;
}

/** Computes the layout of a directed graph. @param edges may only refer to existing nodes. */
export function layOut(
  nodes: readonly string[],
  edges: readonly Edge[],
  options: LayoutOptions = { spacing: { ...spacing, rankdir: "LR" }, sizeOf: () => box },
): Layout {
  const graph = new graphlib.Graph<LayoutOptions["spacing"] & Partial<Size>, Point & Size, { points: Point[] }>({
    multigraph: true,
  });
  graph.setGraph({ ...options.spacing });
  for (const node of nodes) graph.setNode(node, { x: 0, y: 0, ...options.sizeOf(node) });
  edges.forEach(({ from, to }, index) => graph.setEdge(from, to, { points: [] }, String(index)));
  layout(graph);
  const { width = 0, height = 0 } = graph.graph();
  const lines = edges.map(({ from, to }, index) => graph.edge(from, to, String(index)).points);
  const heights = lines.flat().map(({ y }) => y);
  return {
    width,
    top: Math.min(0, ...heights),
    bottom: Math.max(height, ...heights),
    places: nodes.map((node) => {
      const { x, y, ...size } = graph.node(node);
      return { width: size.width, height: size.height, x: x - size.width / 2, y: y - size.height / 2 };
    }),
    lines,
  };
}
