/*
 * npm run bench:frame [-- --megabytes N] [--nic rtl8139|dp8390] [--top N] [--json]
 *
 * Where the time goes in one received frame, by measurement: a download on the virtual clock, of
 * which each call and return of the guest is looked at (function_trace.ts). Per frame of the LAN:
 * messages and context switches as the kernel counts them, interrupts and kernel calls, bytes
 * that were copied, and instructions by process and by function.
 *
 * What is not in it: copies that a compiler made of its own, without a call, and the card's own
 * transfers. A `rep` instruction counts as one for each page, so that a copy costs next to no
 * instructions; the bytes say what it costs a real processor.
 */
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { manifestFile } from '../os-image/reliability/recovery_lab.ts';
import { BootedGuest } from '../src/channel/booted_guest.test-support.ts';
import { formatIp, NIC_NAMES, SUBNETS } from '../src/lan/addresses.ts';
import { Manifest } from '../src/machine/manifest.ts';
import { type FunctionCost, FunctionTrace, KERNEL } from './function_trace.ts';
import { alignColumns } from './samples.ts';

/** Kernel virtual address minus physical address (os-image/kernel/memory.h). */
const DIRECT_MAP_BASE = 0xc0000000;
const WARM_UP_BYTES = 1 << 20;
/** What the table has, and the kernel's variable or function that counts it. */
const KERNEL_COUNTERS = { messages: 'messages', 'context switches': 'switches' } as const;
const KERNEL_ENTRIES = {
	interrupts: 'irq_handle',
	'kernel calls': 'kcall_trap',
	'message calls': 'ipc_trap',
} as const;

const { values } = parseArgs({
	options: {
		megabytes: { type: 'string', default: '4' },
		nic: { type: 'string', default: 'rtl8139' },
		top: { type: 'string', default: '30' },
		json: { type: 'boolean', default: false },
	},
});
const nic = NIC_NAMES.find((name) => name === values.nic);
if (!nic) throw new Error(`--nic is "${values.nic}": expected ${NIC_NAMES.join(' or ')}.`);
const bytes = positive('--megabytes', values.megabytes) * 2 ** 20;
const top = positive('--top', values.top);
const url = `http://${formatIp(SUBNETS[nic].gateway)}/random/`;

const manifest = Manifest.parse(await readFile(manifestFile, 'utf8'));
const kernel = manifest.binary(KERNEL);
const guest = await BootedGuest.boot({ stepwise: true, network: { nics: [nic] } });
const { machine, lans } = guest;
await download(WARM_UP_BYTES); // the programs come from the disk once
const before = count();
const trace = new FunctionTrace(machine, manifest);
await download(bytes);
const costs = trace.end();
const after = count();
guest.dispose();

const frames = after['frames received'] - before['frames received'];
const totals: Record<string, number> = {};
for (const name of Object.keys(after) as (keyof typeof after)[]) {
	totals[name] = after[name] - before[name];
}
for (const [name, entry] of Object.entries(KERNEL_ENTRIES)) {
	totals[name] = sum(
		costs.filter((cost) => cost.process === KERNEL && cost.name === entry),
		({ calls }) => calls,
	);
}
const perFrame = Object.fromEntries(
	Object.entries(totals).map(([name, total]) => [name, total / frames]),
);
const processes = [...new Set(costs.map(({ process }) => process))]
	.map((process) => {
		const own = costs.filter((cost) => cost.process === process);
		return {
			process,
			instructions: sum(own, (cost) => cost.instructions) / frames,
			copiedBytes: sum(own, (cost) => cost.copiedBytes) / frames,
		};
	})
	.sort((a, b) => b.instructions - a.instructions);
const functions = costs.slice(0, top).map(({ instructions, calls, copiedBytes, ...names }) => ({
	...names,
	instructions: instructions / frames,
	calls: calls / frames,
	copiedBytes: copiedBytes / frames,
}));

if (values.json) {
	const result = { nic, frames, perFrame, processes, functions };
	process.stdout.write(`${JSON.stringify(result, null, '\t')}\n`);
} else {
	process.stdout.write(
		`${frames} frames received by the ${nic}; virtual clock, 100 instructions a µs, of which ` +
			'a copy of a page is about one\n' +
			table(['', 'per frame'], Object.entries(perFrame)) +
			table(
				['process', 'instructions', 'bytes copied'],
				processes.map((it) => [it.process, it.instructions, it.copiedBytes]),
			) +
			table(
				['function', 'instructions', 'calls', 'bytes copied'],
				functions.map((it) => [
					`${it.process}: ${it.name}`,
					...[it.instructions, it.calls, it.copiedBytes],
				]),
			),
	);
}

async function download(size: number): Promise<void> {
	const command = `wget -q -O /dev/null ${url}${size}`;
	const { status, output } = await guest.shell(command);
	if (status !== 0) throw new Error(`"${command}" ended with status ${status}: ${output}`);
}

function count() {
	const { toGuest, fromGuest } = lans[0]?.statistics() ?? {};
	return {
		'frames received': toGuest?.frames ?? 0,
		'frames sent': fromGuest?.frames ?? 0,
		messages: kernelCounter(KERNEL_COUNTERS.messages),
		'context switches': kernelCounter(KERNEL_COUNTERS['context switches']),
		instructions: machine.stats().instructions,
		'guest µs': machine.nowUs,
	};
}

/** The low half of a counter of 64 bits. */
function kernelCounter(name: string): number {
	return machine.memory.readPhysU32(kernel.symbol(name).address - DIRECT_MAP_BASE);
}

function sum(all: readonly FunctionCost[], of: (cost: FunctionCost) => number): number {
	return all.reduce((total, cost) => total + of(cost), 0);
}

function table(head: readonly string[], rows: readonly (readonly [string, ...number[]])[]): string {
	const cells = rows.map(([name, ...numbers]) => [name, ...numbers.map((n) => n.toFixed(2))]);
	return `\n${alignColumns([head, ...cells])}`;
}

function positive(option: string, text: string): number {
	const number = Number(text);
	if (number > 0 && Number.isFinite(number)) return number;
	throw new Error(`${option} is "${text}": expected a number above 0.`);
}
