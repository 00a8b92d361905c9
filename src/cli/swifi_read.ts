/*
 * Reads campaigns' files from disk, series by series, in bounded memory. Failures are for the
 * person at the terminal and name the file.
 */
import { type FileHandle, open } from 'node:fs/promises';
import { CampaignReader, type FinishedSeries } from '../swifi/campaign/campaign_reader.ts';
import { CampaignFileError } from '../swifi/campaign/errors.ts';
import { type Line, LineSplitter } from '../swifi/campaign/line_splitter.ts';
import type { CampaignHead, FaultRecord, SeriesPlan } from '../swifi/fault.ts';
import { CliError } from './command.ts';
import { problem } from './problem.ts';

/** A campaign's file, open. */
export interface CampaignContent {
	readonly head: CampaignHead;
	/**
	 * The next whole series, undefined behind the last; what the file has of one more at its end
	 * is left out. Rejects with CliError where a line is not as it should be.
	 */
	nextSeries(): Promise<FinishedSeries | undefined>;
	/** Length of the file up to the end of the last series that was read, in bytes. */
	readonly bytesRead: number;
	/** The series that follows the last one that was read, undefined when that completed all. */
	readonly following: SeriesPlan | undefined;
	close(): Promise<void>;
}

/** A file whose first line was not written to its end: what there is of it, '' if nothing. */
export interface HeadlessFile {
	readonly torn: string;
}

/** Undefined when there is no such file. Rejects with CliError where it is no campaign's. */
export async function openCampaign(
	path: string,
): Promise<CampaignContent | HeadlessFile | undefined> {
	const file = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
		if (error.code === 'ENOENT') return undefined;
		throw new CliError(`${path} cannot be read: ${problem(error)}.`);
	});
	if (file === undefined) return undefined;
	try {
		const content = await begin(path, file);
		if ('torn' in content) await file.close();
		return content;
	} catch (error) {
		await file.close();
		throw error;
	}
}

/** The same of a file that has to be there, with a head. */
export async function openFinishedCampaign(path: string): Promise<CampaignContent> {
	const content = await openCampaign(path);
	if (content === undefined) throw new CliError(`${path} does not exist. Correct the path.`);
	if ('torn' in content) {
		throw new CliError(`${path} has no head: expected a file that kintsugi swifi --out wrote.`);
	}
	return content;
}

export interface FoundFault {
	readonly head: CampaignHead;
	/** All of its series runs again when the fault does. */
	readonly plan: SeriesPlan;
	readonly record: FaultRecord;
}

/** The fault with that id. Rejects with CliError where the file has none. */
export async function findFault(path: string, id: string): Promise<FoundFault> {
	const content = await openFinishedCampaign(path);
	try {
		for (;;) {
			const finished = await content.nextSeries();
			if (finished === undefined) {
				throw new CliError(
					`${path} has no fault "${id}" in a whole series: expected an id of the file, ` +
						'such as 0.0.',
				);
			}
			const record = finished.records.find((candidate) => candidate.id === id);
			if (record !== undefined) return { head: content.head, plan: finished.plan, record };
		}
	} finally {
		await content.close();
	}
}

async function begin(path: string, file: FileHandle): Promise<CampaignContent | HeadlessFile> {
	const splitter = new LineSplitter();
	const lines = linesOf(file, splitter);
	const reader = new CampaignReader();
	const nextLine = async () => (await lines.next()).value;
	const first = await named(path, nextLine);
	if (first === undefined) return { torn: splitter.torn };
	await named(path, async () => reader.accept(first));
	const { head } = reader;
	if (head === undefined) throw new Error('A reader that accepts a line has a head.');
	let bytesRead = first.end;
	return {
		head,
		nextSeries: () =>
			named(path, async () => {
				for (;;) {
					const line = await nextLine();
					if (line === undefined) return undefined;
					const finished = reader.accept(line);
					if (finished === undefined) continue;
					bytesRead = line.end;
					return finished;
				}
			}),
		get bytesRead() {
			return bytesRead;
		},
		get following() {
			return reader.next;
		},
		close: () => file.close(),
	};
}

const CHUNK_BYTES = 1 << 20;

async function* linesOf(file: FileHandle, splitter: LineSplitter): AsyncGenerator<Line, undefined> {
	const buffer = new Uint8Array(CHUNK_BYTES);
	for (;;) {
		const { bytesRead } = await file.read(buffer, 0, buffer.length);
		if (bytesRead === 0) return;
		yield* splitter.push(buffer.subarray(0, bytesRead));
	}
}

async function named<Result>(path: string, work: () => Promise<Result>): Promise<Result> {
	try {
		return await work();
	} catch (error) {
		if (error instanceof CampaignFileError) throw new CliError(`${path}: ${error.message}.`);
		if (error instanceof Error && 'code' in error) {
			throw new CliError(`${path} cannot be read: ${problem(error)}.`);
		}
		throw error;
	}
}
