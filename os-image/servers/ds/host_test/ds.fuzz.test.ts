/** The data store's logic against its model, for longer: see ds.test.ts. */
import { expect, it } from 'vitest';
import { runHistory, Store } from './ds.test-support.ts';

const HISTORIES = 100_000;
const TIME_LIMIT_MS = 1_800_000;

it(
	`does what a simple model does, in ${HISTORIES} random histories`,
	async () => {
		const store = await Store.build();
		for (let seed = 1; seed <= HISTORIES; seed++) runHistory(store, 1_000_000 + seed);
		expect(store.raw.mapped_bytes()).toBe(0);
	},
	TIME_LIMIT_MS,
);
