/*
 * One run of a guest whose console is somebody's input and output: passes bytes
 * both ways, watches the event stream, and decides when the run is over and with
 * which exit status. Knows no terminal, so that tests can stand in for one.
 */
import type { Machine } from '../machine/api.ts';
import { haltStatus, parseEventLine } from '../telemetry/event_line.ts';
import { exitStatus } from './command.ts';
import { ConsoleTail } from './console_tail.ts';

export interface SessionOptions {
	/** Ends the run with status 0 once the console has shown this text. */
	until?: string | undefined;
	/** Wall time after which the run is given up, in ms. */
	timeoutMs?: number | undefined;
	/** Takes console output. A promise holds the guest until it resolves. */
	onConsole(bytes: Uint8Array): Promise<void> | undefined;
	/** Takes each line of the event port. */
	onEvent(line: string): void;
}

export interface SessionResult {
	status: number;
	/** What to tell the user about an end that was not asked for. */
	message?: string;
}

const tailLines = 20;

export class GuestSession {
	#machine: Machine;
	#options: SessionOptions;
	#tail = new ConsoleTail();
	#result: SessionResult | undefined;
	#outputBusy: Promise<void> | undefined;
	#ended: Promise<void>;
	#signalEnd!: () => void;

	constructor(machine: Machine, options: SessionOptions) {
		this.#machine = machine;
		this.#options = options;
		this.#ended = new Promise((resolve) => {
			this.#signalEnd = resolve;
		});
	}

	/** Runs the machine until something ends the session. */
	async run(): Promise<SessionResult> {
		const { timeoutMs } = this.#options;
		const subscriptions = [
			this.#machine.com1.onOutput((bytes) => this.#console(bytes)),
			this.#machine.com2.onLine((line) => this.#event(line)),
		];
		const timer =
			timeoutMs === undefined
				? undefined
				: setTimeout(() => void this.end(this.#timedOut(timeoutMs)), timeoutMs);
		try {
			while (this.#result === undefined) await this.#runSlice();
			return this.#result;
		} finally {
			clearTimeout(timer);
			for (const unsubscribe of subscriptions) unsubscribe();
		}
	}

	/** Ends the session from outside: the user quits, a signal arrives. The first end counts. */
	async end(result: SessionResult): Promise<void> {
		this.#result ??= result;
		this.#signalEnd();
		await this.#machine.pause();
	}

	/** Lets the guest run until the session is over or the output has to catch up. */
	async #runSlice(): Promise<void> {
		const { reason } = await this.#machine.runUntil({
			until: () => this.#result !== undefined || this.#outputBusy !== undefined,
		});
		if (this.#outputBusy) {
			await Promise.race([this.#outputBusy, this.#ended]);
			this.#outputBusy = undefined;
		}
		if (reason === 'halted') {
			this.#result ??= this.#failed('The guest halted without powering off.');
		} else if (reason === 'crashed') {
			const cause = this.#machine.crash?.stack ?? 'no reason is known';
			this.#result ??= this.#failed(`The machine itself failed, not the guest: ${cause}`);
		}
	}

	#console(bytes: Uint8Array): void {
		this.#tail.add(bytes);
		const busy = this.#options.onConsole(bytes);
		if (busy) this.#outputBusy = busy;
		const { until } = this.#options;
		if (until !== undefined && this.#tail.contains(until)) this.#result ??= { status: 0 };
	}

	#event(line: string): void {
		this.#options.onEvent(line);
		const parsed = parseEventLine(line);
		if (!parsed.ok) return;
		const status = haltStatus(parsed.event);
		if (status !== undefined) {
			this.#result ??= { status };
		} else if (parsed.event.ev === 'panic') {
			this.#result ??= this.#failed("The guest's kernel panicked.");
		}
	}

	#timedOut(timeoutMs: number): SessionResult {
		const { until } = this.#options;
		const goal = until === undefined ? 'to power off' : `to print ${JSON.stringify(until)}`;
		return {
			status: exitStatus.timeout,
			message: `Gave up after waiting ${timeoutMs / 1000} s for the guest ${goal}. ${this.#lastOutput()}`,
		};
	}

	#failed(message: string): SessionResult {
		return { status: exitStatus.crashed, message: `${message} ${this.#lastOutput()}` };
	}

	#lastOutput(): string {
		const tail = this.#tail.lastLines(tailLines);
		return tail === '' ? 'It printed nothing.' : `The last that it printed:\n${tail}`;
	}
}
