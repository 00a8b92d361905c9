/*
 * The control channel's client: runs shell commands in a guest, moves files, gives
 * orders about components, by way of COM2. Knows neither page nor Node. It lets no time pass
 * itself: somebody else has to run the machine meanwhile.
 *
 * What it sends in answer to what the guest says goes out within the quantum in
 * which that was said, and onSettled tells in the same quantum that a command has
 * ended: whoever holds the machine there until the next command is given gets a
 * run that repeats exactly on the virtual clock.
 */
import type { Machine, Unsubscribe } from '../machine/api.ts';
import { ListenerSet } from '../machine/listeners.ts';
import { toBase64 } from './base64.ts';
import { CommandQueue, type CommandRun } from './command_queue.ts';
import { ControlError } from './control_error.ts';
import { type ChannelNews, parseChannelNews } from './protocol.ts';
import { isFileOrder, type ServiceOrder, serviceCommand } from './service_order.ts';

/** The part of a machine that the channel needs. */
export type ChannelMachine = Pick<Machine, 'com2' | 'onState' | 'nowUs'>;

export interface ControlOptions {
	/** Wall time after which the command is cancelled and fails, in ms. */
	timeoutMs?: number | undefined;
}

export interface ExecOptions extends ControlOptions {
	/** What the command reads from its standard input; nothing by default. */
	input?: Uint8Array | string | undefined;
	/** Takes the output as it comes, which is not collected then. */
	onOutput?: ((bytes: Uint8Array) => void) | undefined;
}

export interface ExecResult {
	/** 0 to 255; 128 plus the signal's number for a command that one ended. */
	status: number;
	signal?: number;
	/** Standard output and standard error as one, unless onOutput took it. */
	output: Uint8Array;
}

/** Commands as plain data, for callers on another thread. */
export type ControlCommand =
	| { readonly cmd: 'ping' }
	| { readonly cmd: 'kill'; readonly label: string; readonly timeoutMs?: number }
	| { readonly cmd: 'service'; readonly order: ServiceOrder; readonly timeoutMs?: number }
	| {
			readonly cmd: 'exec';
			readonly command: string;
			readonly input?: Uint8Array | string;
			readonly timeoutMs?: number;
	  }
	| {
			readonly cmd: 'put';
			readonly path: string;
			readonly bytes: Uint8Array;
			readonly mode?: number;
	  }
	| { readonly cmd: 'get'; readonly path: string };

/** Of `exec`: how it ended; of `get`: status 0 and the file as output; of the others: status 0. */
export type ControlResult = ExecResult;

/** How many bytes a line of `put` carries besides path and punctuation, which are short. */
const putChunkBytes = 2048;

export class ControlChannel {
	readonly #queue: CommandQueue;
	readonly #subscriptions: readonly Unsubscribe[];
	readonly #readyListeners = new ListenerSet<ControlError | undefined>();
	readonly #settledListeners = new ListenerSet<void>();
	#isReady = false;
	/** How many commands were given input: names its files. */
	#inputs = 0;

	/** Of a machine that has run before it is asked at once how far the channel is. */
	constructor(machine: ChannelMachine) {
		this.#queue = new CommandQueue(
			(line) => machine.com2.send(line),
			() => this.#settledListeners.emit(),
		);
		this.#subscriptions = [
			machine.com2.onLine((line) => this.#take(parseChannelNews(line))),
			machine.onState((state) => {
				if (state === 'halted') this.#end('The guest halted.');
				else if (state === 'crashed') this.#end('The machine itself failed.');
				else if (state === 'disposed') this.dispose();
			}),
		];
		if (machine.nowUs > 0) this.#askState();
	}

	/** Whether the guest carries out all commands now. */
	get isReady(): boolean {
		return this.#isReady;
	}

	/** Resolves when the guest carries out all commands; rejects when it ends before. */
	ready(): Promise<void> {
		if (this.#isReady) return Promise.resolve();
		return new Promise((resolve, reject) => {
			const unsubscribe = this.#readyListeners.add((error) => {
				unsubscribe();
				if (error) reject(error);
				else resolve();
			});
		});
	}

	/** Told whenever a command has ended or the channel became ready. */
	onSettled(listener: () => void): Unsubscribe {
		return this.#settledListeners.add(listener);
	}

	/** Resolves when the server answers; tells whether it can do more than pings, kills, orders. */
	async ping(options: ControlOptions = {}): Promise<{ hostd: boolean }> {
		const { hostd } = await this.#queue.start({ cmd: 'ping' }, options).result;
		return { hostd: hostd === true };
	}

	/** Ends a server or driver, by its label or a driver's bare name. */
	async kill(label: string, options: ControlOptions = {}): Promise<void> {
		await this.#queue.start({ cmd: 'kill', label }, options).result;
	}

	/**
	 * Carries out an order about a server or driver. One that needs no file of the guest works
	 * whatever else is dead there. An order about the server `host` itself may be answered before
	 * it has taken effect, and commands that are under way fail when it does.
	 */
	async service(order: ServiceOrder, options: ControlOptions = {}): Promise<void> {
		if (!isFileOrder(order)) {
			await this.#queue.start({ cmd: 'service', ...order }, options).result;
			return;
		}
		const { status, output } = await this.exec(serviceCommand(order), options);
		if (status !== 0) {
			const text = new TextDecoder().decode(output).trim();
			throw new ControlError('refused', text || `service ended with status ${status}.`);
		}
	}

	/** Runs a line of shell as root; its directory is /, its environment that of a login. */
	async exec(command: string, options: ExecOptions = {}): Promise<ExecResult> {
		const { input, onOutput, timeoutMs } = options;
		const input_file = input === undefined ? undefined : await this.#putInput(input);
		const run = this.#queue.start(
			{ cmd: 'exec', command, ...(input_file === undefined ? {} : { input_file }) },
			{ timeoutMs, onOutput },
		);
		const { status, signal } = await run.result;
		return { status, ...(signal === undefined ? {} : { signal }), output: run.output() };
	}

	/**
	 * Writes a file. `mode` are its permissions; without it an existing file keeps its own and
	 * a new one gets 0644. What fails half-way leaves the file incomplete.
	 */
	async put(path: string, bytes: Uint8Array, mode?: number): Promise<void> {
		const chunk = (offset: number) =>
			this.#queue.start({
				cmd: 'put',
				path,
				data: toBase64(bytes.subarray(offset, offset + putChunkBytes)),
				offset,
				...(mode === undefined ? {} : { mode }),
			});
		// The first one makes the file; the others may overtake each other.
		await chunk(0).result;
		const rest: CommandRun[] = [];
		for (let at = putChunkBytes; at < bytes.length; at += putChunkBytes) rest.push(chunk(at));
		await Promise.all(rest.map(({ result }) => result));
	}

	/** Reads a file. */
	async get(path: string): Promise<Uint8Array> {
		const run = this.#queue.start({ cmd: 'get', path });
		await run.result;
		return run.output();
	}

	/** Carries out a command given as data. */
	async run(command: ControlCommand): Promise<ControlResult> {
		let output: Uint8Array = new Uint8Array(0);
		switch (command.cmd) {
			case 'exec':
				return this.exec(command.command, command);
			case 'ping':
				await this.ping();
				break;
			case 'kill':
				await this.kill(command.label, command);
				break;
			case 'service':
				await this.service(command.order, command);
				break;
			case 'put':
				await this.put(command.path, command.bytes, command.mode);
				break;
			case 'get':
				output = await this.get(command.path);
				break;
		}
		return { status: 0, output };
	}

	/** The machine was put into another state, by a snapshot say: no answer to old commands comes. */
	restart(reason: string): void {
		this.#close(reason);
		this.#askState();
	}

	/** Lets go of the machine; what is under way fails. */
	dispose(): void {
		for (const unsubscribe of this.#subscriptions) unsubscribe();
		this.#end('The machine is gone.');
	}

	async #putInput(input: Uint8Array | string): Promise<string> {
		const bytes = typeof input === 'string' ? new TextEncoder().encode(input) : input;
		const path = `/tmp/.channel-input-${this.#inputs++}`;
		await this.put(path, bytes, 0o600);
		return path;
	}

	#askState(): void {
		this.#queue.open();
		this.ping().then(
			({ hostd }) => hostd && this.#becomeReady(),
			() => undefined, // the guest is at its start or its end, and will say what comes
		);
	}

	#take(news: ChannelNews | undefined): void {
		switch (news?.kind) {
			case 'reply':
				this.#queue.take(news.id, news.reply);
				break;
			case 'up':
				this.#isReady = false;
				this.#queue.failSent('The server host was restarted.');
				this.#queue.open();
				break;
			case 'ready':
				this.#becomeReady();
				break;
			case 'lost':
				this.#isReady = false;
				break;
			case 'restart':
				this.#close(news.reason);
				break;
			case 'end':
				this.#end(news.reason);
				break;
		}
	}

	#becomeReady(): void {
		this.#isReady = true;
		this.#readyListeners.emit(undefined);
		this.#settledListeners.emit();
	}

	#close(reason: string): void {
		this.#isReady = false;
		this.#queue.close();
		this.#queue.failSent(reason);
	}

	/** Those who wait for a guest wait in vain, too. */
	#end(reason: string): void {
		this.#close(reason);
		this.#queue.failAll(reason);
		this.#readyListeners.emit(new ControlError('closed', reason));
	}
}
