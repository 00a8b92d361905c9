/* docs/privileges.md: what system.conf allows, as tables for people. */
import type { ServiceBlock } from './parser.ts';

const PAGE_KB = 4;

/** What the words of the tables mean; a word that is missing here makes no page. */
const CALLS: Readonly<Record<string, string>> = {
	copy_any: 'copy between any two processes, as VFS does for the calls of users',
	dma_alloc: 'get memory for DMA, as much as "DMA" says',
	event: 'write the event stream; also needs the flag `events`',
	event_read: "read the host's orders; also needs the flag `host_channel`",
	grant_table: 'let others copy from or to parts of its own memory',
	isa_dma_start: 'have an ISA DMA channel of its own move a part of its DMA memory',
	isa_dma_stop: 'close that channel',
	irq_enable: 'open an interrupt line that it has hooked',
	irq_hook: 'be told of an interrupt that is its own',
	safecopy_from: 'copy from memory that another process has granted',
	safecopy_to: 'copy to memory that another process has granted',
	safecopy_vector: 'copy several pieces of granted memory, both ways, in one call',
	vm_keep: 'get memory that its next instance finds again, as much as "kept" says',
	vm_map: 'get memory, as much as "memory" says',
	vm_phys: 'map device memory that is its own',
	vm_ramdisk: "map the RAM disk's blocks; also needs the flag `ramdisk`",
	vm_unmap: 'give memory back',
};

const FLAGS: Readonly<Record<string, string>> = {
	events: 'may write the event stream',
	grant_behalf: "may grant the memory of a process that waits for its answer: VFS' users",
	host_channel: 'reads the control channel',
	kernel_log: "is told when the kernel's log has grown",
	ramdisk: "may map the root RAM disk's blocks, which outlive their driver",
};

/** The page for these blocks. `command` is how to make it again. */
export function privilegesPage(blocks: readonly ServiceBlock[], command: string): string {
	const sharedCalls = shared(blocks.map(({ calls }) => calls));
	const sharedTraps = shared(blocks.map(({ traps }) => traps));
	const further = (words: readonly string[], all: readonly string[]) =>
		words.filter((word) => !all.includes(word));
	return `# What each server and driver may do

<!-- Made from os-image/etc/system.conf by \`${command}\`: change that file, not this one. -->

Each component is a process of its own, under a user id without rights, and may do what its block
of [\`system.conf\`](../os-image/etc/system.conf) names and nothing else: the kernel refuses the rest.
The two that are not here are the kernel's own choice: \`rs\`, the reincarnation server, which starts
all of these, and \`pm\`, the process manager. \`init=privtest\` runs a driver that tries to exceed
each of its privileges.

## Who they are

- **memory**: the most it may have; **DMA**: of that, what a device may reach by itself;
  **kept**: besides that, what the next instance finds again as this one left it.
- **heartbeat**: how often its main loop has to answer. Two periods late is a defect.
- **policy**: who decides when it fails. A name is a script of \`/etc/policies\`; \`builtin\`: the
  reincarnation server restarts it from its own memory, since scripts need it; \`none\`: it stays dead,
  and with it the system.
- **may complain**: whose word that it breaks its protocol counts as a defect.

${table(
	[
		'component',
		'user',
		'started',
		'memory',
		'DMA',
		'kept',
		'heartbeat',
		'policy',
		'may complain',
	],
	blocks.map((block) => [
		name(block),
		`${block.user} (${block.uid})`,
		started(block),
		size(block.maxPages, 'unlimited'),
		size(block.dmaPages, '–'),
		size(block.keepPages, '–'),
		block.heartbeatMs === 0 ? 'none' : `${block.heartbeatMs / 1000} s`,
		block.policy,
		words(block.complain),
	]),
)}

## What hardware they reach

Ports are checked by the processor, interrupts and memory by the kernel. Of a PCI device a driver gets
also its ports, memory and interrupt, where the PCI server found them, and no other device's.

${table(
	['component', 'ports', 'interrupts', 'ISA DMA', 'PCI', 'device memory'],
	blocks
		.filter(({ io, irqs, pci, memory }) => [io, irqs, pci, memory].some((l) => l.length > 0))
		.map((block) => [
			name(block),
			words(block.io.map(ports)),
			words(block.irqs.map(String)),
			words(block.isaDma.map(String)),
			words(block.pci),
			words(block.memory.map(({ address, bytes }) => `${hex(address)} (${bytes / 1024} KB)`)),
		]),
)}

## What they ask of others and of the kernel

- **sends to**: whom it may send messages to, by label; \`*\` stands for any rest.
- **traps**: all have ${words(sharedTraps)}; none of these waits for anyone but in receive.
- **kernel calls**: all have ${words(sharedCalls)}: to know the time and the
  others, to say something, to get memory within its limit, to end.

${table(
	['component', 'sends to', 'further traps', 'further kernel calls', 'flags'],
	blocks.map((block) => [
		name(block),
		words(block.ipc),
		words(further(block.traps, sharedTraps)),
		words(further(block.calls, sharedCalls)),
		words(block.flags),
	]),
)}

The kernel calls:

${glossary(
	blocks.flatMap(({ calls }) => further(calls, sharedCalls)),
	CALLS,
)}

The flags:

${glossary(
	blocks.flatMap(({ flags }) => flags),
	FLAGS,
)}
`;
}

/** What all lists have. */
function shared(lists: readonly (readonly string[])[]): string[] {
	const [first = [], ...rest] = lists;
	return first.filter((word) => rest.every((list) => list.includes(word)));
}

function name({ label, instances }: ServiceBlock): string {
	return instances > 1 ? `\`${label}\` (up to ${instances})` : `\`${label}\``;
}

function started({ startsOnDemand, depends }: ServiceBlock): string {
	const when = startsOnDemand ? 'on demand' : 'at boot';
	return depends.length > 0 ? `${when}, after ${words(depends)}` : when;
}

function size(pages: number, none: string): string {
	if (pages === 0) return none;
	const kb = pages * PAGE_KB;
	return kb % 1024 === 0 ? `${kb / 1024} MB` : `${kb} KB`;
}

function ports([first, last]: readonly [number, number]): string {
	return first === last ? hex(first) : `${hex(first)}-${last.toString(16)}`;
}

function hex(value: number): string {
	return `0x${value.toString(16)}`;
}

function words(list: readonly string[]): string {
	return list.length > 0 ? list.map((word) => `\`${word}\``).join(' ') : '–';
}

function glossary(used: readonly string[], meanings: Readonly<Record<string, string>>): string {
	return [...new Set(used)]
		.sort()
		.map((word) => {
			const meaning = meanings[word];
			if (!meaning) throw new Error(`privileges-page.ts does not say what "${word}" means.`);
			return `- \`${word}\`: ${meaning}`;
		})
		.join('\n');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
	const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
	return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
