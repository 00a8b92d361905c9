/* Tunes as one SVG: a row each, the waveform, and its gaps as bands with their length. */
import { envelope } from '../../src/sound/envelope.ts';
import { endUs } from '../../src/sound/sound_track.ts';
import type { Performance } from './performance.ts';

const WIDTH = 1000;
const ROW = 90;
const LABEL = 110;
const MARGIN = 10;
const US_PER_S = 1e6;

export function drawPerformances(performances: readonly Performance[]): string {
	const height = performances.length * ROW + 40;
	const longestUs = Math.max(US_PER_S, ...performances.map((each) => lengthUs(each)));
	const rows = performances.map((each, index) => row(each, index * ROW, longestUs));
	return [
		`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="11">`,
		`<rect width="${WIDTH}" height="${height}" fill="#fff"/>`,
		...rows,
		axis(performances.length * ROW, longestUs),
		'</svg>',
		'',
	].join('\n');
}

function lengthUs({ track }: Performance): number {
	const [first] = track.stretches;
	const last = track.stretches.at(-1);
	return first && last ? endUs(last) - first.atUs : 0;
}

const columns = WIDTH - LABEL - MARGIN;

function row({ track, everyS, kills }: Performance, top: number, longestUs: number): string {
	const fromUs = track.stretches[0]?.atUs ?? 0;
	const middle = top + ROW / 2;
	const scale = ROW / 2 - 14;
	const name = everyS === undefined ? 'not killed' : `killed every ${everyS} s`;
	const x = (us: number) => LABEL + ((us - fromUs) / longestUs) * columns;
	const bands = track.gaps().map(({ atUs, us }) => {
		const width = Math.max(1, (us / longestUs) * columns);
		return (
			`<rect x="${fixed(x(atUs))}" y="${top + 12}" width="${fixed(width)}" height="${ROW - 24}" fill="#e5484d" fill-opacity="0.35"/>` +
			`<text x="${fixed(x(atUs))}" y="${top + 9}" fill="#b4232a">${(us / 1000).toFixed(1)} ms</text>`
		);
	});
	const lines = envelope(track, fromUs, fromUs + longestUs, columns).flatMap((column, index) =>
		column
			? [
					`M${LABEL + index} ${fixed(middle - column.high * scale)}V${fixed(middle - column.low * scale + 0.5)}`,
				]
			: [],
	);
	return [
		`<text x="${MARGIN}" y="${middle - 2}">${name}</text>`,
		`<text x="${MARGIN}" y="${middle + 12}" fill="#666">${kills} kills</text>`,
		`<path d="${lines.join('')}" stroke="#3b6ea8" fill="none"/>`,
		...bands,
	].join('\n');
}

function axis(top: number, longestUs: number): string {
	const seconds = Array.from({ length: Math.floor(longestUs / US_PER_S) + 1 }, (_, s) => s);
	return seconds
		.map((s) => {
			const x = fixed(LABEL + ((s * US_PER_S) / longestUs) * columns);
			return `<path d="M${x} ${top}v5" stroke="#666"/><text x="${x}" y="${top + 18}" text-anchor="middle">${s} s</text>`;
		})
		.join('\n');
}

function fixed(value: number): string {
	return value.toFixed(1);
}
