/*
 * What a record tells of a mutation: both instructions in assembly, and where in the source the
 * change is.
 */
import type { Manifest } from '../../machine/manifest.ts';
import { locate } from '../../telemetry/source_location.ts';
import { disassemble } from '../code/decoder.ts';
import { INSTRUCTION_BYTES_MAX } from '../code/instruction.ts';
import type { FaultRecord, Mutation } from '../fault.ts';

export type Disassembly = Pick<FaultRecord, 'before' | 'after'>;
export type Place = Pick<FaultRecord, 'function' | 'source'>;

/**
 * `behind`: the text behind the mutated bytes, which a longer instruction takes in. Several
 * instructions are parted by semicolons: all that start within the mutated bytes, at most 15.
 */
export function disassembleMutation(mutation: Mutation, behind: Uint8Array): Disassembly {
	const { address, oldBytes, newBytes } = mutation;
	const around = behind.subarray(0, INSTRUCTION_BYTES_MAX - 1);
	const read = (bytes: Uint8Array) =>
		disassemble(Uint8Array.of(...bytes, ...around), address, bytes.length).join('; ');
	return { before: read(oldBytes), after: read(newBytes) };
}

/** Empty where the manifest knows no function or no source of the address. */
export function placeOf(manifest: Manifest, label: string, address: number): Place {
	const found = locate(manifest, label, address);
	const source = found?.source;
	return {
		function: found?.symbol ?? '',
		source: source ? `${source.file}:${source.line}` : '',
	};
}
