/**
 * The port by which the guest's kernel asks the host about each INT3 that a process comes upon:
 * it writes the INT3's address and reads the answer. Mirrors
 * os-image/include/kintsugi/breakpoint.h, which says the rest.
 *
 * Nobody else is kept away here: it is the guest's kernel that lets no process use the port.
 * Accesses of other sizes reach nothing.
 */

import type { BreakpointHandler, PlainData, StatefulPart, Unsubscribe } from '../api.ts';
import type { V86Cpu } from './internals.ts';

export const BREAKPOINT_PORT = 0xe80;
export const BREAKPOINT_AGAIN = 0x69616761;
const NO_BREAKPOINT_OF_OURS = 0;

export class BreakpointPort implements StatefulPart {
	readonly name = 'breakpoint-port';
	/** What was asked about last: a quantum may end between question and answer. */
	private address = 0;
	private readonly handlers = new Set<{ readonly ask: BreakpointHandler }>();

	/** `cr3` gives the page directory in use, which is that of the process. */
	constructor(
		cpu: V86Cpu,
		private readonly cr3: () => number,
	) {
		cpu.io.register_write(BREAKPOINT_PORT, this, undefined, undefined, (address) => {
			this.address = address >>> 0;
		});
		cpu.io.register_read(BREAKPOINT_PORT, this, undefined, undefined, () => this.answer());
	}

	/** Of several, each is asked until one says "again". */
	onBreakpoint(handler: BreakpointHandler): Unsubscribe {
		const entry = { ask: handler };
		this.handlers.add(entry);
		return () => {
			this.handlers.delete(entry);
		};
	}

	save(): PlainData {
		return this.address;
	}

	load(state: PlainData): void {
		this.address = state as number;
	}

	private answer(): number {
		if (this.handlers.size === 0) {
			return NO_BREAKPOINT_OF_OURS;
		}
		const breakpoint = { cr3: this.cr3(), address: this.address };
		const isAgain = [...this.handlers].some(({ ask }) => ask(breakpoint));
		return isAgain ? BREAKPOINT_AGAIN : NO_BREAKPOINT_OF_OURS;
	}
}
