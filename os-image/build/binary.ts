/* A linked binary: its bytes as they go into the image, and its entry in the manifest. */
import { type BinaryEntry, encodeLineTable } from '../../src/machine/manifest.ts';
import { BuildError } from './build-error.ts';
import { decodeLines } from './dwarf-lines.ts';
import {
	type ElfFile,
	flattenElf,
	PF_EXECUTE,
	PF_WRITE,
	PT_LOAD,
	parseElf,
	stripElf,
	textRange,
} from './elf.ts';
import type { BinaryPlan } from './source-tree.ts';
import { sha256 } from './steps.ts';

export interface BuiltBinary {
	readonly plan: BinaryPlan;
	readonly elf: ElfFile;
	/** What the image holds. */
	readonly content: Uint8Array;
}

export function readBinary(plan: BinaryPlan, file: Uint8Array): BuiltBinary {
	const elf = parseElf(file, plan.name);
	if (plan.flavour.name === 'user') checkPages(elf, plan.name);
	const content = plan.form === 'flat' ? flattenElf(elf, plan.name) : stripElf(elf);
	return { plan, elf, content };
}

export function describeBinary({ plan, elf, content }: BuiltBinary): BinaryEntry {
	const { start, end } = textRange(elf);
	return {
		name: plan.name,
		kind: plan.kind,
		sha256: sha256(content),
		size: content.length,
		text: [start, end],
		symbols: elf.symbols.map(({ name, address, size, type }) => [name, address, size, type]),
		lines: encodeLineTable(decodeLines(elf, plan.name)),
	};
}

/** Written data in a page of code would be executable, and slow under the emulator's compiler. */
function checkPages(elf: ElfFile, name: string): void {
	const loaded = elf.segments.filter(({ type, memsz }) => type === PT_LOAD && memsz > 0);
	const pages = (wanted: (flags: number) => boolean) =>
		loaded
			.filter(({ flags }) => wanted(flags))
			.map(({ vaddr, memsz }) => [vaddr >>> 12, (vaddr + memsz - 1) >>> 12] as const);
	for (const [first, last] of pages((flags) => (flags & PF_EXECUTE) !== 0)) {
		const shared = pages((flags) => (flags & PF_WRITE) !== 0).find(
			([start, end]) => start <= last && end >= first,
		);
		if (shared) {
			throw new BuildError(
				`${name}: code and written data share a page. Align the data to a page in the ` +
					'linker script.',
			);
		}
	}
}
