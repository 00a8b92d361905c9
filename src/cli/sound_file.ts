/*
 * Saves what is heard from a machine's loudspeaker as a WAV file. A run without a sound leaves an
 * empty file.
 */
import { closeSync, openSync, writeSync } from 'node:fs';
import type { Machine } from '../machine/api.ts';
import { WavWriter } from '../sound/wav_writer.ts';
import { CliError } from './command.ts';
import { problem } from './problem.ts';

export interface SoundFile {
	/** Completes the file. A sentence when something of it could not be written. */
	close(): string | undefined;
}

export function openSoundFile(path: string, machine: Machine): SoundFile {
	const complaint = (error: unknown) =>
		`The sound cannot be written to ${path}: ${problem(error)}.`;
	let failure: string | undefined;
	let file: number;
	try {
		file = openSync(path, 'w');
	} catch (error) {
		throw new CliError(complaint(error));
	}
	const write = (bytes: Uint8Array, position: number | null) => {
		if (failure !== undefined) return;
		try {
			for (let done = 0; done < bytes.length; ) {
				const at = position === null ? null : position + done;
				done += writeSync(file, bytes, done, bytes.length - done, at);
			}
		} catch (error) {
			failure = complaint(error);
		}
	};
	const wav = new WavWriter({
		append: (bytes) => write(bytes, null),
		rewrite: (bytes) => write(bytes, 0),
	});
	const stop = machine.audio.onSamples((block) => wav.add(block));
	return {
		close() {
			stop();
			wav.close();
			closeSync(file);
			return failure;
		},
	};
}
