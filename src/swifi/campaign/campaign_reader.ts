/**
 * Reads the lines of a campaign's file and gives out whole series. Everything is checked: the
 * head, each record by itself, and that the series follow as the head plans them, without a gap.
 */

import type { CampaignHead, FaultRecord, SeriesPlan } from '../fault.ts';
import { CampaignFileError } from './errors.ts';
import { decodeHead } from './head_line.ts';
import type { Line } from './line_splitter.ts';
import { plansOf } from './plan.ts';
import { decodeRecord } from './record_line.ts';

export interface FinishedSeries {
	readonly plan: SeriesPlan;
	readonly records: readonly FaultRecord[];
}

export class CampaignReader {
	private plans: Iterator<SeriesPlan, undefined> | undefined;
	private fileHead: CampaignHead | undefined;
	private plan: SeriesPlan | undefined;
	private records: FaultRecord[] = [];

	/** Once the first line was accepted. */
	get head(): CampaignHead | undefined {
		return this.fileHead;
	}

	/** The series that the file has to go on with, undefined when it is complete. */
	get next(): SeriesPlan | undefined {
		return this.plan;
	}

	/**
	 * Takes the next line; returns the series that it completes, if it does. Throws
	 * CampaignFileError with the line's number.
	 */
	accept(line: Line): FinishedSeries | undefined {
		if (this.plans === undefined) {
			const head = located(line, () => decodeHead(line.text));
			this.fileHead = head;
			this.plans = plansOf(head);
			this.plan = this.plans.next().value;
			return undefined;
		}
		const record = located(line, () => {
			const decoded = decodeRecord(line.text);
			this.checkPlace(decoded);
			return decoded;
		});
		this.records.push(record);
		const { plan, records } = this;
		if (plan === undefined || records.length < plan.faults) return undefined;
		this.plan = this.plans.next().value;
		this.records = [];
		return { plan, records };
	}

	private checkPlace(record: FaultRecord): void {
		const { plan } = this;
		if (plan === undefined) {
			throw new CampaignFileError(
				`there is a fault ${record.id}, but the campaign was complete before it`,
			);
		}
		const index = this.records.length;
		const problem = misplaced(plan, index, record);
		if (problem !== undefined) throw new CampaignFileError(problem);
	}
}

/** In what a record is not what the plan wants at this place; undefined if it is. */
export function misplaced(
	plan: SeriesPlan,
	index: number,
	record: FaultRecord,
): string | undefined {
	const { series, driver, types } = plan;
	if (record.series !== series || record.index !== index || record.driver !== driver) {
		return (
			`expected fault ${series}.${index} of ${driver}, ` +
			`found ${record.id} of ${record.driver}`
		);
	}
	if (!types.includes(record.type)) {
		return `"type" is ${record.type}, which the campaign's head does not have`;
	}
	return undefined;
}

function located<Result>(line: Line, work: () => Result): Result {
	try {
		return work();
	} catch (error) {
		if (!(error instanceof CampaignFileError)) throw error;
		throw new CampaignFileError(`line ${line.number}: ${error.message}`);
	}
}
