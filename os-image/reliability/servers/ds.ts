/* The data store: what is private stays, and those who subscribed hear of what comes later. */
import { check, type ServerCase } from './server_case.ts';

const TERMINAL = '/dev/ttyc2';

export const dataStoreCase: ServerCase = {
	label: 'ds',
	load: 'a console is written to, and its screen stored; a disk is read',
	async begin(lab) {
		await lab.shell(`stty rows 31 cols 99 <${TERMINAL}; sleep 0.2`);
		const { channel } = lab.guest;
		const load = Promise.all([
			channel.exec(`seq 1 1000 >${TERMINAL}`),
			channel.exec('dd if=/dev/c0d0 of=/dev/null bs=64k count=40 2>/dev/null'),
		]);
		return async () => {
			const ends = await lab.guest.during(load);
			const restored = lab
				.events()
				.some(
					(event) => event.ev === 'log' && /^ds: \d+ entries restored/.test(event.text),
				);
			// Whoever has state there gets it from the fresh data store, and is found through it.
			await lab.shell('service restart chr.tty; service restart at_disk; sleep 0.5');
			const { output } = await lab.shell(`stty -a <${TERMINAL}`);
			const disk = await lab.shell('dd if=/dev/c0d0 of=/dev/null bs=512 count=1');
			await lab.shell(`stty rows 25 cols 80 <${TERMINAL}`);
			const statuses = ends.map(({ status }) => status);
			return [
				check(
					'the load ended well',
					statuses.every((status) => status === 0),
					statuses,
				),
				check('entries came from the backup', restored, 'no word of it'),
				check(
					"a terminal's settings, though its driver was restarted then",
					output.includes('rows 31; columns 99'),
					output,
				),
				check('subscribers heard of a fresh disk driver', disk.status === 0, disk),
			];
		};
	},
};
