/*
 * Saves all frames of a machine's networks in a capture file.
 */
import { closeSync, openSync, writeSync } from 'node:fs';
import type { NetworkedMachine } from '../lan/networked_machine.ts';
import { PcapWriter } from '../lan/pcap.ts';
import { CliError } from './command.ts';
import { problem } from './problem.ts';

export interface Capture {
	/** Completes the file. A sentence when something of it could not be written. */
	close(): string | undefined;
}

const nsPerMs = 1e6;

export function openCapture(path: string, { machine, lans }: NetworkedMachine): Capture {
	const file = openForWriting(path);
	let failure: string | undefined;
	const write = (bytes: Uint8Array) => {
		if (failure !== undefined) return;
		try {
			for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
		} catch (error) {
			failure = `The frames cannot be written to ${path}: ${problem(error)}.`;
		}
	};
	const powerOnMs = machine.dateMs - machine.events.nowNs / nsPerMs;
	const pcap = new PcapWriter(write, powerOnMs);
	const taps = lans.map((lan) => lan.tap(({ bytes, atNs }) => pcap.add(bytes, atNs)));
	return {
		close() {
			for (const untap of taps) untap();
			pcap.flush();
			closeSync(file);
			return failure;
		},
	};
}

function openForWriting(path: string): number {
	try {
		return openSync(path, 'w');
	} catch (error) {
		throw new CliError(`The frames cannot be written to ${path}: ${problem(error)}.`);
	}
}
