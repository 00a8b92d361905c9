/*
 * kintsugi run: boots the OS with its console on this terminal.
 */
import { sizeReport } from '../machine/size_report.ts';
import { parseEventLine } from '../telemetry/event_line.ts';
import { type Command, exitStatus, parseOptions, signalStatus } from './command.ts';
import { GuestSession, type SessionResult } from './guest_session.ts';
import {
	machineOptionHelp,
	machineOptions,
	machineOptionTable,
	numberOption,
} from './machine_options.ts';
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
	const machine = await startMachine(await machineOptions(values, 'real'));
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
	try {
		const result = await session.run();
		terminal.detach();
		if (result.message !== undefined) console.error(`\nkintsugi run: ${explain(result)}`);
		return result.status;
	} finally {
		terminal.detach();
		events?.close();
		machine.dispose();
	}
}

/** Repeats the end of the console where this terminal has not just shown it. */
function explain({ message, lastOutput }: SessionResult): string {
	if (process.stdout.isTTY && process.stderr.isTTY) return `${message}`;
	const output = lastOutput ? `The last that it printed:\n${lastOutput}` : 'It printed nothing.';
	return `${message} ${output}`;
}
