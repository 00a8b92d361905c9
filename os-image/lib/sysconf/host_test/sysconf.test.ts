/* system.conf as the guest reads it: what it says, and what is said of mistakes. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { SystemConfParser } from '../../../build/sysconf/parser.ts';
import { compileParser, complaintAbout, fuzz, fuzzBytes, SHIPPED } from './sysconf.test-support.ts';

let parser: SystemConfParser;

beforeAll(async () => {
	parser = await compileParser();
});

/** A block with what every block needs on its lines 1 to 3, then more statements from line 4 on. */
function block(statements: string, label = 'blk.test'): string {
	return `service ${label} {\n\tprogram test;\n\tuid _test 300; gid 1; pages 64k;\n${statements}\n}\n`;
}

function read(statements: string, label?: string) {
	const [found] = parser.parse(block(statements, label));
	if (found === undefined) throw new Error('expected a block');
	return found;
}

/** What is said of a block with these statements. */
function said(statements: string, label?: string): string | undefined {
	return complaintAbout(parser, block(statements, label));
}

describe('a block of system.conf', () => {
	it('allows nothing that it does not name', () => {
		expect(read('')).toEqual({
			...{ line: 1, label: 'blk.test', program: 'test', arguments: '' },
			...{
				user: '_test',
				uid: 300,
				gid: 1,
				maxPages: 16,
				dmaPages: 0,
				isaDma: [],
				keepPages: 0,
			},
			...{ traps: [], ipc: [], calls: [], flags: [], io: [], irqs: [], memory: [], pci: [] },
			...{ priority: 4, quantumMs: 20, heartbeatMs: 1000 },
			...{ policy: 'restart', policyScript: 'restart', complain: [], depends: [] },
			...{ startsOnDemand: false, instances: 1 },
		});
	});

	it('allows what each statement names', () => {
		const statements = `
			arguments disk 512;	# a comment
			traps receive notify;
			ipc rs mfs.* *;
			calls copy vm_phys;
			io 0x1f0-0x1f7 0x3f6;
			irq 5 14;
			memory 0xa0000 384k 0xfe000000 1m;
			pci class 01.01 device 10ec.8139;
			dma 132k; isa_dma 1 5; keep 8k; priority 15; quantum 1s;
			flags events ramdisk;
			heartbeat 500ms;
			policy generic 30 root;
			complain vfs; depends pci; start demand;`;
		expect(read(statements)).toMatchObject({
			arguments: 'disk 512',
			traps: ['receive', 'notify'],
			ipc: ['rs', 'mfs.*', '*'],
			calls: ['vm_phys', 'safecopy_from', 'safecopy_to'],
			io: [
				[0x1f0, 0x1f7],
				[0x3f6, 0x3f6],
			],
			irqs: [5, 14],
			memory: [
				{ address: 0xa0000, bytes: 384 * 1024 },
				{ address: 0xfe000000, bytes: 1024 * 1024 },
			],
			pci: ['class 01.01', 'device 10ec.8139'],
			...{
				dmaPages: 33,
				isaDma: [1, 5],
				keepPages: 2,
				priority: 15,
				quantumMs: 1000,
				heartbeatMs: 500,
			},
			flags: ['events', 'ramdisk'],
			policy: 'generic 30 root',
			policyScript: 'generic',
			...{ complain: ['vfs'], depends: ['pci'], startsOnDemand: true },
		});
	});

	it('may be for several instances, without heartbeat, policy or limit of memory', () => {
		const text = block('heartbeat none; policy none; start demand; instances 4;', 'mfs.*');
		const [template] = parser.parse(text.replace('pages 64k', 'pages unlimited'));
		expect(template).toMatchObject({ label: 'mfs.*', instances: 4, maxPages: 0 });
		expect(template).toMatchObject({ heartbeatMs: 0, policy: 'none', policyScript: undefined });
	});

	it('has names for all that a group of kernel calls means', () => {
		expect(read('calls basic irq dma memory grant copy;').calls).toEqual([
			...['time', 'info', 'lookup', 'diag', 'exit', 'vm_map', 'vm_unmap'],
			...['dma_alloc', 'dma_free', 'grant_table'],
			...['safecopy_from', 'safecopy_to', 'safecopy_vector'],
			...['irq_hook', 'irq_enable', 'irq_disable', 'irq_remove', 'alarm'],
		]);
		expect(read('calls copy_any;').calls).toEqual(['copy_any']);
	});
});

describe('a mistake in a statement is told with its line:', () => {
	it.each([
		['pagse 4k;', 'line 4: expected a statement or \'}\', found "pagse"; /etc/system'],
		['irq 5;\nirq 7;', 'line 5: expected each statement once in a block, found "irq"; put'],
		['irq 5\ncalls basic;', 'line 5: irq: expected \';\', found "calls"; end the statement'],
		['ipc rs\ncalls basic;', 'line 5: ipc: expected \';\', found "calls"; end the statement'],
		['irq;', 'line 4: irq: expected an interrupt from 0 to 15, found ";"; write its number'],
		['irq 16;', 'line 4: irq: expected an interrupt from 0 to 15, found 16; take it out'],
		['irq 999;', 'line 4: irq: expected an interrupt from 0 to 15, found "999"; write'],
		['\n\nirq 3;', "line 6: irq: expected no interrupt of the kernel's own (0, 2, 3), found 3"],
		['irq 5 5;', 'line 4: irq: expected each interrupt once, found 5; take it out'],
		['irq 1 4 5 6 7 8 9 10 11;', "line 4: irq: expected ';' after 8 interrupts, found"],
		['io 0x1f7-0x1f0;', 'line 4: io: expected ports up to 0xffff, found "0x1f7-0x1f0"; write'],
		['io 0x10000;', 'line 4: io: expected ports up to 0xffff, found "0x10000"; write 0x1f0-'],
		['io 0x100-0x200 0x180;', 'line 4: io: expected each port once, found 0x180-0x180; part'],
		['io 0x20;', "line 4: io: expected no port of the kernel's own devices, found 0x20-0x21"],
		['io 0x1-0xffff;', "line 4: io: expected no port of the kernel's own devices, found 0x0-"],
		['memory 0xa0000;', 'line 4: memory: expected the size of a range of memory, found ";"'],
		['memory 0xa0001 4k;', 'line 4: memory: expected whole pages of 4k, found 0x1000 bytes at'],
		['memory 0xa0000 0;', 'line 4: memory: expected whole pages of 4k, found 0x0 bytes at'],
		['memory 0xfffff000 8k;', 'line 4: memory: expected memory below 4 GB, found 0x2000 bytes'],
		['memory 0 8k 4096 4k;', 'line 4: memory: expected ranges that do not overlap, found'],
		['memory 4294967296 4k;', 'line 4: memory: expected a number of 32 bits, found "42949672'],
		['pci 01.01;', 'line 4: pci: expected class or device, found "01.01"; write class 01.01'],
		['pci class 1.1;', 'line 4: pci: expected a PCI class, found "1.1"; write 01.01 for IDE'],
		['pci class ff;', 'line 4: pci: expected a PCI device or class, found one that means any'],
		['pci device 8139;', 'line 4: pci: expected a PCI device, found "8139"; write VENDOR.DEV'],
		['pci class 02 class 02;', 'line 4: pci: expected each PCI device or class once, found'],
		['dma 3k;', 'line 4: dma: expected a size in whole pages of 4k, found "3k"; write 64k'],
		[
			'isa_dma 8;',
			'line 4: isa_dma: expected an ISA DMA channel from 0 to 7, found "8"; write',
		],
		['isa_dma 4;', 'line 4: isa_dma: expected a channel of 0 to 3 and 5 to 7, found another'],
		['dma 8192m;', 'line 4: dma: expected a size in whole pages of 4k, found "8192m"; write'],
		['traps recieve;', 'line 4: traps: expected a trap, found "recieve"; there are send rec'],
		['traps send send;', 'line 4: traps: expected each trap once, found "send"; take it out'],
		[
			'calls fork;',
			'line 4: calls: expected a kernel call or a group, found "fork"; /etc/system',
		],
		['calls basic time;', 'line 4: calls: expected each kernel call once, found "time"; a'],
		['flags root;', 'line 4: flags: expected a flag, found "root"; there are events grant_be'],
		['flags system;', 'line 4: flags: expected a flag, found "system"; there are events'],
		['flags events events;', 'line 4: flags: expected each flag once, found "events"; take'],
		['ipc RS;', 'line 4: ipc: expected a label, or its beginning with * behind it, found "RS"'],
		['ipc a*b;', 'line 4: ipc: expected a label, or its beginning with * behind it, found'],
		['ipc rs rs;', 'line 4: ipc: expected each label once, found "rs"; take it out'],
		[`ipc ${'l'.repeat(17)};`, 'line 4: ipc: expected a label, found "lllllllllllllllll"; la'],
		[
			`ipc ${Array.from({ length: 17 }, (_, n) => `l${n}`).join(' ')};`,
			'line 4: ipc: expected \';\' after 16 labels, found "l16"; use a pattern, as mfs.*',
		],
		['depends mfs.*;', 'line 4: depends: expected a label, found "mfs.*"; labels have 1 to 16'],
		[
			'priority 0;',
			'line 4: priority: expected a priority from 2, the highest, to 15, found 0',
		],
		[
			'priority 1;',
			'line 4: priority: expected a priority from 2, the highest, to 15, found 1',
		],
		['priority 16;', 'line 4: priority: expected a priority from 2, the highest, to 15, found'],
		['quantum 20;', 'line 4: quantum: expected a time, found "20"; write 20ms or 1s'],
		['quantum 2s;', 'line 4: quantum: expected a quantum from 1ms to 1s, found 2000ms; 20ms'],
		[
			'heartbeat 0s;',
			'line 4: heartbeat: expected a period, found "0s"; for no heartbeats say',
		],
		[
			'heartbeat 1ms;',
			'line 4: heartbeat: expected a period from 100ms to 60s, found 1ms; for',
		],
		[
			'policy ../sh;',
			'line 4: policy: expected a script of /etc/policies, or none, or builtin',
		],
		['policy none now;', 'line 4: policy: expected \';\', found "now"; end the statement'],
		[`policy a ${'p'.repeat(62)};`, 'line 4: policy: expected a policy script, found "pppp'],
		['start later;', 'line 4: start: expected boot or demand, found "later"; say when it is'],
		['instances 2;', 'line 1: blk.test: expected instances only of a label that ends in *; ad'],
		['irq 5 {', 'line 4: irq: expected \';\', found "{"; end the statement before'],
		['irq 5; \u00e9', 'line 4: expected a statement or \'}\', found "?"; /etc/system'],
		['irq 5; \0', 'line 4: expected a statement or \'}\', found "?"; /etc/system'],
	])('%j', (statements, message) => {
		expect(said(statements)).toContain(message);
	});
});

describe('a mistake in a block is told with its line:', () => {
	it.each([
		['bogus', 'line 1: expected service or the end, found "bogus"; begin a block: service'],
		['service {', 'line 1: expected a label of at most 16 characters, found "{"; as blk.at_'],
		['service Disk {', 'line 1: service: expected a label of 1 to 16 of a-z 0-9 . _, maybe'],
		['service rs {', 'line 1: service: expected a label that is free, found "rs"; kernel, pm'],
		[
			'service a program',
			'line 1: expected \'{\', found "program"; statements stand in braces',
		],
		['service a {\n', "line 2: expected a statement or '}', found the end of the text; /etc/"],
		['service a { }', 'line 1: a: expected program, found none; add it to the block'],
		['service a { program x; gid 1; pages 4k; }', 'line 1: a: expected uid, found none; add'],
		['service a { program x; uid 5; pages 4k; }', 'line 1: a: expected gid, found none; add'],
		['service a { program x; uid 5; gid 1; }', 'line 1: a: expected pages, found none; add'],
		[
			'\nservice a { program x; uid root 0; gid 1; pages 4k; }',
			'line 2: a: expected a uid and gid without rights, found 0; take ones of /etc/passwd',
		],
		[
			'service a { program bin/x; uid 5; gid 1; pages 4k; }',
			'line 1: program: expected a boot module or an absolute path of at most 63',
		],
		['service a { uid _x; }', 'line 1: uid: expected a number of 32 bits, found ";"; write'],
	])('%j', (text, message) => {
		expect(complaintAbout(parser, text)).toContain(message);
	});

	it('a template that is started at boot, or without instances', () => {
		expect(said('instances 2;', 'mfs.*')).toContain(
			'line 1: mfs.*: expected start demand for a label that ends in *, found start boot;',
		);
		expect(said('instances 17; start demand;', 'mfs.*')).toContain(
			'line 1: mfs.*: expected 1 to 16 instances of a label that ends in *; say how many',
		);
	});

	it('more blocks than there is room for', () => {
		const text = block('', 'a') + block('', 'b') + block('', 'c');
		expect(parser.parse(text, 3)).toHaveLength(3);
		expect(() => parser.parse(text, 2)).toThrow(
			'line 11: expected no more services than there is room for, found "service"; take',
		);
	});
});

describe('blocks that do not fit together:', () => {
	const mfs = block('start demand; instances 2;', 'mfs.*');

	it.each([
		['one label twice', block('') + block(''), 'line 6: expected a label that no other block'],
		[
			'two templates for one label',
			mfs + block('start demand; instances 2;', 'mfs.a*'),
			'found mfs.a* beside mfs.* of line 1; rename one',
		],
		['ipc with nobody', block('ipc vsf;'), 'line 1: blk.test: ipc: expected labels of blocks'],
		['nobody complains', block('complain eth.*;'), 'blk.test: complain: expected labels of'],
		['depends on nobody', block('depends pci;'), "blk.test: depends: expected a block's label"],
		[
			'needs at boot what is started on demand',
			mfs + block('depends mfs.a;'),
			'line 6: blk.test: depends: expected what starts at boot, found mfs.* with start demand',
		],
		['itself', block('depends a;', 'a'), 'line 1: a: depends: expected an order to start in'],
		[
			'a circle',
			block('depends b;', 'a') + block('depends c;', 'b') + block('depends b;', 'c'),
			'line 6: b: depends: expected an order to start in, found a circle; break it',
		],
	])('%s', (_, text, message) => {
		expect(complaintAbout(parser, text)).toContain(message);
	});

	it('but a block beside a template that it would be an instance of is no mistake', () => {
		expect(complaintAbout(parser, mfs + block('ipc mfs.a user pm;', 'mfs.root'))).toBe(
			undefined,
		);
	});
});

describe('the shipped system.conf', () => {
	it('has no mistake', () => {
		expect(complaintAbout(parser, SHIPPED)).toBe(undefined);
	});

	it('gives every component a user of its own, heartbeats and a limit of memory', () => {
		const blocks = parser.parse(SHIPPED);
		expect(new Set(blocks.map(({ uid }) => uid)).size).toBe(blocks.length);
		expect(blocks.filter(({ heartbeatMs }) => heartbeatMs !== 1000)).toEqual([]);
		expect(blocks.filter(({ maxPages }) => maxPages === 0)).toEqual([]);
	});

	it('lets nobody manage processes, and VFS alone copy between any two', () => {
		const callers = (wanted: RegExp) =>
			parser
				.parse(SHIPPED)
				.filter(({ calls }) => calls.some((call) => wanted.test(call)))
				.map(({ label }) => label);
		expect(callers(/^(proc|sig|priv|sched|halt)/)).toEqual([]);
		expect(callers(/^copy_any$/)).toEqual(['vfs']);
	});

	it('lets nobody but its owner near a device: no two share a port, an interrupt or memory', () => {
		const blocks = parser.parse(SHIPPED).filter(({ label }) => label !== 'pci');
		const ports = blocks.flatMap(({ io }) => io);
		const sorted = ports.sort(([a], [b]) => a - b);
		expect(sorted.filter(([first], n) => first <= (sorted[n - 1]?.[1] ?? -1))).toEqual([]);
		const irqs = blocks.flatMap((each) => each.irqs);
		expect(new Set(irqs).size).toBe(irqs.length);
	});
});

it('1,000 random texts give sound blocks or a sentence with a line', () => {
	const seen = fuzz(parser, 1, 1_000);
	expect(seen.sound).toBeGreaterThan(10);
	expect(seen.refused).toBeGreaterThan(500);
});

it('1,000 configurations with scribbled bytes are judged without harm', () => {
	const sound = fuzzBytes(parser, 1, 1_000);
	expect(sound).toBeGreaterThan(1);
	expect(sound).toBeLessThan(990);
});
