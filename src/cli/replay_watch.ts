/*
 * Shows what a guest says while one fault of a series does what it does: its console and its
 * events, each line with the guest time that has passed since the fault.
 */
import type { Machine } from '../machine/api.ts';
import type { SeriesObserver } from '../swifi/replay.ts';
import { parseEventLine } from '../telemetry/event_line.ts';

export type WatchedMachine = Pick<Machine, 'com1' | 'com2' | 'nowUs'>;

/** Watches from the moment at which the fault with that index is planted to its outcome. */
export function watchFault(
	machine: WatchedMachine,
	index: number,
	print: (text: string) => void,
): SeriesObserver {
	let unsubscribes: (() => void)[] = [];
	return {
		planted(at) {
			if (at !== index) return;
			const plantedUs = machine.nowUs;
			const show = (kind: string, line: string) => {
				const passedMs = (machine.nowUs - plantedUs) / 1000;
				print(`${passedMs.toFixed(3).padStart(12)} ms  ${kind}  ${line}\n`);
			};
			unsubscribes = [
				machine.com1.onLine((line) => show('console', line)),
				machine.com2.onLine((line) => {
					// Answers of the control channel come on the same line; they are nobody's news.
					if (parseEventLine(line).ok) show('event  ', line);
				}),
			];
		},
		ended(at) {
			if (at !== index) return;
			for (const unsubscribe of unsubscribes) unsubscribe();
			unsubscribes = [];
		},
	};
}
