/*
 * Writes a campaign's file: its head when it is new, and whole series behind what is there. A
 * series is one write, so that whenever the process ends, at most the last one is incomplete, and
 * going on cuts that off. Failures are for the person at the terminal.
 */
import { closeSync, fstatSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { describeDifferences, encodeHead, headDifferences } from '../swifi/campaign/head_line.ts';
import { firstSeries } from '../swifi/campaign/plan.ts';
import { encodeRecord } from '../swifi/campaign/record_line.ts';
import type { CampaignHead, FaultRecord } from '../swifi/fault.ts';
import { CliError } from './command.ts';
import { problem } from './problem.ts';
import { openCampaign } from './swifi_read.ts';

export class CampaignWriter {
	private constructor(
		private readonly path: string,
		private readonly file: number,
		/** Of the file, in bytes. */
		private length: number,
	) {}

	/**
	 * Opens a file that has `length` bytes of use, and cuts off what follows them.
	 * `flags` are those of node:fs.
	 */
	static open(path: string, flags: 'a' | 'w', length = 0): CampaignWriter {
		return attempt(path, () => {
			const file = openSync(path, flags);
			ftruncateSync(file, length);
			return new CampaignWriter(path, file, length);
		});
	}

	head(head: CampaignHead): void {
		this.append(`${encodeHead(head)}\n`);
	}

	series(records: readonly FaultRecord[]): void {
		this.append(records.map((record) => `${encodeRecord(record)}\n`).join(''));
	}

	close(): void {
		closeSync(this.file);
	}

	private append(text: string): void {
		const bytes = Buffer.from(text);
		attempt(this.path, () => {
			const { size } = fstatSync(this.file);
			if (size !== this.length) {
				throw new CliError(
					`${this.path} has ${size} bytes: expected ${this.length}, since nobody else ` +
						'should write to it. End the other campaign, or give this one a file of its own.',
				);
			}
			for (let done = 0; done < bytes.length; ) done += writeSync(this.file, bytes, done);
			this.length += bytes.length;
		});
	}
}

export interface OpenedCampaign {
	readonly writer: CampaignWriter;
	/** The first series that the file does not have; past the last one if it is complete. */
	readonly from: number;
}

/**
 * Opens the file of a campaign to go on with it, or begins it. Each fault that it has already is
 * given to `onRecord`. Rejects with CliError when it is another campaign's, or broken.
 */
export async function resumeCampaign(
	path: string,
	head: CampaignHead,
	onRecord: (record: FaultRecord) => void,
): Promise<OpenedCampaign> {
	const content = await openCampaign(path);
	if (content === undefined || 'torn' in content) {
		const torn = content?.torn ?? '';
		if (!encodeHead(head).startsWith(torn)) {
			throw new CliError(
				`${path} is there and does not begin with a campaign's head. It is left as it is: ` +
					'choose another name for --out.',
			);
		}
		const writer = CampaignWriter.open(path, 'a');
		writer.head(head);
		return { writer, from: firstSeries(head) };
	}
	try {
		checkHead(path, head, content.head);
		for (;;) {
			const finished = await content.nextSeries();
			if (finished === undefined) break;
			for (const record of finished.records) onRecord(record);
		}
		const from = content.following?.series ?? Number.POSITIVE_INFINITY;
		return { writer: CampaignWriter.open(path, 'a', content.bytesRead), from };
	} finally {
		await content.close();
	}
}

function checkHead(path: string, expected: CampaignHead, found: CampaignHead): void {
	const differences = headDifferences(expected, found);
	if (differences.length === 0) return;
	const isBuild = differences.some(({ field }) => field === 'build');
	throw new CliError(
		`${path} is the file of another campaign: ${describeDifferences(differences)}. ` +
			`Give the options that it was begun with${isBuild ? ', with the same build' : ''}, ` +
			'or choose another name for --out.',
	);
}

function attempt<Result>(path: string, work: () => Result): Result {
	try {
		return work();
	} catch (error) {
		if (error instanceof CliError) throw error;
		throw new CliError(`${path} cannot be written: ${problem(error)}.`);
	}
}
