/** Wild programming of an IDE controller: register accesses, tables, faults and time by a seed. */

import { assert } from 'vitest';
import { SeededRandom } from '../random.ts';
import { firstDifference, originalSectors, TestDisk } from './ata.test-support.ts';
import { TRANSFER_COMMANDS } from './ata_commands.ts';
import * as ata from './ata_registers.ts';
import type { AccessSize } from './pci_function.ts';

const SIZES: readonly AccessSize[] = [1, 2, 4];
const COMMANDS = [
	...TRANSFER_COMMANDS.keys(),
	...[ata.IDENTIFY_DEVICE, ata.SET_FEATURES, ata.SET_MULTIPLE_MODE, ata.FLUSH_CACHE],
];
const FAULTS = [
	'bad:rate=0.1,tries=3',
	'timeout:rate=0.02',
	'gone:nth=40,resets=1',
	'torn',
	'wrong',
];
const MASTER_PORTS = 2 * ata.MASTER_CHANNEL_PORTS;
/** Beyond all that wild drivers write to. */
const QUIET_LBA = 1000;

/** Makes so many accesses; afterwards a reset must bring the drive back with its data. */
export function programWildly(seed: number, accesses: number): void {
	const random = new SeededRandom(seed);
	const below = (end: number) => (random.nextInt32() >>> 0) % end;
	const of = <T>(choices: readonly T[]) => choices[below(choices.length)] as T;
	const faults = [`${of(FAULTS).replace(/^(torn|wrong)$/, '$1:rate=0.1')}`];
	const times = below(2) === 0 ? {} : { accessUs: 10, mbPerS: 100 };
	const disk = new TestDisk({ faults, times, hasSecondDrive: below(2) === 0, seed });
	disk.prepareMaster([512, 512 + 2 * below(1000)]);
	for (let i = 0; i < accesses; i++) {
		const size = of(SIZES);
		switch (below(8)) {
			case 0:
				disk.issue(of(COMMANDS), {
					lba: below(64),
					count: 1 + below(4),
					drive: below(2) as 0 | 1,
				});
				break;
			case 1:
				disk.command.write(
					below(ata.COMMAND_BLOCK_PORTS - size + 1),
					size,
					random.nextInt32() >>> 0,
				);
				break;
			case 2:
				disk.master.write(below(MASTER_PORTS - size + 1), size, random.nextInt32() >>> 0);
				break;
			case 3:
				disk.prepareMaster([2 + 2 * below(2000)]);
				disk.startMaster(below(2) === 0 ? 'in' : 'out');
				break;
			case 4:
				disk.control.write8(0, below(256));
				break;
			case 5:
				disk.bus.advance(below(100_000));
				break;
			default:
				disk.command.read(below(ata.COMMAND_BLOCK_PORTS - size + 1), size);
				disk.master.read(below(MASTER_PORTS - size + 1), size);
		}
	}
	disk.control.write8(0, 0);
	disk.softReset();
	disk.softReset();
	const count = 2;
	disk.issue(ata.READ_VERIFY_SECTORS, { lba: QUIET_LBA, count });
	disk.bus.advance(1_000_000);
	// A fault may have hit this command, too.
	const isHit = disk.status === ata.STATUS_BSY || disk.status === ata.FLOATING;
	assert(isHit || disk.hasInterrupt, `seed ${seed}: no answer`);
	const kept = firstDifference(disk.sectors(QUIET_LBA, count), originalSectors(QUIET_LBA, count));
	assert(kept === undefined, `seed ${seed}: sector ${QUIET_LBA}: ${kept}`);
}
