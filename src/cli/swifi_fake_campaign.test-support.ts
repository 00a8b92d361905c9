/*
 * A long campaign without guests, as a process of its own that tests can interrupt.
 * Argument: the campaign's file.
 */
import { fakeHead } from '../swifi/campaign/fake_series.test-support.ts';
import { runCampaign } from './swifi.ts';

process.exitCode = await runCampaign(
	fakeHead({ faults: 1_000_000 }),
	{ workers: 2, out: process.argv[2], json: false },
	new URL('./swifi_fake_runner.test-support.ts', import.meta.url).href,
);
