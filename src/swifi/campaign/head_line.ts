/**
 * The head of a campaign's file: its line, and in what two heads differ.
 */

import { type CampaignHead, faultTypes } from '../fault.ts';
import { CampaignFileError } from './errors.ts';
import {
	decodeFields,
	encodeFields,
	type Fields,
	listOf,
	object,
	oneOf,
	text,
	whole,
	words,
} from './fields.ts';
import { SHARDS_MAX } from './plan.ts';

const shard: Fields<CampaignHead['shard']> = { number: whole(1), of: whole(1) };

const fields: Fields<CampaignHead> = {
	format: oneOf([1]),
	build: text('the id of a build'),
	drivers: listOf(text('a label')),
	faults: whole(1),
	types: listOf(oneOf(faultTypes)),
	seed: whole(),
	mode: oneOf(['sequential', 'isolated']),
	shard: object(shard),
	heartbeatMs: whole(1),
	policy: text(),
	machine: words(),
};

/** Without the line's end. */
export function encodeHead(head: CampaignHead): string {
	return encodeFields(fields, head);
}

/** Throws CampaignFileError with what is wrong. */
export function decodeHead(line: string): CampaignHead {
	const head = decodeFields(fields, line);
	const { number, of } = head.shard;
	if (number > of || of > SHARDS_MAX) {
		throw new CampaignFileError(
			`"shard" is ${number} of ${of}: expected a number up to ${of}, of at most ${SHARDS_MAX}`,
		);
	}
	if (head.drivers.length === 0 || head.types.length === 0) {
		throw new CampaignFileError('"drivers" and "types": expected at least one of each');
	}
	return head;
}

export interface HeadDifference {
	readonly field: keyof CampaignHead;
	/** Both as JSON. */
	readonly expected: string;
	readonly found: string;
}

/** In the order of the fields; none for heads whose lines are equal. */
export function headDifferences(expected: CampaignHead, found: CampaignHead): HeadDifference[] {
	// Through the lines, so that the order of what has no order makes no difference.
	const [one, other] = [expected, found].map((head) => JSON.parse(encodeHead(head)));
	return (Object.keys(fields) as (keyof CampaignHead)[]).flatMap((field) => {
		const [wanted, had] = [JSON.stringify(one[field]), JSON.stringify(other[field])];
		return wanted === had ? [] : [{ field, expected: wanted, found: had }];
	});
}

/** One sentence without its end. */
export function describeDifferences(differences: readonly HeadDifference[]): string {
	return differences
		.map(({ field, expected, found }) => `${field}: expected ${expected}, found ${found}`)
		.join('; ');
}
