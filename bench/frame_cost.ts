/*
 * npm run bench:frame [-- --megabytes N] [--nic rtl8139|dp8390] [--json]
 *
 * Where the time goes in one received frame, by measurement: during a download on the virtual
 * clock, the messages and context switches that the kernel counted and the instructions executed,
 * each per frame of the LAN; and the processor time of each server and driver, by the kernel's
 * own account, which goes by clock ticks. The client itself has ended by then and is not in it.
 */
import { parseArgs } from 'node:util';
import { TransferLab } from '../os-image/reliability/transfer_lab.ts';
import { NIC_NAMES } from '../src/lan/addresses.ts';
import { listProcesses } from '../src/machine/introspect.ts';
import { alignColumns } from './samples.ts';

/** Kernel virtual address minus physical address (os-image/kernel/memory.h). */
const DIRECT_MAP_BASE = 0xc0000000;
const WARM_UP_BYTES = 1 << 20;
/** What the table has, and the variable of the kernel. */
const KERNEL_COUNTERS = { messages: 'messages', 'context switches': 'switches' } as const;

const { values } = parseArgs({
	options: {
		megabytes: { type: 'string', default: '16' },
		nic: { type: 'string', default: 'rtl8139' },
		json: { type: 'boolean', default: false },
	},
});
const nic = NIC_NAMES.find((name) => name === values.nic);
if (!nic) throw new Error(`--nic is "${values.nic}": expected ${NIC_NAMES.join(' or ')}.`);
const bytes = Number(values.megabytes) * 2 ** 20;
if (!(bytes > 0)) throw new Error(`--megabytes is "${values.megabytes}": expected a number.`);

const lab = await TransferLab.boot(nic);
const { machine, lans } = lab.guest;
const kernel = lab.manifest.binaries.find(({ kind }) => kind === 'kernel');
await lab.measure('download', WARM_UP_BYTES);
const before = count();
const cpuBefore = processorTimes();
await lab.measure('download', bytes);
const after = count();
const frames = after['frames received'] - before['frames received'];
const perFrame = Object.fromEntries(
	(Object.keys(after) as (keyof typeof after)[]).map((name) => [
		name,
		(after[name] - before[name]) / frames,
	]),
);
const cpu = [...processorTimes()]
	.map(([label, us]) => ({ label, usPerFrame: (us - (cpuBefore.get(label) ?? 0)) / frames }))
	.filter(({ usPerFrame }) => usPerFrame > 0)
	.sort((a, b) => b.usPerFrame - a.usPerFrame);
lab.dispose();

if (values.json) {
	process.stdout.write(`${JSON.stringify({ nic, frames, perFrame, cpu }, null, '\t')}\n`);
} else {
	const rows = Object.entries(perFrame).map(([name, value]) => [name, value.toFixed(2)]);
	const users = cpu.map(({ label, usPerFrame }) => [label, usPerFrame.toFixed(2)]);
	process.stdout.write(
		`${frames} frames received by the ${nic}; virtual clock, 100 instructions a µs, of which ` +
			`a copy of a page is about one\n${alignColumns([['', 'per frame'], ...rows])}\n` +
			alignColumns([['processor time', 'µs per frame'], ...users]),
	);
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
	if (!kernel) throw new Error('The manifest has no kernel: build the OS image again.');
	return machine.memory.readPhysU32(kernel.symbol(name).address - DIRECT_MAP_BASE);
}

/** Of the servers and drivers by label, of all user processes together, in µs. */
function processorTimes(): Map<string, number> {
	const times = new Map<string, number>();
	for (const { label, name, cpuUs } of listProcesses(machine, lab.manifest)) {
		const key = label || name;
		times.set(key, (times.get(key) ?? 0) + cpuUs);
	}
	return times;
}
