/**
 * Sound, from a file in the guest to the loudspeaker, while its driver lives and when it dies: the
 * tune's samples differ all from each other, so that each says which part of it was heard.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BootedGuest } from '../../src/channel/booted_guest.test-support.ts';
import { endUs, joined, SoundTrack, type Stretch } from '../../src/sound/sound_track.ts';
import { numberedSamples, numberOf, wavFile } from './numbered_samples.test-support.ts';

const BOOT_MS = 60_000;
const TEST_MS = 60_000;
const RATE_HZ = 22_050;
const SECONDS = 1.5;
const FRAMES = SECONDS * RATE_HZ;
const TUNE = '/tmp/tune.wav';
/** What the driver plays at once: 1 KB of 16-bit samples. */
const FRAGMENT_FRAMES = 512;

let guest: BootedGuest;
const track = new SoundTrack();

beforeAll(async () => {
	guest = await BootedGuest.boot();
	guest.machine.audio.onSamples((block) => track.add(block));
	const tune = wavFile(numberedSamples(FRAMES), { rateHz: RATE_HZ });
	await guest.during(guest.channel.put(TUNE, tune));
}, BOOT_MS);
afterAll(() => guest.dispose());

/** First and last sample of the tune that a stretch has, when it has all in between in order. */
function partOf({ left }: Stretch): { first: number; last: number } {
	const numbers = [...joined(left)].map(numberOf);
	const first = numbers[0] as number;
	expect(numbers).toEqual(numbers.map((_, index) => first + index));
	return { first, last: numbers.at(-1) as number };
}

/** Runs a command, with kills of the driver so many seconds after it was begun. */
async function hear(command: string, killsAfterS: readonly number[] = []) {
	track.clear();
	const played = guest.channel.exec(command);
	const kills = killsAfterS.map((seconds) =>
		guest.channel.exec(`sleep ${seconds}; service inject chr.audio exception`),
	);
	const [{ status, output }] = await guest.during(Promise.all([played, ...kills]));
	// What is at the loudspeaker when the command ends is heard to its end.
	await guest.shell('sleep 0.3');
	return { status, output: new TextDecoder().decode(output) };
}

describe('play', { timeout: TEST_MS }, () => {
	it('plays a file without a gap', async () => {
		const { status, output } = await hear(`play ${TUNE} 2>&1`);
		expect({ status, output }).toEqual({ status: 0, output: '' });
		expect(track.gaps()).toEqual([]);
		expect(track.stretches.map(partOf)).toEqual([{ first: 0, last: FRAMES - 1 }]);
		expect(track.stretches[0]?.rateHz).toBe(RATE_HZ);
	});

	it('goes on when the driver dies: a gap, a moment heard twice, and nothing left out', async () => {
		const kills = [0.3, 0.7, 1.1];
		const { status, output } = await hear(`play ${TUNE} 2>&1`, kills);
		expect(status).toBe(0);
		expect(output.match(/the sound driver failed/g)?.length).toBe(kills.length);
		const parts = track.stretches.map(partOf);
		expect(track.gaps().length).toBe(kills.length);
		expect(Math.max(...track.gaps().map(({ us }) => us))).toBeLessThan(100_000);
		expect([parts[0]?.first, parts.at(-1)?.last]).toEqual([0, FRAMES - 1]);
		for (const [index, { first }] of parts.slice(1).entries()) {
			const heardTwice = (parts[index]?.last as number) + 1 - first;
			expect(heardTwice).toBeGreaterThanOrEqual(0);
			expect(heardTwice).toBeLessThanOrEqual(2 * FRAGMENT_FRAMES);
		}
	});

	it('does not notice that the driver is updated', async () => {
		const update = 'sleep 0.5; service update chr.audio /usr/lib/drivers/audio';
		const { status, output } = await hear(
			`{ ${update}; } & play ${TUNE} 2>&1; s=$?; wait; exit $s`,
		);
		expect({ status, output }).toEqual({ status: 0, output: '' });
		const parts = track.stretches.map(partOf);
		expect(parts.length).toBe(2);
		expect(parts[1]?.first).toBe((parts[0]?.last as number) + 1);
		expect([parts[0]?.first, parts[1]?.last]).toEqual([0, FRAMES - 1]);
	});

	it('says so and fails when nobody brings the driver back', async () => {
		await guest.shell('service down chr.audio');
		const { status, output } = await hear(`play ${TUNE} 2>&1`);
		expect({ status, output }).toEqual({
			status: 1,
			output: expect.stringContaining('/dev/dsp'),
		});
		await guest.shell('service up chr.audio');
		expect((await hear(`tone -d 0.1 440 | play -`)).status).toBe(0);
	});
});

describe('/dev/dsp', { timeout: TEST_MS }, () => {
	it('answers EIO to who knows nothing of failing drivers', async () => {
		const { status, output } = await hear(`cat ${TUNE} 2>&1 >/dev/dsp`, [0.4]);
		expect(status).not.toBe(0);
		expect(output).toContain('input/output error');
	});

	it('plays what was written after the device was closed, with the rest of a fragment', async () => {
		const { status } = await hear('head -c 1000 /dev/zero >/dev/dsp');
		expect(status).toBe(0);
		expect(track.stretches.map(({ rateHz, frames }) => ({ rateHz, frames }))).toEqual([
			{ rateHz: 8000, frames: 1000 },
		]);
	});

	it('is one program’s at a time', async () => {
		const { output } = await hear(
			'{ sleep 0.2; echo x >/dev/dsp; } 2>&1 & play -q /tmp/tune.wav; wait',
		);
		expect(output).toMatch(/busy/i);
	});

	it('falls silent when the driver hangs, and comes back by its heartbeats', async () => {
		const { status } = await hear(
			`{ sleep 0.5; service inject chr.audio hang; } & play -q ${TUNE}; s=$?; wait; exit $s`,
		);
		expect(status).toBe(0);
		const parts = track.stretches.map(partOf);
		expect(parts.at(-1)?.last).toBe(FRAMES - 1);
		expect(track.gaps().length).toBe(1);
		const [beforeHang] = track.stretches;
		expect(endUs(beforeHang as Stretch)).toBe(track.gaps()[0]?.atUs);
	});
});

it('is the same sound each time that the machine goes on from a snapshot', {
	timeout: TEST_MS,
}, async () => {
	const { machine } = guest;
	const command = guest.channel.exec(`play ${TUNE}`);
	machine.runSync({ forUs: 500_000 });
	const snapshot = machine.snapshot();
	const goOn = () => {
		track.clear();
		machine.runSync({ forUs: 300_000 });
		return track.stretches.map(({ atUs, left }) => ({ atUs, samples: joined(left) }));
	};
	const first = goOn();
	expect(first.length).toBe(1);
	machine.restore(snapshot);
	expect(goOn()).toEqual(first);
	await guest.during(command);
});
