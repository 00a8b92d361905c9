/**
 * Linux as a judge of our disk controller: its modules ata_piix and sd_mod, by DMA and by PIO, with
 * a disk that fails. `linux.test-support.ts` says where Linux comes from.
 */

import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { parseDiskFault } from '../../machine/devices/disk_fault_spec.ts';
import { runUntilEnd } from './foreign_pc.test-support.ts';
import { createLinuxPc, INIT_PROLOGUE, missingForLinux } from './linux.test-support.ts';

const MODULES = [
	...['crypto/crct10dif_common.ko', 'lib/crc-t10dif.ko', 'lib/crc64.ko', 'lib/crc64-rocksoft.ko'],
	...['block/t10-pi.ko', 'drivers/scsi/scsi_common.ko', 'drivers/scsi/scsi_mod.ko'],
	...['drivers/scsi/sd_mod.ko', 'drivers/ata/libata.ko', 'drivers/ata/ata_piix.ko'],
	...['crypto/crct10dif_generic.ko', 'crypto/crc64_rocksoft_generic.ko'],
];
const MB = 1 << 20;
const DISK_BYTES = 32 * MB;
const SECTORS_PER_MB = MB / 512;
/** Where Linux writes, and how much. */
const WRITTEN_AT_MB = 8;
const WRITTEN_MB = 4;
/** Where the disk fails, each in a megabyte of its own. */
const BAD_MB = 20;
const HANGING_MB = 22;
const RETURNING_MB = 24;
const LIMIT_US = 900e6;
const END = 'judge: that was all';

/** Each line beginning with "judge:" is looked at. */
const INIT = `${INIT_PROLOGUE}
load() { # parameters of libata
	for module in crct10dif_common crct10dif_generic crc-t10dif crc64 crc64_rocksoft_generic \\
		crc64-rocksoft t10-pi scsi_common scsi_mod sd_mod; do
		insmod /modules/$module.ko 2>/dev/null
	done
	insmod /modules/libata.ko $1
	insmod /modules/ata_piix.ko
	tries=0
	while [ ! -b /dev/sda ] && [ $tries -lt 100 ]; do sleep 0.1; tries=$((tries + 1)); done
	echo "judge: $(cat /sys/block/sda/device/model) $(cat /sys/block/sda/size)" \\
		"$(cat /sys/class/ata_device/dev*.0/xfer_mode | head -n 1)"
}
forget() { echo 3 >/proc/sys/vm/drop_caches; }
part() { dd if=/dev/sda bs=1M skip=$1 count=$2 2>/dev/null; }
check() { # what, where in MB: it can be read, and holds zeros
	forget
	if [ "$(part $2 1 | md5sum)" = "$(dd if=/dev/zero bs=1M count=1 2>/dev/null | md5sum)" ]
	then echo "judge: $1 is read"; else echo "judge: $1 is not read"; fi
}
write() { # name
	dd if=/dev/urandom of=/file bs=1M count=${WRITTEN_MB} 2>/dev/null
	dd if=/file of=/dev/sda bs=1M seek=${WRITTEN_AT_MB} conv=fsync 2>/dev/null
	forget
	[ "$(part ${WRITTEN_AT_MB} ${WRITTEN_MB} | md5sum)" = "$(md5sum </file)" ] && echo "judge: $1 ok"
}

load
write 'by DMA'
check 'the rest' 16
check 'a bad sector' ${BAD_MB}
check 'its neighbour' $((${BAD_MB} + 1))
dmesg | grep -c '{ UNC }' | sed 's/^[1-9].*/judge: told of UNC/'
check 'a command that hung' ${HANGING_MB}
check 'a drive that went away' ${RETURNING_MB}
check 'the rest' 16
for module in sd_mod ata_piix libata; do rmmod $module; done
load dma=0
write 'by PIO'
echo "judge: $(md5sum </file | cut -d ' ' -f 1)"
echo '${END}'
sleep 1000
`;

const missing = missingForLinux();
if (missing.length > 0) {
	console.warn(`Linux does not judge the disk: ${missing.join(', ')} is not there.`);
}

function faultOf(words: string, atMb: number) {
	const lba = atMb * SECTORS_PER_MB + 64;
	return parseDiskFault(`${words}lba=${lba}-${lba + 7}`);
}

test.skipIf(missing.length > 0)(
	'Linux writes and reads our disk by DMA and PIO, and copes with its faults',
	async () => {
		const { machine } = await createLinuxPc({
			init: INIT,
			modules: MODULES,
			diskBytes: DISK_BYTES,
			diskFaults: [
				faultOf('bad:', BAD_MB),
				faultOf('timeout:times=1,', HANGING_MB),
				faultOf('gone:resets=1,', RETURNING_MB),
			],
		});
		const said: string[] = [];
		machine.com1.onLine((line) => said.push(line.trimEnd()));
		try {
			const isOver = () => said.includes(END);
			await runUntilEnd(machine, isOver, LIMIT_US, () => said.slice(-60).join('\n'));
			const start = WRITTEN_AT_MB * MB;
			const written = machine.exportImage().subarray(start, start + WRITTEN_MB * MB);
			// SCSI, as which Linux has it, knows the first sixteen characters of its name.
			const disk = `judge: KINTSUGI ATA DIS ${DISK_BYTES / 512}`;
			expect(said.filter((line) => line.startsWith('judge:'))).toEqual([
				`${disk} XFER_MW_DMA_2`,
				...['judge: by DMA ok', 'judge: the rest is read'],
				...['judge: a bad sector is not read', 'judge: its neighbour is read'],
				...['judge: told of UNC', 'judge: a command that hung is read'],
				...['judge: a drive that went away is read', 'judge: the rest is read'],
				`${disk} XFER_PIO_4`,
				'judge: by PIO ok',
				`judge: ${createHash('md5').update(written).digest('hex')}`,
				END,
			]);
		} finally {
			machine.dispose();
		}
	},
	900_000,
);
