/*
 * A guest for the tests of the control channel: keeps the lines that it is sent
 * and says what the test tells it to.
 */
import type { MachineState } from '../machine/api.ts';
import { ListenerSet } from '../machine/listeners.ts';
import { toBase64 } from './base64.ts';
import type { ChannelMachine } from './control_channel.ts';

export type SentLine = { id: number; cmd: string; [field: string]: unknown };

export class FakeGuest implements ChannelMachine {
	readonly lines: SentLine[] = [];
	/** Length of each line in bytes, its end included. */
	readonly lineBytes: number[] = [];
	readonly #lineListeners = new ListenerSet<string>();
	readonly #stateListeners = new ListenerSet<MachineState>();
	readonly nowUs: number;

	constructor(nowUs = 0) {
		this.nowUs = nowUs;
	}

	readonly com2 = {
		send: (data: Uint8Array | string) => {
			const text = typeof data === 'string' ? data : new TextDecoder().decode(data);
			this.lines.push(JSON.parse(text));
			this.lineBytes.push(data.length);
		},
		onLine: (listener: (line: string) => void) => this.#lineListeners.add(listener),
		onOutput: () => () => {},
	};

	onState(listener: (state: MachineState) => void) {
		return this.#stateListeners.add(listener);
	}

	enter(state: MachineState): void {
		this.#stateListeners.emit(state);
	}

	line(text: string): void {
		this.#lineListeners.emit(text);
	}

	/** An event of the server host, or of `src`. */
	event(fields: Record<string, unknown>, src = 'host'): void {
		this.line(JSON.stringify({ t_us: 1, src, ...fields }));
	}

	channel(state: 'up' | 'ready' | 'lost'): void {
		this.event({ ev: 'channel', state });
	}

	reply(id: number, fields: Record<string, unknown>): void {
		this.event({ ev: 'reply', id, ...fields });
	}

	started(id: number): void {
		this.reply(id, { more: true });
	}

	output(id: number, bytes: Uint8Array | string): void {
		const raw = typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes;
		this.reply(id, { out: toBase64(raw), more: true });
	}

	ended(id: number, status = 0): void {
		this.reply(id, { status });
	}
}
