/**
 * A fault as a line of the campaign's file, and back. Equal records are equal lines.
 */

import { type FaultRecord, faultTypes, outcomes, type RecoveryTimes } from '../fault.ts';
import { CampaignFileError } from './errors.ts';
import {
	boolean,
	decodeFields,
	encodeFields,
	type Fields,
	listOf,
	number,
	object,
	oneOf,
	optional,
	orNull,
	pattern,
	text,
	whole,
} from './fields.ts';

const times: Fields<RecoveryTimes> = {
	restartUs: optional(number()),
	publishUs: optional(number()),
	reintegrateUs: optional(number()),
	recoveredUs: optional(number()),
};

const bytes = pattern(/^(?:[0-9a-f]{2})+$/, 'bytes as hex, in small letters');

const fields: Fields<FaultRecord> = {
	id: text('<series>.<index>'),
	driver: pattern(/^[A-Za-z0-9._]{1,16}$/, 'a label'),
	series: whole(),
	index: whole(),
	t_us: number(),
	type: oneOf(faultTypes),
	address: whole(),
	function: text(),
	source: text(),
	old: bytes,
	new: bytes,
	before: text(),
	after: text(),
	outcome: oneOf(outcomes),
	detail: text(),
	activated: boolean(),
	activated_us: optional(number()),
	recovered: orNull(boolean()),
	times: optional(object(times)),
	disturbed: optional(listOf(text())),
	suspects: optional(listOf(whole())),
};

export function recordId(series: number, index: number): string {
	return `${series}.${index}`;
}

/** Without the line's end. */
export function encodeRecord(record: FaultRecord): string {
	return encodeFields(fields, record);
}

/** Throws CampaignFileError with what is wrong; the caller knows the line's number. */
export function decodeRecord(line: string): FaultRecord {
	const record = decodeFields(fields, line);
	const id = recordId(record.series, record.index);
	if (record.id !== id) {
		throw new CampaignFileError(
			`"id" is "${record.id}": expected "${id}", after its series and index`,
		);
	}
	if (record.old.length !== record.new.length) {
		throw new CampaignFileError('"old" and "new" differ in length: expected as many bytes');
	}
	return record;
}
