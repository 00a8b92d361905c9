/*
 * What the guest's events are made of: for each kind its fields, as one table from
 * which both the types and the checks follow. Who writes which kind is in
 * os-image/include/libsys/event.h; the kernel's own are boot, reboot, halt and panic.
 *
 * An event may have more fields than its kind asks for: a newer guest is understood
 * as far as possible.
 */

/** The defect classes by number (proto/rs.h, enum defect_class), which counts from 1. */
export const defectClasses = [
	'exit',
	'exception',
	'killed',
	'heartbeat',
	'complaint',
	'update',
] as const;
export type DefectClass = (typeof defectClasses)[number];

export const complaintReasons = [
	'unasked',
	'forged',
	'type',
	'status',
	'length',
	'deadline',
	'data',
	'operator',
	'silence',
] as const;

interface Field<T> {
	/** What it has to be, as the object of a sentence. */
	readonly expected: string;
	accepts(value: unknown): value is T;
	readonly isOptional: boolean;
}

interface OptionalField<T> extends Field<T> {
	readonly isOptional: true;
}

const text: Field<string> = {
	expected: 'a string',
	accepts: (value) => typeof value === 'string',
	isOptional: false,
};

const integer: Field<number> = {
	expected: 'a whole number',
	accepts: (value): value is number => Number.isSafeInteger(value),
	isOptional: false,
};

const count: Field<number> = {
	expected: 'a whole number from 0 on',
	accepts: (value): value is number => Number.isSafeInteger(value) && Number(value) >= 0,
	isOptional: false,
};

const flag: Field<boolean> = {
	expected: 'true or false',
	accepts: (value) => typeof value === 'boolean',
	isOptional: false,
};

function oneOf<const Words extends readonly string[]>(words: Words): Field<Words[number]> {
	return {
		expected: `one of ${words.join(', ')}`,
		accepts: (value): value is Words[number] => words.includes(value as string),
		isOptional: false,
	};
}

function optional<T>(field: Field<T>): OptionalField<T> {
	return { ...field, isOptional: true };
}

/** On every line, stamped by the kernel. */
const stamp = {
	/** Guest time in µs since power-on. */
	t_us: count,
	/** Label of the writer. */
	src: text,
	/** Its endpoint; the kernel has none. */
	ep: optional(integer),
};

const kinds = {
	boot: {
		version: optional(text),
		memory_kb: optional(integer),
		modules: optional(integer),
		tsc_khz: optional(integer),
	},
	reboot: {},
	halt: { status: optional(integer) },
	panic: { text: optional(text), registers: optional(text), trace: optional(text) },
	ready: {},
	log: { text },
	channel: { state: oneOf(['up', 'ready', 'lost']) },
	reply: {
		id: integer,
		status: optional(integer),
		signal: optional(integer),
		out: optional(text),
		error: optional(text),
		more: optional(flag),
		hostd: optional(flag),
	},
	up: { label: text, endpoint: integer },
	down: { label: text, endpoint: integer },
	defect: {
		label: text,
		endpoint: integer,
		class: oneOf(defectClasses),
		detail: text,
		/** How often this component has failed by now. */
		count,
		/** What its policy is told; it decays with good behaviour. */
		repetition: count,
		incident: count,
	},
	policy: {
		label: text,
		phase: oneOf(['begin', 'end']),
		script: optional(text),
		status: optional(integer),
		incident: count,
	},
	restart: { label: text, endpoint: integer, incident: count },
	publish: { label: text, endpoint: integer, incident: count },
	reintegrate: { label: text, endpoint: integer },
	recovered: { label: text, endpoint: integer },
	/** Without an incident where the kernel says it of RS. */
	giveup: { label: text, detail: text, incident: optional(count) },
	complaint: {
		label: text,
		endpoint: integer,
		from: text,
		reason: oneOf(complaintReasons),
		accepted: flag,
	},
};

type Shape = Readonly<Record<string, Field<unknown>>>;
type FieldsOf<S extends Shape> = {
	readonly [Name in keyof S as S[Name] extends OptionalField<unknown>
		? never
		: Name]: S[Name] extends Field<infer T> ? T : never;
} & {
	readonly [Name in keyof S as S[Name] extends OptionalField<unknown>
		? Name
		: never]?: S[Name] extends Field<infer T> ? T : never;
};

export type EventKind = keyof typeof kinds;

/** An event of that kind, or of any of those kinds. */
export type EventOf<Kind extends EventKind> = {
	[K in Kind]: { readonly ev: K } & FieldsOf<typeof stamp> & FieldsOf<(typeof kinds)[K]>;
}[Kind];

export type GuestEvent = EventOf<EventKind>;

/** An event of a kind that is not in the table. */
export type UnknownEvent = { readonly ev: string } & FieldsOf<typeof stamp>;

export type CheckedEvent =
	| { readonly ok: true; readonly event: GuestEvent }
	/** `problem` says what is wrong, as the end of a sentence about the line. */
	| { readonly ok: false; readonly problem: string; readonly unknown?: UnknownEvent };

/** Whether an object is an event. */
export function checkEvent(fields: Readonly<Record<string, unknown>>): CheckedEvent {
	const { ev } = fields;
	if (typeof ev !== 'string') return { ok: false, problem: 'has no kind in "ev"' };
	const stampProblem = problemOf(fields, stamp);
	if (stampProblem !== undefined) return { ok: false, problem: stampProblem };
	if (!Object.hasOwn(kinds, ev)) {
		const problem = `is of the kind "${ev}", which is not known here`;
		return { ok: false, problem, unknown: fields as unknown as UnknownEvent };
	}
	const problem = problemOf(fields, kinds[ev as EventKind]);
	if (problem !== undefined) return { ok: false, problem };
	return { ok: true, event: fields as unknown as GuestEvent };
}

/** The first field that is not as the shape has it. */
function problemOf(fields: Readonly<Record<string, unknown>>, shape: Shape): string | undefined {
	for (const [name, field] of Object.entries(shape)) {
		const value = Object.hasOwn(fields, name) ? fields[name] : undefined;
		if (value === undefined && field.isOptional) continue;
		if (value === undefined) return `has no "${name}": expected ${field.expected}`;
		if (!field.accepts(value)) {
			return `has ${JSON.stringify(value)} in "${name}": expected ${field.expected}`;
		}
	}
	return undefined;
}
