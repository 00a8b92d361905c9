/* As elffuzz.test.ts, for long: fresh seeds, several programs. */
import { expect, it } from 'vitest';
import { BootedGuest } from '../../../src/channel/booted_guest.test-support.ts';

const CASES = 100_000;
const CASES_A_RUN = 500;
const PROGRAMS = ['/bin/true', '/bin/sh', '/bin/ls', '/usr/bin/seq'];

it(`executes ${CASES} damaged programs, and loses neither memory nor processes`, async () => {
	const guest = await BootedGuest.boot();
	try {
		for (let run = 0; run < CASES / CASES_A_RUN; run++) {
			const program = PROGRAMS[run % PROGRAMS.length];
			const { status, output } = await guest.shell(
				`elffuzz ${CASES_A_RUN} ${run + 1} ${program}`,
			);
			expect({ run, status, output }).toMatchObject({ status: 0 });
		}
		expect(guest.events.filter((line) => line.includes('"defect"'))).toEqual([]);
	} finally {
		guest.dispose();
	}
});
