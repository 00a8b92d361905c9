/*
 * kintsugi exec: runs shell commands in a guest without a terminal.
 */
import { readFile, stat, writeFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { ControlChannel } from '../channel/control_channel.ts';
import { KillSchedule, type RepeatedKill } from '../channel/kill_schedule.ts';
import type { NetworkedMachine } from '../lan/networked_machine.ts';
import { openCapture } from './capture.ts';
import { CliError, type Command, exitStatus, signalStatus } from './command.ts';
import { execHelp, parseExec, type Transfer } from './exec_options.ts';
import { type CommandReport, ExecScript, type Script, type ScriptFile } from './exec_script.ts';
import { diskFaultReport, killReport } from './fault_options.ts';
import { GuestSession, type SessionResult } from './guest_session.ts';
import { machineOptions } from './machine_options.ts';
import { openPrintFile } from './print_file.ts';
import { problem } from './problem.ts';
import { openSoundFile } from './sound_file.ts';
import { openEvents, startMachine } from './start_machine.ts';
import { attachOutput } from './terminal.ts';

export const execCommand: Command = {
	name: 'exec',
	summary: 'boots headless, runs shell commands and prints just their output',
	help: execHelp,
	run,
};

/** Guest time in which a guest that is well has booted many times over. */
const bootLimitUs = 120e6;
/** Guest time in which a guest that shuts down has done so. */
const graceUs = 10e6;

async function run(args: readonly string[]): Promise<number> {
	const wanted = parseExec(args);
	const {
		machine: options,
		faults,
		pcap,
		sound,
		print,
	} = await machineOptions(wanted.machine, 'virtual');
	const puts = await Promise.all(wanted.puts.map(readPut));
	const input = wanted.input === undefined ? undefined : await readInput(wanted.input);
	const events = wanted.events === undefined ? undefined : openEvents(wanted.events);
	const networked = await startMachine(options);
	const { machine } = networked;
	const saved = [
		pcap === undefined ? undefined : openCapture(pcap, networked),
		sound === undefined ? undefined : openSoundFile(sound, networked.machine),
		print === undefined ? undefined : openPrintFile(print, networked.machine),
	];
	try {
		const { end, files, kills } = await runScript(
			networked,
			{
				puts,
				policy: faults.policy,
				input,
				commands: wanted.commands,
				gets: wanted.gets.map(({ remote }) => remote),
				sync: wanted.saveDisk !== undefined,
			},
			{
				json: wanted.json,
				kills: faults.kills,
				timeoutMs: wanted.timeoutMs,
				saveEvent: (line) => events?.write(line),
			},
		);
		if (end.message !== undefined) console.error(`kintsugi exec: ${explain(end)}`);
		if (kills !== undefined) console.error(`kintsugi exec: ${kills}`);
		const failed = diskFaultReport(faults.diskFaults, machine.diskFaultHits);
		if (failed !== undefined) console.error(`kintsugi exec: ${failed}`);
		if (files === undefined) return end.status;
		for (const [index, { local }] of wanted.gets.entries()) {
			await write(local, files[index] ?? new Uint8Array(0));
		}
		if (wanted.saveDisk !== undefined) await write(wanted.saveDisk, machine.exportImage());
		return end.status;
	} finally {
		events?.close();
		for (const file of saved) {
			const failure = file?.close();
			if (failure !== undefined) console.error(`kintsugi exec: ${failure}`);
		}
		machine.dispose();
	}
}

interface RunOptions {
	json: boolean;
	kills: readonly RepeatedKill[];
	timeoutMs: number | undefined;
	/** A sentence when it failed. */
	saveEvent(line: string): string | undefined;
}

/**
 * Carries the script out with its output on standard output. Tells how the run ended, and
 * the files that it brought back; none if it did not come to its end.
 */
async function runScript({ machine, lans }: NetworkedMachine, script: Script, options: RunOptions) {
	const channel = new ControlChannel(machine);
	const kills = new KillSchedule(machine, channel, options.kills);
	const exec = new ExecScript(channel, script);
	let isStarted = false;
	const session = new GuestSession(machine, {
		timeoutMs: options.timeoutMs,
		goal: () => exec.goal,
		start: { isDone: () => isStarted, limitUs: bootLimitUs },
		endsByPowerOff: false,
		onConsole: () => undefined,
		onEvent: (line) => {
			const failure = options.saveEvent(line);
			if (failure !== undefined) void session.fail(failure, exitStatus.failure);
		},
	});
	const output = attachOutput({
		onSignal: (signal) => void session.end(signalStatus(signal)),
	});
	const print = (bytes: Uint8Array) => {
		const slow = output.write(bytes);
		if (slow) session.hold(slow);
	};
	// The guest waits while the next command is being given, so that a run repeats exactly.
	channel.onSettled(() => {
		isStarted = true;
		session.hold(nextTurn());
	});
	try {
		const [end, files] = await Promise.all([
			session.run().finally(() => channel.dispose()),
			exec
				.run({
					onOutput: options.json ? undefined : print,
					onCommand: (report) => options.json && print(jsonLine(report)),
					onBegin: () => kills.start(),
					onEnd: () => kills.stop(),
				})
				.then(
					async ({ status, files }) => {
						if (options.json) print(summaryLine(lans, kills));
						await session.end(status);
						return files;
					},
					async (error) => {
						const message = problem(error);
						// A guest that shuts down ends its hostd first: see what comes.
						if (!channel.isReady)
							session.failSoon(message, exitStatus.failure, graceUs);
						else await session.fail(message, exitStatus.failure);
						if (!(error instanceof CliError)) throw error;
						return undefined;
					},
				),
		]);
		return { end, files, kills: killReport(kills.counts) };
	} finally {
		output.detach();
	}
}

function nextTurn(): Promise<void> {
	return new Promise((resolve) => setImmediate(resolve));
}

function explain({ message, lastOutput }: SessionResult): string {
	const console = lastOutput
		? `The last that the guest printed on its console:\n${lastOutput}`
		: 'The guest printed nothing on its console.';
	return `${message}\n${console}`;
}

function jsonLine({ output, ...report }: CommandReport): Uint8Array {
	const bytes = Buffer.from(output);
	const text = bytes.toString('utf8');
	const fields = Buffer.from(text).equals(bytes)
		? { ...report, output: text }
		: { ...report, output_base64: bytes.toString('base64') };
	return Buffer.from(`${JSON.stringify(fields)}\n`);
}

function summaryLine(lans: NetworkedMachine['lans'], { counts }: KillSchedule): Uint8Array {
	const networks = lans.map((lan) => ({ nic: lan.nic, ...lan.statistics() }));
	return Buffer.from(`${JSON.stringify({ networks, kills: counts })}\n`);
}

async function readPut({ local, remote }: Transfer): Promise<ScriptFile> {
	try {
		const [bytes, { mode }] = await Promise.all([readFile(local), stat(local)]);
		return { path: remote, bytes, mode: mode & 0o777 };
	} catch (error) {
		throw new CliError(`${local} cannot be read for --put: ${problem(error)}.`);
	}
}

async function readInput(path: string): Promise<Uint8Array> {
	try {
		return path === '-' ? await buffer(process.stdin) : await readFile(path);
	} catch (error) {
		throw new CliError(`${path} cannot be read for --input: ${problem(error)}.`);
	}
}

async function write(path: string, bytes: Uint8Array): Promise<void> {
	try {
		await writeFile(path, bytes);
	} catch (error) {
		throw new CliError(`${path} cannot be written: ${problem(error)}.`);
	}
}
