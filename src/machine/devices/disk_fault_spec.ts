/**
 * The words in which a disk's faults are told: `KIND[:KEY=VALUE[,KEY=VALUE]...]`, such as
 * `wrong:lba=2048-4095,rate=0.01`.
 */

import type { DiskFault, DiskFaultKind, DiskOperation } from './disk_faults.ts';

const NS_PER_S = 1e9;

interface Kind {
	/** What it can happen to, all of it unless `on` says otherwise. */
	readonly on: readonly DiskOperation[];
	/** Keys of its own, beside those that all have. */
	readonly keys: readonly string[];
}

const KINDS: Readonly<Record<DiskFaultKind, Kind>> = {
	bad: { on: ['read', 'write', 'flush'], keys: ['tries'] },
	timeout: { on: ['read', 'write', 'flush'], keys: [] },
	wrong: { on: ['read'], keys: [] },
	lost: { on: ['write'], keys: [] },
	torn: { on: ['write'], keys: [] },
	misdirected: { on: ['read', 'write'], keys: ['by'] },
	gone: { on: ['read', 'write', 'flush'], keys: ['resets'] },
};
const COMMON_KEYS = ['lba', 'on', 'at', 'nth', 'rate', 'times'];

export const DISK_FAULT_HELP = `\
  --disk-fault SPEC    the disk fails; may be given again. SPEC is KIND, or KIND:KEY=VALUE,...
                       such as bad:lba=40000-40007,tries=2 or wrong:rate=0.01,at=5
                       KIND is one of
                         bad          sectors that can't be read or written; with tries=N each
                                      fails N times and is good from then on
                         timeout      the command never ends; a reset brings the drive back
                         wrong        a bit of what is read is wrong, and nobody says so
                         lost         a write is acknowledged and not done
                         torn         likewise, but its beginning is done
                         misdirected  other sectors are read or written, by=N beside the right
                                      ones (8, may be negative)
                         gone         the drive answers no more, and what it was not told to
                                      flush is lost; with resets=N the Nth reset brings it back
                       KEY narrows down which commands of the drive it happens to, all of
                       them by default, the firmware's included:
                         lba=A or lba=A-B  those that touch these sectors, and only there
                         on=read|write|flush
                         at=S         those from this second of guest time on
                         nth=N        the Nth of them alone
                         rate=P       each with probability P; --seed decides which
                         times=N      the first N (gone: 1). bad with nth or rate chooses a
                                      sector, which stays bad`;

/** Throws an `Error` that says what is wrong with the words. */
export function parseDiskFault(spec: string): DiskFault {
	const [, kindName = '', rest] = /^([^:]*)(?::(.*))?$/s.exec(spec) ?? [];
	const kind = kindName as DiskFaultKind;
	if (!Object.hasOwn(KINDS, kindName)) {
		throw new Error(`"${kindName}" is no kind: expected ${listOf(Object.keys(KINDS))}`);
	}
	const { on, keys } = KINDS[kind];
	const values = keyValues(rest, [...COMMON_KEYS, ...keys], kind);
	const operations = values.has('on') ? [operation(values.get('on') as string, on, kind)] : on;
	const sectors = values.has('lba') ? sectorRange(values.get('lba') as string) : undefined;
	if (sectors && operations.every((one) => one === 'flush')) {
		throw new Error('a flush has no sectors: leave out lba or on=flush');
	}
	if (values.has('nth') && values.has('rate')) {
		throw new Error('nth and rate exclude each other: leave out one of them');
	}
	const count = (key: string) => number(key, values.get(key), { min: 1, isWhole: true });
	const seconds = number('at', values.get('at'), { min: 0 });
	const times = count('times') ?? (kind === 'gone' ? 1 : undefined);
	return {
		kind,
		// What names sectors means no flushes, which have none.
		on: sectors ? operations.filter((one) => one !== 'flush') : operations,
		...optional('sectors', sectors),
		...optional('atNs', seconds === undefined ? undefined : seconds * NS_PER_S),
		...optional('nth', count('nth')),
		...optional('rate', number('rate', values.get('rate'), { min: 0, max: 1 })),
		...optional('times', times),
		...optional('tries', count('tries')),
		...optional('by', shift(values.get('by'))),
		...optional('resets', count('resets')),
	};
}

function keyValues(
	text: string | undefined,
	known: readonly string[],
	kind: DiskFaultKind,
): Map<string, string> {
	const values = new Map<string, string>();
	for (const word of text === undefined ? [] : text.split(',')) {
		const [, key = '', value] = /^([^=]*)=(.+)$/s.exec(word) ?? [];
		if (value === undefined) {
			throw new Error(`"${word}" should be KEY=VALUE, such as nth=3`);
		}
		if (!known.includes(key)) {
			throw new Error(`"${key}" is no key of ${kind}: expected ${listOf(known)}`);
		}
		if (values.has(key)) {
			throw new Error(`"${key}" is given twice`);
		}
		values.set(key, value);
	}
	return values;
}

function operation(
	text: string,
	possible: readonly DiskOperation[],
	kind: DiskFaultKind,
): DiskOperation {
	const found = possible.find((one) => one === text);
	if (!found) {
		throw new Error(`on=${text} is nothing that ${kind} happens to: ${listOf(possible)}`);
	}
	return found;
}

function sectorRange(text: string): { first: number; last: number } {
	const [, from, to = from] = /^(\d+|0x[0-9a-f]+)(?:-(\d+|0x[0-9a-f]+))?$/i.exec(text) ?? [];
	const first = Number(from);
	const last = Number(to);
	if (from === undefined || !Number.isSafeInteger(last) || first > last) {
		throw new Error(`lba=${text} should be a sector or FIRST-LAST, such as 2048-2055`);
	}
	return { first, last };
}

function shift(text: string | undefined): number | undefined {
	if (text === undefined) {
		return undefined;
	}
	const sectors = /^-?\d+$/.test(text) ? Number(text) : 0;
	if (sectors === 0 || !Number.isSafeInteger(sectors)) {
		throw new Error(`by=${text} should be a number of sectors that is not 0, such as -8`);
	}
	return sectors;
}

function number(
	key: string,
	text: string | undefined,
	range: { min: number; max?: number; isWhole?: boolean },
): number | undefined {
	if (text === undefined) {
		return undefined;
	}
	const { min, max = Number.MAX_SAFE_INTEGER, isWhole = false } = range;
	const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
	if (!(value >= min && value <= max) || (isWhole && !Number.isInteger(value))) {
		const upTo = range.max === undefined ? ` from ${min} on` : ` from ${min} to ${max}`;
		throw new Error(`${key}=${text} should be a ${isWhole ? 'whole ' : ''}number${upTo}`);
	}
	return value;
}

/** Absent rather than undefined: what has no value has no key. */
function optional<K extends string, V>(key: K, value: V | undefined): { [key in K]?: V } {
	return value === undefined ? {} : ({ [key]: value } as { [key in K]?: V });
}

function listOf(words: readonly string[]): string {
	return `${words.slice(0, -1).join(', ')}${words.length > 1 ? ' or ' : ''}${words.at(-1)}`;
}
