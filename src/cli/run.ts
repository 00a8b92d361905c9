/*
 * kintsugi run: boots the OS with its console on this terminal.
 */
import { ControlChannel } from '../channel/control_channel.ts';
import { KillSchedule } from '../channel/kill_schedule.ts';
import type { Machine } from '../machine/api.ts';
import { sizeReport } from '../machine/size_report.ts';
import { parseEventLine } from '../telemetry/event_line.ts';
import { openCapture } from './capture.ts';
import { type Command, exitStatus, parseOptions, signalStatus } from './command.ts';
import { choosePolicy, diskFaultReport, type FaultOptions, killReport } from './fault_options.ts';
import { GuestSession, type SessionResult } from './guest_session.ts';
import { machineOptionHelp, machineOptions, machineOptionTable } from './machine_options.ts';
import { numberOption } from './number_option.ts';
import { openPrintFile } from './print_file.ts';
import { problem } from './problem.ts';
import { openSoundFile } from './sound_file.ts';
import { openEvents, startMachine } from './start_machine.ts';
import { attachTerminal, terminalSize } from './terminal.ts';

const help = `\
Usage: kintsugi run [OPTION]...

Boots Kintsugi with the guest's console on this terminal. On a terminal every key
goes to the guest, Ctrl-C included; Ctrl-] ends the run. Input that is not a
terminal is sent to the guest as it is.

Options:
${machineOptionHelp}
  --timeout S          give up after S seconds of wall time, with status 124
  --until TEXT         end with status 0 as soon as the console has printed TEXT
  --events FILE        write the guest's event stream to FILE, one JSON object a line
  --help               this text

The clock is real unless --clock says otherwise.

Exit status: the one that the guest powered off with, which is 0 normally; 1 when
something could not be read or written, 2 for a wrong option, 70 when the guest's
kernel panicked or the machine failed, 124 after --timeout, 130 after an interrupt.
`;

export const runCommand: Command = {
	name: 'run',
	summary: "boots; the guest's console on this terminal",
	help,
	run,
};

async function run(args: readonly string[]): Promise<number> {
	const values = parseOptions(args, {
		...machineOptionTable,
		timeout: { type: 'string' },
		until: { type: 'string' },
		events: { type: 'string' },
	});
	const timeoutS = numberOption('--timeout', values.timeout, { min: 0.1, max: 1_000_000 });
	const { machine: options, faults, pcap, sound, print } = await machineOptions(values, 'real');
	const networked = await startMachine(options);
	const { machine } = networked;
	const saved = [
		pcap === undefined ? undefined : openCapture(pcap, networked),
		sound === undefined ? undefined : openSoundFile(sound, networked.machine),
		print === undefined ? undefined : openPrintFile(print, networked.machine),
	];
	const events = values.events === undefined ? undefined : openEvents(values.events);

	// Before that there is no terminal driver that would take it.
	let consoleIsReady = false;
	const tellSize = () => {
		const size = terminalSize();
		if (consoleIsReady && size) machine.com1.send(sizeReport(size.rows, size.columns));
	};
	const session = new GuestSession(machine, {
		until: values.until,
		timeoutMs: timeoutS === undefined ? undefined : timeoutS * 1000,
		onConsole: (bytes) => terminal.write(bytes),
		onEvent: (line) => {
			const failure = events?.write(line);
			if (failure !== undefined) void session.fail(failure, exitStatus.failure);
			const parsed = parseEventLine(line);
			if (parsed.ok && parsed.event.ev === 'ready') {
				consoleIsReady = true;
				tellSize();
			}
		},
	});
	const terminal = attachTerminal({
		onInput: (bytes) => machine.com1.send(bytes),
		onQuit: () => void session.end(0),
		onResize: tellSize,
		onSignal: (signal) => void session.end(signalStatus(signal)),
	});
	const endFaults = startFaults(machine, faults, (message) => {
		void session.fail(message, exitStatus.failure);
	});
	try {
		const result = await session.run();
		terminal.detach();
		const kills = endFaults();
		if (kills !== undefined) console.error(`\nkintsugi run: ${kills}`);
		const failed = diskFaultReport(faults.diskFaults, machine.diskFaultHits);
		if (failed !== undefined) console.error(`\nkintsugi run: ${failed}`);
		if (result.message !== undefined) console.error(`\nkintsugi run: ${explain(result)}`);
		return result.status;
	} finally {
		terminal.detach();
		events?.close();
		for (const file of saved) {
			const failure = file?.close();
			if (failure !== undefined) console.error(`\nkintsugi run: ${failure}`);
		}
		machine.dispose();
	}
}

/**
 * Chooses the policy and starts the kills as soon as the guest can be told. The result ends them
 * and gives a sentence about them, if there were to be any.
 */
function startFaults(
	machine: Machine,
	{ kills, policy }: FaultOptions,
	onFailure: (message: string) => void,
): () => string | undefined {
	if (kills.length === 0 && !policy) return () => undefined;
	const channel = new ControlChannel(machine);
	const schedule = new KillSchedule(machine, channel, kills);
	const begin = async () => {
		await channel.ready();
		if (policy) await choosePolicy(channel, policy);
		schedule.start();
	};
	begin().catch((error) => onFailure(problem(error)));
	return () => {
		schedule.stop();
		channel.dispose();
		return killReport(schedule.counts);
	};
}

/** Repeats the end of the console where this terminal has not just shown it. */
function explain({ message, lastOutput }: SessionResult): string {
	if (process.stdout.isTTY && process.stderr.isTTY) return `${message}`;
	const output = lastOutput ? `The last that it printed:\n${lastOutput}` : 'It printed nothing.';
	return `${message} ${output}`;
}
