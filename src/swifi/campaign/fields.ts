/**
 * Objects of the campaign's file: one table of fields a kind of line decides both in which order
 * they are written, so that equal values are equal bytes, and what is accepted when they are read.
 */

import { CampaignFileError } from './errors.ts';

export interface Field {
	/** The end of "expected …". */
	readonly expected: string;
	readonly accepts: (value: unknown) => boolean;
	/** Whether the field may be absent. */
	readonly isOptional?: true;
	/** The accepted value with its own fields in their order. */
	readonly inOrder?: (value: never) => unknown;
}

export type Fields<T> = { readonly [Key in keyof Required<T>]: Field };

type Members = Readonly<Record<string, unknown>>;

/** The object as one line of JSON without its end: fields in the order of the table. */
export function encodeFields<T extends object>(fields: Fields<T>, value: T): string {
	return JSON.stringify(ordered(fields, value as Members));
}

function ordered(fields: Readonly<Record<string, Field>>, value: Members): Members {
	const result: Record<string, unknown> = {};
	for (const [name, { inOrder }] of Object.entries(fields)) {
		const member = value[name];
		if (member === undefined) continue;
		result[name] = inOrder === undefined ? member : inOrder(member as never);
	}
	return result;
}

/** Reads a line; throws CampaignFileError with the first thing that is wrong in it. */
export function decodeFields<T extends object>(fields: Fields<T>, line: string): T {
	const value = parseObject(line);
	const table: Readonly<Record<string, Field>> = fields;
	for (const [name, { expected, accepts, isOptional }] of Object.entries(table)) {
		const member = value[name];
		if (member === undefined && isOptional) continue;
		if (!accepts(member)) {
			throw new CampaignFileError(
				`"${name}" is ${excerpt(JSON.stringify(member) ?? 'missing')}: expected ${expected}`,
			);
		}
	}
	const unknown = Object.keys(value).find((name) => !Object.hasOwn(table, name));
	if (unknown !== undefined) {
		throw new CampaignFileError(`there is a field "${excerpt(unknown)}", which is not known`);
	}
	return value as T;
}

function parseObject(line: string): Members {
	try {
		const value: unknown = JSON.parse(line);
		if (isObject(value)) return value;
	} catch (error) {
		if (!(error instanceof SyntaxError)) throw error;
	}
	throw new CampaignFileError(`expected one JSON object, found ${excerpt(line)}`);
}

function isObject(value: unknown): value is Members {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const EXCERPT = 60;

function excerpt(text: string): string {
	return text.length > EXCERPT ? `${text.slice(0, EXCERPT)}…` : text;
}

export const text = (expected = 'a string'): Field => ({
	expected,
	accepts: (value) => typeof value === 'string',
});

export const pattern = (expression: RegExp, expected: string): Field => ({
	expected,
	accepts: (value) => typeof value === 'string' && expression.test(value),
});

export const oneOf = (values: readonly (string | number)[]): Field => ({
	expected: values.length > 1 ? `one of ${values.join(', ')}` : `${values[0]}`,
	accepts: (value) => (values as readonly unknown[]).includes(value),
});

const isWhole = (value: unknown): value is number => Number.isSafeInteger(value);

export const whole = (minimum = 0): Field => ({
	expected: `a whole number from ${minimum}`,
	accepts: (value) => isWhole(value) && value >= minimum,
});

export const number = (): Field => ({
	expected: 'a number from 0',
	accepts: (value) => typeof value === 'number' && value >= 0,
});

export const boolean = (): Field => ({
	expected: 'true or false',
	accepts: (value) => typeof value === 'boolean',
});

export const orNull = (field: Field): Field => ({
	...field,
	expected: `${field.expected} or null`,
	accepts: (value) => value === null || field.accepts(value),
});

export const optional = (field: Field): Field => ({ ...field, isOptional: true });

export const listOf = (field: Field): Field => ({
	expected: `a list, each ${field.expected}`,
	accepts: (value) => Array.isArray(value) && value.every(field.accepts),
});

export const object = <T extends object>(fields: Fields<T>): Field => {
	const table: Readonly<Record<string, Field>> = fields;
	return {
		expected: `an object of ${Object.keys(table).join(', ')}`,
		accepts: (value) =>
			isObject(value) &&
			Object.keys(value).every((name) => Object.hasOwn(table, name)) &&
			Object.entries(table).every(
				([name, { accepts, isOptional }]) =>
					(isOptional === true && value[name] === undefined) || accepts(value[name]),
			),
		inOrder: (value: Members) => ordered(table, value),
	};
};

/** Words by name, written in the order of the names. */
export const words = (): Field => ({
	expected: 'an object of strings',
	accepts: (value) =>
		isObject(value) && Object.values(value).every((member) => typeof member === 'string'),
	inOrder: (value: Members) =>
		Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))),
});
