/*
 * kintsugi swifi merge: one campaign from the files of its shards.
 */
import { existsSync, renameSync, rmSync } from 'node:fs';
import { CampaignFileError } from '../swifi/campaign/errors.ts';
import { mergedHead, mergedSeries, type Shard } from '../swifi/campaign/merge.ts';
import { Tally } from '../swifi/campaign/tally.ts';
import type { CampaignHead } from '../swifi/fault.ts';
import { CliError } from './command.ts';
import { problem } from './problem.ts';
import type { MergeOptions } from './swifi_options.ts';
import { type CampaignContent, openFinishedCampaign } from './swifi_read.ts';
import { CampaignWriter } from './swifi_write.ts';

export interface MergedCampaign {
	readonly head: CampaignHead;
	readonly tally: Tally;
}

/**
 * Reads all shards and, with `out`, writes the whole campaign there; `out` appears only when it
 * is complete. Rejects with CliError where the files are not all shards of one campaign.
 */
export async function mergeCampaign({ files, out }: MergeOptions): Promise<MergedCampaign> {
	if (out !== undefined && existsSync(out)) {
		throw new CliError(`${out} is there already: choose another name for --out.`);
	}
	const contents: CampaignContent[] = [];
	try {
		const shards: Shard[] = [];
		for (const name of files) {
			const content = await openFinishedCampaign(name);
			contents.push(content);
			const nextSeries = () => content.nextSeries();
			shards.push({ name, head: content.head, nextSeries });
		}
		const head = mergedHead(shards);
		const tally = new Tally();
		await withWriter(out, async (writer) => {
			writer?.head(head);
			for await (const { records } of mergedSeries(shards)) {
				for (const record of records) tally.add(record);
				writer?.series(records);
			}
		});
		return { head, tally };
	} catch (error) {
		if (error instanceof CampaignFileError) throw new CliError(error.message);
		throw error;
	} finally {
		for (const content of contents) await content.close();
	}
}

async function withWriter(
	out: string | undefined,
	work: (writer: CampaignWriter | undefined) => Promise<void>,
): Promise<void> {
	if (out === undefined) return work(undefined);
	const partial = `${out}.partial`;
	const writer = CampaignWriter.open(partial, 'w');
	try {
		await work(writer).finally(() => writer.close());
		renameSync(partial, out);
	} catch (error) {
		rmSync(partial, { force: true });
		if (!(error instanceof Error && 'code' in error)) throw error;
		throw new CliError(`${out} cannot be written: ${problem(error)}.`);
	}
}
