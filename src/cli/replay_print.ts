/*
 * What kintsugi replay prints of faults that were run again.
 */
import type { FaultRecord } from '../swifi/fault.ts';
import { type MinimalFaults, TRIALS_MAX } from '../swifi/minimize.ts';
import type { Replayed } from '../swifi/replay.ts';

/** A fault for a person, some lines, each with its end. */
export function faultText(record: FaultRecord): string {
	const { id, driver, type, address, function: name, source, old, new: changed } = record;
	const place = [`0x${address.toString(16)}`, name, source].filter((word) => word !== '');
	return lines([
		`${id}  ${driver}, ${type} fault at ${place.join(', ')}`,
		`  before    ${spaced(old)}  ${record.before}`,
		`  after     ${spaced(changed)}  ${record.after}`,
	]);
}

/** Outcome recorded and found, and in what else they differ. */
export function comparisonText({ recorded, found, differences }: Replayed): string {
	const isSame = differences.length === 0;
	return lines([
		`  recorded  ${outcomeText(recorded)}`,
		`  found     ${isSame ? 'the same' : outcomeText(found)}`,
		...differences.map(
			(each) => `  ${each.field}: expected ${each.expected}, found ${each.found}`,
		),
	]);
}

export function minimalText({ faults, failure, isMinimal, trials }: MinimalFaults): string {
	if (failure === undefined) {
		return lines([
			`  No part of the series reproduces it from the warm snapshot (${trials} trials): it ` +
				'takes the very moments of the recorded series.',
		]);
	}
	const count = faults.length === 1 ? 'This one fault suffices' : `${faults.length} faults lead`;
	const bound = isMinimal ? '' : `; fewer may do, but ${TRIALS_MAX} trials are the limit`;
	const head = `  ${count} to it (${trials} trials${bound}): ${outcomeText(failure)}`;
	return lines([head]) + faults.map(faultText).join('');
}

/** The end of a replay of several faults. */
export function summaryText(replayed: number, different: number): string {
	const rest = different === 0 ? 'all as recorded' : `${different} different from the record`;
	return lines([`${replayed} faults replayed: ${rest}.`]);
}

/** One line for programs. */
export function replayJson(
	{ recorded, found, differences }: Replayed,
	minimal?: MinimalFaults,
): string {
	const { id } = recorded;
	return lines([
		JSON.stringify({
			id,
			same: differences.length === 0,
			differences,
			found,
			...(minimal === undefined ? {} : { minimal }),
		}),
	]);
}

function outcomeText({ outcome, detail, recovered }: FaultRecord): string {
	const recovery = { true: ', recovered', false: ', not recovered', null: '' }[`${recovered}`];
	return `${outcome}${recovery}${detail === '' ? '' : ` (${detail})`}`;
}

function spaced(hex: string): string {
	return (hex.match(/../g) ?? []).join(' ');
}

function lines(texts: readonly string[]): string {
	return texts.map((text) => `${text}\n`).join('');
}
