/*
 * Runs the guest's `bench` program (os-image/commands/bench) in v86 on the real
 * clock and in QEMU, if that is installed, with the same image, and puts both
 * side by side. All times are taken inside the guest, with the time-stamp counter
 * that the kernel calibrated against the PIT.
 */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { qemuVersion, runInQemu } from '../os-image/emulators/qemu.ts';
import { GuestSession } from '../src/cli/guest_session.ts';
import { readOsFiles } from '../src/cli/os_files.ts';
import { createMachine } from '../src/machine/machine.ts';
import { logText } from '../src/telemetry/log_text.ts';
import { addLine, alignColumns, type Samples, summarize } from './samples.ts';

const MEMORY_MB = 32;
const TIMEOUT_MS = 300_000;

export interface GuestBench {
	/** Of the parameter sector, besides init. */
	readonly params: Readonly<Record<string, string>>;
	/** What a row's numbers are, by its name. */
	unit(name: string): string;
	/** A sample, which is in ns per operation, in that unit. */
	convert(name: string, ns: number): number;
}

/** Understands `--repeats N` and `--json`, and prints. */
export async function runGuestBench(bench: GuestBench): Promise<void> {
	const { repeats, json } = parseCommandLine();
	const params = { init: 'bench', ...bench.params };
	const files = await readOsFiles();
	const qemu = await qemuVersion();
	const inV86: Samples = new Map();
	const inQemu: Samples = new Map();
	for (let run = 1; run <= repeats; run++) {
		progress(`v86, run ${run} of ${repeats}`);
		await sampleV86(inV86);
		if (qemu === undefined) continue;
		progress(`QEMU, run ${run} of ${repeats}`);
		await sampleQemu(inQemu);
	}
	progress('');
	if (json) printJson();
	else printTable();

	async function sampleV86(samples: Samples): Promise<void> {
		const machine = await createMachine({
			...files,
			clock: 'real',
			memoryMb: MEMORY_MB,
			params,
		});
		machine.com1.onLine((line) => void addLine(samples, line));
		machine.com2.onLine((line) => void addLogged(samples, line));
		try {
			const session = new GuestSession(machine, {
				timeoutMs: TIMEOUT_MS,
				onConsole: () => undefined,
				onEvent: () => undefined,
			});
			const { status, message = 'See its console: kintsugi run --param init=bench' } =
				await session.run();
			if (status !== 0)
				throw new Error(`bench in v86 ended with status ${status}. ${message}`);
		} finally {
			machine.dispose();
		}
	}

	async function sampleQemu(samples: Samples): Promise<void> {
		const { console, events, status } = await runInQemu({
			image: files.image,
			params,
			memoryMb: MEMORY_MB,
			timeoutMs: TIMEOUT_MS,
		});
		if (status !== 0) throw new Error(`bench in QEMU ended with status ${status}.`);
		for (const line of console.split(/\r?\n/)) addLine(samples, line);
		for (const line of events.split('\n')) addLogged(samples, line);
	}

	function summary(samples: Samples, name: string) {
		return summarize((samples.get(name) ?? []).map((ns) => bench.convert(name, ns)));
	}

	function printTable(): void {
		const sides = qemu === undefined ? [inV86] : [inV86, inQemu];
		const head = ['', 'unit', ...sides.flatMap(() => ['min', 'median', 'max'])];
		const title = ['', '', '', 'v86', '', ...(qemu === undefined ? [] : ['', 'QEMU', ''])];
		const rows = [...inV86.keys()].map((name) => {
			const summaries = sides.map((samples) => summary(samples, name));
			const numbers = summaries.flatMap(({ min, median, max }) =>
				[min, median, max].map(format),
			);
			const [v86, other] = summaries;
			const ratio = v86 && other ? [(v86.median / other.median).toFixed(2)] : [];
			return [name, bench.unit(name), ...numbers, ...ratio];
		});
		if (qemu !== undefined) head.push('v86/QEMU');
		process.stdout.write(alignColumns([title, head, ...rows]));
		process.stdout.write(
			`\n${repeats} boots of each, several rounds in each boot. ${machineName()}\n`,
		);
		process.stdout.write(
			qemu === undefined
				? 'QEMU is not installed, so there is nothing to compare with: apt-get install ' +
						'qemu-system-x86.\n'
				: `${qemu}, its own emulation (TCG), SeaBIOS.\n`,
		);
	}

	function printJson(): void {
		const side = (samples: Samples) =>
			Object.fromEntries(
				[...samples].map(([name, all]) => [
					name,
					{ unit: bench.unit(name), ...summary(samples, name), samples_ns: all },
				]),
			);
		const result = {
			repeats,
			host: machineName(),
			v86: side(inV86),
			qemu: qemu === undefined ? null : { version: qemu, ...side(inQemu) },
		};
		process.stdout.write(`${JSON.stringify(result, null, '\t')}\n`);
	}
}

/** What the program's system side says goes to the log, which the event stream carries. */
function addLogged(samples: Samples, event: string): void {
	addLine(samples, logText(event) ?? '');
}

function parseCommandLine(): { repeats: number; json: boolean } {
	const { values } = parseArgs({
		options: {
			repeats: { type: 'string', default: '3' },
			json: { type: 'boolean', default: false },
		},
	});
	const repeats = Number(values.repeats);
	if (!Number.isInteger(repeats) || repeats < 1 || repeats > 100) {
		throw new Error(`--repeats is "${values.repeats}": expected a whole number from 1 to 100.`);
	}
	return { repeats, json: values.json };
}

function format(value: number): string {
	return Math.round(value).toLocaleString('en');
}

function machineName(): string {
	const all = cpus();
	return `${all.length} cores, ${all[0]?.model ?? 'unknown processor'}, Node ${process.version}.`;
}

function progress(text: string): void {
	if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
}
