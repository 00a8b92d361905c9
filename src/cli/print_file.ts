/*
 * Saves what a machine's printer prints, byte for byte: lines, and form feeds between pages.
 */
import { closeSync, openSync, writeFileSync } from 'node:fs';
import type { Machine } from '../machine/api.ts';
import { CliError } from './command.ts';
import { problem } from './problem.ts';

export interface PrintFile {
	/** A sentence when something of it could not be written. */
	close(): string | undefined;
}

export function openPrintFile(path: string, machine: Machine): PrintFile {
	const complaint = (error: unknown) =>
		`What is printed cannot be written to ${path}: ${problem(error)}.`;
	let failure: string | undefined;
	let file: number;
	try {
		file = openSync(path, 'w');
	} catch (error) {
		throw new CliError(complaint(error));
	}
	const stop = machine.printer.onPrinted((bytes) => {
		if (failure !== undefined) return;
		try {
			writeFileSync(file, bytes);
		} catch (error) {
			failure = complaint(error);
		}
	});
	return {
		close() {
			stop();
			closeSync(file);
			return failure;
		},
	};
}
