/*
 * What the server host answers when hostd is missing, mute or out of its mind.
 */
import { afterEach, expect, it } from 'vitest';
import { BootedGuest } from '../../../src/channel/booted_guest.test-support.ts';

let guest: BootedGuest;

afterEach(() => {
	guest?.dispose();
});

async function bootWith(test: string): Promise<void> {
	guest = await BootedGuest.boot({ params: { init: 'hosttest', test } }, 'up');
}

/** What each of the commands fails with. */
function errors(runs: readonly Promise<unknown>[]): Promise<string[]> {
	const messages = runs.map((run) =>
		run.then(
			() => 'It succeeded.',
			(error) => error.message,
		),
	);
	return guest.during(Promise.all(messages));
}

it('without hostd a command fails by a deadline, and pings and kills work', async () => {
	await bootWith('absent');
	const startUs = guest.machine.nowUs;
	const run = guest.channel.exec('true');
	run.catch(() => undefined);
	expect(await guest.during(guest.channel.ping())).toEqual({ hostd: false });
	await guest.during(guest.channel.kill('random'));
	expect(await errors([run])).toEqual([
		'hostd, which init starts, does not run: nobody took the command in 10 s.',
	]);
	expect(guest.machine.nowUs - startUs).toBeLessThan(12e6);
});

it('a hostd that starts nothing fails every command by a deadline', async () => {
	await bootWith('mute');
	const runs = Array.from({ length: 40 }, () => guest.channel.exec('true'));
	expect(new Set(await errors(runs))).toEqual(
		new Set(['hostd did not start the command within 10 s.']),
	);
});

it('what breaks the rules of /dev/host is refused, and the commands are none the worse', async () => {
	await bootWith('wild');
	const result = await guest.shell('true');
	expect(guest.console.filter((line) => line.startsWith('hosttest'))).toEqual([]);
	expect(result).toEqual({ status: 0, output: '' });
});
