/*
 * npm run bench:sound [-- --seconds N] [--intervals 1,2,4,none] [--svg FILE] [--json]
 *
 * A tune that `play` plays while the sound driver is killed at each of these intervals: how many
 * gaps there were and how long, whether all of the tune was heard, and how much of it twice; and
 * a plot of each. Times are guest time on the virtual clock.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { numberedSamples, wavFile } from '../drivers/audio/numbered_samples.test-support.ts';
import { BootedGuest } from '../src/channel/booted_guest.test-support.ts';
import { KillSchedule } from '../src/channel/kill_schedule.ts';
import { SoundTrack } from '../src/sound/sound_track.ts';
import { alignColumns } from './samples.ts';
import { judge, type Performance } from './sound/performance.ts';
import { drawPerformances } from './sound/plot.ts';

const RATE_HZ = 8000;
/** The tune's samples differ all from each other, which bounds its length. */
const SECONDS_MAX = 8;
const TUNE = '/tmp/tune.wav';
const DRIVER = 'chr.audio';

const { values } = parseArgs({
	options: {
		seconds: { type: 'string', default: '8' },
		intervals: { type: 'string', default: 'none,4,2,1' },
		svg: { type: 'string', default: 'build/bench/sound.svg' },
		json: { type: 'boolean', default: false },
	},
});
const seconds = Number(values.seconds);
if (!(seconds > 0 && seconds <= SECONDS_MAX)) {
	throw new Error(
		`--seconds is "${values.seconds}": expected more than 0, up to ${SECONDS_MAX}.`,
	);
}
const intervals = values.intervals.split(',').map((word) => {
	const everyS = word === 'none' ? undefined : Number(word);
	if (everyS === undefined || everyS > 0) return everyS;
	throw new Error(`--intervals has "${word}": expected seconds, or none.`);
});

const frames = Math.floor(seconds * RATE_HZ);
const performances: Performance[] = [];
for (const everyS of intervals) performances.push(await perform(everyS));
mkdirSync(path.dirname(values.svg), { recursive: true });
writeFileSync(values.svg, drawPerformances(performances));
if (values.json) {
	const plain = performances.map(({ track: _track, ...rest }) => rest);
	process.stdout.write(`${JSON.stringify({ seconds, performances: plain }, null, '\t')}\n`);
} else {
	printTable();
}
if (performances.some(({ isWhole }) => !isWhole)) process.exitCode = 1;

/** Each in a machine of its own, so that one run's kills are not the next one's. */
async function perform(everyS: number | undefined): Promise<Performance> {
	const guest = await BootedGuest.boot();
	try {
		const tune = wavFile(numberedSamples(frames), { rateHz: RATE_HZ });
		await guest.during(guest.channel.put(TUNE, tune));
		const track = new SoundTrack();
		guest.machine.audio.onSamples((block) => track.add(block));
		const kills = new KillSchedule(
			guest.machine,
			guest.channel,
			everyS === undefined ? [] : [{ label: DRIVER, everyS }],
		);
		kills.start();
		const { status, output } = await guest.shell(`play -q ${TUNE} 2>&1`);
		kills.stop();
		await guest.shell('sleep 0.5');
		if (status !== 0) throw new Error(`play failed with status ${status}: ${output}`);
		return judge(track, frames, everyS, kills.counts[0]?.killed ?? 0);
	} finally {
		guest.dispose();
	}
}

function printTable(): void {
	const ms = (us: number) => (us / 1000).toFixed(1);
	const rows = performances.map((each) => [
		each.everyS === undefined ? 'none' : `${each.everyS} s`,
		`${each.kills}`,
		`${each.gapsUs.length}`,
		each.gapsUs.length === 0 ? '–' : ms(Math.max(...each.gapsUs)),
		ms(each.gapsUs.reduce((sum, us) => sum + us, 0)),
		ms(each.heardTwiceUs),
		each.isWhole ? 'yes' : 'NO',
	]);
	const head = ['killed every', 'kills', 'gaps', 'longest ms', 'in all ms', 'twice ms', 'whole'];
	process.stdout.write(`${alignColumns([head, ...rows])}\nplot: ${values.svg}\n`);
	for (const { everyS, gapsUs } of performances) {
		if (gapsUs.length > 0) {
			process.stdout.write(`gaps at ${everyS} s, in ms: ${gapsUs.map(ms).join(' ')}\n`);
		}
	}
}
