/**
 * iPXE as a judge of our cards: a boot loader of others with drivers of its own for the RTL8139
 * and for NE2000s. Debian's image of it starts from disk, gets addresses by DHCP through both
 * cards, and loads files over HTTP, the first of which is the script that makes it do so.
 */

import { expect, test } from 'vitest';
import { fillSeeded } from '../../machine/seeded_content.ts';
import {
	bytesOf,
	createForeignPc,
	missingFiles,
	runUntilShown,
} from './foreign_pc.test-support.ts';

const IMAGE = '/usr/lib/ipxe/ipxe.iso';
const MEMORY_MB = 64;
/** iPXE waits for a key, for boot servers, and for routers of IPv6, which there are none of. */
const LIMIT_US = 60e6;
const FILE_BYTES = 300_000;
const SEEDS = { net0: 11, net1: 12 };

const SCRIPT = `#!ipxe
ifstat
imgfetch --name first http://10.0.2.2/file0 || goto end
echo net0 has loaded its file
ifclose net0
ifconf --configurator dhcp net1 || goto end
echo net1 has \${net1/ip}
imgfetch --name second http://10.0.3.2/file1 || goto end
echo net1 has loaded its file
:end
ifstat
echo That was all
sleep 100
`;

const missing = missingFiles(IMAGE);
if (missing.length > 0) {
	console.warn(`iPXE does not judge the cards: ${missing.join(', ')} is not there.`);
}

function content(seed: number): Uint8Array {
	const bytes = new Uint8Array(FILE_BYTES);
	fillSeeded(bytes, seed, 0);
	return bytes;
}

test.skipIf(missing.length > 0)(
	'iPXE gets an address and a file over HTTP through both of our cards',
	async () => {
		const { machine, lans } = await createForeignPc({
			image: bytesOf(IMAGE),
			memoryMb: MEMORY_MB,
			bootFileUrl: 'http://10.0.2.2/boot.ipxe',
			files: new Map([
				['/boot.ipxe', new TextEncoder().encode(SCRIPT)],
				['/file0', content(SEEDS.net0)],
				['/file1', content(SEEDS.net1)],
			]),
		});
		try {
			const shown = await runUntilShown(machine, 'That was all', LIMIT_US);
			expect(shown).toContain('net0 has loaded its file');
			expect(shown).toContain('net1 has 10.0.3.15');
			expect(shown).toContain('net1 has loaded its file');
			expect(lans.map(({ leases }) => leases.length)).toEqual([1, 1]);
			const ram = Buffer.from(machine.memory.readPhys(0, machine.memory.sizeBytes));
			expect(
				ram.includes(Buffer.from(content(SEEDS.net0))),
				'the file of net0 is in memory',
			).toBe(true);
			expect(
				ram.includes(Buffer.from(content(SEEDS.net1))),
				'the file of net1 is in memory',
			).toBe(true);
		} finally {
			machine.dispose();
		}
	},
	120_000,
);
