/*
 * The natural loops of a function (Aho et al., Compilers, section 9.6): a jump back to a block
 * that dominates its source closes one, whose body is all that reaches the jump without passing
 * that head. A jump to a lower address alone is no loop: compilers move rare code to a
 * function's end, from where it jumps back.
 */
import { FlowControl } from 'iced-x86';
import { type Block, basicBlocks } from './control_flow.ts';
import { Dominators } from './dominators.ts';
import { branchTarget, type Instruction } from './instruction.ts';

/** Of a conditional branch: taken or not. */
const WAYS = 2;

/** Addresses of the conditional branches that close a loop or leave one. */
export function loopBranches(instructions: readonly Instruction[]): Set<number> {
	const blocks = basicBlocks(instructions);
	const addresses = new Set<number>();
	for (const [head, body] of naturalLoops(blocks)) {
		for (const number of body) {
			const block = blocks[number];
			const branch = block && instructions[block.last];
			if (!branch || !isConditional(branch)) continue;
			const inside = block.successors.filter((successor) => body.has(successor));
			// Fewer than two also where it leaves the function.
			if (inside.length < WAYS || inside.includes(head)) addresses.add(branch.address);
		}
	}
	return addresses;
}

const isConditional = (instruction: Instruction): boolean =>
	instruction.encoding.flow === FlowControl.ConditionalBranch &&
	branchTarget(instruction) !== undefined;

/** From each loop's head to its body, the head among it; loops of one head are one. */
function naturalLoops(blocks: readonly Block[]): Map<number, Set<number>> {
	const dominators = new Dominators(blocks);
	const loops = new Map<number, Set<number>>();
	blocks.forEach(({ successors }, tail) => {
		for (const head of successors) {
			if (!dominators.dominates(head, tail)) continue;
			const body = loops.get(head) ?? new Set([head]);
			addBody(body, tail, dominators.predecessors);
			loops.set(head, body);
		}
	});
	return loops;
}

function addBody(
	body: Set<number>,
	tail: number,
	predecessors: readonly (readonly number[])[],
): void {
	const pending = [tail];
	for (let block = pending.pop(); block !== undefined; block = pending.pop()) {
		if (body.has(block)) continue;
		body.add(block);
		pending.push(...(predecessors[block] ?? []));
	}
}
