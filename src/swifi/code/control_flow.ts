/*
 * The control flow graph of a function: basic blocks and where each goes on.
 *
 * A jump through a register or a table is taken to lead to all the blocks that nothing else
 * leads to: the table is in the program's data, and the cases of a `switch` are reached by it
 * alone. A jump to another function, or into the middle of an instruction (after a fault), leads
 * nowhere.
 */
import { FlowControl } from 'iced-x86';
import { branchTarget, endOf, type Instruction } from './instruction.ts';

export interface Block {
	/** In the function's instructions. */
	readonly first: number;
	readonly last: number;
	/** Numbers of blocks. */
	readonly successors: readonly number[];
}

/** Block 0 is where the function is entered; a function without instructions has no blocks. */
export function basicBlocks(instructions: readonly Instruction[]): Block[] {
	const starts = blockStarts(instructions);
	const numberAt = new Map(
		starts.map((index, block) => [instructions[index]?.address ?? 0, block]),
	);
	const bounds = starts.map((first, block) => ({
		first,
		last: (starts[block + 1] ?? instructions.length) - 1,
	}));
	const known = bounds.map(({ last }) => {
		const instruction = instructions[last];
		return instruction ? directSuccessors(instruction, numberAt) : [];
	});
	const reached = new Set(known.flat());
	const orphans = bounds.map((_, block) => block).filter((n) => n > 0 && !reached.has(n));
	return bounds.map(({ first, last }, block) => ({
		first,
		last,
		successors: isIndirectJump(instructions[last]) ? orphans : (known[block] ?? []),
	}));
}

/** Indexes of the instructions that a jump leads to or that stand behind a jump. */
function blockStarts(instructions: readonly Instruction[]): number[] {
	const indexAt = new Map(instructions.map(({ address }, index) => [address, index]));
	const starts = new Set<number>(instructions.length > 0 ? [0] : []);
	instructions.forEach((instruction, index) => {
		if (!endsBlock(instruction)) return;
		if (index + 1 < instructions.length) starts.add(index + 1);
		const target = indexAt.get(branchTarget(instruction) ?? -1);
		if (target !== undefined) starts.add(target);
	});
	return [...starts].sort((a, b) => a - b);
}

function directSuccessors(
	instruction: Instruction,
	numberAt: ReadonlyMap<number, number>,
): number[] {
	const { flow } = instruction.encoding;
	const addresses: (number | undefined)[] = [];
	if (jumps(flow)) addresses.push(branchTarget(instruction));
	if (!neverFallsThrough(flow)) addresses.push(endOf(instruction));
	return addresses.flatMap((address) => numberAt.get(address ?? -1) ?? []);
}

const jumps = (flow: FlowControl): boolean =>
	flow === FlowControl.ConditionalBranch || flow === FlowControl.UnconditionalBranch;

const neverFallsThrough = (flow: FlowControl): boolean =>
	flow === FlowControl.UnconditionalBranch ||
	flow === FlowControl.IndirectBranch ||
	flow === FlowControl.Return ||
	flow === FlowControl.Exception;

const endsBlock = ({ encoding: { flow } }: Instruction): boolean =>
	jumps(flow) || neverFallsThrough(flow);

const isIndirectJump = (instruction: Instruction | undefined): boolean =>
	instruction?.encoding.flow === FlowControl.IndirectBranch;
