/*
 * What kintsugi exec does in a guest, in turn: waits for it, puts files there, runs
 * the commands, gets files. Everything from outside is read before and written
 * after, so that the guest's time never waits for this machine's files.
 */
import type { ControlChannel } from '../channel/control_channel.ts';
import { ControlError } from '../channel/control_error.ts';
import { CliError } from './command.ts';
import { choosePolicy, type Policy } from './fault_options.ts';

export interface ScriptFile {
	path: string;
	bytes: Uint8Array;
	mode: number;
}

export interface Script {
	puts: readonly ScriptFile[];
	policy?: Policy | undefined;
	commands: readonly string[];
	/** What each command reads. */
	input: Uint8Array | undefined;
	/** Paths of files to bring back. */
	gets: readonly string[];
	/** Has everything that was written reach the disk at the end. */
	sync: boolean;
}

export interface CommandReport {
	command: string;
	status: number;
	signal?: number;
	output: Uint8Array;
}

export interface ScriptHandlers {
	/** Takes output as it comes; without it the reports have it. */
	onOutput?: ((bytes: Uint8Array) => void) | undefined;
	onCommand(report: CommandReport): void;
	/** Called before the first command and behind the last one, however that ended. */
	onBegin?(): void;
	onEnd?(): void;
}

export interface ScriptResult {
	/** The last command's, 0 when there is none. */
	status: number;
	/** What `gets` named, in that order. */
	files: Uint8Array[];
}

export class ExecScript {
	#channel: ControlChannel;
	#script: Script;
	#goal = 'to boot';

	constructor(channel: ControlChannel, script: Script) {
		this.#channel = channel;
		this.#script = script;
	}

	/** What the guest is waited for now, behind "for the guest". */
	get goal(): string {
		return this.#goal;
	}

	/** Throws a CliError for what the guest can't do. */
	async run(handlers: ScriptHandlers): Promise<ScriptResult> {
		const channel = this.#channel;
		const { puts, policy, gets, sync } = this.#script;
		const files: Uint8Array[] = [];
		await this.#step('to boot', channel.ready());
		for (const { path, bytes, mode } of puts) {
			await this.#step(`to take ${path}`, channel.put(path, bytes, mode));
		}
		if (policy) await this.#step('to take the policy', choosePolicy(channel, policy));
		const status = await this.#runCommands(handlers);
		for (const path of gets) {
			files.push(await this.#step(`to hand over ${path}`, channel.get(path)));
		}
		if (sync) {
			const result = await this.#step('to sync its disks', channel.exec('sync'));
			if (result.status !== 0) {
				const reason = new TextDecoder().decode(result.output).trim();
				throw new CliError(`sync failed with status ${result.status}: ${reason}`);
			}
		}
		return { status, files };
	}

	/** The last one's status, 0 when there is none. */
	async #runCommands({ onOutput, onCommand, onBegin, onEnd }: ScriptHandlers): Promise<number> {
		const { commands, input } = this.#script;
		let status = 0;
		onBegin?.();
		try {
			for (const command of commands) {
				const result = await this.#step(
					`to finish ${JSON.stringify(command)}`,
					this.#channel.exec(command, { input, onOutput }),
				);
				status = result.status;
				onCommand({ command, ...result });
			}
		} finally {
			onEnd?.();
		}
		return status;
	}

	async #step<Result>(goal: string, work: Promise<Result>): Promise<Result> {
		this.#goal = goal;
		try {
			return await work;
		} catch (error) {
			if (!(error instanceof ControlError)) throw error;
			throw new CliError(`The guest was ${goal}, and failed. ${error.message}`);
		}
	}
}
