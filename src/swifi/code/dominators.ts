/*
 * Dominators in a control flow graph: block A dominates block B when each way into B from the
 * function's entry leads through A. By the iterative method of Cooper, Harvey and Kennedy
 * (A Simple, Fast Dominance Algorithm, 2001) on immediate dominators in reverse postorder.
 *
 * A block to which nothing leads counts as an entry of its own: a table of addresses elsewhere
 * may lead there.
 */
import type { Block } from './control_flow.ts';

export class Dominators {
	readonly predecessors: readonly (readonly number[])[];
	/** The one above all entries; it stands for no block. */
	private readonly root: number;
	/** Of each block that can be reached: the nearest one that dominates it. */
	private readonly above: (number | undefined)[];
	/** Place in reverse postorder. */
	private readonly rank: number[] = [];

	constructor(blocks: readonly Block[]) {
		this.root = blocks.length;
		const predecessors: number[][] = blocks.map(() => []);
		blocks.forEach(({ successors }, number) => {
			for (const successor of successors) predecessors[successor]?.push(number);
		});
		this.predecessors = predecessors;
		const entries = blocks
			.map((_, number) => number)
			.filter((number) => number === 0 || predecessors[number]?.length === 0);
		const order = this.reversePostorder(blocks, entries);
		this.above = new Array(blocks.length + 1);
		this.above[this.root] = this.root;
		this.settle(order, new Set(entries));
	}

	/** Of blocks that no entry leads to, none dominates another. */
	dominates(upper: number, lower: number): boolean {
		let block: number | undefined = lower;
		while (block !== undefined && block !== upper && block !== this.root) {
			block = this.above[block];
		}
		return block === upper;
	}

	/** All blocks that can be reached; those that lead to a block before it, but for loops. */
	private reversePostorder(blocks: readonly Block[], entries: readonly number[]): number[] {
		const postorder: number[] = [];
		const seen = new Set<number>();
		const successorsOf = (block: number) =>
			block === this.root ? entries : (blocks[block]?.successors ?? []);
		const path = [{ block: this.root, next: 0 }];
		for (let step = path.at(-1); step; step = path.at(-1)) {
			const successor = successorsOf(step.block)[step.next++];
			if (successor === undefined) {
				postorder.push(step.block);
				path.pop();
			} else if (!seen.has(successor)) {
				seen.add(successor);
				path.push({ block: successor, next: 0 });
			}
		}
		const order = postorder.reverse();
		order.forEach((block, rank) => {
			this.rank[block] = rank;
		});
		return order;
	}

	private settle(order: readonly number[], entries: ReadonlySet<number>): void {
		for (let changed = true; changed; ) {
			changed = false;
			for (const block of order) {
				if (block === this.root) continue;
				let nearest = entries.has(block) ? this.root : undefined;
				for (const predecessor of this.predecessors[block] ?? []) {
					if (this.above[predecessor] === undefined) continue;
					nearest =
						nearest === undefined ? predecessor : this.common(nearest, predecessor);
				}
				if (this.above[block] !== nearest) {
					this.above[block] = nearest;
					changed = true;
				}
			}
		}
	}

	/** The nearest block that dominates both. */
	private common(a: number, b: number): number {
		let left = a;
		let right = b;
		while (left !== right) {
			if (this.rankOf(left) > this.rankOf(right)) left = this.above[left] ?? this.root;
			else right = this.above[right] ?? this.root;
		}
		return left;
	}

	private rankOf(block: number): number {
		return this.rank[block] ?? 0;
	}
}
