/**
 * The guest that a campaign's head asks for.
 */

import type { Manifest } from '../../machine/manifest.ts';
import type { CampaignGuestOptions } from '../campaign_guest.ts';
import type { CampaignHead } from '../fault.ts';
import { CampaignFileError } from './errors.ts';

/** What the head decides of a guest; the files of the build and a snapshot are added to it. */
export type GuestConditions = Pick<
	CampaignGuestOptions,
	'manifest' | 'driver' | 'heartbeatMs' | 'policy' | 'memoryMb' | 'deviceModel'
>;

/** Throws CampaignFileError when the manifest is not that of the campaign's build. */
export function guestConditions(
	head: CampaignHead,
	driver: string,
	manifest: Manifest,
): GuestConditions {
	if (manifest.buildId !== head.build) {
		throw new CampaignFileError(
			`the image in build/os is of build ${manifest.buildId}: expected ${head.build}, the ` +
				"campaign's. Build that one again, or begin another campaign",
		);
	}
	const { memory, 'device-model': deviceModel } = head.machine;
	return {
		manifest,
		driver,
		heartbeatMs: head.heartbeatMs,
		policy: head.policy,
		...(memory === undefined ? {} : { memoryMb: Number(memory) }),
		...(deviceModel === 'v86' ? { deviceModel } : {}),
	};
}
