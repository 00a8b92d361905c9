import { expect, test } from 'vitest';
import type { BootedGuest } from '../src/channel/booted_guest.test-support.ts';
import { watched } from './progress.ts';

/** Of a guest, what is looked at. */
function guestWith(statistics: () => { frames: number; bytes: number }): BootedGuest {
	const lan = {
		statistics: () => ({ toGuest: statistics(), fromGuest: { frames: 0, bytes: 0 } }),
	};
	return {
		lans: [lan],
		machine: { nowUs: 2_500_000 },
		events: ['the last event'],
	} as unknown as BootedGuest;
}

test('a step is told of again while it goes on, and its result is given', async () => {
	let frames = 0;
	const guest = guestWith(() => ({ frames: frames++, bytes: 3_000_000 }));
	const told: string[] = [];
	let finish = (_result: string) => {};
	const work = new Promise<string>((resolve) => {
		finish = resolve;
	});
	const tell = (text: string) => {
		told.push(text);
		if (told.length === 4) finish('done');
	};
	expect(await watched(guest, 'download', work, { tellEveryMs: 1, stallMs: 10_000, tell })).toBe(
		'done',
	);
	expect(told.slice(0, 2)).toEqual(['download', 'download: guest time 2.5 s, 3.0 MB so far']);
});

test('a step in which no frame moves ends with what the guest said last', async () => {
	const guest = guestWith(() => ({ frames: 7, bytes: 7 }));
	const never = new Promise<never>(() => {});
	const stalled = watched(guest, 'download', never, {
		...{ tellEveryMs: 1, stallMs: 2, tell: () => {} },
	});
	await expect(stalled).rejects.toThrow(/^download: no frame for 0 s.*\nthe last event$/s);
});
