/* The firmware in v86: what it reports, on the serial line and on the screen, and when it can't boot. */
import { beforeAll, describe, expect, it } from 'vitest';
import { readOsFiles } from '../src/cli/os_files.ts';
import { createMachine } from '../src/machine/machine.ts';

const MAX_GUEST_US = 5_000_000;
const MBR_SIGNATURE_AT = 510;

let files: Awaited<ReturnType<typeof readOsFiles>>;

beforeAll(async () => {
	files = await readOsFiles();
});

/** What COM1 and the screen show once `until` has come out of COM1. */
async function powerOn(image: Uint8Array, until: string) {
	const machine = await createMachine({ ...files, image, hasV86Card: true });
	let console = '';
	machine.com1.onOutput((bytes) => {
		console += new TextDecoder('latin1').decode(bytes);
	});
	machine.runSync({ untilUs: MAX_GUEST_US, until: () => console.includes(until) });
	const screen = machine.screen();
	machine.dispose();
	expect(console).toContain(until);
	const text = Array.from(screen?.characters ?? [], (code) => String.fromCharCode(code)).join('');
	return { lines: console.split('\r\n'), screen: text };
}

describe('the firmware', () => {
	it('prints what it found on COM1 and on the screen, then boots the first disk', async () => {
		const { lines, screen } = await powerOn(files.image, 'Kintsugi loader');
		expect(lines[0]).toBe('Kintsugi firmware 1.0');
		expect(lines).toContainEqual(expect.stringMatching(/^memory {2}32 MB/));
		expect(lines).toContainEqual(expect.stringMatching(/10ec:8029 {2}ethernet +irq 11 +io/));
		expect(lines).toContainEqual(expect.stringMatching(/^disk +80h .* 64 MB$/));
		for (const line of ['Kintsugi firmware 1.0', '10ec:8029', 'boot    disk 80h']) {
			expect(screen).toContain(line);
		}
	});

	it('says what it looked for and what it found when nothing can be booted', async () => {
		const image = new Uint8Array(files.image);
		image.set([0x12, 0x34], MBR_SIGNATURE_AT);
		const { lines, screen } = await powerOn(image, 'The machine is halted.');
		const text = lines.join('\n');
		expect(text).toContain('Nothing to boot.');
		expect(text).toMatch(/expected {2}a disk .* sector 0 ends with the bytes 55 aa/);
		expect(text).toContain('disk 80h: sector 0 ends with 12 34');
		expect(text).toMatch(/to do +attach a bootable disk image/);
		expect(screen).toContain('Nothing to boot.');
	});
});
