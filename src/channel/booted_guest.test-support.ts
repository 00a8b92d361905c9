/*
 * A whole guest for tests: boots, then runs only while something that was asked of
 * it is under way, so that what it does repeats exactly.
 */
import { readOsFiles } from '../cli/os_files.ts';
import type { Lan } from '../lan/lan.ts';
import { createNetworkedMachine, type NetworkedMachineOptions } from '../lan/networked_machine.ts';
import type { Machine } from '../machine/api.ts';
import { ControlChannel, type ExecOptions } from './control_channel.ts';

export interface ShellResult {
	status: number;
	signal?: number;
	/** As text. */
	output: string;
}

/** Guest time that anything a test asks for may take, unless it says otherwise. */
const LIMIT_US = 300e6;

export class BootedGuest {
	readonly machine: Machine;
	/** In the order of the cards. */
	readonly lans: readonly Lan[];
	readonly channel: ControlChannel;
	/** Lines of the console so far. */
	readonly console: string[] = [];
	/** Lines of the event port so far. */
	readonly events: string[] = [];
	#isSettled = false;

	private constructor(machine: Machine, lans: readonly Lan[]) {
		this.machine = machine;
		this.lans = lans;
		machine.com1.onLine((line) => this.console.push(line));
		machine.com2.onLine((line) => this.events.push(line));
		this.channel = new ControlChannel(machine);
		this.channel.onSettled(() => {
			this.#isSettled = true;
		});
	}

	/** Boots until all commands can be given, or, with `up`, pings and kills. */
	static async boot(
		options: Partial<NetworkedMachineOptions> = {},
		goal: 'ready' | 'up' = 'ready',
	): Promise<BootedGuest> {
		const { machine, lans } = await createNetworkedMachine({
			...(await readOsFiles()),
			...options,
		});
		const guest = new BootedGuest(machine, lans);
		const { channel } = guest;
		await guest.during<unknown>(goal === 'ready' ? channel.ready() : channel.ping());
		return guest;
	}

	/** Runs the guest until the work, which was begun on the channel, is done. */
	async during<Result>(work: Promise<Result>, limitUs = LIMIT_US): Promise<Result> {
		let isDone = false;
		const end = work.finally(() => {
			isDone = true;
		});
		end.catch(() => undefined); // the caller gets it, when the guest stands still
		const untilUs = this.machine.nowUs + limitUs;
		while (!isDone) {
			this.#isSettled = false;
			const { reason } = await this.machine.runUntil({
				until: () => this.#isSettled,
				untilUs,
			});
			await new Promise((resolve) => setImmediate(resolve));
			if (reason !== 'condition' && !isDone) throw this.#stuck(reason);
		}
		return end;
	}

	/** Runs shell commands, all at once, and gives their results in order. */
	async shells(
		commands: readonly string[],
		options?: ExecOptions,
		limitUs = LIMIT_US,
	): Promise<ShellResult[]> {
		const runs = commands.map((command) => this.channel.exec(command, options));
		const results = await this.during(Promise.all(runs), limitUs);
		return results.map(({ output, ...rest }) => ({
			...rest,
			output: new TextDecoder().decode(output),
		}));
	}

	/** Runs one shell command. */
	async shell(command: string, options?: ExecOptions, limitUs = LIMIT_US): Promise<ShellResult> {
		const [result] = await this.shells([command], options, limitUs);
		if (!result) throw new Error('A command has no result.');
		return result;
	}

	dispose(): void {
		this.channel.dispose();
		this.machine.dispose();
	}

	#stuck(reason: string): Error {
		const last = [...this.console.slice(-15), ...this.events.slice(-15)].join('\n');
		return new Error(`The guest stopped (${reason}) before the work was done:\n${last}`);
	}
}
