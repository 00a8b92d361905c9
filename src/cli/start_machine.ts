/*
 * What the commands that start a machine do alike: make it, and keep its event
 * stream in a file. Failures are for the person at the terminal.
 */
import { closeSync, openSync, writeFileSync } from 'node:fs';
import type { Machine, MachineOptions } from '../machine/api.ts';
import { MachineError } from '../machine/errors.ts';
import { createMachine } from '../machine/machine.ts';
import { CliError } from './command.ts';

export async function startMachine(options: MachineOptions): Promise<Machine> {
	try {
		return await createMachine(options);
	} catch (error) {
		if (error instanceof MachineError) throw new CliError(error.message);
		throw error;
	}
}

export interface EventsFile {
	/** Each line is in the file when this returns. A sentence when that failed. */
	write(line: string): string | undefined;
	close(): void;
}

export function openEvents(path: string): EventsFile {
	const failure = (error: unknown) =>
		`The event stream cannot be written to ${path}: ${problem(error)}.`;
	try {
		const file = openSync(path, 'w');
		return {
			write(line) {
				try {
					writeFileSync(file, `${line}\n`);
					return undefined;
				} catch (error) {
					return failure(error);
				}
			},
			close: () => closeSync(file),
		};
	} catch (error) {
		throw new CliError(failure(error));
	}
}

/** What an error says, as the end of a sentence. */
export function problem(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}
