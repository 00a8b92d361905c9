import { expect, test } from 'vitest';
import { COMMAND, committedPage, makePrivilegesPage, PAGE } from './docs.ts';

test(`${PAGE} says what system.conf says`, async () => {
	const isCurrent = committedPage() === (await makePrivilegesPage());
	expect(isCurrent, `${PAGE} is stale: run ${COMMAND} and commit it`).toBe(true);
});
