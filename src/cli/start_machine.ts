/*
 * What the commands that start a machine do alike: make it with its network, and keep
 * its event stream in a file. Failures are for the person at the terminal.
 */
import { closeSync, openSync, writeFileSync } from 'node:fs';
import {
	createNetworkedMachine,
	type NetworkedMachine,
	type NetworkedMachineOptions,
} from '../lan/networked_machine.ts';
import { MachineError } from '../machine/errors.ts';
import { CliError } from './command.ts';
import { problem } from './problem.ts';

export async function startMachine(options: NetworkedMachineOptions): Promise<NetworkedMachine> {
	try {
		return await createNetworkedMachine(options);
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
