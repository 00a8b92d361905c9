/*
 * What a campaign's workers make series with: a guest of the built image for one driver, under
 * the conditions that the campaign's head names.
 */
import { createSeriesRunner } from '../swifi/series_runner.ts';
import { CliError } from './command.ts';
import { readManifest, readOsFiles } from './os_files.ts';
import type { OpenRunner } from './swifi_protocol.ts';

export const openRunner: OpenRunner = async (head, driver, snapshot) => {
	const manifest = await readManifest();
	if (manifest.buildId !== head.build) {
		throw new CliError(
			`The image in build/os is of build ${manifest.buildId}: expected ${head.build}, the ` +
				"campaign's. Build that one again, or begin another campaign.",
		);
	}
	const { memory, 'device-model': deviceModel } = head.machine;
	return createSeriesRunner({
		...(await readOsFiles()),
		manifest,
		driver,
		heartbeatMs: head.heartbeatMs,
		policy: head.policy,
		snapshot,
		...(memory === undefined ? {} : { memoryMb: Number(memory) }),
		...(deviceModel === 'v86' ? { deviceModel } : {}),
	});
};
