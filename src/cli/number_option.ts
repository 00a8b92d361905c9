/*
 * Numbers of the command line.
 */
import { UsageError } from './command.ts';

/** The number an option gives, undefined when it was not given. */
export function numberOption(
	name: string,
	text: string | undefined,
	range: { min: number; max: number; whole?: boolean },
): number | undefined {
	if (text === undefined) return undefined;
	const value = /^[0-9]+(\.[0-9]+)?$/.test(text) ? Number(text) : Number.NaN;
	const wrong = Number.isNaN(value) || value < range.min || value > range.max;
	if (wrong || (range.whole && !Number.isInteger(value))) {
		const kind = range.whole ? 'a whole number' : 'a number';
		throw new UsageError(
			`${name} is "${text}": expected ${kind} from ${range.min} to ${range.max}.`,
		);
	}
	return value;
}
