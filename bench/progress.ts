/*
 * What a benchmark tells while it runs, on standard error: on a terminal in one line that changes,
 * elsewhere (a file, CI) a line for each step. A step that takes long is told of again and again,
 * and one in which nothing moves any more ends with an error that says so.
 */
import type { BootedGuest } from '../src/channel/booted_guest.test-support.ts';

/** Wall time between two lines about a step. */
const TELL_EVERY_MS = 15_000;
/** Wall time without a frame in either direction after which a step is given up. */
const STALL_MS = 180_000;
const BYTES_PER_MB = 1e6;
const US_PER_S = 1e6;

/** `text`: the step that begins; an empty one clears the terminal's line. */
export function progress(text: string): void {
	if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
	else if (text !== '') process.stderr.write(`${text}\n`);
}

/** Tells of a step of that guest until it is done. Rejects when its network stands still. */
export async function watched<Result>(
	guest: BootedGuest,
	step: string,
	work: Promise<Result>,
	{ tellEveryMs = TELL_EVERY_MS, stallMs = STALL_MS, tell = progress } = {},
): Promise<Result> {
	let movedMs = performance.now();
	let before = carried(guest);
	const look = (stalled: (error: Error) => void) => {
		const { frames, bytes } = carried(guest);
		const guestS = (guest.machine.nowUs / US_PER_S).toFixed(1);
		const state = `guest time ${guestS} s, ${(bytes / BYTES_PER_MB).toFixed(1)} MB so far`;
		tell(`${step}: ${state}`);
		if (frames !== before.frames) movedMs = performance.now();
		before = { frames, bytes };
		if (performance.now() - movedMs < stallMs) return;
		const last = guest.events.slice(-5).join('\n');
		stalled(
			new Error(
				`${step}: no frame for ${(stallMs / 1000).toFixed(0)} s, at ${state}. ` +
					`The guest's last events:\n${last}`,
			),
		);
	};
	tell(step);
	let timer: NodeJS.Timeout | undefined;
	const stall = new Promise<never>((_, reject) => {
		timer = setInterval(() => look(reject), tellEveryMs);
	});
	try {
		return await Promise.race([work, stall]);
	} finally {
		clearInterval(timer);
	}
}

/** In both directions, by all cards, since power-on. */
function carried({ lans }: BootedGuest): { frames: number; bytes: number } {
	const ways = lans.map((lan) => lan.statistics()).flatMap((it) => [it.toGuest, it.fromGuest]);
	const sum = (of: (way: (typeof ways)[number]) => number) =>
		ways.reduce((total, way) => total + of(way), 0);
	return { frames: sum(({ frames }) => frames), bytes: sum(({ bytes }) => bytes) };
}
