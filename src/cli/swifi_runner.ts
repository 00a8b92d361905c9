/*
 * What series are run with: a guest of the built image for one driver, under the conditions that
 * a campaign's head names.
 */
import { guestConditions } from '../swifi/campaign/conditions.ts';
import { CampaignFileError } from '../swifi/campaign/errors.ts';
import type { CampaignHead } from '../swifi/fault.ts';
import { createSeriesRunner, type GuestSeriesRunner } from '../swifi/series_runner.ts';
import { CliError } from './command.ts';
import { readManifest, readOsFiles } from './os_files.ts';
import type { OpenRunner } from './swifi_protocol.ts';

/** Rejects with CliError when the built image is not the campaign's. */
export const openRunner = (async (
	head: CampaignHead,
	driver: string,
	snapshot?: Uint8Array,
): Promise<GuestSeriesRunner> => {
	const conditions = conditionsOf(head, driver, await readManifest());
	return createSeriesRunner({ ...(await readOsFiles()), ...conditions, snapshot });
}) satisfies OpenRunner;

function conditionsOf(...given: Parameters<typeof guestConditions>) {
	try {
		return guestConditions(...given);
	} catch (error) {
		if (!(error instanceof CampaignFileError)) throw error;
		throw new CliError(`${error.message}.`);
	}
}
