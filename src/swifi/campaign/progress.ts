/**
 * How far a campaign is, in one line: speed, outcomes so far, time left.
 */

import { countText, percentText, shortIntervalText } from './number_text.ts';
import { type Counts, systemFailureCount } from './tally.ts';
import { wilsonInterval } from './wilson.ts';

export interface Pace {
	/** Faults that the campaign has in all. */
	readonly planned: number;
	/** Faults that were done before this session. */
	readonly before: number;
	/** Wall time of this session, in ms. */
	readonly elapsedMs: number;
}

/** As many parts as `columns` have room for, the most telling first. */
export function progressLine(counts: Counts, pace: Pace, columns: number): string {
	const { faults, crashes, recovered, outcomes } = counts;
	const done = faults - pace.before;
	const perSecond = pace.elapsedMs > 0 ? done / (pace.elapsedMs / 1000) : 0;
	const parts = [
		`${countText(faults)} of ${countText(pace.planned)} faults`,
		...(done > 0
			? [
					`${perSecond < 10 ? perSecond.toFixed(1) : countText(perSecond)}/s`,
					`${durationText((pace.planned - faults) / perSecond)} left`,
				]
			: []),
		shareText('crashes', crashes, faults),
		shareText('recovered', recovered, crashes),
		shareText('system', systemFailureCount(counts), faults),
		shareText('degraded', outcomes['silent-degraded'], faults),
		shareText('corrupted', outcomes.corrupted, faults),
	].filter((part) => part !== '');
	let line = '';
	for (const part of parts) {
		const longer = line === '' ? part : `${line} · ${part}`;
		if (longer.length > columns) break;
		line = longer;
	}
	return line;
}

function shareText(name: string, count: number, all: number): string {
	const interval = wilsonInterval(count, all);
	if (interval === undefined) return '';
	return `${name} ${percentText(count / all)} (${shortIntervalText(interval)})`;
}

/** Of seconds: `45 s`, `2 min 5 s`, `3 h 12 min`. */
export function durationText(seconds: number): string {
	const whole = Math.ceil(seconds);
	if (whole < 60) return `${whole} s`;
	const minutes = Math.floor(whole / 60);
	if (minutes < 60) return `${minutes} min ${whole % 60} s`;
	return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
