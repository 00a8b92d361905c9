/* Damaged file systems, mounted and used in the running system: whatever they are, nobody else notices. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { BootedGuest } from '../../../src/channel/booted_guest.test-support.ts';

const BUSY_MACHINE_MS = 240_000;
const CASES = 100;

let guest: BootedGuest;
beforeAll(async () => {
	guest = await BootedGuest.boot();
	await guest.shell('umount /data && mkfs -i 128 /dev/c0d0p3 480 && mount /dev/c0d0p3 /data');
	await guest.shell(
		[
			'cd /data && mkdir -p a/b/c d && cp /bin/ls a && cp /bin/sh a/b && cp /etc/* d',
			'ln a/ls d/linked; ln -s ../a/b d/symbolic; head -c 5000 /bin/cat >a/b/c/part',
			'dd if=/bin/cat of=d/holes bs=1k seek=300 count=2 status=none; cd /; umount /data',
			'service down mfs.data', // its cache is memory that the copies need
		].join('; '),
	);
}, BUSY_MACHINE_MS);
afterAll(() => guest?.dispose());

it(
	`mounts and uses ${CASES} damaged file systems with one file server, which survives`,
	async () => {
		const { status, output } = await guest.shell(`fsfuzz /dev/c0d0p3 ${CASES} 11`);
		expect(output).toMatch(/^fsfuzz: 100 copies: \d+ mounted and used, \d+ refused\n$/);
		const [mounted = 0, refused = 0] = (output.match(/\d+(?= mounted| refused)/g) ?? []).map(
			Number,
		);
		expect(mounted).toBeGreaterThan(CASES / 2);
		expect(refused).toBeGreaterThan(0);
		expect(status).toBe(0);
	},
	BUSY_MACHINE_MS,
);

it('leaves the root file system as it was', async () => {
	expect(await guest.shell('umount /usr; fsck -n -f /dev/c0d0p2')).toMatchObject({ status: 0 });
	expect(guest.events.filter((line) => line.includes('"defect"'))).toEqual([]);
});
