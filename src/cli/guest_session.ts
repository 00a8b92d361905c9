/*
 * One run of a guest: hands on what it prints, watches the event stream, and
 * decides when the run is over and with which exit status. Knows no terminal, so
 * that tests can stand in for one.
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
	/** What the guest is waited for, behind "for the guest": by default its power-off or `until`. */
	goal?: (() => string) | undefined;
	/** The run is over when the guest has not started by this time of its own. */
	start?: { isDone(): boolean; limitUs: number } | undefined;
	/** Whether the guest may power off or restart (true by default), or fails if it does. */
	endsByPowerOff?: boolean | undefined;
	/** Takes console output. A promise holds the guest until it resolves. */
	onConsole(bytes: Uint8Array): Promise<void> | undefined;
	/** Takes each line of the event port. */
	onEvent(line: string): void;
}

export interface SessionResult {
	status: number;
	/** A sentence on an end that was not asked for. */
	message?: string;
	/** The last lines on the console then, for those who did not see them. */
	lastOutput?: string;
}

type SessionEnd = Omit<SessionResult, 'lastOutput'>;

const tailLines = 20;

export class GuestSession {
	#machine: Machine;
	#options: SessionOptions;
	#tail = new ConsoleTail();
	#end: SessionEnd | undefined;
	/** How the session ends at that guest time if it does not end before. */
	#failure: { end: SessionEnd; atUs: number } | undefined;
	#busy: Promise<void> | undefined;
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
				: setTimeout(() => void this.#stop(this.#timedOut(timeoutMs)), timeoutMs);
		try {
			while (this.#end === undefined) await this.#runSlice();
			return this.#explained(this.#end);
		} finally {
			clearTimeout(timer);
			for (const unsubscribe of subscriptions) unsubscribe();
		}
	}

	/** Ends the session from outside: the user quits, a signal arrives. The first end counts. */
	end(status: number): Promise<void> {
		return this.#stop({ status });
	}

	/** The same for an end that was not asked for. */
	fail(message: string, status: number): Promise<void> {
		return this.#stop({ status, message });
	}

	/**
	 * The same, unless the guest ends by itself within some time of its own: what failed may
	 * have been a first sign of that.
	 */
	failSoon(message: string, status: number, graceUs: number): void {
		this.#failure = { end: { status, message }, atUs: this.#machine.nowUs + graceUs };
	}

	/** Stops the guest at the end of the quantum it is in, until the promise resolves. */
	hold(busy: Promise<void>): void {
		const before = this.#busy;
		this.#busy = before ? Promise.all([before, busy]).then(() => undefined) : busy;
	}

	async #stop(end: SessionEnd): Promise<void> {
		this.#end ??= end;
		this.#signalEnd();
		await this.#machine.pause();
	}

	/** Lets the guest run until the session is over or the output has to catch up. */
	async #runSlice(): Promise<void> {
		const untilUs = this.#failure?.atUs ?? this.#startLimitUs;
		const { reason } = await this.#machine.runUntil({
			until: () => this.#end !== undefined || this.#busy !== undefined,
			...(untilUs === undefined ? {} : { untilUs }),
		});
		if (this.#busy) {
			const busy = this.#busy;
			this.#busy = undefined;
			await Promise.race([busy, this.#ended]);
		}
		if (reason === 'time') this.#passLimit();
		else if (reason === 'halted') {
			this.#end ??= failed('The guest halted without powering off.');
		} else if (reason === 'crashed') {
			const cause = this.#machine.crash?.stack ?? 'no reason is known';
			this.#end ??= failed(`The machine itself failed, not the guest: ${cause}`);
		}
	}

	/** Undefined once the guest has started, and where there is no limit. */
	get #startLimitUs(): number | undefined {
		const { start } = this.#options;
		return start && !start.isDone() ? start.limitUs : undefined;
	}

	#passLimit(): void {
		const limitUs = this.#startLimitUs;
		if (this.#failure) {
			this.#end ??= this.#failure.end;
		} else if (limitUs !== undefined) {
			this.#end ??= failed(
				`The guest had not come ${this.#goal()} after ${limitUs / 1e6} s of its time.`,
			);
		}
	}

	#console(bytes: Uint8Array): void {
		this.#tail.add(bytes);
		const busy = this.#options.onConsole(bytes);
		if (busy) this.hold(busy);
		const { until } = this.#options;
		if (until !== undefined && this.#tail.contains(until)) this.#end ??= { status: 0 };
	}

	#event(line: string): void {
		this.#options.onEvent(line);
		const parsed = parseEventLine(line);
		if (!parsed.ok) return;
		const status = haltStatus(parsed.event);
		if (status !== undefined) {
			this.#end ??= this.#poweredOff(status);
		} else if (parsed.event.ev === 'panic') {
			this.#end ??= failed("The guest's kernel panicked.");
		} else if (parsed.event.ev === 'reboot' && !this.#mayPowerOff) {
			this.#end ??= this.#endedEarly('restarted', exitStatus.failure);
		}
	}

	get #mayPowerOff(): boolean {
		return this.#options.endsByPowerOff ?? true;
	}

	#poweredOff(status: number): SessionEnd {
		if (this.#mayPowerOff) return { status };
		return this.#endedEarly(`powered off with status ${status}`, status || exitStatus.failure);
	}

	#endedEarly(how: string, status: number): SessionEnd {
		return { status, message: `The guest ${how}, before it came ${this.#goal()}.` };
	}

	#timedOut(timeoutMs: number): SessionEnd {
		return {
			status: exitStatus.timeout,
			message: `Gave up after waiting ${timeoutMs / 1000} s for the guest ${this.#goal()}.`,
		};
	}

	#goal(): string {
		const { goal, until } = this.#options;
		if (goal) return goal();
		return until === undefined ? 'to power off' : `to print ${JSON.stringify(until)}`;
	}

	/** Only when the run is over has everything that the guest printed arrived. */
	#explained({ status, message }: SessionEnd): SessionResult {
		if (message === undefined) return { status };
		return { status, message, lastOutput: this.#tail.lastLines(tailLines) };
	}
}

function failed(message: string): SessionEnd {
	return { status: exitStatus.crashed, message };
}
