import { describe, expect, test } from 'vitest';
import type { Machine, MachineOptions, PlainData } from './api.ts';
import { createGuest } from './testing/guest.test-support.ts';
import { BUSY_GUEST } from './testing/guests.test-support.ts';

const busy = (options: Partial<MachineOptions> = {}): Promise<Machine> =>
	createGuest(BUSY_GUEST, options);

describe('two runs on the virtual clock', () => {
	test('with one seed and the same input end with the same RAM', async () => {
		const hashes: string[] = [];
		for (let run = 0; run < 2; run++) {
			const machine = await busy();
			machine.runSync({ untilUs: 200_000 });
			machine.com1.send('input');
			machine.runSync({ untilUs: 500_000 });
			hashes.push(await machine.hashRam());
		}
		expect(hashes[1]).toBe(hashes[0]);
	});

	test('are the same when they run at the same time, slice by slice in turn', async () => {
		const [alone, first, second] = await Promise.all([busy(), busy(), busy()]);
		await alone.runUntil({ untilUs: 200_000 });
		await Promise.all([
			first.runUntil({ untilUs: 200_000 }),
			second.runUntil({ untilUs: 250_000 }),
		]);
		expect(await first.hashRam()).toBe(await alone.hashRam());
	});

	test('differ when their input differs', async () => {
		const [first, second] = await Promise.all([busy(), busy()]);
		first.com1.send('a');
		second.com1.send('b');
		first.runSync({ untilUs: 50_000 });
		second.runSync({ untilUs: 50_000 });
		expect(await first.hashRam()).not.toBe(await second.hashRam());
	});

	test('are the same when one of them is a replay of the input log', async () => {
		const live = await busy();
		live.runSync({ untilUs: 100_000 });
		live.com1.send('one');
		live.runSync({ untilUs: 200_000 });
		live.com1.send('two');
		live.runSync({ untilUs: 250_000 });
		live.reset();
		live.runSync({ untilUs: 400_000 });
		const replay = await busy();
		replay.replay(live.inputLog());
		replay.runSync({ untilUs: 400_000 });
		expect(replay.inputLog()).toEqual(live.inputLog());
		expect(await replay.hashRam()).toBe(await live.hashRam());
	});
});

describe('a snapshot', () => {
	test('continues to the same RAM as the machine it was taken of', async () => {
		const machine = await busy();
		machine.runSync({ untilUs: 300_000 });
		const snapshot = machine.snapshot();
		machine.com1.send('more');
		machine.runSync({ untilUs: 600_000 });
		const expected = await machine.hashRam();

		// In the machine that took it, which is warm by now.
		machine.restore(snapshot);
		machine.com1.send('more');
		machine.runSync({ untilUs: 600_000 });
		expect(await machine.hashRam()).toBe(expected);

		// In a new machine, from bytes.
		const other = await busy();
		other.restore(snapshot.toBytes());
		expect(other.nowUs).toBe(snapshot.header.guestUs);
		other.com1.send('more');
		other.runSync({ untilUs: 600_000 });
		expect(await other.hashRam()).toBe(expected);
		expect(other.stats().instructions).toBe(machine.stats().instructions);

		// In a machine that has done something else before.
		const used = await busy({ seed: 77 });
		used.com1.send('other');
		used.runSync({ untilUs: 250_000 });
		used.restore(snapshot);
		used.com1.send('more');
		used.runSync({ untilUs: 600_000 });
		expect(await used.hashRam()).toBe(expected);
	});

	test('holds the disk, and the image stays as it was', async () => {
		const image = new Uint8Array(64 * 512);
		const machine = await busy({ image });
		machine.runSync({ untilUs: 100_000 });
		const snapshot = machine.snapshot();
		const disk = machine.exportImage();
		expect(disk.subarray(5 * 512, 6 * 512).some((byte) => byte !== 0)).toBe(true);
		machine.runSync({ untilUs: 200_000 });
		expect(machine.exportImage()).not.toEqual(disk);
		machine.restore(snapshot);
		expect(machine.exportImage()).toEqual(disk);
		expect(image.every((byte) => byte === 0)).toBe(true);
	});

	test('holds queued events, waiting input and the state of parts', async () => {
		const withPart = async () => {
			const machine = await busy();
			const notes: PlainData[] = [];
			machine.events.handle('note', (payload) => notes.push(payload));
			machine.addPart({
				name: 'notes',
				save: () => [...notes],
				load: (state) => notes.splice(0, notes.length, ...(state as PlainData[])),
			});
			return { machine, notes };
		};
		const { machine } = await withPart();
		machine.events.schedule(10_000_000, 'note', { text: 'early' });
		machine.events.schedule(90_000_000, 'note', new Uint8Array([1, 2, 3]));
		machine.runSync({ untilUs: 50_000 });
		machine.com1.send('waiting');
		const bytes = machine.snapshot().toBytes();

		const copy = await withPart();
		let echo = '';
		copy.machine.com1.onOutput((output) => {
			echo += new TextDecoder().decode(output);
		});
		copy.machine.restore(bytes);
		expect(copy.notes).toEqual([{ text: 'early' }]);
		copy.machine.runSync({ untilUs: 100_000 });
		expect(copy.notes).toEqual([{ text: 'early' }, new Uint8Array([1, 2, 3])]);
		expect(echo).toBe('waiting');
	});

	test('of another build is refused, and the message says which is wanted', async () => {
		const machine = await busy({ buildId: 'build-one' });
		const other = await busy({ buildId: 'build-two' });
		expect(() => other.restore(machine.snapshot())).toThrow(
			"The snapshot's build is build-one, this machine's is build-two.",
		);
	});

	test('of another memory size is refused', async () => {
		const machine = await busy({ buildId: 'same' });
		const other = await busy({ buildId: 'same', memoryMb: 8 });
		expect(() => other.restore(machine.snapshot().toBytes())).toThrow('memory size in MB is 4');
	});

	test('of a machine with other devices is refused', async () => {
		const machine = await busy();
		const snapshot = machine.snapshot();
		machine.addPart({ name: 'card', save: () => null, load: () => {} });
		expect(() => machine.restore(snapshot)).toThrow('only in this machine: card');
	});

	test('that is none, or cut off, is refused', async () => {
		const machine = await busy();
		const bytes = machine.snapshot().toBytes();
		expect(() => machine.restore(new Uint8Array(100))).toThrow('not a snapshot');
		expect(() => machine.restore(bytes.subarray(0, bytes.length >> 1))).toThrow('cut off');
	});

	test('goes on in real time where the machine is on the real clock', async () => {
		const virtual = await busy();
		virtual.runSync({ untilUs: 100_000 });
		const real = await busy({ clock: 'real' });
		real.restore(virtual.snapshot().toBytes());
		const before = real.memory.readPhysU32(0x100010);
		expect(before).toBeGreaterThan(0);
		await real.runUntil({ forUs: 30_000 });
		expect(real.nowUs).toBeGreaterThanOrEqual(130_000);
		expect(real.memory.readPhysU32(0x100010)).toBeGreaterThan(before);
	});
});
