/**
 * A campaign's figures as text: one table of all faults beside the slides', one of each type, and,
 * where there are several drivers, one of each of them and the share of crashes of each type in
 * each. At most 100 columns up to a million faults.
 */

import type { CampaignHead } from '../fault.ts';
import { type Figure, figures, whole, wholeOfSlides } from './figures.ts';
import { countText, intervalText, percentDigits, percentText, timeText } from './number_text.ts';
import { shardFaults } from './plan.ts';
import { layOut, type Row } from './table.ts';
import type { Counts, NotableFault, Tally } from './tally.ts';
import { wilsonInterval } from './wilson.ts';

/** Several paragraphs, each line with its end. */
export function summaryText(head: CampaignHead, tally: Tally): string {
	const parts = [
		headline(head, tally.all),
		totals(tally.all),
		breakdown(
			'By type of fault',
			head.types,
			head.types.map((type) => tally.ofType(type)),
		),
	];
	if (head.drivers.length > 1) {
		const counts = head.drivers.map((driver) => tally.ofDriver(driver));
		parts.push(
			breakdown('By driver', head.drivers.map(bareName), counts),
			crashRates(head, tally),
		);
	}
	parts.push(remarks(tally.all), notableFaults(tally));
	return parts.filter((part) => part !== '').join('\n');
}

/** How long an id of a build is where people read it. */
const BUILD_DIGITS = 12;

function headline(head: CampaignHead, { faults }: Counts): string {
	const { drivers, seed, mode, shard, heartbeatMs, policy, machine, build } = head;
	const parts = Object.entries(machine).map(([name, value]) => `${name} ${value}`);
	const lines = [
		`Faults in ${drivers.map(bareName).join(', ')}`,
		`seed ${seed}, ${mode}, heartbeat ${heartbeatMs} ms, policy ${policy}`,
		[...parts, `build ${build.slice(0, BUILD_DIGITS)}`].join(', '),
	];
	const planned = shardFaults(head);
	if (shard.of > 1) lines.push(`Shard ${shard.number} of ${shard.of}.`);
	if (faults < planned) {
		lines.push(`Incomplete: ${countText(faults)} of ${countText(planned)} faults.`);
	}
	return lines.map((line) => `${line}\n`).join('');
}

function totals(counts: Counts): string {
	const rows = figures.map((figure) => {
		const count = figure.count(counts);
		const all = whole(figure, counts);
		const interval = all === undefined ? undefined : wilsonInterval(count, all);
		return [
			label(figure),
			countText(count),
			all ? percentText(count / all) : '',
			interval === undefined ? '' : intervalText(interval),
			...slidesCells(figure),
		];
	});
	const header = ['', 'count', 'share', '95 % interval', 'slides', 'share'];
	const note =
		'Shares of crashes are indented, all others are of faults. Slides: DP8390 in Bochs.\n';
	return `${layOut(['rule', header, 'rule', ...rows, 'rule'])}${note}`;
}

function slidesCells(figure: Figure): string[] {
	const { slides } = figure;
	const all = wholeOfSlides(figure);
	if (slides === undefined) return ['', ''];
	return [countText(slides), all === undefined ? '' : percentText(slides / all)];
}

/** The same figures in columns. */
function breakdown(title: string, names: readonly string[], counts: readonly Counts[]): string {
	const rows: Row[] = figures.map((figure) => [
		label(figure),
		// Most are 0: the others are to stand out.
		...counts.map((column) => countText(figure.count(column)).replace(/^0$/, '·')),
	]);
	const shares: Row[] = figures
		.filter(({ name }) => name === 'activated' || name === 'crashes' || name === 'recovered')
		.map((figure) => [
			`${figure.name} %`,
			...counts.map((column) => {
				const all = whole(figure, column);
				return all ? percentDigits(figure.count(column) / all) : '–';
			}),
		]);
	return layOut(['rule', [title, ...names], 'rule', ...rows, 'rule', ...shares, 'rule']);
}

/** How many of the faults of each type crashed each driver, in percent. */
function crashRates({ drivers, types }: CampaignHead, tally: Tally): string {
	const rows = types.map((type) => [
		type,
		...drivers.map((driver) => {
			const { crashes, faults } = tally.of(driver, type);
			return faults === 0 ? '–' : percentDigits(crashes / faults);
		}),
	]);
	return layOut(['rule', ['Crashes %', ...drivers.map(bareName)], 'rule', ...rows, 'rule']);
}

function label({ name, of }: Figure): string {
	return of === 'crashes' ? `  ${name}` : name;
}

/** `eth.dp8390` is `dp8390`, as wherever a driver is asked for. */
function bareName(driver: string): string {
	return driver.slice(driver.indexOf('.') + 1);
}

function remarks({ recoveries, disturbed }: Counts): string {
	const lines = [];
	if (recoveries.count > 0) {
		const mean = timeText(recoveries.sumUs / recoveries.count);
		lines.push(
			`Recovery (defect to first completed I/O, guest time): ${mean} on average, ` +
				`${timeText(recoveries.maxUs)} at most.\n`,
		);
	}
	if (disturbed > 0) {
		lines.push(
			`Faults that something else than the driver noticed: ${countText(disturbed)}.\n`,
		);
	}
	return lines.join('');
}

function notableFaults({ notable: { count, first } }: Tally): string {
	if (count === 0) return '';
	const more = count > first.length ? `, the first ${first.length}` : '';
	const title = `Not recovered, data corrupted, or the system down (${countText(count)}${more}):\n`;
	return title + first.map(notableLine).join('');
}

/** So that a line has no more than a hundred columns. */
const DETAIL_LIMIT = 56;

function notableLine({ id, driver, outcome, detail }: NotableFault): string {
	// A guest has its say in a detail: nothing of it is for the terminal to obey.
	const printable = detail.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim();
	const short =
		printable.length > DETAIL_LIMIT ? `${printable.slice(0, DETAIL_LIMIT)}…` : printable;
	const cells = [id.padEnd(8), driver.padEnd(12), outcome.padEnd(14), short];
	return `  ${cells.join('  ').trimEnd()}\n`;
}
